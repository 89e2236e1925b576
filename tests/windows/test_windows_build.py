"""Making windows: the members of each type, and requests that make none."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from window_cases import heat, trace, window

from visdom.errors import Refused
from visdom.windows.build import build

PICTURE = {"src": "data:image/png;base64,AAAA", "caption": "first"}
POINTS = [{"group": 0, "name": "E", "label": "a", "position": [0, 1], "idx": 0}]
NETWORK = {"nodes": [{"name": 0, "label": "0"}], "edges": []}


def test_every_window_has_the_common_members() -> None:
    made = build({"data": [{"type": "text", "content": "hi"}]}, win="note", content_id="c1", order=4, version=7)
    assert made == {
        "command": "window",
        "id": "note",
        "title": "",
        "inflate": True,
        "width": None,
        "height": None,
        "contentID": "c1",
        "content": "hi",
        "type": "text",
        "i": 4,
        "version": 7,
    }


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("text", "x"),
        ("image", PICTURE),
        ("image_history", PICTURE),
        ("properties", []),
        ("network", NETWORK),
        ("embeddings", {"data": POINTS}),
    ],
)
def test_every_window_begins_with_the_header_that_its_store_knows_it_by(kind: str, content: Any) -> None:
    for made in (window([{"type": kind, "content": content}], {}), window([trace()], {})):
        assert list(made)[:6] == ["command", "id", "i", "version", "type", "title"]


def test_options_of_the_frame_are_taken_over() -> None:
    opts = {"title": "Head", "width": 320, "height": 200.5, "inflate": False, "id": "evil", "caption": "not here"}
    made = window([{"type": "text", "content": "x"}], opts)
    assert (made["title"], made["width"], made["height"], made["inflate"]) == ("Head", 320, 200.5, False)
    assert made["id"] == "w" and "caption" not in made


@pytest.mark.parametrize(("title", "shown"), [(None, ""), (3, "3"), (1.5, "1.5"), (True, "True")])
def test_title_is_always_text(title: Any, shown: str) -> None:
    assert window([{"type": "text", "content": "x"}], {"title": title})["title"] == shown


@pytest.mark.parametrize(
    ("item", "opts", "members"),
    [
        ({"type": "text", "content": "<b>x</b>"}, {}, {"content": "<b>x</b>"}),
        ({"type": "text", "content": 12}, {}, {"content": "12"}),
        ({"type": "text", "content": None}, {}, {"content": ""}),
        ({"type": "text", "content": ["one", 2]}, {}, {"content": "one,2"}),
        ({"type": "image", "content": PICTURE}, {}, {"content": PICTURE}),
        (
            {"type": "image_history", "content": PICTURE},
            {},
            {"content": [PICTURE], "selected": 0, "show_slider": True},
        ),
        ({"type": "image_history", "content": {}}, {"show_slider": False}, {"content": [{}], "show_slider": False}),
        ({"type": "properties", "content": [{"type": "text"}]}, {}, {"content": [{"type": "text"}]}),
        (
            {"type": "network", "content": NETWORK},
            {},
            {"content": NETWORK, "directed": False, "showEdgeLabels": "hover", "showVertexLabels": "hover"},
        ),
        (
            {"type": "network", "content": NETWORK},
            {"directed": True, "showEdgeLabels": False, "showVertexLabels": True},
            {"directed": True, "showEdgeLabels": False, "showVertexLabels": True},
        ),
        (
            {"type": "embeddings", "content": {"data": POINTS}},
            {},
            {"content": {"data": POINTS, "has_previous": False}, "old_content": []},
        ),
        (
            {"type": "embeddings", "content": {"isLoading": True}},
            {},
            {"content": {"isLoading": True, "has_previous": False}},
        ),
    ],
)
def test_each_type_has_its_members(item: Any, opts: Any, members: Any) -> None:
    made = window([item], opts)
    assert made["type"] == item["type"]
    assert {name: made[name] for name in members} == members


@pytest.mark.parametrize("kind", ["scatter", "heatmap", "bar", "custom", "pie", "surface", ""])
def test_any_other_type_is_a_plot_with_its_data_as_they_came(kind: str) -> None:
    data = [{"type": kind, "y": [1, None]}, {"x": None}]
    made = window(data, layout={"title": "T"})
    assert made["type"] == "plot"
    assert made["content"] == {"data": data, "layout": {"title": "T"}}


def test_request_is_not_changed() -> None:
    request: Any = {"data": [{"type": "embeddings", "content": {"data": POINTS}}], "opts": {"title": 1}}
    before = deepcopy(request)
    build(request, win="e", content_id="c", order=0)
    assert request == before


def test_no_data_with_a_layout_are_an_empty_plot() -> None:
    window = build({"data": [], "layout": {"title": "T"}}, win="w", content_id="c", order=0)
    assert (window["type"], window["content"]) == ("plot", {"data": [], "layout": {"title": "T"}})


PLAIN = {"type": "text", "content": "x"}


@pytest.mark.parametrize(
    ("request_body", "why"),
    [
        ([], "request: expected an object, got a list"),
        ({}, "`data`: expected a list, got null"),
        ({"win": "x"}, "`data`: expected a list"),
        ({"data": {"type": "text"}}, "`data`: expected a list, got an object"),
        ({"data": []}, "at least one item"),
        ({"data": ["text"]}, "expected an object, got text"),
        ({"data": [PLAIN, None]}, "expected an object, got null"),
        ({"data": [{"content": "x"}]}, "`type`"),
        ({"data": [{"type": 7, "content": "x"}]}, "`type` of the first item of `data`: expected text, got a number"),
        ({"func": "lua", "data": [PLAIN]}, "Lua"),
        ({"data": [PLAIN], "opts": [1]}, "`opts`: expected an object, got a list"),
        ({"data": [PLAIN], "opts": "title"}, "`opts`: expected an object, got text"),
        ({"data": [PLAIN], "opts": {"title": ["x"]}}, "`opts.title`: expected text, got a list"),
        ({"data": [PLAIN], "opts": {"width": {}}}, "`opts.width`"),
        ({"data": [PLAIN], "opts": {"height": []}}, "`opts.height`"),
        ({"data": [trace([1], [1])]}, "`layout`"),
        ({"data": [trace([1], [1])], "layout": None}, "`layout`"),
        ({"data": [heat([[1]])], "layout": []}, "`layout`"),
        ({"data": [{"type": "text"}]}, "`content`: expected the text to show, got nothing"),
        ({"data": [{"type": "text", "content": {}}]}, "`content`: expected text, got an object"),
        ({"data": [{"type": "text", "content": [{}]}]}, "An item of `content`: expected text, got an object"),
        ({"data": [{"type": "image"}]}, "`content`: expected an object, got null"),
        ({"data": [{"type": "image", "content": "data:"}]}, "`content`: expected an object, got text"),
        ({"data": [{"type": "image_history", "content": [PICTURE]}]}, "`content`: expected an object, got a list"),
        ({"data": [{"type": "properties", "content": {}}]}, "`content`: expected a list, got an object"),
        ({"data": [{"type": "properties", "content": [1]}]}, "property in `content`: expected an object"),
        ({"data": [{"type": "network", "content": {"nodes": []}}]}, "`content.edges`: expected a list, got null"),
        ({"data": [{"type": "network", "content": True}]}, "`content`: expected an object, got true or false"),
        ({"data": [{"type": "embeddings", "content": POINTS}]}, "`content`: expected an object, got a list"),
        ({"data": [{"type": "embeddings", "content": {"data": 1}}]}, "`content.data`: expected a list, got a number"),
    ],
)
def test_malformed_requests_are_refused_with_a_sentence(request_body: Any, why: str) -> None:
    with pytest.raises(Refused, match=why):
        build(request_body, win="w", content_id="c", order=0)


def test_a_plot_that_an_update_makes_has_the_layout_for_that_case() -> None:
    request = {"data": [{"type": "scatter", "x": [1], "y": [2]}], "layout": {}, "layout_if_new": {"title": "Loss"}}
    assert build(request, win="w", content_id="c", order=0)["content"]["layout"] == {"title": "Loss"}
