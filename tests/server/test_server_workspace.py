"""Concurrent operations and disks that refuse: no acknowledged change is lost, and pages get the true state."""

from __future__ import annotations

import asyncio
import errno
import json
import shutil
import threading
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from listing_link import ListLink

from visdom.autosave import Tree, open_tree
from visdom.autosave.disk import files
from visdom.errors import NotFound, NotSaved, Refused, StorageError
from visdom.jsontext import MAX_SENT_DEPTH, dumps
from visdom.protocol.windows import MAX_STORED_VERSION
from visdom.server.identity.roles import EVERYONE
from visdom.server.push.hub import Hub
from visdom.server.push.links import Link
from visdom.server.push.viewer import Viewer
from visdom.server.sessions import BrowserSession
from visdom.server.workspace import Workspace, parsing
from visdom.server.workspace.views import Views
from visdom.windows.patch import replay

CACHE_TYPES = ("JPE", "JPW", "JPWA")


def open_folder(folder: Path, cache_type: str) -> Tree:
    return open_tree(str(folder), cache_type, replay=replay, fsync="never", save_interval=0.0, save_threshold=0)


@pytest.fixture(params=CACHE_TYPES)
def cache_type(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def tree(tmp_path: Path, cache_type: str) -> Iterator[Tree]:
    tree = open_folder(tmp_path / "envs", cache_type)
    yield tree
    tree.close()


Story = Callable[[Workspace], Coroutine[Any, Any, None]]


def run(tree: Tree, story: Story) -> None:
    async def run_story() -> None:
        workspace = Workspace(tree, Hub())
        try:
            await story(workspace)
        finally:
            workspace.close()

    asyncio.run(run_story())


def look_at(workspace: Workspace, eid: str) -> ListLink:
    """A page that watches an environment from now on."""
    link = ListLink()
    viewer = Viewer("page", link, workspace.io)
    viewer.watch(eid)
    viewer.open(None, {}, None)
    workspace.hub.viewers[viewer.sid] = viewer
    return link


async def shows(link: ListLink, *wins: str) -> None:
    """Return when the page shows just these windows."""
    while link.shown() != set(wins):
        await asyncio.sleep(0.01)


def text(win: str | None, content: str, eid: str = "e", **more: Any) -> dict[str, Any]:
    return {"data": [{"type": "text", "content": content}], "win": win, "eid": eid, **more}


def refuse(*_: object, **__: object) -> Any:
    raise OSError(errno.ENOSPC, "No space left on device")


class Pause:
    """Holds up calls of a function on other threads, after or before their work, until the test lets them go on."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, holder: Any, name: str, *, before: bool = False) -> None:
        self._original, self._before = getattr(holder, name), before
        self._reached, self._go_on = threading.Event(), threading.Event()
        monkeypatch.setattr(holder, name, self._held_up)

    def _held_up(self, *arguments: Any) -> Any:
        if self._before:
            self._wait()
            return self._original(*arguments)
        result = self._original(*arguments)
        self._wait()
        return result

    def _wait(self) -> None:
        self._reached.set()
        assert self._go_on.wait(20)

    async def reached(self) -> None:
        assert await asyncio.to_thread(self._reached.wait, 20)

    def end(self) -> None:
        self._go_on.set()


def test_a_change_during_a_fork_of_an_environment_onto_itself_is_not_lost(
    tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story(workspace: Workspace) -> None:
        await workspace.windows.create(text("w", "a"))
        pause = Pause(monkeypatch, tree, "save")
        forking = asyncio.ensure_future(workspace.environments.fork("e", "e"))
        await pause.reached()
        await workspace.windows.update(text("w", "b"))
        pause.end()
        await forking
        assert (await workspace.windows.read("e", "w"))["content"] == "a<br>b"

    run(tree, story)


def test_a_window_made_while_its_environment_is_being_replaced_leaves_the_pages_with_it(
    tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story(workspace: Workspace) -> None:
        await workspace.windows.create(text("copied", "a", "source"))
        await workspace.windows.create(text("old", "a"))
        link = look_at(workspace, "e")
        pause = Pause(monkeypatch, tree, "stage")
        forking = asyncio.ensure_future(workspace.environments.fork("source", "e"))
        await pause.reached()
        await workspace.windows.create(text("late", "a"))
        pause.end()
        await forking
        assert list(await workspace.windows.read_all("e")) == ["copied"]
        await asyncio.wait_for(shows(link, "copied"), 20)

    run(tree, story)


def test_a_page_that_forks_gets_what_changes_before_the_fork_is_durable(
    tree: Tree, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story(workspace: Workspace) -> None:
        await workspace.windows.create(text("w", "a"))
        await workspace.windows.create(text("same", "a"))
        link = ListLink()
        page = BrowserSession(
            workspace, Views(tmp_path), cast(Link, link), readonly=False, extended=False, adds_names=True
        )
        page.open()
        page.viewer.watch("e")
        page.viewer.open(None, {}, None)
        durable, appended = tree.durable, False

        async def change_first() -> None:
            nonlocal appended
            if "copy" in tree and not appended:
                appended = True
                await workspace.windows.update(text("w", "b", "copy"))
            await durable()

        monkeypatch.setattr(tree, "durable", change_first)
        command = {"cmd": "save", "data": {}, "prev_eid": "e", "eid": "copy"}
        await asyncio.wait_for(page.receive(json.dumps(command), EVERYONE), 20)
        await asyncio.wait_for(workspace.windows.update(text("w", "c", "copy")), 20)
        changed = [message["win"] for message in link.sent if message["command"] == "window_update"]
        assert (changed, link.shown()) == (["w", "w"], set())

    run(tree, story)


@pytest.mark.parametrize("operation", ["close", "save_position", "save_positions"])
def test_an_operation_on_an_environment_that_is_deleted_meanwhile_is_refused(
    tmp_path: Path, operation: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "envs"
    older = open_folder(folder, "JPE")
    older["e"] = {"jsons": {"w": {"id": "w"}}}
    older.close()
    tree = open_folder(folder, "JPWA")

    async def story(workspace: Workspace) -> None:
        pause = Pause(monkeypatch, tree, "prepare")
        operations: dict[str, Callable[[], Coroutine[Any, Any, None]]] = {
            "close": lambda: workspace.windows.close("e", "w"),
            "save_position": lambda: workspace.environments.save_position("e", "w", {}),
            "save_positions": lambda: workspace.environments.save_positions("e", {}),
        }
        waiting = asyncio.ensure_future(operations[operation]())
        await pause.reached()
        await workspace.environments.delete("e")
        pause.end()
        with pytest.raises(NotFound):
            await waiting

    try:
        run(tree, story)
    finally:
        tree.close()


def test_a_fork_of_an_environment_that_is_deleted_meanwhile_is_refused(
    tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story(workspace: Workspace) -> None:
        await workspace.windows.create(text("w", "a"))
        pause = Pause(monkeypatch, tree, "stage", before=True)
        forking = asyncio.ensure_future(workspace.environments.fork("e", "copy"))
        await pause.reached()
        await workspace.environments.delete("e")
        pause.end()
        with pytest.raises(NotFound):
            await forking
        assert workspace.environments.names() == ["main"]

    run(tree, story)


@pytest.mark.parametrize("cache_type", ["JPW", "JPWA"])
def test_windows_whose_files_cannot_be_moved_are_closed_all_the_same(
    tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story(workspace: Workspace) -> None:
        link = look_at(workspace, "e")
        for win in "abc":
            await workspace.windows.create(text(win, win))
        await workspace.environments.save(["e"])
        with monkeypatch.context() as patched:
            patched.setattr(files, "rename", refuse)
            with pytest.raises(NotSaved):
                await workspace.windows.close("e", None)
            assert await workspace.windows.read_all("e") == {}
            assert link.shown() == set()

    run(tree, story)


@pytest.mark.parametrize("cache_type", ["JPWA"])
def test_the_first_window_of_an_environment_stays_in_memory_on_a_full_disk(
    tree: Tree, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story(workspace: Workspace) -> None:
        link = look_at(workspace, "e")
        with monkeypatch.context() as patched:
            patched.setattr(files, "make_folder", refuse)
            with pytest.raises(NotSaved):
                await workspace.windows.create(text("w", "stored"))
        assert (await workspace.windows.read("e", "w"))["content"] == "stored"
        assert link.shown() == {"w"}
        assert {"command": "env_update", "data": ["e", "main"]} in [
            {**message, "data": sorted(message["data"])} for message in link.sent if message["command"] == "env_update"
        ]
        await workspace.environments.save(["e"])

    run(tree, story)
    tree.close()
    again = open_folder(tmp_path / "envs", "JPWA")
    try:
        assert again["e"]["jsons"]["w"]["content"] == "stored"
    finally:
        again.close()


@pytest.mark.parametrize("cache_type", ["JPW", "JPWA"])
def test_pages_still_show_an_environment_that_could_not_be_deleted(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    async def story(workspace: Workspace) -> None:
        link = look_at(workspace, "e")
        await workspace.windows.create(text("w", "a"))
        with monkeypatch.context() as patched:
            patched.setattr(files, "rename", refuse)
            with pytest.raises(StorageError, match="still there"):
                await workspace.environments.delete("e")
        assert list(await workspace.windows.read_all("e")) == ["w"]
        assert link.shown() == {"w"}

    run(tree, story)


def test_a_refused_replacement_of_an_environment_leaves_no_files(
    tree: Tree, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story(workspace: Workspace) -> None:
        await workspace.windows.create(text("w", "a"))
        with monkeypatch.context() as patched:
            patched.setattr(files, "rename", refuse)
            with pytest.raises(NotSaved, match="'e' could not be saved: No space left on device. Nothing was changed"):
                await workspace.environments.fork("main", "e")
        assert list(await workspace.windows.read_all("e")) == ["w"]

    run(tree, story)
    building = tmp_path / "envs" / ".building"
    assert not building.exists() or not list(building.iterdir())


def test_a_window_with_a_long_id_may_call_itself_otherwise(tree: Tree) -> None:
    win = "w" * 300

    async def story(workspace: Workspace) -> None:
        link = look_at(workspace, "e")
        await workspace.windows.create(text("other", "a"))
        await workspace.windows.store("e", win, {"id": "another"})
        assert link.shown() == set(await workspace.windows.read_all("e")) == {"other", win}

    run(tree, story)


def test_a_window_with_a_long_id_is_found_again_whatever_was_stored_as_its_id(
    tree: Tree, cache_type: str, tmp_path: Path
) -> None:
    win = "w" * 300

    async def story(workspace: Workspace) -> None:
        await workspace.windows.create(text(win, "a"))
        await workspace.windows.store("e", win, {"id": "another", "content": "b"})
        await workspace.environments.save(["e"])

    run(tree, story)
    tree.close()
    again = open_folder(tmp_path / "envs", cache_type)
    try:
        assert list(again["e"]["jsons"]) == [win]
    finally:
        again.close()


def test_refused_windows_leave_no_trace_of_their_environments(tree: Tree) -> None:
    async def story(workspace: Workspace) -> None:
        with pytest.raises(Refused):
            await workspace.windows.create({"data": [], "win": "w", "eid": "e"})
        tree["e"] = {"jsons": {"there": {"id": "there", "i": 7}}}
        await workspace.windows.create(text("new", "a"))
        assert (await workspace.windows.read("e", "new"))["i"] == 8

    run(tree, story)


@pytest.mark.parametrize("cache_type", ["JPWA"])
def test_what_is_as_deep_as_requests_may_be_is_there_after_a_crash(tree: Tree, tmp_path: Path) -> None:
    def deep(levels: int) -> Any:
        return json.loads("[" * levels + "]" * levels)

    trace = {"type": "scatter", "x": [1], "y": [1]}
    made = {"data": [{**trace, "deep": deep(MAX_SENT_DEPTH - 3)}], "layout": {}, "win": "made", "eid": "e"}
    changed = {"data": [], "layout": {"deep": deep(MAX_SENT_DEPTH - 2)}, "win": "changed", "eid": "e"}

    async def story(workspace: Workspace) -> None:
        await workspace.windows.create(parsing.body(dumps(made)))
        await workspace.windows.create({"data": [trace], "layout": {}, "win": "changed", "eid": "e"})
        await workspace.windows.update(parsing.body(dumps(changed)))
        stored = f'{{"a":{"[" * (MAX_SENT_DEPTH - 1)}{"]" * (MAX_SENT_DEPTH - 1)}}}'
        await workspace.windows.store("e", "stored", parsing.json_value(stored, member="data"))

    run(tree, story)
    shutil.copytree(tmp_path / "envs", tmp_path / "crashed")
    crashed = open_folder(tmp_path / "crashed", "JPWA")
    try:
        assert {win: dumps(window) for win, window in crashed["e"]["jsons"].items()} == {
            win: dumps(window) for win, window in tree["e"]["jsons"].items()
        }
    finally:
        crashed.close()


def test_a_version_that_cannot_be_counted_on_from_is_refused() -> None:
    assert parsing.stored_window({"version": MAX_STORED_VERSION}) == {"version": MAX_STORED_VERSION}
    for version in (MAX_STORED_VERSION + 1, 2**64 - 1, 2**64):
        with pytest.raises(Refused, match="version"):
            parsing.stored_window({"version": version})
