"""Any request against any window: either refused and nothing changed, or changed as the patch says."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

import jsonpatch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from visdom.errors import Refused
from visdom.windows.build import build
from visdom.windows.patch import replay, standard
from visdom.windows.update import pop_embeddings, update

SETTINGS = settings(max_examples=600, deadline=None, suppress_health_check=[HealthCheck.too_slow])

scalars = st.none() | st.booleans() | st.integers(-3, 3) | st.floats(allow_nan=False, allow_infinity=False)
words = st.sampled_from(["", "a", "b", "x/y", "~", "🙂", "scatter"])
json_values = st.recursive(
    scalars | words,
    lambda some: st.lists(some, max_size=3) | st.dictionaries(words, some, max_size=3),
    max_leaves=6,
)


def almost(right: Any) -> Any:
    """Mostly what belongs there, sometimes any other JSON value."""
    return st.integers(0, 7).flatmap(lambda dice: json_values if dice == 0 else right)


def members(**right: Any) -> Any:
    """An object with some of these members, each of them almost right."""
    return st.fixed_dictionaries({}, optional={name: almost(value) for name, value in right.items()})


kinds = st.sampled_from(["scatter", "scattergl", "custom", "heatmap", "bar"])
names = st.sampled_from(["a", "b", "c", 1])
points = st.lists(scalars | words, max_size=4)
rows = st.integers(0, 2).flatmap(lambda width: st.lists(st.lists(scalars, min_size=width, max_size=width), max_size=3))
traces = members(
    type=kinds,
    name=names,
    x=points,
    y=points,
    z=rows,
    marker=members(color=points | words, size=scalars),
    showscale=st.booleans(),
)
heatmaps = st.fixed_dictionaries({"type": st.just("heatmap"), "z": rows}, optional={"x": points, "y": points})
lines = st.fixed_dictionaries({"type": st.just("scatter"), "x": points, "y": points}, optional={"name": names})
plot_data = st.lists(almost(lines | heatmaps | traces), max_size=3)

windows = st.one_of(
    st.fixed_dictionaries(
        {"type": st.just("plot"), "content": almost(members(data=plot_data, layout=members(title=words)))},
        optional={"contentID": st.just("old"), "version": almost(st.integers(1, 5)), "title": almost(words)},
    ),
    members(type=st.just("text"), content=words, version=st.integers(1, 5)),
    members(type=st.just("image_history"), content=st.lists(members(src=words), max_size=3), selected=st.just(0)),
    members(
        type=st.just("embeddings"),
        content=members(data=st.lists(json_values, max_size=3), has_previous=st.booleans()),
        old_content=st.lists(points, max_size=2),
    ),
    members(type=st.sampled_from(["image", "properties", "network", "other"]), content=json_values),
    json_values,
)
directions = st.sampled_from(["replace", "appendRow", "appendColumn", "prependRow", "prependColumn"])
items = members(
    type=st.sampled_from(["text", "image_history", "image_update_selected"]),
    content=words | st.integers(-1, 2) | members(src=words),
)
changes = members(
    update_type=st.sampled_from(["EntitySelected", "RegionSelected"]), points=points, selected=json_values
)
requests = st.one_of(
    members(
        data=plot_data | st.lists(items, max_size=2) | changes,
        name=st.none() | names,
        append=st.booleans(),
        delete=st.sampled_from([False, False, False, True]),
        updateDir=directions,
        opts=members(title=words, legend=st.lists(names, max_size=3), width=scalars, id=words, type=words),
        layout=members(title=words, xaxis=json_values),
    ),
    json_values,
)


def outcome(window: Any, change: Any) -> Any:
    """The patch, or None when the change was refused; either way the window must be what that says."""
    before = deepcopy(window)
    try:
        patch = change(window)
    except Refused:
        assert json.dumps(window) == json.dumps(before)
        return None
    recorded = json.loads(json.dumps(patch))
    assert {operation["op"] for operation in recorded} <= {"add", "replace", "remove", "move", "str_ins"}
    assert replay(deepcopy(before), recorded) == window
    plain = json.loads(json.dumps(standard(patch, window)))
    assert jsonpatch.apply_patch(before, plain) == window
    assert window["contentID"] == "new"
    return patch


@SETTINGS
@given(windows, requests)
def test_any_update_of_any_window(window: Any, request: Any) -> None:
    outcome(window, lambda window: update(window, request, content_id="new"))


@SETTINGS
@given(windows)
def test_any_window_zoomed_out(window: Any) -> None:
    outcome(window, lambda window: pop_embeddings(window, content_id="new"))


@SETTINGS
@given(
    st.lists(lines, min_size=1, max_size=2),
    st.lists(st.fixed_dictionaries({"data": st.lists(lines, min_size=1, max_size=2), "append": st.booleans()})),
)
def test_updates_in_a_row_do_not_change_earlier_patches(data: Any, updates: Any) -> None:
    window: Any = build({"data": data, "layout": {}}, win="w", content_id="c", order=0)
    follower = deepcopy(window)
    for request in updates:
        patch = outcome(window, lambda window, request=request: update(window, request, content_id="new"))
        if patch is not None:
            follower = replay(follower, json.loads(json.dumps(patch)))
        assert follower == window


@SETTINGS
@given(requests)
def test_any_request_makes_a_window_or_is_refused(request: Any) -> None:
    before = deepcopy(request)
    try:
        window: Any = build(request, win="w", content_id="c", order=0)
    except Refused:
        return
    assert (window["id"], window["contentID"], window["i"], window["version"]) == ("w", "c", 0, 1)
    assert request == before


def test_deep_nesting_is_no_trouble() -> None:
    deep: Any = []
    for _ in range(5_000):
        deep = [deep]
    window: Any = build({"data": [{"type": "scatter", "y": [1]}], "layout": {}}, win="w", content_id="c", order=0)
    request: Any = {"data": [{"x": deep, "y": deep}], "opts": {"caption": deep, "legend": ["a"]}, "layout": {"a": deep}}
    update(window, request, content_id="d")
    update(window, request, content_id="e")
    assert window["version"] == 3
