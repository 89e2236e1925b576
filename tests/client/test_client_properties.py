"""`vis.properties`: forms."""

from __future__ import annotations

import json

import numpy as np
import pytest

from visdom.errors import BadArgument

FORM = [
    {"type": "text", "name": "Name", "value": "v"},
    {"type": "number", "name": "N", "value": "12"},
    {"type": "button", "name": "Go", "value": "Start"},
    {"type": "checkbox", "name": "On", "value": True},
    {"type": "select", "name": "Pick", "value": 1, "values": ["r", "g"]},
]


def test_the_form_is_sent_as_it_is(unsent):
    message, endpoint = unsent.properties(FORM, win="p", env="e", opts={"title": "Settings"})
    assert endpoint == "events"
    assert message == {
        "data": [{"content": FORM, "type": "properties"}],
        "win": "p",
        "eid": "e",
        "opts": {"title": "Settings"},
    }


def test_values_may_be_of_numpy(vis, recorder):
    vis.properties([{"type": "number", "name": "N", "value": np.float32(0.5)}])
    assert recorder.posts[0].body["data"][0]["content"][0]["value"] == 0.5


def test_a_number_as_title_is_refused(vis, recorder):
    with pytest.raises(BadArgument, match=r"opts\['title'\]: expected a string, got 4"):
        vis.properties(FORM, opts={"title": 4})
    assert recorder.posts == []


def test_the_server_stores_the_form(server, connect):
    vis = connect(server.port)
    win = vis.properties(FORM)
    window = json.loads(vis.get_window_data(win))
    assert (window["type"], window["content"]) == ("properties", FORM)
