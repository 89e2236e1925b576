"""An undo while the environment is deleted or replaced: nothing is restored into it, and nothing is lost."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

import pytest

from visdom.autosave import Tree, open_tree
from visdom.errors import NotFound
from visdom.server.push.hub import Hub
from visdom.server.workspace import Workspace
from visdom.windows.patch import replay

EID = "e"
CONTENT = "precious"


@pytest.fixture(params=["JPE", "JPW", "JPWA"])
def tree(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Tree]:
    tree = open_tree(str(tmp_path), request.param, replay=replay, fsync="never", save_interval=0.0, save_threshold=0)
    yield tree
    tree.close()


async def delete(workspace: Workspace) -> None:
    await workspace.environments.delete(EID)


async def delete_and_make_again(workspace: Workspace) -> None:
    await workspace.environments.delete(EID)
    await workspace.windows.create(text("new"))


async def replace(workspace: Workspace) -> None:
    await workspace.environments.replace_windows(EID, {"new": {"content": "x"}})


async def fork_over(workspace: Workspace) -> None:
    await workspace.environments.fork("main", EID)


Act = Callable[[Workspace], Coroutine[Any, Any, None]]
ACTS = [delete, delete_and_make_again, replace, fork_over]


def text(win: str) -> dict[str, Any]:
    return {"data": [{"type": "text", "content": CONTENT if win == "w" else "x"}], "win": win, "eid": EID}


def copies(folder: Path) -> list[str]:
    """The files in which the closed window is, wherever they are."""
    return [str(path) for path in folder.rglob("*") if path.is_file() and CONTENT.encode() in path.read_bytes()]


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.__name__)
@pytest.mark.parametrize("step", ["closed_last", "restored"])
def test_a_window_that_is_restored_while_its_environment_goes_is_not_lost(
    tree: Tree, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, act: Act, step: str
) -> None:
    reached, go_on = threading.Event(), threading.Event()
    original: Callable[..., Any] = getattr(tree, step)

    def held_up(*arguments: Any) -> Any:
        reached.set()
        go_on.wait(20)
        return original(*arguments)

    async def story() -> None:
        workspace = Workspace(tree, Hub())
        try:
            await workspace.windows.create(text("other"))
            await workspace.windows.create(text("w"))
            await workspace.environments.save([EID])
            await workspace.windows.close(EID, "w")
            await workspace.environments.save([EID])
            monkeypatch.setattr(tree, step, held_up)
            undoing = asyncio.ensure_future(workspace.windows.undo(EID))
            assert await asyncio.to_thread(reached.wait, 20)
            monkeypatch.setattr(tree, step, original)
            acting = asyncio.ensure_future(act(workspace))
            await asyncio.wait([acting], timeout=0.3)  # without a lock it is through by now
            go_on.set()
            await asyncio.gather(undoing, acting, return_exceptions=True)
        finally:
            workspace.close()

    asyncio.run(story())
    shown = set() if EID not in tree else set(tree[EID]["jsons"])
    assert "w" not in shown, "it came back in an environment in which it was not closed"
    tree.save_all()
    assert copies(tmp_path), "the window is neither in the trash nor in an environment"


def test_what_is_restored_stays_in_the_trash_when_the_environment_goes_before_it_is_saved(tree: Tree) -> None:
    tree[EID] = {}
    for win in ("w", "other"):
        tree[EID]["jsons"][win] = {"id": win, "content": CONTENT, "version": 1}
    tree.save(EID)
    del tree[EID]["jsons"]["w"]
    tree.save(EID)
    last = tree.closed_last(EID)
    assert last is not None
    tree[EID]["jsons"]["w"] = last.windows["w"]
    del tree[EID]
    tree[EID] = {}
    with pytest.raises(NotFound, match="is in the trash"):
        tree.restored(EID, last)
    again = tree.closed_last(EID)
    assert again is not None and set(again.windows) == {"w"}
