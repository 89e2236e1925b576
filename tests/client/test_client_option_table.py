"""The table of options says what the code reads, all of it and nothing else."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from visdom import Visdom
from visdom.client.option_table import GROUPS

ROOT = Path(__file__).resolve().parents[2]
CLIENT = ROOT / "visdom" / "client"
READERS = [*sorted((CLIENT / "figures").glob("*.py")), CLIENT / "options.py"]
PASSED_ON = [ROOT / "visdom" / "windows" / "build.py"]
ASKS = {"get", "setdefault", "pop"}
NAMES_OF_OPTIONS = {"opts", "own"}
KNOWN = {key for group in GROUPS for option in group.options for key in option.keys}


def trees(paths: list[Path]) -> Iterator[ast.AST]:
    for path in paths:
        yield from ast.walk(ast.parse(path.read_text(encoding="utf-8")))


def is_options(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) and node.id in NAMES_OF_OPTIONS


def asked_for(node: ast.AST) -> Iterator[ast.AST]:
    """The keys of options that a piece of code asks for: `opts[key]`, `opts.get(key)`, `key in opts`."""
    if isinstance(node, ast.Subscript) and is_options(node.value):
        yield node.slice
    elif isinstance(node, ast.Compare) and any(is_options(other) for other in node.comparators):
        yield node.left
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        if node.func.attr in ASKS and is_options(node.func.value):
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


def texts_in(paths: list[Path]) -> set[str]:
    """All texts and composed texts that stand in these files, as regular expressions."""
    composed = (node for node in trees(paths) if isinstance(node, (ast.Constant, ast.JoinedStr)))
    patterns = {pattern for node in composed if (pattern := pattern_of(node))}
    return {pattern for pattern in patterns if pattern != r"\w+"}


def test_every_option_that_the_code_reads_is_in_the_table() -> None:
    asked = {pattern for node in trees(READERS) for key in asked_for(node) if (pattern := pattern_of(key))}
    assert len(asked) > 20
    missing = [pattern for pattern in asked if not any(re.fullmatch(pattern, key) for key in KNOWN)]
    assert not missing, f"add a row to visdom/client/option_table.py: {missing}"


def test_every_option_in_a_message_is_in_the_table() -> None:
    source = "\n".join(path.read_text(encoding="utf-8") for path in READERS)
    named = set(re.findall(r"opts\['(\w+)'\]", source))
    assert named
    assert not named - KNOWN, "add a row to visdom/client/option_table.py"


def test_every_option_in_the_table_is_read_by_the_client_or_the_server() -> None:
    read = texts_in([*READERS, *PASSED_ON])
    unread = []
    for group in GROUPS:
        for option in group.options:
            name = option.name.removeprefix("{a}")  # the code puts the letter of the axis in front
            if not any(re.fullmatch(pattern, name) for pattern in read):
                unread.append(option.name)
    assert not unread, f"nobody reads these, take them out of visdom/client/option_table.py: {unread}"


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


def test_an_option_expects_the_same_wherever_it_is_checked() -> None:
    from visdom.client.options import _CHECKS

    for name in _CHECKS:
        expected = {option.expected for group in GROUPS for option in group.options if option.name == name}
        assert len(expected) == 1, f"{name}: {expected}"
