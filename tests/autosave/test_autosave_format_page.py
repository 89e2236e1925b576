"""docs/storage.md says enough to read a folder, and what it shows is what the store writes."""

from __future__ import annotations

import json
import random
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from foreign_reader import read_window, records

from visdom.autosave import Tree, open_tree
from visdom.jsontext import dumps
from visdom.windows.patch import replay

PAGE = (Path(__file__).parents[2] / "docs" / "storage.md").read_text(encoding="utf-8")
JOURNAL = "".join(line for line in PAGE.splitlines(keepends=True) if re.match(r"[0-9a-f]{8} \{", line)).encode()


def open_quietly(folder: Path, *, compress: bool = False) -> Tree:
    return open_tree(str(folder), "JPWA", replay=replay, fsync="never", compress=compress)


def change(tree: Tree, eid: str, win: str, content: str) -> None:
    with tree.lock:
        windows: Any = tree[eid]["jsons"]
        window = windows[win]
        window["content"] = content
        window["version"] += 1
        patch = [{"op": "replace", "path": f"/{key}", "value": window[key]} for key in ("content", "version")]
        windows.append(win, dumps(patch))


def test_the_journal_on_the_page_is_what_the_store_writes(tmp_path: Path) -> None:
    assert len(records(JOURNAL)) == 2
    tree = open_quietly(tmp_path / "envs")
    tree["e"] = {}
    whole, patch = records(JOURNAL)
    tree["e"]["jsons"]["loss"] = whole["window"]
    change(tree, "e", "loss", patch["patch"][0]["value"])
    with tree.lock:
        written = (tmp_path / "envs" / "e" / "jsons" / "loss.journal").read_bytes()
    tree.close()
    assert written == JOURNAL


def test_the_mark_of_the_format_is_the_one_on_the_page(tmp_path: Path) -> None:
    open_quietly(tmp_path / "envs").close()
    shown = next(line for line in PAGE.splitlines() if line.strip().startswith(".visdom/format"))
    written = json.loads((tmp_path / "envs" / ".visdom" / "format").read_bytes())
    assert written == json.loads(shown[shown.index("{") :])


@pytest.mark.parametrize("compress", [False, True])
def test_a_foreign_reader_finds_what_the_server_holds(tmp_path: Path, compress: bool) -> None:
    chance = random.Random(4)
    tree = open_quietly(tmp_path / "envs", compress=compress)
    tree["e"] = {}
    windows: Any = tree["e"]["jsons"]
    wins = ["a", "B", "c d", "long" * 3]
    for step in range(400):
        win, what = chance.choice(wins), chance.random()
        if win not in windows or what < 0.1:
            content = "x" * chance.choice([1, 1, 70_000])
            windows[win] = {"command": "window", "id": win, "type": "text", "content": content, "version": 1, "i": step}
        elif what < 0.2:
            del windows[win]
        elif what < 0.25:
            tree.save("e")
        else:
            change(tree, "e", win, f"{step} ü")
        if step % 20 == 0:
            with tree.lock:
                shutil.copytree(tmp_path / "envs" / "e" / "jsons", tmp_path / str(step))
                held = {win: json.loads(dumps(windows[win])) for win in windows}
            found = {win: read_window(tmp_path / str(step), win) for win in wins}
            assert {win: window for win, window in found.items() if window is not None} == held
    tree.close()
