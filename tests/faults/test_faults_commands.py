"""The commands, killed or without power at any system call, or refused any of them: run again, they finish the work."""

from __future__ import annotations

import errno
import json
import os
import shutil
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from copy import deepcopy
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from counting import report
from disk import Call, State, after, after_power_loss, put
from disk_recording import recording
from failing import FailingOs, failing
from stories import LARGE, LONG_ID, Model, Story, open_quiet_tree, read, replay, store_of
from telling import check_each

from visdom.autosave.cli import run
from visdom.autosave.cli.folder import Folder
from visdom.autosave.cli.trash import entries
from visdom.autosave.disk import files

LIMIT = 16
"""So many disks are tried one by one for each moment; where there are more, only the telling ones."""
FOR_EVER = 10**9
ERRORS = [errno.ENOSPC, errno.EIO, errno.EROFS, errno.EMFILE, errno.EINTR]
CHANGING = ("make_folder", "write", "rename", "remove", "remove_tree", "overwrite", "sync")


def main(words: list[str]) -> int:
    """Run a command; its exit code."""
    with redirect_stdout(StringIO()), redirect_stderr(StringIO()):
        return run(words, replay, program="test")


def fill(folder: Path) -> Story:
    """Two environments; windows with and without journals."""
    story = Story(open_quiet_tree(folder, "JPWA", "always"), [])
    for win in ("folded", "both", LONG_ID):
        story.put("main", win, 1)
    story.fold("main")
    story.add("main", "both", 2)
    story.put("main", "journal", 3)
    story.make("e")
    story.put("e", "w", 4)
    return story


def be_killed(story: Story) -> Model:
    """The server ends so that journals stay; what it had."""
    store = store_of(story.tree)
    store._close_files()
    store.root.release()
    return story.model


def with_journals(folder: Path) -> Model:
    return be_killed(fill(folder))


def as_files(folder: Path) -> Model:
    story = fill(folder)
    story.tree.close()
    tree = open_quiet_tree(folder, "JPE")
    for eid in tree:
        tree.load(eid, list(tree[eid]["jsons"]))
        tree[eid]["reload"] = {}
    tree.close()
    shutil.rmtree(folder / ".migrated")
    return story.model


def compressed(folder: Path) -> Model:
    model = with_journals(folder)
    assert main(["compact", str(folder), "--compress"]) == 0
    return model


def damaged(folder: Path) -> Model:
    story = fill(folder)
    model = be_killed(story)
    windows = folder / "main" / "jsons"
    (windows / "folded.json").write_bytes(b"{")
    with (windows / "journal.journal").open("ab") as journal:
        journal.write(b"torn")
    (windows / ".1-1.temp").write_bytes(b"left")
    del model["main"]["folded"]
    return model


def with_trash(folder: Path) -> Model:
    story = fill(folder)
    story.put("main", "large", LARGE)
    story.close("main", "both")
    story.close("main", "large")
    story.delete("e")
    return be_killed(story)


def with_others_of_the_same_names(folder: Path) -> Model:
    with_trash(folder)
    story = Story(open_quiet_tree(folder, "JPWA", "always"), [])
    story.model = read(story.tree)
    story.put("main", "both", 5)
    story.make("e")
    story.put("e", "w", 6)
    return be_killed(story)


def to_import(folder: Path) -> Model:
    windows = {"w": {"id": "w", "version": 1, "log": [7]}, LONG_ID: {"id": LONG_ID, "version": 1, "log": [8]}}
    (folder.parent / "late.json").write_text(json.dumps({"jsons": windows, "reload": {}}))
    return with_journals(folder)


def names_in_trash(folder: Path) -> list[str]:
    """The words of `trash restore`."""
    names = [entry.name for entry in entries(Folder(str(folder), replay))]
    return ["trash", "restore", str(folder), *names] if names else ["trash", "list", str(folder)]


def restored(model: Model) -> None:
    model["main"].update(both=[1, 2], large=[LARGE])
    model["e"] = {"w": [4]}


def restored_beside_others(model: Model) -> None:
    model["main"].update(both_2=[1, 2], large=[LARGE])
    model["e_2"] = {"w": [4]}


def imported(name: str) -> Callable[[Model], None]:
    return lambda model: model.update({name: {"w": [7], LONG_ID: [8]}})


@dataclass(frozen=True)
class Work:
    """A command, the folder that it finds, and what it changes there."""

    name: str
    prepare: Callable[[Path], Model]
    words: Callable[[Path], list[str]]
    change: Callable[[Model], None] = lambda model: None


WORKS = [
    Work("migrate to JPE", with_journals, lambda folder: ["migrate", str(folder), "--to", "JPE"]),
    Work("migrate to JPW", with_journals, lambda folder: ["migrate", str(folder), "--to", "JPW"]),
    Work("migrate to JPWA", as_files, lambda folder: ["migrate", str(folder), "--to", "JPWA"]),
    Work("compact", with_journals, lambda folder: ["compact", str(folder)]),
    Work("compact --compress", with_journals, lambda folder: ["compact", str(folder), "--compress"]),
    Work("compact --no-compress", compressed, lambda folder: ["compact", str(folder), "--no-compress"]),
    Work("check --repair", damaged, lambda folder: ["check", str(folder), "--repair"]),
    Work("trash restore", with_trash, names_in_trash, restored),
    Work("trash restore beside", with_others_of_the_same_names, names_in_trash, restored_beside_others),
    Work("trash empty", with_trash, lambda folder: ["trash", "empty", str(folder)]),
    Work(
        "import", to_import, lambda folder: ["import", str(folder), str(folder.parent / "late.json")], imported("late")
    ),
    Work(
        "import --replace",
        to_import,
        lambda folder: ["import", str(folder), str(folder.parent / "late.json"), "--as", "e", "--replace"],
        imported("e"),
    ),
]
EACH = pytest.mark.parametrize("work", WORKS, ids=[work.name for work in WORKS])


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """What looks damaged is not read again: no server writes it."""
    monkeypatch.setattr("visdom.autosave.disk.snapshots.PAUSE_SECONDS", 0)


@dataclass
class Recorded:
    """A command that ran to its end."""

    before: Model
    after: Model
    words: list[str]
    """Of what is in the trash the names have the time in them."""
    calls: list[Call]
    start: int
    """How many of the calls made the folder that the command found, and are on the disk."""


def record(work: Work, folder: Path) -> Recorded:
    before = work.prepare(folder)
    final = deepcopy(before)
    work.change(final)
    with recording(folder) as recorder:
        start = len(recorder.calls)
        words = work.words(folder)
        assert main(words) == 0
        calls = list(recorder.calls)
    assert windows_on(folder) == final
    return Recorded(before, final, words, calls, start)


def windows_on(folder: Path) -> Model:
    tree = open_quiet_tree(folder, "JPWA")
    try:
        return read(tree)
    finally:
        tree.close()


def made(state: State, folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    put(state, folder)
    return folder


def finish(work: Work, folder: Path) -> None:
    """Run the command again; there may be nothing left to do, and `import` finds its environment there."""
    code = main(work.words(folder))
    assert code == 0 or (code == 2 and work.name == "import"), f"exit code {code}"


@EACH
@pytest.mark.parametrize("loss", ["process", "power"])
def test_a_command_that_was_ended_at_any_call_finishes_when_it_is_run_again(
    tmp_path: Path, work: Work, loss: str, request: pytest.FixtureRequest
) -> None:
    story = record(work, tmp_path / "envs")
    seen: set[State] = set()
    again = tmp_path / "again"
    for count in range(story.start, len(story.calls) + 1):
        done = story.calls[:count]
        for state in [after(done)] if loss == "process" else after_power_loss(done, LIMIT):
            if state not in seen:
                seen.add(state)
                check_each(windows_on(made(state, again)), [story.before, story.after])
                finish(work, made(state, again))
                assert windows_on(again) == story.after, (
                    f"ended after call {count}: {story.calls[count - 1 : count + 1]}"
                )
    report(request, moments=len(story.calls) - story.start, disks=len(seen))


@EACH
@pytest.mark.parametrize("count", [1, FOR_EVER], ids=["once", "from then on"])
def test_a_command_that_is_refused_any_change_finishes_when_it_is_run_again(
    tmp_path: Path, work: Work, count: int, request: pytest.FixtureRequest
) -> None:
    left = tmp_path / "left"
    before = work.prepare(left)
    final = deepcopy(before)
    work.change(final)
    with failing(FailingOs()) as disk:
        assert main(work.words(shutil.copytree(left, tmp_path / "counted"))) == 0
        changes = disk.count
    for number in range(changes):
        folder = shutil.copytree(left, tmp_path / "envs")
        with failing(FailingOs()) as disk:
            disk.refuse(number, ERRORS[number % len(ERRORS)], count=count)
            code = main(work.words(folder))
        assert code in (0, 1, 4), f"change {number}"
        check_each(windows_on(shutil.copytree(folder, tmp_path / "read")), [before, final])
        finish(work, folder)
        assert windows_on(folder) == final, f"change {number}"
        shutil.rmtree(folder)
        shutil.rmtree(tmp_path / "read")
    report(request, runs=changes)


def end_before(call: int) -> None:
    """The process ends at once instead of doing the n-th call that changes the disk."""
    left = call

    def guarded(function: Callable[..., Any]) -> Callable[..., Any]:
        def do(*arguments: Any, **options: Any) -> Any:
            nonlocal left
            left -= 1
            if left < 0:
                os._exit(9)
            return function(*arguments, **options)

        return do

    for name in CHANGING:
        setattr(files, name, guarded(getattr(files, name)))


@pytest.mark.parametrize("ending", ["json", "zip"])
@pytest.mark.parametrize("earlier", [None, b"an earlier export"], ids=["new", "in place of a file"])
def test_an_export_that_was_ended_or_refused_leaves_no_half_file(
    tmp_path: Path, ending: str, earlier: bytes | None
) -> None:
    folder = tmp_path / "envs"
    before = with_journals(folder)
    names = {str(path) for path in folder.rglob("*")}
    target = tmp_path / "out" / f"main.{ending}"
    target.parent.mkdir()
    words = ["export", str(folder), "main", str(target), "--force"]

    def check(code: int) -> None:
        whole = target.exists() and target.read_bytes() != earlier
        assert whole or code != 0
        if whole:
            shutil.rmtree(tmp_path / "read", ignore_errors=True)
            assert main(["import", str(tmp_path / "read"), str(target), "--as", "main"]) == 0
            assert windows_on(tmp_path / "read")["main"] == before["main"]

    for number in range(100):
        target.unlink(missing_ok=True)
        if earlier is not None:
            target.write_bytes(earlier)
        child = os.fork()
        if not child:
            end_before(number)
            os._exit(main(words))
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        check(code)
        with failing(FailingOs()) as disk:
            disk.refuse(number, ERRORS[number % len(ERRORS)], count=FOR_EVER)
            refused = main(words)
        check(refused)
        if code == refused == 0:
            break
    assert number >= 3
    assert {str(path) for path in folder.rglob("*")} == names, "nothing in the folder is changed"
    assert main(words) == 0
    check(0)
