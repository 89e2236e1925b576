"""Small files, small functions, a sentence at the top of each, and names that are found at once."""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path

from sources import ROOT, page_files, python_files, shown, tree_of
from throwaway import run

FUNCTION_SIZES = Path(__file__).with_name("function_sizes.mjs")
FILE_CAP = 500
FUNCTION_CAP = 60


def test_no_file_is_too_long() -> None:
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in [*python_files(), *page_files()]}
    long = [f"{shown(path)}: {lines} lines" for path, lines in lengths.items() if lines > FILE_CAP]
    assert not long, "\n".join([f"split these by topic, a file has at most {FILE_CAP} lines:", *long])


def test_no_function_is_too_long() -> None:
    long = [
        f"{shown(path)}:{node.lineno}: {node.name} has {node.end_lineno - node.lineno + 1} lines"
        for path in python_files()
        for node in ast.walk(tree_of(path))
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        and node.end_lineno is not None
        and node.end_lineno - node.lineno >= FUNCTION_CAP
    ]
    assert not long, "\n".join([f"split these, a function has at most {FUNCTION_CAP} lines:", *long])


def test_no_function_of_the_page_is_too_long() -> None:
    files = [path for path in page_files() if path.suffix != ".css"]
    long = run(["node", FUNCTION_SIZES, str(FUNCTION_CAP), *files])
    assert not long, f"split these, a function has at most {FUNCTION_CAP} lines:\n{long}"


def test_every_module_opens_with_a_sentence() -> None:
    # A test file says what it holds by its name and the names of its tests.
    modules = [path for path in python_files() if not path.name.startswith("test_")]
    silent = [shown(path) for path in modules if not ast.get_docstring(tree_of(path))]
    assert not silent, "\n".join(["say in one sentence at the top what these modules hold:", *silent])


def test_names_of_test_files_are_unique() -> None:
    tests = [path for path in python_files() if path.name.startswith("test_") and path.is_relative_to(ROOT / "tests")]
    twice = [name for name, count in Counter(path.name for path in tests).items() if count > 1]
    assert not twice, f"name these tests/<room>/test_<room>_<module>.py: {twice}"
