"""A large text has the same value, or is refused, whether it is parsed in parts or at once."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from visdom import jsonparts, jsontext
from visdom.jsontext import MANY, MAX_DEPTH_OF_MANY, MOST_NESTED, loads

TEXTS = st.sampled_from(["", "a", ",", "]", "}{[", '"', "\\", '\\"', "é", "\ud800", "x" * 30]) | st.text(max_size=5)
SCALARS = st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.floats() | TEXTS
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner), max_leaves=40)
ODD = st.sampled_from(
    [b"", b",", b"[", b"]", b"{", b"}", b'"', b":", b" ", b"\\", b"1", b'"k":', b"\n", b",,", b"\xff"]
)
CHANGES = st.lists(st.tuples(st.integers(0, 500), st.integers(0, 2), ODD), max_size=3)


def at_once(text: bytes) -> Any:
    return jsontext._parse(text)


def in_parts(text: bytes) -> Any:
    return jsonparts.Parts(text, at_once, lambda depth: None).value()


def outcome(parse: Any, text: bytes) -> str:
    try:
        return json.dumps(parse(text))
    except ValueError:
        return "refused"


@pytest.mark.parametrize("part", [1, 8, 40])
@settings(max_examples=150, deadline=None)
@given(VALUES, st.sampled_from([None, 1]), st.booleans(), CHANGES)
def test_parts_agree_with_the_whole(
    part: int, value: Any, indent: int | None, is_ascii: bool, changes: list[tuple[int, int, bytes]]
) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=is_ascii).encode("utf-8", "surrogatepass")
    for start, removed, odd in changes:
        start %= len(text) + 1
        text = text[:start] + odd + text[start + removed :]
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(jsonparts, "PART_BYTES", part)
        assert outcome(in_parts, text) == outcome(at_once, text)


LARGE = 3 * MANY


@pytest.mark.parametrize(
    "value",
    [
        [[]] * LARGE,
        [[1, [2.5]]] * LARGE,
        [{"a": 1, "b": [{}]}] * MANY,
        {f"k{n}": [n, "]"] for n in range(MANY)},
        list(range(LARGE)),
        ["x" * 100_000, *range(LARGE), {"deep": [[[list(range(LARGE))]]]}],
        {"a": {"b": [{"c": list(range(LARGE)), "d": "é\\"}, None], "e": {}}},
        ["[" * 1000] * MANY,
    ],
    ids=range(8),
)
def test_large_values_are_read(value: Any) -> None:
    text = json.dumps(value)
    assert jsontext.has_many(text)
    assert loads(text, is_sent=True) == loads(text.encode()) == loads(text.encode("utf-16")) == value


@pytest.mark.parametrize("end", ["", "]]", "] 1", "],", ",]", "}", '"'])
def test_a_large_text_that_is_no_json_is_refused(end: str) -> None:
    text = "[" + "[]," * LARGE + "[]" + end
    with pytest.raises(ValueError, match="."):
        loads(text)
    assert loads(text[: -len(end) or None] + "]") == [[]] * (LARGE + 1)


def test_many_values_may_be_sent_less_deep() -> None:
    for depth, text in ((MAX_DEPTH_OF_MANY, "1," * LARGE + "1"), (MAX_DEPTH_OF_MANY, "[],[]," * LARGE + "1")):
        levels = depth - text.startswith("[")
        assert loads("[" * levels + text + "]" * levels, is_sent=True)
        with pytest.raises(ValueError, match=f"nested more than {depth} levels deep"):
            loads("[" * (levels + 1) + text + "]" * (levels + 1), is_sent=True)


def test_others_may_send_a_million_lists_and_objects() -> None:
    most = "[" + '[1],{"a":1},' * (MOST_NESTED // 2 - 1) + "[1]]"
    assert len(loads(most, is_sent=True)) == MOST_NESTED - 1
    more = most[:-1] + ",[]]"
    with pytest.raises(ValueError, match="more than 1000000 lists and objects"):
        loads(more, is_sent=True)
    assert len(loads(more)) == MOST_NESTED
