"""Folders to give commands for, and the commands themselves as processes of their own."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from serving import ServerProcess

from visdom.autosave import Tree, open_tree
from visdom.jsontext import dumps
from visdom.windows.patch import replay

Window = dict[str, Any]
PNG = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAQAAAAECAIAAAAmkwkpAAAAFElEQVR4nGNkCFjACgMsIiIiRHAAUfoCZh4LqAMAAAAASUVO"
    "RK5CYII="
)


@dataclass
class Outcome:
    """What came of a command."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        """The answer to `--json`."""
        return json.loads(self.out)


def command_line(*words: object) -> list[str]:
    return [sys.executable, "-m", "visdom.autosave", *map(str, words)]


def command(*words: object) -> Outcome:
    """Run a command to its end."""
    done = subprocess.run(command_line(*words), capture_output=True, text=True, timeout=120, check=False)
    return Outcome(done.returncode, done.stdout, done.stderr)


def open_folder(path: Path, cache_type: str = "JPWA") -> Tree:
    """A tree that saves nothing by timers."""
    return open_tree(str(path), cache_type, replay=replay, save_interval=0.0, save_threshold=0)


def text_window(win: str, content: Any, version: int = 1) -> Window:
    return {"command": "window", "id": win, "type": "text", "title": "", "content": content, "version": version, "i": 0}


def append_text(tree: Tree, eid: str, win: str, more: str) -> None:
    """Change a window in place, as the server does."""
    with tree.lock:
        window = tree[eid]["jsons"][win]
        patch = [{"op": "str_ins", "path": "/content", "pos": len(window["content"]), "str": more}]
        patch += [{"op": "replace", "path": "/version", "value": window["version"] + 1}]
        replay(window, patch)
        tree[eid]["jsons"].append(win, dumps(patch))


def fill(path: Path, cache_type: str, windows: dict[str, dict[str, Any]]) -> None:
    """Make environments with text windows of these contents."""
    tree = open_folder(path, cache_type)
    for eid, contents in windows.items():
        tree[eid] = {"jsons": {win: text_window(win, content) for win, content in contents.items()}}
    tree.close()


def killed_writer(path: Path, *changes: tuple[str, str, str]) -> None:
    """Append to windows under JPWA in a process that ends at once, so that journals stay."""
    code = (
        "import os, sys; sys.path[:0] = sys.argv[1:3]\n"
        "from pathlib import Path\n"
        "from commanding import append_text, open_folder\n"
        "tree = open_folder(Path(sys.argv[3]))\n"
        "for change in zip(*[iter(sys.argv[4:])] * 3): append_text(tree, *change)\n"
        "os._exit(9)\n"
    )
    here = Path(__file__).parent
    words = [str(here), str(here.parent.parent), str(path), *(word for change in changes for word in change)]
    assert subprocess.run([sys.executable, "-c", code, *words], check=False).returncode == 9


def contents(path: Path) -> dict[str, dict[str, Any]]:
    """The contents of all windows, as the next server finds them."""
    tree = open_folder(path)
    try:
        return {eid: {win: window["content"] for win, window in tree[eid]["jsons"].items()} for eid in tree}
    finally:
        tree.close()


def files_below(path: Path) -> dict[str, bytes]:
    """Every file of a folder."""
    return {str(file.relative_to(path)): file.read_bytes() for file in path.rglob("*") if file.is_file()}


def ask(server: ServerProcess, route: str, **body: Any) -> bytes:
    """Ask a running server."""
    request = urllib.request.Request(server.url + route, json.dumps(body).encode())
    with urllib.request.urlopen(request, timeout=20) as answer:
        return bytes(answer.read())


def draw(server: ServerProcess, eid: str, win: str, content: str) -> None:
    """Have a server make a text window, or go on with it."""
    data = [{"type": "text", "content": content}]
    append = ask(server, "/win_exists", eid=eid, win=win) == b"true"
    ask(server, "/update" if append else "/events", eid=eid, win=win, data=data, opts={}, append=append)
