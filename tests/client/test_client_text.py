"""`vis.text`: a text, and lines added to it."""

from __future__ import annotations

import json

import numpy as np
import pytest

from visdom.errors import BadArgument


def test_text_is_drawn_and_appended(unsent):
    expected = {"data": [{"content": "hi", "type": "text"}], "win": "w", "eid": "main", "opts": {"title": "T"}}
    assert unsent.text("hi", win="w", opts={"title": "T"}) == (expected, "events")
    assert unsent.text("hi", win="w", opts={"title": "T"}, append=True) == (expected, "update")


def test_anything_is_taken_as_text(unsent):
    message, _ = unsent.text(5)
    assert message["data"] == [{"content": 5, "type": "text"}]


def test_the_options_arrive_whole_and_stay_as_they_were(unsent):
    opts = {"title": 12, "width": 200, "anything": [1, {"a": None}]}
    message, _ = unsent.text("x", opts=opts)
    assert message["opts"] == {"title": "12", "width": 200, "anything": [1, {"a": None}]}
    assert opts["title"] == 12


def test_a_bad_title_sends_nothing(vis, recorder):
    with pytest.raises(BadArgument, match="expected a string, got"):
        vis.text("x", opts={"title": ["a"]})
    assert recorder.posts == []


@pytest.mark.parametrize(
    ("given", "content"), [(np.array(0.5), 0.5), (np.int64(7), 7), (np.longdouble(0.5), 0.5), (np.array("a"), "a")]
)
def test_single_values_of_numpy_are_text_too(unsent, given, content):
    for append in (False, True):
        message, _ = unsent.text(given, append=append)
        assert message["data"] == [{"content": content, "type": "text"}]


def test_numbers_arrive_as_text(server, connect):
    vis = connect(server.port)
    win = vis.text(np.array(0.5))
    vis.text(np.int64(7), win=win, append=True)
    assert json.loads(vis.get_window_data(win))["content"] == "0.5<br>7"
