"""Updating text windows."""

from __future__ import annotations

from typing import Any

import pytest
from window_cases import changed, refused, stored, window

NOTE = window([{"type": "text", "content": "one"}], {"title": "A"})


def line(content: Any) -> Any:
    return {"data": [{"content": content, "type": "text"}], "opts": {"title": "B"}}


@pytest.mark.parametrize(
    ("before", "added", "after"),
    [
        ("one", "two", "one<br>two"),
        ("", "two", "<br>two"),
        ("one", "", "one<br>"),
        ("ünï 🙂", "名 🙂", "ünï 🙂<br>名 🙂"),
        ("one", 5, "one<br>5"),
        ("one", ["two", 3], "one<br>two,3"),
    ],
)
def test_lines_are_appended_after_a_break(before: str, added: Any, after: str) -> None:
    assert changed(stored("text", before), line(added))["content"] == after


def test_options_are_ignored() -> None:
    assert changed(NOTE, line("two"))["title"] == "A"


def test_only_the_first_item_counts_whatever_its_type() -> None:
    assert changed(NOTE, {"data": [{"content": "two"}, {"content": "three"}]})["content"] == "one<br>two"


@pytest.mark.parametrize(
    ("request_body", "why"),
    [
        ({}, "`data`: expected a list, got null"),
        ({"data": []}, "first item of `data`: expected an object, got null"),
        ({"data": ["two"]}, "first item of `data`: expected an object, got text"),
        ({"data": [{"type": "text"}]}, "expected the text to append, got nothing"),
        (line({"two": 2}), "expected text, got an object"),
    ],
)
def test_malformed_requests_are_refused(request_body: Any, why: str) -> None:
    refused(NOTE, request_body, why)


@pytest.mark.parametrize("content", [None, 5, ["x"], {}])
def test_windows_that_hold_no_text_are_left_alone(content: Any) -> None:
    refused(stored("text", content), line("two"), "The stored window: expected text to append to")
