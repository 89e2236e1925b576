"""`vis.embeddings`: the points, and the replies to clicks and selected regions."""

from __future__ import annotations

import json
import queue
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import websocket
from recording import Recorder
from serving import ServerProcess

import visdom
from visdom import Visdom
from visdom.client.figures.embeddings import do_tsne
from visdom.errors import BadArgument, MissingPackage

TIMEOUT_SECS = 20


@pytest.fixture(autouse=True)
def computed_rows(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Place the points on a diagonal, and record the arguments."""
    computed: list[Any] = []

    def on_a_diagonal(rows: Any) -> list[tuple[float, float]]:
        computed.append(rows)
        return [(0.25 * index, -0.5 * index) for index in range(len(rows))]

    monkeypatch.setattr(visdom, "do_tsne", on_a_diagonal)
    return computed


@pytest.fixture
def listening(vis: Visdom) -> Visdom:
    """A client of the recorder that believes it listens."""
    vis.use_socket = True
    return vis


def sent_points(recorder: Recorder) -> list[dict[str, Any]]:
    return recorder.posts[-1].body["data"][0]["content"]["data"]


def happens(vis: Visdom, win: str, event_type: str, **members: Any) -> None:
    for handler in vis.event_handlers[win]:
        handler({"event_type": event_type, "target": win, "eid": "main", **members})


def test_the_window_is_loading_first_and_then_shows_points(listening, recorder):
    opts = {"title": 5}
    win = listening.embeddings(np.zeros((3, 2)), [1, 0, 1], win="emb", env="e", opts=opts)
    assert (win, opts, recorder.paths) == ("emb", {"title": 5}, ["/events", "/events"])
    frame = {"win": "emb", "eid": "e", "opts": {"title": "5"}}
    points = [
        {"group": 1, "name": "Entity 0", "label": 1, "position": [0, 0], "idx": 0},
        {"group": 0, "name": "Entity 1", "label": 0, "position": [0.25, -0.5], "idx": 1},
        {"group": 1, "name": "Entity 2", "label": 1, "position": [0.5, -1], "idx": 2},
    ]
    assert [post.body for post in recorder.posts] == [
        {"data": [{"content": {"isLoading": True}, "type": "embeddings"}], **frame},
        {"data": [{"content": {"data": points}, "type": "embeddings"}], **frame},
    ]


@pytest.mark.parametrize(
    ("labels", "groups"),
    [
        (["b", "a", "c", "a"], [1, 0, 2, 0]),
        ([10, 3, -1, 3], [2, 1, 0, 1]),
        (["b", 1, "a", 1], [0, 1, 2, 1]),
        (np.array([7, 5, 7, 5]), [1, 0, 1, 0]),
        ((1, 0, 1, 0), [1, 0, 1, 0]),
    ],
)
def test_groups_are_numbered_in_the_order_of_their_labels(listening, recorder, labels, groups):
    listening.embeddings(np.zeros((4, 2)), labels)
    assert [point["group"] for point in sent_points(recorder)] == groups
    assert [point["label"] for point in sent_points(recorder)] == list(labels)[:4]


def test_the_features_go_to_the_t_sne_as_they_are(listening, computed_rows):
    features = [[1, 2], [3, 4]]
    listening.embeddings(features, ["a", "b"])
    assert computed_rows[0] is features


def test_a_t_sne_may_give_an_array(listening, recorder, monkeypatch):
    monkeypatch.setattr(visdom, "do_tsne", lambda rows: np.eye(2, dtype=np.float32))
    listening.embeddings([[1], [2]], ["a", "b"])
    assert [point["position"] for point in sent_points(recorder)] == [[1, 0], [0, 1]]


@pytest.mark.parametrize("data_type", ["html", None])
def test_a_click_shows_what_the_program_has_to_show_once(listening, recorder, data_type):
    for _ in range(2):
        listening.embeddings(np.zeros((3, 2)), [0, 0, 1], lambda row: f"<i>{row}</i>", data_type, win="emb", env="e")
    recorder.forget()
    happens(listening, "emb", "EntitySelected", entityId="Entity 2", idx="2")
    (post,) = recorder.posts
    assert post.path == "/update"
    assert post.body == {
        "data": {"update_type": "EntitySelected", "selected": {"html": "<i>2</i>", "entityId": "Entity 2"}},
        "win": "emb",
        "eid": "e",
        "opts": {},
    }


@pytest.mark.parametrize("arguments", [(), (None, "html"), (lambda row: "x", "image")])
def test_without_a_preview_a_click_shows_a_note(listening, recorder, arguments, caplog):
    listening.embeddings(np.zeros((2, 2)), [0, 1], *arguments, win="emb")
    happens(listening, "emb", "EntitySelected", entityId="e", idx=1)
    assert "no preview" in recorder.posts[-1].body["data"]["selected"]["html"]
    assert ("got 'image'" in caplog.text) == ("image" in arguments)


@pytest.mark.parametrize(
    "features", [np.arange(8).reshape(4, 2), [[0, 1], [2, 3], [4, 5], [6, 7]], ((0, 1), (2, 3)) * 2]
)
def test_a_region_gets_new_positions(listening, recorder, computed_rows, features):
    listening.embeddings(features, ["a", "b", "c", "d"], win="emb")
    happens(listening, "emb", "RegionSelected", selectedIdxs=[3, 1])
    assert computed_rows[-1].tolist() == [list(features[3]), list(features[1])]
    assert recorder.posts[-1].body["data"] == {
        "update_type": "RegionSelected",
        "points": [
            {"group": 3, "name": "Entity 3", "label": "d", "position": [0, 0], "idx": 3},
            {"group": 1, "name": "Entity 1", "label": "b", "position": [0.25, -0.5], "idx": 1},
        ],
    }


def test_other_events_do_nothing(listening, recorder):
    listening.embeddings(np.zeros((2, 2)), [0, 1], win="emb")
    recorder.forget()
    happens(listening, "emb", "KeyPress", key="a")
    assert recorder.posts == []


def test_what_the_events_need_is_remembered(listening):
    features, getter = np.zeros((2, 2)), str
    win = listening.embeddings(features, [0, 1], getter, "html", opts={"title": "T"})
    known = listening.win_data[win]
    assert known["features"] is features
    assert (known["labels"], known["data"], known["data_type"]) == ([0, 1], getter, "html")
    assert (known["env"], known["opts"]) == (None, {"title": "T"})
    assert [point["name"] for point in known["points"]] == ["Entity 0", "Entity 1"]


def test_a_client_that_does_not_listen_is_refused_and_nothing_sent(vis, recorder):
    with pytest.raises(BadArgument, match="does not listen"):
        vis.embeddings(np.zeros((2, 2)), [0, 1])
    assert recorder.posts == []


def test_a_client_that_was_closed_is_refused_until_it_listens_again(server, connect):
    vis = connect(server.port, use_incoming_socket=True)
    vis.close_connection()
    with pytest.raises(BadArgument, match="does not listen"):
        vis.embeddings(np.zeros((2, 2)), [0, 1], win="emb")
    assert vis.win_exists("emb") is False
    vis.setup_socket()
    assert vis.embeddings(np.zeros((2, 2)), [0, 1], win="emb") == "emb"


def test_a_client_that_began_without_a_server_listens_again(server, connect):
    vis = connect(server.port, use_incoming_socket=True)
    vis.use_socket = False  # as after a refused connection
    vis.socket_thread.join()
    assert vis.embeddings(np.zeros((2, 2)), [0, 1], win="emb") == "emb"
    assert vis.use_socket
    assert len(vis.event_handlers["emb"]) == 1


CHILD_DRAWS = """
import os, visdom
vis = visdom.Visdom(server="http://127.0.0.1", port=PORT, raise_exceptions=True)
visdom.do_tsne = lambda rows: [(0, 0)] * len(rows)
if (child := os.fork()) == 0:
    assert vis.embeddings([[1], [2]], ["a", "b"], win="emb") == "emb"
    assert vis.check_connection(timeout_seconds=10) and vis.socket_alive
    os._exit(0)
assert os.waitpid(child, 0)[1] == 0
"""


def test_a_child_after_a_fork_listens_to_the_clicks_of_its_window(server):
    program = CHILD_DRAWS.replace("PORT", str(server.port))
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    assert run.returncode == 0, run.stderr


def test_offline_the_points_are_logged(tmp_path):
    log = tmp_path / "log"
    vis = Visdom(offline=True, log_to_filename=str(log))
    assert vis.embeddings(np.zeros((2, 2)), [0, 1], win="emb") == "emb"
    contents = [json.loads(line)[1]["data"][0]["content"] for line in log.read_text().splitlines()]
    assert [list(content) for content in contents] == [["isLoading"], ["data"]]


@pytest.mark.parametrize(
    ("features", "reason"),
    [
        ([[1.0, np.nan], [2.0, 3.0]], "NaN or infinity in X"),
        (np.array([[1.0, np.inf], [2.0, 3.0]]), "NaN or infinity in X"),
        ([1.0, 2.0], r"one row per point, got shape \(2,\)"),
        (np.zeros((2, 0)), r"one row per point, got shape \(2, 0\)"),
        ([["a"], ["b"]], "expected numbers, got text"),
        (((1.0,), (2.0,)), "got tuple"),
        ([], "at least one point, got none"),
        (np.zeros((0, 4)), "at least one point, got none"),
    ],
)
def test_features_that_t_sne_cannot_place_are_refused_and_nothing_sent(
    listening, recorder, monkeypatch, features, reason
):
    monkeypatch.setattr(visdom, "do_tsne", do_tsne)
    with pytest.raises(BadArgument, match=reason):
        listening.embeddings(features, [0, 1])
    assert recorder.posts == []


def test_without_a_t_sne_nothing_is_sent(listening, recorder, monkeypatch):
    monkeypatch.setattr(visdom, "do_tsne", do_tsne)
    for module in ("sklearn.manifold", "openTSNE"):
        monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(MissingPackage):
        listening.embeddings([[1.0], [2.0]], [0, 1])
    assert recorder.posts == []


@pytest.mark.parametrize(
    ("labels", "reason"),
    [
        ([0], "one label for each of the 2 points, got 1"),
        ([0, 1, 2], "one label for each of the 2 points, got 3"),
        (np.arange(9), "one label for each of the 2 points, got 9"),
        ((), "one label for each of the 2 points, got 0"),
        ("ab", "expected a list of labels, got str"),
        ([[0], [1]], r"as label of each point, got \[0\]"),
        ([b"a", b"b"], "as label of each point, got b'a'"),
        ([1j, "a"], "as label of each point, got 1j"),
    ],
)
def test_labels_that_do_not_fit_are_refused_and_nothing_sent(listening, recorder, labels, reason):
    with pytest.raises(BadArgument, match=reason):
        listening.embeddings(np.zeros((2, 2)), labels)
    assert recorder.posts == []


@pytest.mark.parametrize(
    ("placed", "error"),
    [
        (np.zeros((3, 2)), BadArgument),
        (np.zeros((1, 2)), BadArgument),
        ([(0, 0)], BadArgument),
        ([], BadArgument),
        ([("a", "b")] * 2, ValueError),
    ],
)
def test_a_window_whose_points_cannot_be_computed_is_closed(listening, recorder, monkeypatch, placed, error):
    monkeypatch.setattr(visdom, "do_tsne", lambda rows: placed)
    with pytest.raises(error):
        listening.embeddings(np.zeros((2, 2)), [0, 1], win=7, env="e")
    assert recorder.paths == ["/events", "/close"]
    assert recorder.posts[-1].body == {"win": "7", "eid": "e"}


@pytest.mark.parametrize("failure", [RuntimeError("too few rows"), KeyboardInterrupt()])
def test_a_failing_or_interrupted_t_sne_leaves_no_window(server, connect, monkeypatch, failure):
    def fail(rows: Any) -> None:
        raise failure

    vis = connect(server.port, use_incoming_socket=True)
    monkeypatch.setattr(visdom, "do_tsne", fail)
    with pytest.raises(type(failure)):
        vis.embeddings(np.zeros((2, 2)), [0, 1])
    assert json.loads(vis.get_window_data()) == {}


def test_without_sending_the_points_are_returned(unsent):
    message, endpoint = unsent.embeddings(np.zeros((2, 2)), [0, 1], win="emb")
    assert (endpoint, message["win"]) == ("events", "emb")
    assert len(message["data"][0]["content"]["data"]) == 2


def test_without_a_server_nothing_is_computed(listening, recorder, computed_rows):
    recorder.close()
    with pytest.warns(UserWarning):
        assert listening.embeddings(np.zeros((2, 2)), [0, 1]) is False
    assert computed_rows == []


def test_clicks_in_a_page_reach_the_program_and_come_back(server: ServerProcess, connect: Callable[..., Visdom]):
    vis = connect(server.port, use_incoming_socket=True)
    win = vis.embeddings(np.arange(6).reshape(3, 2), ["a", "b", "a"], lambda row: f"row {row}", "html")
    answered: queue.Queue[str] = queue.Queue()
    vis.register_event_handler(lambda event: answered.put(event["event_type"]), win)
    page = websocket.create_connection(f"ws{server.url.removeprefix('http')}/socket", timeout=TIMEOUT_SECS)
    for happening in (
        {"event_type": "EntitySelected", "entityId": "Entity 1", "idx": 1},
        {"event_type": "RegionSelected", "selectedIdxs": [2, 0]},
    ):
        event = {**happening, "target": win, "eid": "main", "pane_data": False}
        page.send(json.dumps({"cmd": "forward_to_vis", "data": event}))
        assert answered.get(timeout=TIMEOUT_SECS) == happening["event_type"]
        content = json.loads(vis.get_window_data(win))["content"]
        if happening["event_type"] == "EntitySelected":
            assert content["selected"] == {"html": "row 1", "entityId": "Entity 1"}
    page.close()
    assert [point["idx"] for point in content["data"]] == [2, 0]
    assert content["has_previous"] is True
