"""Updating image histories."""

from __future__ import annotations

from typing import Any

import pytest
from window_cases import changed, refused, stored, window

FIRST, SECOND, THIRD = ({"src": f"data:{number}", "caption": None} for number in range(3))
HISTORY = window([{"type": "image_history", "content": FIRST}])


def image(content: Any) -> Any:
    return {"data": [{"type": "image_history", "content": content}], "opts": {"title": "ignored"}}


def test_images_are_appended_and_shown() -> None:
    after = changed(HISTORY, image(SECOND))
    assert (after["content"], after["selected"], after["title"]) == ([FIRST, SECOND], 1, "")
    again = changed(after, image(THIRD))
    assert (again["content"], again["selected"]) == ([FIRST, SECOND, THIRD], 2)


@pytest.mark.parametrize("opts", [None, {}, {"show_slider": False, "caption": "c"}])
def test_an_image_becomes_the_first_of_a_history(opts: Any) -> None:
    plain = window([{"type": "image", "content": FIRST}])
    after = changed(plain, {**image(SECOND), "opts": opts})
    assert (after["type"], after["content"], after["selected"]) == ("image_history", [FIRST, SECOND], 1)
    assert after["show_slider"] is (opts or {}).get("show_slider", True)
    assert after.keys() == HISTORY.keys()
    assert changed(after, image(THIRD))["content"] == [FIRST, SECOND, THIRD]


@pytest.mark.parametrize("data", [[{"type": "image", "content": SECOND}], [{"type": "text", "content": "x"}]])
def test_an_image_does_not_become_what_is_no_history(data: Any) -> None:
    refused(window([{"type": "image", "content": FIRST}]), {"data": data}, "was image")
    refused(window([{"type": "image", "content": FIRST}]), image(None), "`content` .* expected an object, got null")


def test_history_without_a_selection_gets_one() -> None:
    assert changed(stored("image_history", []), image(FIRST))["selected"] == 0


@pytest.mark.parametrize("form", ["list", "object"])
@pytest.mark.parametrize("member", ["selected", "content"])
def test_an_image_is_selected_by_its_index(form: str, member: str) -> None:
    item = {"type": "image_update_selected", member: 0}
    request = {"data": [item] if form == "list" else item}
    assert changed(changed(HISTORY, image(SECOND)), request)["selected"] == 0


@pytest.mark.parametrize("index", [-1, 1, 10**30])
def test_an_index_out_of_range_is_refused(index: int) -> None:
    request = {"data": [{"type": "image_update_selected", "selected": index}]}
    refused(HISTORY, request, "index of one of the 1 images, from 0")


@pytest.mark.parametrize(
    ("request_body", "why"),
    [
        ({}, "expected an object, got null"),
        ({"data": []}, "expected an object, got null"),
        ({"data": 1}, "expected an object, got a number"),
        ({"data": [{"content": FIRST}]}, "expected image_history or image_update_selected"),
        ({"data": [{"type": "image", "content": FIRST}]}, "expected image_history or image_update_selected"),
        (image(None), "`content` .* expected an object, got null"),
        (image([FIRST]), "`content` .* expected an object, got a list"),
        ({"data": [{"type": "image_update_selected"}]}, "expected the index of an image, got null"),
        ({"data": [{"type": "image_update_selected", "selected": True}]}, "expected the index of an image, got true"),
        (
            {"data": [{"type": "image_update_selected", "selected": 0.5}]},
            "expected the index of an image, got a number",
        ),
    ],
)
def test_malformed_requests_are_refused(request_body: Any, why: str) -> None:
    refused(HISTORY, request_body, why)


@pytest.mark.parametrize("content", [None, {}, "x"])
def test_histories_stored_in_another_shape_are_left_alone(content: Any) -> None:
    refused(stored("image_history", content), image(SECOND), "content of the stored image history: expected a list")
