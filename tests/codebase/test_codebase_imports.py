"""Who may import whom: the table of ARCHITECTURE.md, kept true (for the page js/src/layers.test.ts does that)."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from serving import ServerProcess
from sources import ROOT, files_below, shown, tree_of

PAST_THE_DOOR = ("visdom.autosave.cli",)
NOT_PURE = "asyncio datetime io logging os pathlib random secrets shutil socket subprocess threading"
PLOT_EXTRAS = "PIL av bs4 lxml networkx openTSNE plotly scipy sklearn torch"


@dataclass(frozen=True)
class Room:
    """What the modules below one folder, or one module, may import beside the standard library and themselves."""

    name: str
    ours: frozenset[str] = frozenset()
    theirs: frozenset[str] = frozenset()
    not_from_stdlib: frozenset[str] = frozenset()


def room(name: str, ours: str = "", theirs: str = "", without: str = "") -> Room:
    return Room(name, frozenset(ours.split()), frozenset(theirs.split()), frozenset(without.split()))


SERVED = "autosave errors jsontext protocol windows"
"""What every room of the server may import."""


ROOMS = [
    room("errors"),
    room("jsonparts"),
    room("jsontext", "jsonparts", "orjson"),
    room("protocol"),
    room("windows", "errors protocol", "jsonpatch", without=NOT_PURE),
    room("autosave", "errors jsontext protocol", without="asyncio"),
    room("autosave.threads", "errors", without="asyncio"),
    room(
        "autosave.format",
        "autosave.threads errors jsonparts jsontext protocol",
        without="asyncio os shutil socket subprocess",
    ),
    room("autosave.store", "autosave.format errors jsontext protocol", without="asyncio os"),
    room("autosave.disk", "autosave.format autosave.threads errors jsontext protocol"),
    room(
        "autosave.stores",
        "autosave.format autosave.disk autosave.store autosave.threads errors jsontext protocol",
        without="asyncio os shutil",
    ),
    room(
        "autosave.tree",
        "autosave.format autosave.store autosave.threads errors jsontext protocol",
        without="asyncio os shutil",
    ),
    room(
        "autosave.follow",
        "autosave.format autosave.disk autosave.store autosave.tree errors jsontext protocol",
        without="asyncio os shutil",
    ),
    room("autosave.cli", "autosave errors jsontext protocol", "tqdm", without="asyncio"),
    room("autosave.__main__", "autosave windows"),  # wires in how patches are done again
    room("server.push", SERVED),
    room("server.push.links", f"{SERVED} server.push", "tornado"),
    room("server.workspace", f"{SERVED} server.push"),
    room("server.identity", f"{SERVED} server.settings"),
    room("server.sessions", f"{SERVED} server.identity server.push server.workspace"),
    room("server.settings", SERVED),
    room("server.tuning"),
    room(
        "server.http",
        f"{SERVED} server.identity server.push server.sessions server.settings server.workspace",
        "httptools prometheus_client tornado",
    ),
    room("server.app", f"{SERVED} server", "tornado"),
    room("server", SERVED),
    room("released", "protocol server windows", "tornado"),
    room("client.callers"),
    room("client.arrays", "errors", "numpy"),
    room("client.axes", "client.callers errors", "numpy"),
    room("client.options", "client.arrays client.axes errors"),
    room("client.messages", "client.arrays errors protocol"),
    room(
        "client.figures",
        "client.arrays client.messages client.options errors protocol",
        f"numpy {PLOT_EXTRAS}",
        without="socket subprocess threading",
    ),
    room("client", "errors protocol", f"numpy requests urllib3 websocket {PLOT_EXTRAS}"),
]


def path_of(a_room: Room) -> Path:
    path = ROOT / "visdom" / a_room.name.replace(".", "/")
    return path if path.is_dir() else path.with_suffix(".py")


def files_of(a_room: Room) -> list[Path]:
    """Its files, without those of rooms inside it."""
    path = path_of(a_room)
    inside = [path_of(other) for other in ROOMS if other.name.startswith(f"{a_room.name}.")]
    files = files_below(path, ".py") if path.is_dir() else [path]
    return [file for file in files if not any(file.is_relative_to(other) for other in inside)]


def imports_of(path: Path) -> Iterator[tuple[int, str]]:
    """Line and full name of every import in a file, those inside functions included."""
    package = path.relative_to(ROOT).with_suffix("").parts
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package[: len(package) - node.level]) if node.level else ""
            module = ".".join(part for part in (base, node.module) if part)
            # `from visdom import errors` means visdom.errors; from elsewhere the module's name is enough.
            names = [f"{module}.{alias.name}" for alias in node.names] if module == "visdom" else [module]
            yield from ((node.lineno, name) for name in names)


def is_allowed(a_room: Room, imported: str) -> bool:
    if imported.startswith("visdom."):
        inside = imported.removeprefix("visdom.")
        return any(f"{inside}.".startswith(f"{name}.") for name in (a_room.name, *a_room.ours))
    top = imported.partition(".")[0]
    return (top in sys.stdlib_module_names and top not in a_room.not_from_stdlib) or top in a_room.theirs


@pytest.mark.parametrize("a_room", ROOMS, ids=lambda a_room: a_room.name)
def test_modules_import_only_what_their_room_may_know(a_room: Room) -> None:
    wrong = [
        f"{shown(path)}:{line}: visdom/{a_room.name} must not import {name}"
        for path in files_of(a_room)
        for line, name in imports_of(path)
        if not is_allowed(a_room, name)
    ]
    assert not wrong, "\n".join(["remove these imports, or move the code to where they belong:", *wrong])


def test_the_server_imports_autosave_through_its_door() -> None:
    past_the_door = [
        f"{shown(path)}:{line}: {name}"
        for path in files_below(ROOT / "visdom" / "server", ".py")
        for line, name in imports_of(path)
        if name.startswith("visdom.autosave.") and name not in PAST_THE_DOOR
    ]
    assert not past_the_door, "\n".join(["import these names from visdom.autosave:", *past_the_door])


def test_every_folder_of_the_package_is_in_the_table() -> None:
    folders = {path.name for path in (ROOT / "visdom").iterdir() if (path / "__init__.py").exists()}
    missing = folders - {a_room.name for a_room in ROOMS}
    assert not missing, f"give these a row in ROOMS and in ARCHITECTURE.md: {sorted(missing)}"


def test_importing_visdom_loads_nothing_heavy() -> None:
    code = "import sys, visdom; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(run.stdout.split())
    assert "visdom" in loaded
    assert loaded.isdisjoint({"numpy", "tornado", "requests", "PIL", "websocket", "visdom.client", "visdom.server"})


def test_a_running_server_has_loaded_nothing_of_the_client(make_server: Callable[..., ServerProcess]) -> None:
    server = make_server("-cache_type", "JPWA", environ={"PYTHONPROFILEIMPORTTIME": "1"})
    loaded = {line.rpartition("|")[2].strip() for line in server.log().splitlines() if line.startswith("import time:")}
    assert "tornado.web" in loaded
    assert loaded.isdisjoint({"numpy", "requests", "websocket", "PIL", "visdom.client"})
