"""Appending to windows that may be missing: one request to servers that can make them, a question to all others."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from recording import Answer, Post, Recorder

from visdom import Visdom
from visdom.errors import CallsLost
from visdom.protocol.names import FEATURES_HEADER, LAYOUT_IF_NEW

DRESSED = {
    "title": "Loss",
    "xlabel": "step",
    "ytype": "log",
    "legend": ["train"],
    "layoutopts": {"plotly": {"height": 9}},
}


class Counting(Visdom):
    """A client that remembers where it posted."""

    def _handle_post(self, url: str, data: str | None = None) -> str:
        self.__dict__.setdefault("paths", []).append(url.rpartition("/")[2])
        return super()._handle_post(url, data)

    def forget(self) -> None:
        self.paths: list[str] = []


@pytest.fixture
def counting(server) -> Counting:
    vis = Counting(server="http://127.0.0.1", port=server.port, use_incoming_socket=False)
    vis.forget()
    yield vis
    vis.close_connection()


def stored(vis: Visdom, win: str) -> dict[str, Any]:
    """The window without what differs between any two."""
    window = json.loads(vis.get_window_data(win))
    return {key: value for key, value in window.items() if key not in ("id", "contentID", "i")}


def ours(post: Post) -> Answer:
    """Answer as a server of this package."""
    return Answer(str(post.body.get("win")), headers={FEATURES_HEADER: f"something_new {LAYOUT_IF_NEW}"})


APPENDS: list[Callable[[Visdom, str], Any]] = [
    lambda vis, win: vis.line([0.5], [1], win=win, update="append"),
    lambda vis, win: vis.line([0.5], [1], win=win, name="train", update="append", opts=DRESSED),
    lambda vis, win: vis.line([[1, 2], [3, 4]], [[1, 1], [2, 2]], win=win, update="append"),
    lambda vis, win: vis.scatter([[1, 2], [3, 4]], [1, 2], win=win, update="append", opts={"markersize": 3}),
    lambda vis, win: vis.scatter([[1, 2, 3]], win=win, update="append", opts={"zlabel": "height"}),
    lambda vis, win: vis.image(np.zeros((3, 2, 2)), win=win, opts={"store_history": True, "title": "T"}),
]


@pytest.mark.parametrize("append", APPENDS)
def test_a_window_made_by_appending_equals_one_made_after_a_query(counting, connect, tmp_path, append):
    asking = connect(counting.port, log_to_filename=str(tmp_path / "log"))
    append(counting, "one")
    assert counting.paths == ["update"]
    append(asking, "two")
    assert stored(counting, "one") == stored(asking, "two")


@pytest.mark.parametrize("append", [*APPENDS[:4], APPENDS[5]])
def test_further_appends_leave_the_window_that_asking_first_leaves(counting, connect, tmp_path, append):
    asking = connect(counting.port, log_to_filename=str(tmp_path / "log"))
    for _ in range(3):
        append(counting, "one")
        append(asking, "two")
    assert counting.paths == ["update"] * 3
    assert stored(counting, "one") == stored(asking, "two")


DRESSED_GRID = {"title": "T", "xlabel": "step", "columnnames": ["a", "b"], "ytickmin": 0, "ytickmax": 3}

FIRST_CALLS: dict[str, tuple[Callable[[Visdom], Any], Callable[[Visdom], Any]]] = {
    **{
        f"heatmap {update}": (
            lambda vis, update=update: vis.heatmap([[1, 2]], win="w", update=update, opts=DRESSED_GRID),
            lambda vis: vis.heatmap([[1, 2]], win="w", opts=DRESSED_GRID),
        )
        for update in ("appendRow", "prependRow", "appendColumn", "prependColumn")
    },
    "heatmap with a background": (
        lambda vis: vis.heatmap([[1, 2]], win="w", update="appendRow", opts={"nancolor": "red", "xlabel": "step"}),
        lambda vis: vis.heatmap([[1, 2]], win="w", opts={"nancolor": "red", "xlabel": "step"}),
    ),
    "text": (
        lambda vis: vis.text("first", win="w", append=True, opts={"title": "T", "width": 300}),
        lambda vis: vis.text("first", win="w", opts={"title": "T", "width": 300}),
    ),
    "scatter": (
        lambda vis: vis.scatter([[1, 2]], win="w", update="append", opts=DRESSED),
        lambda vis: vis.scatter([[1, 2]], win="w", opts=DRESSED),
    ),
    "image": (
        lambda vis: vis.image(np.zeros((2, 2)), win="w", opts={"store_history": True, "caption": "C"}),
        lambda vis: vis.image(np.zeros((2, 2)), opts={"store_history": True, "caption": "C"}),
    ),
}


@pytest.mark.parametrize("name", FIRST_CALLS)
def test_the_first_append_makes_the_window_that_drawing_makes(counting, tmp_path, name):
    append, draw = FIRST_CALLS[name]
    counting.env = "drawn"
    drawn = stored(counting, draw(counting))
    counting.env = "appended"
    counting.forget()
    assert append(counting) == "w"
    assert counting.paths == ["update"]
    assert stored(counting, "w") == drawn
    offline = Visdom(offline=True, log_to_filename=str(tmp_path / "log"), env="replayed")
    append(offline)
    counting.replay_log(str(tmp_path / "log"))
    counting.env = "replayed"
    assert stored(counting, "w") == drawn


def test_all_pictures_of_an_offline_history_are_replayed(counting, tmp_path):
    offline = Visdom(offline=True, log_to_filename=str(tmp_path / "log"))
    for shade in range(3):
        offline.image(np.full((2, 2), shade / 2), win="w", opts={"store_history": True, "caption": str(shade)})
    counting.replay_log(str(tmp_path / "log"))
    assert [shot["caption"] for shot in stored(counting, "w")["content"]] == ["0", "1", "2"]


@pytest.mark.parametrize("win", [None, 7])
def test_lines_of_text_follow_the_first_one(counting, win):
    made = counting.text("first", win=win, append=True)
    assert counting.text("second", win=made, append=True) == made
    assert stored(counting, made)["content"] == "first<br>second"


def test_rows_follow_the_first_one_and_axes_change_with_options(counting):
    for step in range(3):
        counting.heatmap([[step, 2]], win="w", update="appendRow", opts={"xlabel": f"at {step}"})
    content = stored(counting, "w")["content"]
    assert content["data"][0]["z"] == [[0, 2], [1, 2], [2, 2]]
    assert content["layout"]["xaxis"]["title"] == "at 2"


def test_axes_of_a_window_that_is_there_change_with_one_request(counting):
    counting.line([1], [1], win="w", opts={"xlabel": "first", "xtype": "log"})
    counting.line([2], [2], win="w", update="append", opts={"xlabel": "second"})
    assert stored(counting, "w")["content"]["layout"]["xaxis"] == {"title": "second", "type": "log"}
    assert counting.paths == ["events", "update", "win_data"]


def test_a_closed_window_returns_with_its_axes(counting):
    for _ in range(2):
        counting.line([1], [1], win="w", update="append", opts={"xlabel": "step"})
        assert stored(counting, "w")["content"]["layout"]["xaxis"] == {"title": "step"}
        counting.close("w")


REPLACEMENTS: list[Callable[[Visdom], Any]] = [
    lambda vis: vis.line([1, 2], [1, 2], win="w", update="replace", opts={"xlabel": "step"}),
    lambda vis: vis.line([1, 2], [1, 2], win="w", update="replace", name="train", opts={"xlabel": "step"}),
    lambda vis: vis.scatter([[1, 1], [2, 2]], win="w", update="insert", opts={"xlabel": "step"}),
    lambda vis: vis.scatter([1, 2], [1, 2], win="w", name="new", update="new", opts={"xlabel": "step"}),
]


@pytest.mark.parametrize("replace", REPLACEMENTS)
def test_replacing_the_data_of_a_missing_window_makes_it_with_one_request(counting, replace):
    assert replace(counting) == "w"
    content = stored(counting, "w")["content"]
    assert (content["data"][0]["x"], content["layout"]["xaxis"]) == ([1, 2], {"title": "step"})
    assert replace(counting) == "w"
    assert stored(counting, "w")["content"] == content
    assert counting.paths.count("update") == 2


@pytest.mark.parametrize("replace", REPLACEMENTS)
def test_a_log_that_begins_with_a_replacement_can_be_replayed(real, tmp_path: Path, replace):
    path = str(tmp_path / "log")
    replace(Visdom(env=real.env, offline=True, log_to_filename=path))
    real.replay_log(path)
    assert stored(real, "w")["content"]["layout"]["xaxis"] == {"title": "step"}


def test_an_image_becomes_the_first_of_a_history(counting):
    counting.image(np.zeros((3, 2, 2)), win="w", opts={"caption": "plain"})
    for caption in "ab":
        counting.image(np.ones((3, 2, 2)), win="w", opts={"store_history": True, "caption": caption})
    window = stored(counting, "w")
    assert (window["type"], window["selected"], window["show_slider"]) == ("image_history", 2, True)
    assert [image["caption"] for image in window["content"]] == ["plain", "a", "b"]


def test_the_request_carries_the_layout_for_the_case_that_it_is_needed(recorder: Recorder, connect):
    recorder.answer = ours
    vis = connect(recorder.port)
    recorder.forget()
    vis.line([1], [2], win="w", update="append", opts={"xlabel": "step"})
    (post,) = recorder.posts
    assert post.path == "/update"
    assert post.body["layout"] == {}
    assert post.body["layout_if_new"]["xaxis"] == {"title": "step"}


@pytest.mark.parametrize(
    ("exists", "paths"), [("true", ["/win_exists", "/update"]), ("false", ["/win_exists", "/events"])]
)
def test_an_older_server_gets_a_query_first_and_a_request_that_it_knows(recorder: Recorder, connect, exists, paths):
    recorder.answer = lambda post: exists if post.path == "/win_exists" else "w"
    vis = connect(recorder.port)
    recorder.forget()
    vis.line([1], [2], win="w", update="append", opts={"xlabel": "step"})
    vis.image(np.zeros((3, 2, 2)), win="w", opts={"store_history": True})
    assert recorder.paths == paths * 2
    vis.heatmap([[1]], win="w", update="appendRow", opts={"xlabel": "step"})
    vis.text("x", win="w", append=True)
    assert all("layout_if_new" not in post.body for post in recorder.posts)
    assert ["append" in post.body for post in recorder.posts[-3:]] == [False, True, False]
    assert bool(recorder.posts[1].body["layout"]) is (exists == "false")


def test_which_server_it_is_is_noticed_when_another_one_answers(recorder: Recorder, connect):
    vis = connect(recorder.port)
    recorder.forget()
    recorder.answer = ours
    for _ in range(2):
        vis.line([1], [2], win="w", update="append")
    recorder.answer = lambda post: Answer("<html>", status=502, is_foreign=True)  # of a gateway before the same server
    with pytest.warns(CallsLost, match="502"):
        vis.text("x")
    recorder.answer = lambda post: "true"
    with pytest.warns(CallsLost, match="answers again"):
        for _ in range(2):
            vis.line([1], [2], win="w", update="append")
    assert recorder.paths == ["/win_exists", "/update", "/update", "/events", "/update", "/win_exists", "/update"]


def test_a_log_file_begins_with_the_window_so_that_it_can_be_replayed(server, connect, tmp_path: Path):
    path = str(tmp_path / "log")
    vis = connect(server.port, log_to_filename=path)
    for step in range(3):
        vis.line([step], [step], win="w", update="append", opts={"xlabel": "step"})
    before = stored(vis, "w")
    vis.replay_log(path)
    assert stored(vis, "w")["content"] == before["content"]
    assert [json.loads(line)[0] for line in Path(path).read_text().splitlines()] == ["events", "update", "update"]


def test_without_a_server_an_append_stays_an_append(tmp_path: Path):
    message, endpoint = Visdom(send=False).line([1], [2], win="w", update="append")
    assert endpoint == "update"
    assert "layout_if_new" not in message


@pytest.mark.filterwarnings("ignore::visdom.errors.CallsLost")
@pytest.mark.parametrize(
    "append",
    [
        lambda vis: vis.text("first", win="w", append=True, opts={"title": "T"}),
        lambda vis: vis.heatmap([[1, 2]], win="w", update="appendRow", opts={"title": "T", "xlabel": "step"}),
        lambda vis: vis.heatmap([[1, 2]], win="w", update="replace", opts={"title": "T", "xlabel": "step"}),
        lambda vis: vis.line([1], [1], win="w", update="append", opts={"title": "T", "xlabel": "step"}),
        lambda vis: vis.scatter([[1, 1]], win="w", update="replace", opts={"title": "T", "xlabel": "step"}),
    ],
    ids=["text", "row", "replaced heatmap", "line", "replaced points"],
)
def test_the_first_append_of_a_client_that_began_before_its_server_makes_the_window(server, append):
    server.stop()
    early = Counting(server="http://127.0.0.1", port=server.port, use_incoming_socket=False, raise_exceptions=False)
    server.start()
    late = Counting(server="http://127.0.0.1", port=server.port, use_incoming_socket=False, env="late")
    try:
        assert (append(early), append(late)) == ("w", "w")
        assert stored(early, "w") == stored(late, "w")
        assert stored(early, "w")["title"] == "T"
    finally:
        early.close_connection()
        late.close_connection()


UPDATES: dict[str, Callable[[Visdom], Any]] = {
    "points": lambda vis: vis.scatter([[1, 1]], win="w", update="append", opts={"title": "T"}),
    "replaced points": lambda vis: vis.line([1], [1], win="w", update="replace", opts={"title": "T"}),
    "row": lambda vis: vis.heatmap([[1, 2]], win="w", update="appendRow", opts={"title": "T"}),
    "text": lambda vis: vis.text("x", win="w", append=True),
    "picture": lambda vis: vis.image(np.zeros((2, 2)), win="w", opts={"store_history": True}),
    "options": lambda vis: vis.update_window_opts("w", {"title": "T"}),
}


@pytest.mark.filterwarnings("ignore::visdom.errors.CallsLost")
@pytest.mark.parametrize("name", UPDATES)
def test_a_silent_server_is_asked_once_in_each_call(recorder: Recorder, connect, name):
    recorder.answer = lambda post: Answer("", hang_up="end")
    vis = connect(recorder.port)
    for _ in range(2):
        recorder.forget()
        assert UPDATES[name](vis) is False
        assert recorder.paths[0] == "/win_exists"
        assert len(recorder.paths) == 2
    recorder.answer = ours
    recorder.forget()
    assert UPDATES[name](vis) == "w"
    assert recorder.paths == ["/win_exists", "/update"]
