"""Any request against any window: either refused and nothing changed, or changed as the patch says."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

import jsonpatch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from window_strategies import cases, creations, json_values, lines

from visdom.errors import Refused
from visdom.windows.build import build
from visdom.windows.patch import replay, standard
from visdom.windows.update import pop_embeddings, update

SETTINGS = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])


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
    assert jsonpatch.apply_patch(before, json.loads(json.dumps(standard(patch, window)))) == window
    assert window["contentID"] == "new"
    return patch


@SETTINGS
@given(cases())
def test_updates_that_fit_and_updates_that_do_not(case: Any) -> None:
    window, request = case
    outcome(window, lambda window: update(window, request, content_id="new").patch)


@SETTINGS
@given(cases(), cases())
def test_updates_for_other_windows(one: Any, other: Any) -> None:
    outcome(one[0], lambda window: update(window, other[1], content_id="new").patch)


@SETTINGS
@given(json_values, json_values)
def test_anything_for_anything(window: Any, request: Any) -> None:
    outcome(window, lambda window: update(window, request, content_id="new").patch)


@SETTINGS
@given(cases())
def test_any_window_zoomed_out(case: Any) -> None:
    outcome(case[0], lambda window: pop_embeddings(window, content_id="new").patch)


@SETTINGS
@given(
    st.lists(lines, min_size=1, max_size=2),
    st.lists(st.fixed_dictionaries({"data": st.lists(lines, min_size=1, max_size=2), "append": st.booleans()})),
)
def test_patches_applied_one_after_another_keep_a_follower_in_step(data: Any, updates: Any) -> None:
    window: Any = build({"data": data, "layout": {}}, win="w", content_id="c", order=0)
    follower = deepcopy(window)
    for request in updates:
        patch = outcome(window, lambda window, request=request: update(window, request, content_id="new").patch)
        if patch is not None:
            follower = replay(follower, json.loads(json.dumps(patch)))
        assert follower == window


@SETTINGS
@given(creations | json_values)
def test_any_request_makes_a_window_or_is_refused(request: Any) -> None:
    before = deepcopy(request)
    try:
        window: Any = build(request, win="w", content_id="c", order=0)
    except Refused:
        window = None
    assert request == before
    assert window is None or (window["id"], window["contentID"], window["i"], window["version"]) == ("w", "c", 0, 1)


def test_deep_nesting_is_no_trouble() -> None:
    deep: Any = []
    for _ in range(5_000):
        deep = [deep]
    window: Any = build({"data": [{"type": "scatter", "y": [1]}], "layout": {}}, win="w", content_id="c", order=0)
    request: Any = {"data": [{"x": deep, "y": deep}], "opts": {"caption": deep, "legend": ["a"]}, "layout": {"a": deep}}
    update(window, request, content_id="d")
    update(window, request, content_id="e")
    assert window["version"] == 3
