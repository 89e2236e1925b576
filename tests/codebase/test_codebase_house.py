"""Rooms, how deep their imports go, who owns what, and the words: measured, and printed beside the targets."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from sources import ROOT, files_below, page_files, python_files, shown, tree_of
from test_codebase_imports import imports_of

AUTOSAVE = ROOT / "visdom" / "autosave"
SERVER = ROOT / "visdom" / "server"
SHORT = 60

WINDOW_FILE = AUTOSAVE / "stores" / "window_file.py"
INNER_CLASSES = {"WindowFile", "WindowFolder", "EnvFile", "FileStore", "Fold", "Work"}

# Spelt in pieces, so that this file does not hold them.
IDIOMS = [
    *("an" + "ew", "some" + "body", "no" + "body", "who" + "ever", "of bef" + "ore", "let g" + "o", "lets g" + "o"),
    *("is to" + "ld", "are to" + "ld", "resi" + "due", "ow" + "ed", "ow" + "es", "keep" + "er", "settl" + "ing"),
    *("gla" + "nce", "strand" + "ed", "stray" + "s", "look at bef" + "ore", "is no fol" + "der", "has to be to" + "ld"),
]
IDIOM = re.compile(rf"\b({'|'.join(IDIOMS)})\b", re.IGNORECASE)
ELSEWHERE = ("tests/conformance/", "tests/data/", "visdom/static/", "js/package-lock.json", "LICENSE", "docs/images/")


def report(what: str, measured: object, target: str) -> None:
    print(f"  {what:<64} {measured!s:<22} {target}")


def room_of(name: str, package: str) -> str | None:
    """The folder or module directly below a package that holds a module; None for modules elsewhere."""
    inside = name.removeprefix(package + ".")
    return inside.partition(".")[0] if inside != name else None


@cache
def arrows_between_rooms(package: str) -> frozenset[tuple[str, str]]:
    """Which rooms of a package import which others."""
    folder = ROOT / package.replace(".", "/")
    found = set()
    for path in files_below(folder, ".py"):
        parts = path.relative_to(folder).with_suffix("").parts
        if parts in (("__init__",), ("__main__",)):
            continue  # the door and the program import all that is behind them
        for _, name in imports_of(path):
            target = room_of(name, package)
            if target is not None and target != parts[0]:
                found.add((parts[0], target))
    return frozenset(found)


def depth_of(arrows: frozenset[tuple[str, str]]) -> int:
    """The number of rooms on the longest way along the arrows; fails on a circle."""

    @cache
    def below(room: str, path: tuple[str, ...]) -> int:
        assert room not in path, f"these rooms import each other in a circle: {' -> '.join([*path, room])}"
        return 1 + max((below(target, (*path, room)) for source, target in arrows if source == room), default=0)

    return max(below(room, ()) for room, _ in arrows)


def modules_of(folder: Path) -> list[Path]:
    return [path for path in files_below(folder, ".py") if path.name not in ("__init__.py", "__main__.py")]


@pytest.mark.parametrize(
    ("package", "most_rooms", "most_levels", "most_arrows"),
    [("visdom.autosave", 9, 7, 30), ("visdom.server", 12, 8, 30)],
)
def test_rooms_are_few_flat_and_without_circles(
    package: str, most_rooms: int, most_levels: int, most_arrows: int
) -> None:
    arrows = arrows_between_rooms(package)
    rooms = {room for arrow in arrows for room in arrow}
    report(f"{package}: rooms / depth / arrows", f"{len(rooms)} / {depth_of(arrows)} / {len(arrows)}", "")
    assert len(rooms) <= most_rooms, sorted(rooms)
    assert depth_of(arrows) <= most_levels
    assert len(arrows) <= most_arrows


def test_autosave_has_few_modules() -> None:
    modules = modules_of(AUTOSAVE)
    folders = {path.parent for path in modules}
    report("visdom/autosave: modules / folders", f"{len(modules)} / {len(folders)}", "without cli <= 26 / 6")
    assert len([path for path in modules if path.parent.name != "cli"]) <= 26
    assert len(folders) <= 6


def test_the_seam_is_small() -> None:
    tree = tree_of(AUTOSAVE / "store.py")
    classes = {node.name: node for node in tree.body if isinstance(node, ast.ClassDef)}
    members = [
        node.name
        for name in ("ReadStore", "WriteStore")
        for node in classes[name].body
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.AnnAssign))
    ]
    report("members of the storage seam", len(members), "<= 14")
    assert len(members) <= 14, members


def test_only_stores_know_the_classes_inside_of_stores() -> None:
    found = [
        f"{shown(path)}:{node.lineno}"
        for path in files_below(ROOT / "visdom", ".py")
        if path.parent.name != "stores"
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "isinstance"
        and INNER_CLASSES & {each.id for each in ast.walk(node.args[1]) if isinstance(each, ast.Name)}
    ]
    report("isinstance on inner classes of stores, elsewhere", len(found), "0")
    assert not found


def assigned_attributes(path: Path) -> Iterator[tuple[int, str]]:
    """Attributes that a module assigns to objects other than `self`."""
    for node in ast.walk(tree_of(path)):
        targets = getattr(node, "targets", [getattr(node, "target", node)])
        if not isinstance(node, (ast.Assign, ast.AugAssign)):
            continue
        for each in (target for group in targets for target in ast.walk(group)):
            if isinstance(each, ast.Attribute) and not (isinstance(each.value, ast.Name) and each.value.id == "self"):
                yield node.lineno, each.attr


def test_one_class_owns_the_files_of_a_window() -> None:
    (owner,) = (
        node for node in tree_of(WINDOW_FILE).body if isinstance(node, ast.ClassDef) and node.name == "WindowFile"
    )
    assigned = [node for node in owner.body if isinstance(node, ast.Assign)]
    own = set(ast.literal_eval(next(node.value for node in assigned if node.targets[0].id == "__slots__")))
    others = [path for path in files_below(ROOT / "visdom", ".py") if path != WINDOW_FILE]
    others = [path for path in others if path.parent.name in ("stores", "cli", "tree")]
    found = [
        f"{shown(path)}:{line}: {name}" for path in others for line, name in assigned_attributes(path) if name in own
    ]
    report("modules that assign to a window's files", len(found) + 1, "1")
    assert not found, "only WindowFile assigns to these:\n" + "\n".join(found)


def test_short_modules_are_few() -> None:
    files = [path for path in [*files_below(ROOT / "visdom", ".py"), *page_files()] if path.suffix != ".css"]
    short = [path for path in files if len(path.read_text(encoding="utf-8").splitlines()) < SHORT]
    report(f"modules under {SHORT} lines, of all", f"{len(short)} of {len(files)}", "short subjects only")
    assert len(short) <= len(files) * 0.45


def written_by_us() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    names = [name for name in listed.split("\0") if name and not name.startswith(ELSEWHERE)]
    suffixes = (".py", ".ts", ".tsx", ".css", ".md", ".toml", ".yml", ".yaml", ".html", ".mjs")
    return [ROOT / name for name in names if name.endswith(suffixes) and (ROOT / name).is_file()]


def test_sentences_use_the_words_of_the_trade() -> None:
    found = [
        f"{shown(path)}:{number}: {match[0]}"
        for path in written_by_us()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        for match in IDIOM.finditer(line)
    ]
    report("idioms that no comparable project uses", len(found), "0")
    assert not found, "say it with a word of the trade (ARCHITECTURE.md, Words):\n" + "\n".join(found)


def test_no_python_file_is_left_out_of_these_measures() -> None:
    assert {path.parent.name for path in python_files()} >= {"visdom", "autosave", "server", "client", "windows"}
