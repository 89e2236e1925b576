from __future__ import annotations

import json
from typing import Any

import pytest
from mirror import Mirror
from peers import ask, attempt, window
from serving import ServerProcess

Trace = dict[str, Any]
POINT = {"group": 0, "name": "E", "label": "a", "position": [0, 1], "idx": 0}


def trace(x: list[Any], y: list[Any], name: str | None = "a", **more: Any) -> Trace:
    return {"type": "scatter", "mode": "lines", "x": x, "y": y, "name": name, **more}


def heat(z: Any, **more: Any) -> Trace:
    return {"type": "heatmap", "z": z, "x": None, "y": None, "zmin": None, "colorscale": "Viridis", **more}


def traces(made: Any) -> list[Trace]:
    found: list[Trace] = made["content"]["data"]
    return found


def names(made: Any) -> list[Any]:
    return [one.get("name") for one in traces(made)]


# -- traces


def test_each_trace_gets_the_data_of_its_index(mirror: Mirror) -> None:
    mirror.make("w", trace([1], [1], "a"), trace([1], [2], "b"))
    made = mirror.update("w", trace([2], [3], "x"), trace([2], [4], "y"), trace([9], [9], "z"), append=True)
    assert [(one["name"], one["y"]) for one in traces(made)] == [("a", [1, 3]), ("b", [2, 4]), ("z", [9])]
    made = mirror.update("w", trace([5], [6]), trace([7], [8]), trace([9], [9]))
    assert [one["x"] for one in traces(made)] == [[5], [7], [9]]


def test_fewer_data_than_traces_are_refused_whole(mirror: Mirror) -> None:
    mirror.make("w", trace([1], [1], "a"), trace([1], [2], "b"))
    more = {"append": True, "opts": {"title": "T"}, "layout": {"title": "T"}}
    mirror.refused("each of the 2 traces", win="w", data=[trace([2], [2], None)], **more)


def test_only_what_points_have_is_touched(mirror: Mirror) -> None:
    mirror.make("w", trace([1], [1], marker={"size": 3, "color": ["red"]}, line={"dash": "dot"}, text=["one"]))
    new = trace(
        [2], [2], "b", mode="markers", marker={"size": 9, "color": ["blue"]}, line={"dash": "dash"}, text=["two"]
    )
    (after,) = traces(mirror.update("w", new, append=True))
    stored = {"line": {"dash": "dot"}}
    assert after == trace([1, 2], [1, 2], marker={"size": 3, "color": ["red", "blue"]}, text=["one", "two"], **stored)
    (after,) = traces(mirror.update("w", new))
    assert after == trace([2], [2], marker={"size": 3, "color": ["blue"]}, text=["two"], **stored)


def test_marker_colours_are_started_when_there_were_none(mirror: Mirror) -> None:
    mirror.make("w", trace([1], [1]), trace([1], [1], marker={"size": 3}))
    new = trace([2], [2], marker={"color": ["red"], "size": 9})
    first, second = traces(mirror.update("w", new, new, append=True))
    assert first["marker"] == {"color": ["#1f77b4", "red"]}
    assert second["marker"] == {"size": 3, "color": ["#ff7f0e", "red"]}


@pytest.mark.parametrize("x", [[float("nan"), float("nan")], [None, None]], ids=["NaN", "null"])
def test_data_without_a_trace_index_mask_their_trace(mirror: Mirror, x: list[Any]) -> None:
    mirror.make("w", trace([1], [1], "a"), trace([1], [2], "b"))
    made = mirror.update("w", trace(x, [7, 7]), trace([2], [3]), append=True)
    assert [one["y"] for one in traces(made)] == [[1], [2, 3]]


@pytest.mark.parametrize("x", [["2020-01-01", "2020-01-02"], ["cat", "dog"], [1, "one"]], ids=str)
def test_dates_and_labels_are_coordinates_too(mirror: Mirror, x: list[Any]) -> None:
    mirror.make("w", trace(x, [1, 2]))
    assert traces(mirror.update("w", trace(x, [3, 4]), append=True))[0]["x"] == x + x


@pytest.mark.parametrize("x", [float("nan"), float("inf")], ids=str)
def test_gaps_are_null(mirror: Mirror, x: float) -> None:
    mirror.make("w", trace([1], [1]))
    assert traces(mirror.update("w", trace([2, x], [x, 2]), append=True))[0]["y"] == [1, None, 2]


# -- names


def test_a_name_chooses_all_traces_of_that_name(mirror: Mirror) -> None:
    mirror.make("w", trace([1], [1], "a"), trace([1], [2], "b"), trace([1], [3], "a"))
    assert names(mirror.update("w", name="a", delete=True)) == ["b"]


def test_removing_without_a_name_empties_the_plot_which_can_be_filled_again(mirror: Mirror) -> None:
    mirror.make("w", heat([[0]], showscale=False), heat([[1]]))
    assert traces(mirror.update("w", delete=True)) == []
    assert names(mirror.update("w", trace([1], [1], "x"), name="b", append=True)) == ["b"]


def test_an_empty_plot_takes_all_that_is_sent(mirror: Mirror) -> None:
    mirror.make("w", trace([1], [1]))
    mirror.update("w", name="a", delete=True)
    assert names(mirror.update("w", trace([1], [1], "x"), trace([1], [1], "y"), append=True)) == ["x", "y"]


def test_a_name_goes_with_exactly_one_item(mirror: Mirror) -> None:
    mirror.make("w", trace([1], [1]))
    for data in ([], [trace([1], [1]), trace([1], [1])]):
        mirror.refused("expected one item", win="w", name="a", data=data)


@pytest.mark.parametrize("name", ["", "1", "é ünï", 'say "hi"'])
def test_a_new_trace_is_called_by_the_name_of_the_request(mirror: Mirror, name: str) -> None:
    mirror.make("w", trace([1], [1]))
    new = trace([7], [8], "whatever", marker={"size": 3}, type="bar")
    assert traces(mirror.update("w", new, name=name, append=True))[1] == {**new, "name": name}
    assert traces(mirror.update("w", trace([9], [9]), name=name, append=True))[1]["x"] == [7, 9]


# -- options, layout, legend


def test_members_of_the_layout_are_replaced_not_merged(mirror: Mirror) -> None:
    mirror.make("w", trace([1], [1]), layout={"xaxis": {"title": "x", "type": "log"}, "margin": {"l": 1}})
    layout = {"xaxis": {"title": "epoch"}, "margin": None, "showlegend": False}
    after = mirror.update("w", trace([2], [2]), append=True, layout=layout)["content"]["layout"]
    assert after == {"xaxis": {"title": "epoch"}, "margin": {"l": 1}, "showlegend": False}


def test_options_that_are_given_are_seen_on_the_window(mirror: Mirror) -> None:
    mirror.make("w", trace([1], [1]), opts={"title": "old", "width": 5})
    made = mirror.update("w", opts={"title": "new", "width": None, "height": 7, "markers": True, "caption": "c"})
    wanted = {"title": "new", "width": 5, "height": 7, "markers": True, "caption": "c"}
    assert {name: made[name] for name in wanted} == wanted


def test_structure_is_not_an_option(mirror: Mirror) -> None:
    before = mirror.make("w", trace([1], [1]))
    opts = dict.fromkeys(("id", "type", "content", "i", "command", "contentID", "version"), "broken")
    after = mirror.update("w", opts={**opts, "title": "T"})
    renewed = {"title": "T", "contentID": after["contentID"], "version": 2}
    assert after == {**before, **renewed}
    assert after["contentID"] != "broken"


def test_a_legend_renames_traces_by_their_index(mirror: Mirror) -> None:
    mirror.make("w", trace([1], [1], "a"), trace([1], [1], "b"))
    assert names(mirror.update("w", opts={"legend": ["x", "y", "left over"]})) == ["x", "y"]
    data = [trace([2], [2]), trace([2], [2])]
    mirror.refused("each of the 2 traces", win="w", opts={"title": "T", "legend": ["only"]}, data=data, append=True)


# -- what cannot be updated


def test_plots_of_other_kinds_are_answered_as_ever(mirror: Mirror) -> None:
    mirror.make("w", {"type": "pie", "values": [1]})
    words = "win is not scatter, heatmap, custom, image_history, embeddings, or text; was pie"
    mirror.refused(words, win="w", status=200, data=[{"type": "pie"}], opts={"title": "T"}, layout={"title": "T"})


@pytest.mark.parametrize(
    ("kind", "content"), [("image", {"src": "x"}), ("properties", []), ("network", {"nodes": [], "edges": []})]
)
def test_windows_of_other_types_are_refused(mirror: Mirror, kind: str, content: Any) -> None:
    item = {"type": kind, "content": content}
    mirror.make("w", item)
    mirror.refused(f"was {kind}", win="w", data=[item], append=True)


def test_a_layout_for_the_case_makes_a_missing_window_without_append(shared: ServerProcess, eid: str) -> None:
    body: dict[str, Any] = {"win": "w", "eid": eid, "data": [trace([1], [1])], "layout_if_new": {"title": "T"}}
    for points in ([1], [2]):
        body["data"] = [trace(points, points)]
        assert ask(shared, "/update", **body).text == "w"
        content = window(shared, "w", eid)["content"]
        assert (content["data"][0]["x"], content["layout"]) == (points, {"title": "T"})


def test_a_missing_window_is_made_only_by_append(shared: ServerProcess, eid: str) -> None:
    body: dict[str, Any] = {"win": "w", "eid": eid, "data": [trace([1], [1])], "layout": {}}
    assert attempt(shared, "/update", **body).text == "win does not exist"
    assert eid not in ask(shared, "/env_state").json()
    assert [ask(shared, "/update", **body, append=True).text for _ in range(2)] == ["w", "w"]
    assert traces(window(shared, "w", eid))[0]["x"] == [1, 1]
    without_layout = {**body, "win": "v", "layout": None, "append": True}
    assert attempt(shared, "/update", **without_layout).status_code == 400


# -- heatmaps

DIRECTIONS: dict[str, tuple[Any, Any, Any, Any]] = {  # new z, names, z afterwards, names afterwards
    "appendRow": ([[5, 6]], ["c"], [[1, 2], [3, 4], [5, 6]], {"y": ["a", "b", "c"], "x": ["p", "q"]}),
    "prependRow": ([[5, 6]], ["c"], [[5, 6], [1, 2], [3, 4]], {"y": ["c", "a", "b"], "x": ["p", "q"]}),
    "appendColumn": ([[5], [6]], ["r"], [[1, 2, 5], [3, 4, 6]], {"y": ["a", "b"], "x": ["p", "q", "r"]}),
    "prependColumn": ([[5], [6]], ["r"], [[5, 1, 2], [6, 3, 4]], {"y": ["a", "b"], "x": ["r", "p", "q"]}),
}


@pytest.mark.parametrize("direction", DIRECTIONS)
@pytest.mark.parametrize("named", [True, False], ids=["named", "unnamed"])
def test_a_heatmap_grows_on_every_side(mirror: Mirror, direction: str, named: bool) -> None:
    z, new_names, expected, expected_names = DIRECTIONS[direction]
    axis = "y" if direction.endswith("Row") else "x"
    mirror.make("w", heat([[1, 2], [3, 4]], **({"y": ["a", "b"], "x": ["p", "q"]} if named else {})))
    new = heat(z, zmin=-1, colorscale=None, **({axis: new_names} if named else {}))
    (after,) = traces(mirror.update("w", new, updateDir=direction, append=True))
    assert after == heat(expected, zmin=-1, **(expected_names if named else {}))


@pytest.mark.parametrize(
    ("direction", "new", "words"),
    [
        ("appendRow", heat([[5, 6, 7]], y=["c"]), "2 columns"),
        ("appendColumn", heat([[5]], x=["r"]), "2 rows"),
        ("appendColumn", heat([[5], [6, 7]], x=["r"]), "rows of one length"),
        ("prependRow", heat([[5, 6]]), "names"),
        ("prependRow", heat([[5, 6]], y=["b"]), "only once"),
        ("appendRow", heat([[5, 6]], y=["c", "d"]), "expected 1"),
        ("sideways", heat([[5, 6]], y=["c"]), "updateDir"),
        (None, heat([[5, 6]], y=["c"]), "updateDir"),
        ("appendRow", {"type": "scatter", "x": [1], "y": [1]}, "heatmap"),
    ],
)
def test_a_heatmap_that_would_not_fit_is_refused(mirror: Mirror, direction: Any, new: Trace, words: str) -> None:
    mirror.make("w", heat([[1, 2], [3, 4]], x=["p", "q"], y=["a", "b"]))
    layout = {"title": "T"}
    mirror.refused(words, win="w", data=[new], updateDir=direction, append=True, layout=layout, opts=layout)


def test_names_for_a_heatmap_without_names_are_refused(mirror: Mirror) -> None:
    mirror.make("w", heat([[1, 2]]))
    mirror.refused("names", win="w", data=[heat([[5, 6]], y=["c"])], updateDir="appendRow", append=True)


def test_replacing_a_heatmap_sets_every_member_sent(mirror: Mirror) -> None:
    mirror.make("w", heat([[1, 2], [3, 4]], x=["p", "q"], y=["a", "b"], zmax=9))
    (after,) = traces(mirror.update("w", heat([[9]]), updateDir="replace"))
    assert after == heat([[9]], zmax=9)


def test_a_heatmap_is_added_to_an_empty_plot(mirror: Mirror) -> None:
    mirror.make("w", heat([[1]]))
    mirror.update("w", delete=True)
    assert traces(mirror.update("w", heat([[2]]), updateDir="appendRow", append=True)) == [heat([[2]])]


# -- texts, histories, embeddings


def test_a_text_grows_by_lines_and_ignores_options(mirror: Mirror) -> None:
    mirror.make("w", {"type": "text", "content": "é\u2028😀"}, opts={"title": "T"})
    for line in ("<b>1</b>", ""):
        made = mirror.update("w", {"type": "text", "content": line}, opts={"title": "other"}, append=True)
    assert (made["content"], made["title"]) == ("é\u2028😀<br><b>1</b><br>", "T")


def test_a_history_shows_the_newest_image_or_the_one_selected(mirror: Mirror) -> None:
    images = [{"src": f"data:,{number}", "caption": None} for number in range(3)]
    items = [{"type": "image_history", "content": image} for image in images]
    mirror.make("w", items[0])
    mirror.update("w", items[1])
    made = mirror.update("w", items[2])
    assert (made["content"], made["selected"]) == (images, 2)
    assert mirror.update("w", {"type": "image_update_selected", "selected": 1})["selected"] == 1
    for wrong in (3, -1, "1", None, True):
        mirror.refused("selected", win="w", data=[{"type": "image_update_selected", "selected": wrong}])
    mirror.refused("`type`", win="w", data=[{"type": "image", "content": images[0]}])


def zoom(points: Any) -> dict[str, Any]:
    return {"update_type": "RegionSelected", "points": points}


def change_embeddings(mirror: Mirror, data: dict[str, Any]) -> Any:
    ask(mirror.server, "/update", win="w", eid=mirror.eid, data=data)
    assert len(mirror.changes()) == 1
    assert mirror.windows["w"] == window(mirror.server, "w", mirror.eid)
    return mirror.windows["w"]


def test_embeddings_show_what_is_selected_and_find_the_way_back(mirror: Mirror) -> None:
    few, fewer = [{**POINT, "idx": 1}], [{**POINT, "idx": 2}]
    mirror.make("w", {"type": "embeddings", "content": {"data": [POINT]}})
    shown = {"html": "<img>"}
    made = change_embeddings(mirror, {"update_type": "EntitySelected", "selected": shown})
    assert made["content"] == {"data": [POINT], "has_previous": False, "selected": shown}
    change_embeddings(mirror, zoom(few))
    made = change_embeddings(mirror, zoom(fewer))
    assert made["content"] == {"data": fewer, "has_previous": True, "selected": None}
    assert made["old_content"] == [[POINT], few]
    for points, earlier in ((few, [[POINT]]), ([POINT], [])):
        mirror.send(cmd="pop_embeddings_pane", data={"eid": mirror.eid, "target": "w"})
        mirror.changes()
        assert mirror.windows["w"] == window(mirror.server, "w", mirror.eid)
        content = {"data": points, "has_previous": bool(earlier), "selected": None}
        assert (mirror.windows["w"]["content"], mirror.windows["w"]["old_content"]) == (content, earlier)


@pytest.mark.parametrize("data", [{}, {"update_type": "Other"}, {"update_type": "EntitySelected"}, zoom(None), [POINT]])
def test_embeddings_are_not_changed_by_anything_else(mirror: Mirror, data: Any) -> None:
    mirror.make("w", {"type": "embeddings", "content": {"data": [POINT]}})
    mirror.refused("`data", win="w", data=data)


# -- versions


def test_a_window_stored_without_a_version_counts_as_the_first(mirror: Mirror) -> None:
    stored = {**mirror.make("w", trace([1], [1])), "id": "old"}
    del stored["version"]
    ask(mirror.server, "/win_data", win="old", eid=mirror.eid, data=json.dumps(stored))
    mirror.changes()
    ask(mirror.server, "/update", win="old", eid=mirror.eid, data=[trace([2], [2])], append=True)
    (sent,) = mirror.changes()
    assert sent["version"] == window(mirror.server, "old", mirror.eid)["version"] == 2
