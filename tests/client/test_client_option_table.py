"""The option tables of the figures list exactly the options that the code reads."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from visdom import Visdom
from visdom.client.options import CHECKS

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))

from method_pages import option_groups  # noqa: E402

CLIENT = ROOT / "visdom" / "client"
READERS = [*sorted((CLIENT / "figures").glob("*.py")), CLIENT / "options.py", CLIENT / "axes.py"]
PASSED_ON = [ROOT / "visdom" / "windows" / "build.py"]
GROUPS = option_groups()
READING_METHODS = {"get", "setdefault", "pop"}
NAMES_OF_OPTIONS = {"opts", "own"}
ROWS = {"Option", "checked"}
KNOWN = {key for group in GROUPS for option in group.options for key in option.keys}


def trees(paths: list[Path]) -> Iterator[ast.AST]:
    for path in paths:
        yield from ast.walk(ast.parse(path.read_text(encoding="utf-8")))


def is_options(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) and node.id in NAMES_OF_OPTIONS


def keys_read_by(node: ast.AST) -> Iterator[ast.AST]:
    """The keys of options that a piece of code reads: `opts[key]`, `opts.get(key)`, `key in opts`."""
    if isinstance(node, ast.Subscript) and is_options(node.value):
        yield node.slice
    elif isinstance(node, ast.Compare) and any(is_options(other) for other in node.comparators):
        yield node.left
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        if node.func.attr in READING_METHODS and is_options(node.func.value):
            yield node.args[0]
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "check_names":
        yield node.args[1]


def pattern_of(key: ast.AST) -> str | None:
    """A regular expression for the keys that an expression may be; None for a variable."""
    if isinstance(key, ast.Constant):
        return re.escape(str(key.value))
    if isinstance(key, ast.JoinedStr):
        parts = (re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"\w+" for part in key.values)
        return "".join(parts)
    return None


def is_row(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ROWS


def texts_in(paths: list[Path]) -> set[str]:
    """All texts and composed texts in these files outside of rows of tables, as regular expressions."""
    nodes = list(trees(paths))
    in_rows = {id(part) for node in nodes if is_row(node) for part in ast.walk(node)}
    composed = (node for node in nodes if isinstance(node, (ast.Constant, ast.JoinedStr)) and id(node) not in in_rows)
    patterns = {pattern for node in composed if (pattern := pattern_of(node))}
    return {pattern for pattern in patterns if pattern != r"\w+"}


def test_every_option_that_the_code_reads_is_in_the_table() -> None:
    read = {pattern for node in trees(READERS) for key in keys_read_by(node) if (pattern := pattern_of(key))}
    assert len(read) > 20
    missing = [pattern for pattern in read if not any(re.fullmatch(pattern, key) for key in KNOWN)]
    assert not missing, f"add a row to OPTIONS of the figure: {missing}"


def test_every_option_in_a_message_is_in_the_table() -> None:
    source = "\n".join(path.read_text(encoding="utf-8") for path in READERS)
    named = set(re.findall(r"opts\['(\w+)'\]", source))
    assert named
    assert not named - KNOWN, "add a row to OPTIONS of the figure"


def test_every_option_in_the_table_is_read_by_the_client_or_the_server() -> None:
    read = texts_in([*READERS, *PASSED_ON])
    unread = []
    for group in GROUPS:
        for option in group.options:
            name = option.name.removeprefix("{a}")  # the code puts the letter of the axis before it
            if not any(re.fullmatch(pattern, name) for pattern in read):
                unread.append(option.name)
    assert not unread, f"no code reads these, remove their rows: {unread}"


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: group.title)
def test_every_method_in_the_table_exists_and_takes_options(group) -> None:
    for method in group.methods:
        assert "opts" in getattr(Visdom, method).__annotations__


def test_no_method_has_two_rows_for_one_option_of_its_own() -> None:
    rows = [
        (method, key)
        for group in GROUPS
        if not group.is_general
        for option in group.options
        for key in option.keys
        for method in group.methods
    ]
    assert len(rows) == len(set(rows))


def test_an_option_with_a_check_expects_the_same_everywhere() -> None:
    for name, rule in CHECKS.items():
        expected = {option.expected for group in GROUPS for option in group.options if option.name == name}
        assert expected == {rule.expected}, name
