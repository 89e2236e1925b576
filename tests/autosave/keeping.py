"""What the tests of the autosave share: trees on throw-away folders, crashes, and a tiny kind of window."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from copy import deepcopy
from pathlib import Path
from typing import Any

from visdom.autosave import Tree, open_tree
from visdom.jsontext import dumps

CACHE_TYPES = ("JPE", "JPW", "JPWA")

Window = dict[str, Any]
Plain = dict[str, dict[str, Any]]


def replay(window: Window, operations: list[Any]) -> Window:
    """Here an operation is a value that goes to the end of the list `log`."""
    window["log"].extend(operations)
    return window


def open_test_tree(path: Path, cache_type: str = "JPWA", **options: Any) -> Tree:
    """A tree that does nothing by itself within a test, unless the test asks for it."""
    defaults: dict[str, Any] = {"fsync": "never", "save_interval": 0.0, "save_threshold": 0}
    return open_tree(str(path), cache_type, replay=replay, **{**defaults, **options})


def stop_timers(tree: Tree) -> None:
    """From now on the tree and its store do nothing by themselves."""
    store: Any = tree._store
    for timer in [*tree._timers, *store._timers]:
        timer.stop()


def make_window(win: str, *log: Any, version: int = 1) -> Window:
    return {"id": win, "version": version, "log": list(log)}


def change(tree: Tree, eid: str, win: str, *values: Any) -> None:
    """Change a window in place, as the server does."""
    patch = dumps(list(values))
    with tree.lock:
        windows = tree[eid]["jsons"]
        window = windows[win]
        window["log"].extend(values)
        window["version"] = window.get("version", 1) + 1
        windows.append(win, patch)


def plain(tree: Tree, eids: Iterable[str] | None = None) -> Plain:
    """All that a tree holds, as dictionaries."""
    environments = {eid: tree[eid] for eid in (list(tree) if eids is None else eids)}
    copy = {
        eid: {key: windows_of(value) if key == "jsons" else value for key, value in environment.items()}
        for eid, environment in environments.items()
    }
    return deepcopy(copy)


def windows_of(windows: Any) -> dict[str, Any]:
    """The windows of an environment; one whose deletion was cut short is still listed, and gone when it is read."""
    return {win: window for win in list(windows) if (window := windows.get(win)) is not None}


def after_crash(path: Path, copy: Path) -> Path:
    """The folder as a process that was killed at this moment leaves it."""
    if copy.exists():
        shutil.rmtree(copy)
    shutil.copytree(path, copy)
    return copy


def reopened(path: Path, cache_type: str = "JPWA") -> Plain:
    """What a tree that is opened on the folder holds."""
    tree = open_test_tree(path, cache_type)
    try:
        return plain(tree)
    finally:
        tree.close()


def names_below(path: Path) -> list[str]:
    """The files below a folder, without those that the server keeps for itself."""
    files = [file.relative_to(path) for file in path.rglob("*") if file.is_file()]
    return sorted(str(file) for file in files if not file.parts[0].startswith("."))


def set_aside(path: Path, kind: str) -> list[str]:
    """What is in the trash or in quarantine, without the stamps of the time."""
    return sorted(file.name.split("-", 3)[-1] for file in (path / kind).rglob("*") if file.is_file())
