"""The project's own files, as the tests of the code base read them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SKIPPED = {"node_modules", "__pycache__", "conformance", ".venv", ".git", "build", "dist"}
PYTHON_FOLDERS = ("visdom", "tests", "tools", "examples", "benchmarks")


def files_below(folder: Path, *suffixes: str) -> Iterator[Path]:
    """Files with one of these suffixes, in order, apart from what others wrote."""
    for path in sorted(folder.rglob("*")):
        if path.suffix in suffixes and path.is_file() and SKIPPED.isdisjoint(path.relative_to(ROOT).parts):
            yield path


@cache
def python_files() -> list[Path]:
    """Every Python file that the project wrote itself."""
    return [ROOT / "setup.py", *(path for name in PYTHON_FOLDERS for path in files_below(ROOT / name, ".py"))]


@cache
def page_files() -> list[Path]:
    """Every source file of the page."""
    return list(files_below(ROOT / "js" / "src", ".ts", ".tsx", ".css"))


@cache
def tree_of(path: Path) -> ast.Module:
    """The syntax tree of a Python file."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def shown(path: Path) -> str:
    """The path as a reader types it, from the top of the checkout."""
    return path.relative_to(ROOT).as_posix()
