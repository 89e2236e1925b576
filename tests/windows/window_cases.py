"""Windows for the tests of the rules, and the one place that knows how an update is called."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

import jsonpatch
import pytest

from visdom.errors import NotUpdatable, Refused
from visdom.windows.build import build
from visdom.windows.patch import replay, standard
from visdom.windows.update import pop_embeddings, update

Json = Any


def trace(x: Json = None, y: Json = None, name: Json = "a", **more: Json) -> Json:
    members = {"x": x, "y": y, "name": name, "type": "scatter", **more}
    return {key: value for key, value in members.items() if value is not None}


def heat(z: Json, x: Json = None, y: Json = None, **more: Json) -> Json:
    """A heatmap as the Python client sends it, nulls included."""
    return {"z": z, "x": x, "y": y, "zmin": None, "type": "heatmap", **more}


def window(data: list[Json], opts: Json = None, **more: Json) -> Json:
    """A window made by the rules under test, from the items of `data`."""
    request = {"data": deepcopy(data), "layout": {}, "opts": opts or {}, **more}
    return build(request, win="w", content_id="made", order=0)


def plot(*traces: Json, **layout: Json) -> Json:
    """A plot of these traces; of none at all, it is one that lost its last trace."""
    made = window(list(traces) or [trace()], layout=layout)
    return made if traces else {**made, "content": {"data": [], "layout": layout}}


def stored(kind: str, content: Json, **more: Json) -> Json:
    """A window as a program may have stored it: no version, perhaps odd content."""
    return {"command": "window", "id": "w", "type": kind, "title": "", "content": content, "contentID": "made", **more}


def changed(before: Json, request: Json) -> Json:
    """The window after an update; its patch must lead there from the window before, in all ways of applying it."""
    return _checked(before, lambda after: update(after, deepcopy(request), content_id="changed").patch)


def zoomed_out(before: Json) -> Json:
    """The window after `pop_embeddings`, checked in the same way."""
    return _checked(before, lambda after: pop_embeddings(after, content_id="changed").patch)


def traces_after(before: Json, request: Json) -> Json:
    return changed(before, request)["content"]["data"]


def refused(before: Json, request: Json, why: str) -> None:
    """The update is refused with a sentence that holds `why`, and the window is as it was."""
    after = deepcopy(before)
    with pytest.raises(Refused, match=why) as caught:
        update(after, deepcopy(request), content_id="changed")
    assert not isinstance(caught.value, NotUpdatable)
    assert json.dumps(after) == json.dumps(before)


def _checked(before: Json, change: Any) -> Json:
    after = deepcopy(before)
    patch = change(after)
    recorded = json.loads(json.dumps(patch))
    assert replay(deepcopy(before), recorded) == after
    assert jsonpatch.apply_patch(before, json.loads(json.dumps(standard(patch, after)))) == after
    assert after["contentID"] == "changed"
    assert after["version"] == before.get("version", 1) + 1
    return after
