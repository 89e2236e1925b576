"""Updating embeddings: selecting a point, zooming into a region and out again."""

from __future__ import annotations

from typing import Any

import pytest
from window_cases import changed, refused, stored, window, zoomed_out

from visdom.errors import Refused
from visdom.windows.update import pop_embeddings

ALL, SOME, FEW = ([{"name": f"E{number}"} for number in range(count)] for count in (9, 4, 2))
EMBEDDINGS = window([{"type": "embeddings", "content": {"data": ALL}}])


def region(points: Any) -> Any:
    return {"data": {"update_type": "RegionSelected", "points": points}}


def test_a_selected_point_shows_its_details() -> None:
    shown = {"html": "<b>x</b>", "entityId": 3}
    after = changed(EMBEDDINGS, {"data": {"update_type": "EntitySelected", "selected": shown}})
    assert after["content"] == {"data": ALL, "has_previous": False, "selected": shown}


def test_a_selected_region_replaces_the_points() -> None:
    after = changed(EMBEDDINGS, region(SOME))
    assert after["content"] == {"data": SOME, "has_previous": True, "selected": None}
    assert after["old_content"] == [ALL]


def test_the_way_back_leads_through_all_regions() -> None:
    after = changed(changed(EMBEDDINGS, region(SOME)), region(FEW))
    assert after["old_content"] == [ALL, SOME]
    back = zoomed_out(after)
    assert (back["content"]["data"], back["content"]["has_previous"], back["old_content"]) == (SOME, True, [ALL])
    start = zoomed_out(back)
    assert (start["content"]["data"], start["content"]["has_previous"], start["old_content"]) == (ALL, False, [])


def test_window_without_old_content_starts_it() -> None:
    assert changed(stored("embeddings", {"data": ALL}), region(SOME))["old_content"] == [ALL]


def test_the_way_back_restores_points_that_are_gone() -> None:
    assert zoomed_out(stored("embeddings", {}, old_content=[ALL]))["content"]["data"] == ALL


def test_present_points_are_moved_not_sent_again() -> None:
    before = window([{"type": "embeddings", "content": {"data": ALL}}])
    points = before["content"]["data"]
    after = changed(EMBEDDINGS, region(FEW))
    assert after["old_content"][0] == points
    patch = pop_embeddings(changed(EMBEDDINGS, region(FEW)), content_id="c").patch
    assert {"op": "move", "from": "/old_content/0", "path": "/content/data"} in patch


@pytest.mark.parametrize(
    ("request_body", "why"),
    [
        ({}, "`data`: expected an object, got null"),
        ({"data": [{"update_type": "EntitySelected"}]}, "`data`: expected an object, got a list"),
        ({"data": {"update_type": "EntitySelected"}}, "`data.selected`: expected what to show"),
        ({"data": {"update_type": "RegionSelected"}}, "`data.points`: expected a list, got null"),
        (region({}), "`data.points`: expected a list, got an object"),
        ({"data": {}}, "expected EntitySelected or RegionSelected"),
        ({"data": {"update_type": ["x"]}}, "expected EntitySelected or RegionSelected"),
    ],
)
def test_malformed_requests_are_refused(request_body: Any, why: str) -> None:
    refused(EMBEDDINGS, request_body, why)


@pytest.mark.parametrize(
    "before",
    [
        stored("embeddings", None),
        stored("embeddings", {"isLoading": True}),
        stored("embeddings", {"data": ALL}, old_content={}),
    ],
)
def test_embeddings_without_points_are_left_alone(before: Any) -> None:
    refused(before, region(SOME), "stored embeddings")


@pytest.mark.parametrize(
    ("before", "why"),
    [
        (EMBEDDINGS, "no earlier selection"),
        (stored("embeddings", {"data": ALL}), "`old_content` of the stored embeddings: expected a list, got null"),
        (stored("embeddings", None, old_content=[ALL]), "content of the stored embeddings: expected an object"),
        (stored("text", "x"), "Only embeddings"),
        (None, "The stored window"),
    ],
)
def test_without_an_earlier_selection_there_is_no_way_back(before: Any, why: str) -> None:
    with pytest.raises(Refused, match=why):
        pop_embeddings(before, content_id="c")
