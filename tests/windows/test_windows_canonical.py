"""The hash of a window: the same that 0.2.4 gives."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visdom.errors import Refused
from visdom.windows.canonical import digest


def md5(text: str) -> str:
    return hashlib.md5(text.encode()).hexdigest()


@pytest.mark.parametrize(
    ("window", "text"),
    [
        ({"b": 1, "a": [1.0, 2.5, -0.0, 1e3]}, '{"a":[1,2.5,0,1000],"b":1}'),
        ({"é": "名 🙂"}, '{"\\u00e9":"\\u540d \\ud83d\\ude42"}'),
        ({"a": {"z": None, "y": True}}, '{"a":{"y":true,"z":null}}'),
        ([1e-7, 1e22, 0.1], "[1e-07,10000000000000000000000,0.1]"),
    ],
)
def test_hash_is_md5_of_the_canonical_text(window: Any, text: str) -> None:
    assert digest(window) == md5(text)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda some: st.lists(some) | st.dictionaries(st.text(), some),
    )
)
def test_without_floats_it_is_sorted_json(window: Any) -> None:
    assert digest(window) == md5(json.dumps(window, sort_keys=True, separators=(",", ":")))


@given(st.dictionaries(st.text(), st.integers(-(2**53), 2**53)))
def test_whole_floats_are_integers(members: dict[str, int]) -> None:
    assert digest({name: float(number) for name, number in members.items()}) == digest(members)


def test_bottomless_windows_have_no_hash() -> None:
    window: Any = []
    for _ in range(20_000):
        window = [window]
    with pytest.raises(Refused, match="nested too deeply"):
        digest(window)
