"""A window that repeats a picture stores it once, on disk and in memory; pages get it as before."""

from __future__ import annotations

import asyncio
import base64
import random
from collections.abc import Callable, Coroutine
from copy import deepcopy
from pathlib import Path
from typing import Any

import jsonpatch
import pytest
from listing_link import ListLink

from visdom.autosave import Tree, open_tree
from visdom.autosave.stores import window_file
from visdom.jsontext import dumps
from visdom.server.push.hub import Hub
from visdom.server.push.viewer import Viewer
from visdom.server.workspace import Workspace
from visdom.windows.patch import replay

PICTURE_BYTES = 200_000
REPETITIONS = 20
chance = random.Random(5)


def picture(size: int = PICTURE_BYTES) -> str:
    return f"data:image/png;base64,{base64.b64encode(chance.randbytes(size * 3 // 4)).decode()}"


def drawn(kind: str, src: str, caption: str) -> dict[str, Any]:
    content = {"src": "".join([src[:9], src[9:]]), "caption": caption}  # a text of its own, as in each request
    return {"eid": "e", "win": "w", "data": [{"type": kind, "content": content}], "layout": {}, "opts": {}}


def work(folder: Path, story: Callable[[Workspace], Coroutine[Any, Any, None]], **options: Any) -> Tree:
    """Run a story; the tree that is opened again on its folder."""

    async def run_story() -> None:
        workspace = Workspace(tree, Hub())
        try:
            await story(workspace)
        finally:
            workspace.close()

    tree = open_tree(str(folder), "JPWA", replay=replay, **options)
    try:
        asyncio.run(run_story())
        written = deepcopy(tree["e"]["jsons"]["w"])
    finally:
        tree.close()
    again = open_tree(str(folder), "JPWA", replay=replay)
    assert again["e"]["jsons"]["w"] == written
    return again


def bytes_of(folder: Path) -> int:
    return sum(path.stat().st_size for path in (folder / "e" / "jsons").iterdir())


async def show(workspace: Workspace, *pictures: str) -> None:
    for number, src in enumerate(pictures):
        if number:
            await workspace.windows.update(drawn("image_history", src, str(number)))
        else:
            await workspace.windows.create(drawn("image_history", src, "0"))


@pytest.mark.parametrize("compress", [False, True])
def test_a_history_of_one_picture_takes_the_room_of_one(tmp_path: Path, compress: bool) -> None:
    src = picture()

    async def story(workspace: Workspace) -> None:
        await show(workspace, *[src] * REPETITIONS)
        assert bytes_of(tmp_path) < 1.1 * PICTURE_BYTES, "before folding"
        workspace.tree.save("e")
        assert bytes_of(tmp_path) < 1.1 * PICTURE_BYTES, "folded"

    tree = work(tmp_path, story, compress=compress)
    assert bytes_of(tmp_path) < 1.1 * PICTURE_BYTES, "after the server ended"
    content = tree["e"]["jsons"]["w"]["content"]
    assert [image["caption"] for image in content] == list(map(str, range(REPETITIONS)))
    assert len({id(image["src"]) for image in content}) == 1, "in memory too"
    tree.save("e")
    tree.close()
    assert bytes_of(tmp_path) < 1.1 * PICTURE_BYTES, "after it was read"


def test_a_history_of_different_pictures_is_folded(tmp_path: Path) -> None:
    async def story(workspace: Workspace) -> None:
        await show(workspace, *[picture() for _ in range(3)])

    work(tmp_path, story).close()
    assert [path.name for path in (tmp_path / "e" / "jsons").iterdir()] == ["w.json"]


def test_pictures_that_take_turns_are_there_once_each(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(window_file, "QUIET_SECONDS", 0.0)
    monkeypatch.setattr(window_file, "QUIET_BYTES_PER_SECOND", 1 << 40)
    pictures = [picture() for _ in range(3)]

    async def story(workspace: Workspace) -> None:
        store: Any = workspace.tree._store
        for number, src in enumerate(pictures * 5):
            await (workspace.windows.update if number else workspace.windows.create)(drawn("image_history", src, ""))
            store._fold_due()

    work(tmp_path, story).close()
    assert bytes_of(tmp_path) < 3.2 * PICTURE_BYTES


def test_a_window_that_repeats_pictures_is_folded_once_it_does_not(tmp_path: Path) -> None:
    src = picture()

    async def story(workspace: Workspace) -> None:
        await show(workspace, *[src] * REPETITIONS)
        workspace.tree.save("e")
        await workspace.windows.create(drawn("image", src, "alone"))

    work(tmp_path, story).close()
    assert [path.name for path in (tmp_path / "e" / "jsons").iterdir()] == ["w.json"]


def test_a_window_that_repeats_pictures_makes_room_in_memory(tmp_path: Path) -> None:
    src = picture()
    tree = work(tmp_path, lambda workspace: show(workspace, *[src] * REPETITIONS), cache_mb=0.01)
    store: Any = tree._store
    assert ("e", "w") in store.busy(), "its journal is not folded yet"
    tree.save("e")
    assert ("e", "w") not in store.busy()
    tree.close()


@pytest.mark.parametrize("kind", ["image", "text"])
def test_the_same_picture_sent_again_is_not_written_again(tmp_path: Path, kind: str) -> None:
    src = picture()
    large = {"eid": "e", "win": "w", "data": [{"type": "text", "content": src}], "opts": {}}

    async def story(workspace: Workspace) -> None:
        for number in range(REPETITIONS):
            await workspace.windows.create(drawn("image", src, str(number)) if kind == "image" else deepcopy(large))
            assert bytes_of(tmp_path) < PICTURE_BYTES * 1.1
        assert (await workspace.windows.read("e", "w"))["version"] == REPETITIONS

    tree = work(tmp_path, story, compress=True)
    assert tree["e"]["jsons"]["w"]["version"] == REPETITIONS
    tree.close()


@pytest.mark.parametrize("extended", [False, True])
@pytest.mark.parametrize("cache_type", ["JPE", "JPWA"])
def test_pages_get_the_picture_itself(tmp_path: Path, cache_type: str, extended: bool) -> None:
    src = picture(2000)
    shown: Any = None
    link = ListLink()

    async def story() -> None:
        viewer = Viewer("page", link, workspace.io, extended=extended)
        await show(workspace, src)
        viewer.watch("e")
        viewer.open(None, {}, None)
        workspace.hub.viewers[viewer.sid] = viewer
        await workspace.windows.create(drawn("image_history", src, "again"))
        await workspace.windows.update(drawn("image_history", src, "and again"))
        workspace.close()

    tree = open_tree(str(tmp_path), cache_type, replay=replay)
    workspace = Workspace(tree, Hub())
    asyncio.run(story())
    for message in link.sent:
        if message["command"] == "window":
            shown = message
        elif message["command"] == "window_update":
            assert {operation["op"] for operation in message["content"]} <= {"add", "replace"}
            shown = jsonpatch.apply_patch(shown, message["content"])
    assert dumps(shown) == dumps(tree["e"]["jsons"]["w"])
    assert [image["src"] for image in shown["content"]] == [src, src]
    tree.close()
