"""How a package is cut: its rooms, the depth of their imports, and the arrows between them, against the targets."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest
from sources import ROOT, files_below, tree_of

TARGETS = {"server": (12, 8, 30)}
"""Package -> rooms, depth and arrows at most. A room is a module or a folder directly below the package."""


def imported(path: Path) -> Iterator[str]:
    """The full names that a file imports; of `from a import b` it is `a.b`, because b may be a module."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def arrows_of(package: str) -> dict[str, set[str]]:
    """Room -> the other rooms of the package that it imports."""
    folder, prefix = ROOT / "visdom" / package, f"visdom.{package}."
    arrows: dict[str, set[str]] = {}
    for path in files_below(folder, ".py"):
        room = path.relative_to(folder).with_suffix("").parts[0]
        rooms = {name.removeprefix(prefix).split(".")[0] for name in imported(path) if name.startswith(prefix)}
        known = {each for each in rooms if (folder / each).is_dir() or (folder / f"{each}.py").exists()}
        arrows.setdefault(room, set()).update(known - {room})
    return arrows


@pytest.mark.parametrize("package", TARGETS)
def test_a_package_has_few_rooms_and_arrows_and_no_circle(package: str) -> None:
    arrows = arrows_of(package)
    depth: dict[str, int] = {}
    for room in TopologicalSorter(arrows).static_order():  # raises CycleError for a circle
        depth[room] = 1 + max((depth[each] for each in arrows.get(room, ())), default=0)
    found = len(arrows), max(depth.values()), sum(map(len, arrows.values()))
    print(f"visdom/{package}: {found[0]} rooms, depth {found[1]}, {found[2]} arrows")
    assert all(value <= target for value, target in zip(found, TARGETS[package], strict=True)), (found, arrows)
