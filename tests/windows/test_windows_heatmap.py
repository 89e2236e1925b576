"""Updating heatmaps: rows and columns on every side, names, replacement, and the background of `nancolor`."""

from __future__ import annotations

from typing import Any

import pytest
from window_cases import heat, plot, refused, stored, trace, traces_after

SQUARE = [[1, 2], [3, 4]]
PLAIN = plot(heat(SQUARE))
NAMED = plot(heat(SQUARE, x=["a", "b"], y=["c", "d"]))


def request(item: Any, direction: str | None, **more: Any) -> Any:
    return {"data": [item], "updateDir": direction, "append": direction != "replace", **more}


def check(before: Any, item: Any, direction: str, expected: Any) -> None:
    after = traces_after(before, request(item, direction))[0]
    assert {name: after[name] for name in ("z", "x", "y")} == expected


def test_rows_are_appended_and_prepended() -> None:
    check(PLAIN, heat([[5, 6]]), "appendRow", {"z": [[1, 2], [3, 4], [5, 6]], "x": None, "y": None})
    check(PLAIN, heat([[5, 6]]), "prependRow", {"z": [[5, 6], [1, 2], [3, 4]], "x": None, "y": None})


def test_columns_are_appended_and_prepended() -> None:
    check(PLAIN, heat([[5], [6]]), "appendColumn", {"z": [[1, 2, 5], [3, 4, 6]], "x": None, "y": None})
    check(PLAIN, heat([[5], [6]]), "prependColumn", {"z": [[5, 1, 2], [6, 3, 4]], "x": None, "y": None})


def test_several_rows_and_columns_keep_their_order() -> None:
    new = [[5, 6], [7, 8], [9, 10]]
    check(PLAIN, heat(new), "prependRow", {"z": [*new, *SQUARE], "x": None, "y": None})
    check(PLAIN, heat(new[:2]), "prependColumn", {"z": [[5, 6, 1, 2], [7, 8, 3, 4]], "x": None, "y": None})


def test_names_grow_with_rows_and_columns() -> None:
    z = [*SQUARE, [5, 6]]
    check(NAMED, heat([[5, 6]], y=["e"]), "appendRow", {"z": z, "x": ["a", "b"], "y": ["c", "d", "e"]})
    check(
        NAMED,
        heat([[5], [6]], x=[9]),
        "prependColumn",
        {"z": [[5, 1, 2], [6, 3, 4]], "x": [9, "a", "b"], "y": ["c", "d"]},
    )


def test_names_of_the_other_side_are_ignored() -> None:
    check(
        NAMED,
        heat([[5, 6]], x=["q", "r"], y=["e"]),
        "appendRow",
        {"z": [*SQUARE, [5, 6]], "x": ["a", "b"], "y": ["c", "d", "e"]},
    )


def test_further_members_are_taken_over_unless_null() -> None:
    after = traces_after(PLAIN, request(heat([[5, 6]], zmax=9, colorscale="Hot"), "appendRow"))[0]
    assert (after["zmax"], after["colorscale"], after["zmin"]) == (9, "Hot", None)


def test_rows_can_start_an_empty_heatmap() -> None:
    check(plot(heat([])), heat([[1, 2, 3]]), "appendRow", {"z": [[1, 2, 3]], "x": None, "y": None})


@pytest.mark.parametrize("empty", [heat([]), heat([[]]), heat([[], [], []]), heat([], x=["a", "b"])])
@pytest.mark.parametrize("direction", ["appendRow", "appendColumn", "prependRow", "prependColumn"])
def test_the_first_values_fill_an_empty_heatmap_from_any_side(empty: Any, direction: str) -> None:
    check(plot(empty), heat(SQUARE), direction, {"z": SQUARE, "x": empty["x"], "y": None})
    named = heat(SQUARE, x=["c", "d"], y=["e", "f"])
    check(plot(empty), named, direction, {"z": SQUARE, "x": ["c", "d"], "y": ["e", "f"]})


def test_nothing_can_be_added_to_an_empty_heatmap() -> None:
    empty = heat([], x=["a", "b"])
    check(plot(empty), heat([], x=["a", "b"]), "appendRow", {"z": [], "x": ["a", "b"], "y": None})


@pytest.mark.parametrize(
    ("empty", "item", "why"),
    [
        (heat([], x=["a", "b"]), heat([[1, 2, 3]]), r"The plot has 2 column names \(`x`\), and the update has 3"),
        (heat([[], []], y=["a", "b"]), heat([[1]]), r"The plot has 2 row names \(`y`\), and the update has 1"),
        (heat([]), heat([[1]], x=["a", "b"]), "expected 1, as many as the update adds, got 2"),
    ],
)
def test_first_values_that_do_not_fit_the_names_are_refused(empty: Any, item: Any, why: str) -> None:
    refused(plot(empty), request(item, "appendRow"), why)


def test_replace_sets_every_member_that_was_sent() -> None:
    after = traces_after(NAMED, request({"z": [[9]], "x": None, "zmax": 3, "type": "heatmap"}, "replace"))[0]
    assert after == {"z": [[9]], "x": None, "y": ["c", "d"], "zmin": None, "zmax": 3, "type": "heatmap"}


def test_replace_without_values_changes_the_rest() -> None:
    after = traces_after(PLAIN, request({"colorscale": "Hot"}, "replace"))[0]
    assert (after["z"], after["colorscale"]) == (SQUARE, "Hot")


def test_replace_with_append_keeps_what_is_null() -> None:
    item = heat([[9], [8]], x=["q"], zmax=None)
    after = traces_after(NAMED, request(item, "replace", append=True))[0]
    assert after == {"z": [[9], [8]], "x": ["q"], "y": ["c", "d"], "zmin": None, "type": "heatmap"}


@pytest.mark.parametrize("direction", [None, "", "append", "sideways", 3, ["appendRow"]])
def test_direction_must_be_known(direction: Any) -> None:
    refused(PLAIN, request(heat([[5, 6]]), direction), "`updateDir`: a heatmap expects one of replace, appendRow")


@pytest.mark.parametrize(
    ("before", "item", "direction", "why"),
    [
        (PLAIN, heat([[5, 6, 7]]), "appendRow", "has 2 columns, and the new rows have 3"),
        (PLAIN, heat([[5, 6, 7]]), "prependRow", "has 2 columns, and the new rows have 3"),
        (PLAIN, heat([[5]]), "appendColumn", "has 2 rows, and the new columns have 1"),
        (PLAIN, heat([[5], [6], [7]]), "prependColumn", "has 2 rows, and the new columns have 3"),
        (PLAIN, heat([[5, 6], [7]]), "appendRow", "rows of one length"),
        (PLAIN, heat([[5, 6], [7]]), "appendColumn", "rows of one length"),
        (PLAIN, heat([5, 6]), "appendRow", "A row of `z` of the new heatmap: expected a list, got a number"),
        (PLAIN, heat(None), "appendRow", "`z` of the new heatmap: expected a list, got null"),
        (PLAIN, heat("z"), "replace", "`z` of the new heatmap: expected a list, got text"),
        (PLAIN, trace([1], [2]), "appendRow", "only a heatmap can update it"),
        (NAMED, heat([[5, 6]]), "appendRow", "The plot has row names .* and the update has none"),
        (NAMED, heat([[5], [6]]), "appendColumn", "The plot has column names .* and the update has none"),
        (PLAIN, heat([[5, 6]], y=["e"]), "appendRow", "The update has row names .* and the plot has none"),
        (PLAIN, heat([[5], [6]], x=["e"]), "appendColumn", "The update has column names .* and the plot has none"),
        (NAMED, heat([[5, 6]], y=["d"]), "appendRow", "each may occur only once"),
        (NAMED, heat([[5, 6], [7, 8]], y=["e", "e"]), "appendRow", "each may occur only once"),
        (NAMED, heat([[5, 6]], y=["e", "f"]), "appendRow", "expected 1, as many as the update adds, got 2"),
        (NAMED, heat([[5, 6]], y="e"), "appendRow", "row names .* of the new heatmap: expected a list, got text"),
        (NAMED, heat([[5, 6]], y=[["e"]]), "appendRow", "expected names, got a list"),
        (stored("plot", {"data": [heat(None)]}), heat([[1]]), "appendRow", "`z` of the stored heatmap"),
        (stored("plot", {"data": [heat([1])]}), heat([[1]]), "appendRow", "A row of the stored heatmap"),
        (stored("plot", {"data": [heat([[1], 2])]}), heat([[1], [2]]), "appendColumn", "A row of the stored heatmap"),
        (stored("plot", {"data": [heat([[1]], y="c")]}), heat([[1]], y=["d"]), "appendRow", "names .* of the stored"),
    ],
)
def test_what_does_not_fit_is_refused(before: Any, item: Any, direction: str, why: str) -> None:
    refused(before, request(item, direction), why)


def background(z: Any, **more: Any) -> Any:
    return heat(z, showscale=False, colorscale=[[0, "red"], [1, "red"]], **more)


def values_after(before: Any, *items: Any) -> list[Any]:
    after = traces_after(before, {"data": list(items), "updateDir": "appendRow", "append": True})
    return [one["z"] for one in after]


def test_background_grows_with_the_heatmap() -> None:
    assert values_after(plot(background([[0]]), heat([[1]])), background([[0]]), heat([[2]])) == [
        [[0], [0]],
        [[1], [2]],
    ]


def test_update_without_background_changes_the_values_only() -> None:
    assert values_after(plot(background([[0]]), heat([[1]])), heat([[2]])) == [[[0]], [[1], [2]]]


def test_background_of_the_update_alone_is_left_out() -> None:
    assert values_after(plot(heat([[1]])), background([[0]]), heat([[2]])) == [[[1], [2]]]


def test_lone_heatmap_without_scale_is_no_background() -> None:
    assert values_after(plot(background([[1]])), heat([[2]])) == [[[1], [2]]]


def test_heatmap_beside_a_line_is_chosen_by_name() -> None:
    before = plot(heat([[1]], name="h"), trace([1], [1], "line"))
    refused(before, request(heat([[2]]), "appendRow"), "each of the 2 traces")
    assert traces_after(before, request(heat([[2]]), "appendRow", name="h"))[0]["z"] == [[1], [2]]
