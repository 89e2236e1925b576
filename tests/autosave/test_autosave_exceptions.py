"""An exception of any kind at any step: what was acknowledged is saved later, and nothing counts as saved before it is.

A full disk raises OSError. A bug in a codec, no memory, or Ctrl-C raise others, and may do so between any two steps.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from failing import FailingOs, failing
from keeping import CACHE_TYPES, after_crash, change, make_window, open_test_tree, plain, reopened

from visdom import jsontext
from visdom.autosave import Tree

EXCEPTIONS = [MemoryError, RuntimeError, KeyboardInterrupt]
MOST_STEPS = 400


class RaisingSteps(FailingOs):
    """Raises one exception at the n-th step: a change of the disk, or the encoding of a value."""

    def __init__(self, number: int, kind: type[BaseException]) -> None:
        super().__init__()
        self._number, self._kind = number, kind
        self.has_raised = False

    def dumps(self, value: Any) -> bytes:
        """What `jsontext` calls as orjson's."""
        self._count("dumps")
        return ORJSON.dumps(value)

    def loads(self, text: bytes | str) -> Any:
        return ORJSON.loads(text)

    JSONDecodeError = jsontext.orjson.JSONDecodeError

    def _count(self, name: str) -> None:
        with self._lock:
            number = self.count
            self.count += 1
        if number == self._number:
            self.has_raised = True
            raise self._kind("raised by the test")


ORJSON = jsontext.orjson


@pytest.fixture(params=EXCEPTIONS, ids=lambda kind: kind.__name__)
def kind(request: pytest.FixtureRequest) -> type[BaseException]:
    return request.param


def acts(tree: Tree) -> Iterator[tuple[str, Callable[[], object]]]:
    """Changes of all kinds with saves between them, and what each one changes."""
    windows = tree["e"]["jsons"]
    large = "x" * 70_000
    yield "a", lambda: windows.__setitem__("a", make_window("a", 1))
    yield "b", lambda: windows.__setitem__("b", make_window("b", 1))
    yield "a", lambda: change(tree, "e", "a", 2)
    yield "reload", lambda: tree["e"].__setitem__("reload", {"a": [1, 2]})
    yield "", tree.save_all
    yield "b", lambda: change(tree, "e", "b", large)
    yield "c", lambda: windows.__setitem__("c", make_window("c", large))
    yield "a", lambda: windows.__delitem__("a")
    yield "", lambda: tree.save("e")
    yield "c", lambda: change(tree, "e", "c", 3)
    yield "", tree.sync


def without(environment: dict[str, Any], name: str) -> dict[str, Any]:
    """An environment without the window or member of this name."""
    windows = {win: window for win, window in environment["jsons"].items() if win != name}
    return {key: windows if key == "jsons" else value for key, value in environment.items() if key != name}


def same(found: dict[str, Any], held: dict[str, Any], failed: str) -> bool:
    """Is all on disk that was acknowledged? What failed may be there or not."""
    return without(found["e"], failed) == without(held["e"], failed)


def check_what_counts_as_saved(tree: Tree, folder: Path, copy: Path) -> None:
    """A window that is not pending is on disk as it is in memory."""
    pending, held = tree.pending(), plain(tree, ["e"])["e"]["jsons"]
    found = reopened(after_crash(folder, copy), cache_type_of(tree)).get("e", {"jsons": {}})["jsons"]
    for win in held:
        assert ("e", win) in pending or found[win] == held[win]


def cache_type_of(tree: Tree) -> str:
    return tree._store.cache_type


@pytest.fixture(autouse=True)
def no_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is tried again while a test looks at what one exception does."""
    for module in ("tree.tree", "stores.file_store"):
        monkeypatch.setattr(f"visdom.autosave.{module}.Timer", lambda seconds, task: SimpleNamespace(stop=lambda: None))


@pytest.mark.parametrize("cache_type", CACHE_TYPES)
@pytest.mark.parametrize("fsync", ["never", "always"])
def test_what_memory_holds_is_saved_whatever_was_raised_before(
    cache_type: str, fsync: str, kind: type[BaseException], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in itertools.count():
        assert number < MOST_STEPS
        folder, copy = tmp_path / str(number), tmp_path / "crashed"
        tree = open_test_tree(folder, cache_type, fsync=fsync)
        tree["e"] = {}
        steps = RaisingSteps(number, kind)
        failed = ""
        for name, act in acts(tree):
            with failing(steps), monkeypatch.context() as patch:
                patch.setattr(jsontext, "orjson", steps)
                try:
                    act()
                    is_done = True
                except (kind, Exception):
                    is_done = False
            if not is_done:
                assert steps.has_raised
                failed = failed or name
                check_what_counts_as_saved(tree, folder, copy)
        held = plain(tree, ["e"])
        if steps.has_raised:
            tree.save_all()
            tree.sync()
            assert tree.pending() == {}
            assert same(reopened(after_crash(folder, copy), cache_type), held, failed), number
        tree.close()
        assert same(reopened(folder, cache_type), held, failed), number
        if not steps.has_raised:
            break
    assert number > 20
