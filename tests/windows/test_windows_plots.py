"""Updating plots: which traces are meant, new ones, removed ones, and kinds that cannot be updated."""

from __future__ import annotations

from typing import Any

import pytest
from window_cases import changed, heat, plot, refused, stored, trace, traces_after, window

from visdom.errors import NotUpdatable
from visdom.windows.update import update

TWO = plot(trace([1], [1], "a"), trace([1], [2], "b"))
EMPTY = plot()


@pytest.mark.parametrize("kind", ["bar", "surface", "box", "pie", "contour"])
def test_plots_of_other_kinds_get_the_answer_of_old(kind: str) -> None:
    with pytest.raises(NotUpdatable) as caught:
        update(plot({"type": kind, "y": [1]}), {"data": [{"y": [2]}], "append": True}, content_id="c")
    expected = f"win is not scatter, heatmap, custom, image_history, embeddings, or text; was {kind}"
    assert str(caught.value) == expected


@pytest.mark.parametrize(
    ("kind", "content"), [("image", {}), ("properties", []), ("network", {"nodes": [], "edges": []})]
)
def test_windows_of_other_types_are_refused_in_the_same_words(kind: str, content: Any) -> None:
    refused(window([{"type": kind, "content": content}]), {"data": []}, f"; was {kind}$")


@pytest.mark.parametrize("kind", ["bar", "surface", "pie", "scatter3d", "box"])
def test_options_and_layout_of_every_plot_can_be_changed(kind: str) -> None:
    after = changed(plot({"type": kind}), {"opts": {"title": "T", "legend": ["a"]}, "layout": {"title": {"text": "T"}}})
    assert (after["title"], after["content"]["layout"]) == ("T", {"title": {"text": "T"}})
    assert after["content"]["data"] == [{"type": kind, "name": "a"}]


@pytest.mark.parametrize(
    ("kind", "content"),
    [("image", {"src": "data:", "caption": None}), ("text", "a"), ("properties", []), ("image_history", [])],
)
def test_options_of_other_windows_can_be_changed(kind: str, content: Any) -> None:
    after = changed(stored(kind, content), {"opts": {"title": "T", "width": 300, "caption": "below"}})
    assert (after["title"], after["width"], after["caption"]) == ("T", 300, "below")
    assert after["content"] == (content if kind != "image" else {"src": "data:", "caption": "below"})


@pytest.mark.parametrize("kind", ["scatter", "scattergl", "scatterpolar", "custom", None])
def test_plots_of_points_can_be_updated(kind: Any) -> None:
    before = stored("plot", {"data": [trace([1], [1], type=kind)], "layout": {}})
    assert traces_after(before, {"data": [trace([2], [2])], "append": True})[0]["y"] == [1, 2]


def test_without_a_name_traces_are_matched_by_position() -> None:
    after = traces_after(TWO, {"data": [trace([2], [10], "x"), trace([2], [20], "y")], "append": True})
    assert after == [trace([1, 2], [1, 10], "a"), trace([1, 2], [2, 20], "b")]


def test_without_names_every_trace_needs_an_item() -> None:
    refused(TWO, {"data": [trace([2], [2], None)], "append": True}, "each of the 2 traces to change, got 1")


def test_an_item_too_many_becomes_a_trace() -> None:
    data = [trace([2], [10], "a"), trace([2], [20], "b"), trace([2], [30], "c")]
    after = traces_after(TWO, {"data": data, "append": True})
    assert after == [trace([1, 2], [1, 10], "a"), trace([1, 2], [2, 20], "b"), trace([2], [30], "c")]
    labels = [trace([2], [10], "1"), trace([2], [20], "2"), trace([2], [30], "3")]
    assert traces_after(TWO, {"data": labels, "append": True}) == [*after[:2], trace([2], [30], "3")]


def names_and_counts(*present: str, sent: list[str], legend: list[str] | None = None, append: bool = True) -> str:
    """The names of the traces, each with its number of points, after one point of each sent name was added."""
    request = {"data": [trace([2], [2], name) for name in sent], "append": append, "opts": {"legend": legend}}
    after = traces_after(plot(*[trace([1], [1], name) for name in present]), request)
    return " ".join(f"{one['name']}{len(one['x'])}" for one in after)


@pytest.mark.parametrize(
    ("present", "sent", "after"),
    [
        (["1", "2"], ["2"], "11 22"),
        (["1", "2"], ["1"], "12 21"),
        (["1"], ["2"], "11 21"),
        (["1", "3"], ["2", "3"], "11 32 21"),
        (["cat", "dog"], ["2"], "cat1 dog2"),
        (["cat"], ["2"], "cat1 21"),
        (["cat", "dog"], ["dog", "cow"], "cat1 dog2 cow1"),
        (["a", "b"], ["b", "a"], "a2 b2"),
        (["a", "a"], ["a", "a"], "a2 a2"),
        (["x", "y"], ["p", "q"], "x2 y2"),
        (["10"], ["1"], "101 11"),
    ],
)
def test_without_a_name_traces_are_matched_by_their_names(present: list[str], sent: list[str], after: str) -> None:
    assert names_and_counts(*present, sent=sent) == after


@pytest.mark.parametrize(
    ("present", "sent", "legend", "after"),
    [
        (["cat", "dog"], ["dog"], ["cat", "dog"], "cat1 dog2"),
        (["cat"], ["dog"], ["cat", "dog"], "cat1 dog1"),
        (["1", "2"], ["a", "b"], ["a", "b"], "a2 b2"),
        (["1", "2"], ["b"], ["a", "b"], "a1 b2"),
        (["a", "b"], ["b", "a"], ["b", "a"], "a2 b2"),
        (["1", "2"], ["c"], ["c"], "11 21 c1"),
        (["loss 0.3"], ["loss 0.2"], ["loss 0.2"], "loss 0.22"),
        (["a", "b"], ["c", "d"], ["c", "d"], "c2 d2"),
        (["a", "b"], ["b", "c"], ["b", "c"], "a1 b2 c1"),
    ],
)
def test_a_legend_names_the_traces_that_data_go_to(
    present: list[str], sent: list[str], legend: list[str], after: str
) -> None:
    assert names_and_counts(*present, sent=sent, legend=legend) == after


@pytest.mark.parametrize(
    ("present", "sent", "legend", "after"),
    [
        (["a", "b"], ["b", "c"], ["b", "c"], "c b"),
        (["a", "b"], ["c", "d"], ["c", "d"], "c d"),
        (["a", "b"], ["c", "d", "e"], ["c", "d", "e"], "c d e"),
        (["a", "b"], ["c", "d"], None, "a b"),
        (["a", "b"], ["b", "c"], None, "a b"),
        (["1", "2"], ["2", "1"], None, "1 2"),
    ],
)
def test_a_replacement_gives_every_trace_new_points(
    present: list[str], sent: list[str], legend: list[str] | None, after: str
) -> None:
    data = [trace([9], [index], name) for index, name in enumerate(sent)]
    request = {"data": data, "opts": {"legend": legend}}
    traces = traces_after(plot(*[trace([1], [1], name) for name in present]), request)
    assert " ".join(one["name"] for one in traces) == after
    assert [one["x"] for one in traces] == [[9]] * len(traces)
    assert sorted(one["y"][0] for one in traces) == list(range(len(sent)))


def test_a_replacement_of_some_traces_needs_their_name() -> None:
    refused(TWO, {"data": [trace([2], [2], "b")]}, "each of the 2 traces to change, got 1, and none for 'a'")


def test_a_name_of_very_many_digits_is_a_name() -> None:
    after = traces_after(TWO, {"data": [trace([2], [2], "9" * 5000)], "append": True})
    assert [one["name"] for one in after] == ["a", "b", "9" * 5000]


def test_an_empty_batch_adds_nothing() -> None:
    assert traces_after(TWO, {"data": [], "append": True}) == [trace([1], [1], "a"), trace([1], [2], "b")]


def test_a_name_chooses_one_trace() -> None:
    request = {"data": [trace([2], [20], "whatever")], "name": "b", "append": True}
    assert traces_after(TWO, request) == [trace([1], [1], "a"), trace([1, 2], [2, 20], "b")]


@pytest.mark.parametrize("data", [None, [], [trace([1], [1]), trace([1], [1])]])
def test_a_name_goes_with_one_item(data: Any) -> None:
    refused(TWO, {"data": data, "name": "b"}, "`data`: expected")


def test_a_name_that_two_traces_have_does_not_choose() -> None:
    before = plot(trace([1], [1], "a"), trace([1], [2], "a"))
    refused(before, {"data": [trace([2], [2])], "name": "a"}, "each of the 2 traces")


def test_an_unknown_name_adds_a_trace_of_that_name() -> None:
    new = trace([7], [8], "whatever", marker={"size": 3})
    after = traces_after(TWO, {"data": [new], "name": "c", "append": True})
    assert after[:2] == TWO["content"]["data"]
    assert after[2] == {**new, "name": "c"}


def test_a_number_can_be_a_name() -> None:
    assert traces_after(TWO, {"data": [trace([7], [8])], "name": 5})[2]["name"] == 5


@pytest.mark.parametrize("name", [["a"], {"a": 1}, True])
def test_a_name_is_text_or_a_number(name: Any) -> None:
    refused(TWO, {"data": [trace([7], [8])], "name": name}, "`name`: expected the name of a trace")


def test_an_empty_plot_takes_all_traces_as_they_come() -> None:
    data = [trace([1], [1], "p"), trace([1], [1], "q")]
    assert traces_after(EMPTY, {"data": data, "append": True}) == data


def test_an_empty_plot_takes_a_trace_by_name() -> None:
    assert traces_after(EMPTY, {"data": [trace([2], [3], "x")], "name": "b"}) == [trace([2], [3], "b")]


def test_an_empty_plot_takes_a_heatmap() -> None:
    assert traces_after(EMPTY, {"data": [heat([[1]])], "updateDir": "appendRow"}) == [heat([[1]])]


@pytest.mark.parametrize(
    ("names", "name", "left"),
    [
        ("abc", "b", "ac"),
        ("abc", "zz", "abc"),
        ("a", "a", ""),
        ("abab", "a", "bb"),
        ("aab", "a", "b"),
        ("abc", None, ""),
    ],
)
def test_delete_removes_all_traces_of_a_name(names: str, name: str | None, left: str) -> None:
    before = plot(*[trace([1], [1], one) for one in names])
    after = traces_after(before, {"data": [], "name": name, "delete": True})
    assert "".join(one["name"] for one in after) == left


def test_delete_needs_a_name_or_data() -> None:
    assert traces_after(TWO, {"name": "a", "delete": True}) == [trace([1], [2], "b")]
    assert traces_after(TWO, {"data": [], "delete": True}) == []
    assert traces_after(TWO, {"delete": True}) == [trace([1], [1], "a"), trace([1], [2], "b")]


def test_removed_heatmap_with_background_leaves_an_empty_plot() -> None:
    before = plot(heat([[0]], showscale=False), heat([[1]]))
    assert traces_after(before, {"data": [], "delete": True}) == []


def test_plot_that_lost_its_last_trace_can_be_added_to() -> None:
    emptied = changed(plot(trace([1], [1], "a")), {"data": [], "name": "a", "delete": True})
    assert traces_after(emptied, {"data": [trace([2], [3], "b")], "name": "b", "append": True}) == [
        trace([2], [3], "b")
    ]


@pytest.mark.parametrize(
    ("request_body", "why"),
    [
        ([], "request: expected an object"),
        ({"data": "x"}, "`data`: expected a list, got text"),
        ({"data": {}}, "`data`: expected a list, got an object"),
        ({"data": [1, 2]}, "An item of `data`: expected an object, got a number"),
        ({"opts": [1]}, "`opts`: expected an object"),
        ({"layout": "x"}, "`layout`: expected an object"),
    ],
)
def test_malformed_requests_are_refused(request_body: Any, why: str) -> None:
    refused(TWO, request_body, why)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (None, "content of the stored plot: expected an object, got null"),
        ([], "content of the stored plot: expected an object, got a list"),
        ({}, "data of the stored plot: expected a list, got null"),
        ({"data": {}}, "data of the stored plot: expected a list, got an object"),
        ({"data": [1]}, "trace of the stored plot: expected an object"),
        ({"data": [trace([1], [1]), "x"]}, "trace of the stored plot: expected an object, got text"),
    ],
)
def test_plots_stored_in_another_shape_are_left_alone(content: Any, why: str) -> None:
    refused(stored("plot", content), {"data": [trace([2], [2], None)] * 2, "append": True}, why)


@pytest.mark.parametrize("before", [None, [], {}, {"type": None}, {"type": ["plot"]}])
def test_what_is_no_window_is_refused(before: Any) -> None:
    refused(before, {"data": []}, "The stored window")


def test_a_failure_at_the_second_trace_leaves_the_first_as_it_was() -> None:
    request = {
        "data": [trace([2], [10], "a", marker={"color": ["red"]}), trace([2], "no list", "b")],
        "append": True,
        "opts": {"title": "T", "legend": ["a", "b"]},
        "layout": {"title": "T"},
    }
    refused(TWO, request, "`y` of the new data: expected a list, got text")
