"""The client against the real server: drawn windows can be read back."""

from __future__ import annotations

import json
from enum import Enum
from pathlib import Path
from uuid import UUID

import numpy as np
import pytest


class Curve(str, Enum):
    LOSS = "loss"


class Seven(str, Enum):
    TEXT = "7"


def window(vis, win: str, env: str | None = None) -> dict:
    return json.loads(vis.get_window_data(win, env))


def test_curves_grow_by_appending_from_nothing(server, connect):
    vis = connect(server.port)
    for step in range(3):
        for curve in ("train", "test"):
            vis.line([step * 0.5], [step], win="loss", name=curve, update="append", opts={"title": "Loss"})
    loss = window(vis, "loss")
    assert loss["title"] == "Loss"
    assert [(trace["name"], trace["x"], trace["y"]) for trace in loss["content"]["data"]] == [
        ("train", [0, 1, 2], [0, 0.5, 1]),
        ("test", [0, 1, 2], [0, 0.5, 1]),
    ]
    vis.line(None, win="loss", name="test", update="remove")
    assert [trace["name"] for trace in window(vis, "loss")["content"]["data"]] == ["train"]


def test_text_and_pictures_are_stored(server, connect):
    vis = connect(server.port)
    win = vis.text("first")
    vis.text("second", win=win, append=True)
    assert window(vis, win)["content"] == "first<br>second"
    for shade in (0.0, 1.0):
        vis.image(np.full((3, 4, 5), shade), win="picture", opts={"store_history": True, "caption": str(shade)})
    picture = window(vis, "picture")
    assert [shot["caption"] for shot in picture["content"]] == ["0.0", "1.0"]
    assert picture["content"][0]["src"].startswith("data:image/png;base64,")


def test_heatmaps_grow_by_rows_and_columns(server, connect):
    vis = connect(server.port)
    vis.heatmap([[1, 2]], win="h")
    vis.heatmap([[3, 4]], win="h", update="appendRow")
    vis.heatmap([[0], [0]], win="h", update="prependColumn")
    assert window(vis, "h")["content"]["data"][0]["z"] == [[0, 1, 2], [0, 3, 4]]


def test_windows_are_closed_dressed_and_put_elsewhere(server, connect):
    vis = connect(server.port)
    vis.scatter([[1, 2]], win="s")
    before = vis.win_hash("s")
    assert vis.update_window_opts("s", {"title": "New", "ytype": "log"}) == "s"
    dressed = window(vis, "s")
    assert dressed["title"] == "New"
    assert dressed["content"]["layout"]["yaxis"] == {"type": "log"}
    assert before and vis.win_hash("s") != before
    vis.set_window_data(json.dumps(dressed), "s", env="copy")
    assert window(vis, "s", "copy") == dressed
    vis.close("s")
    assert vis.win_exists("s") is False
    assert vis.win_exists("s", "copy") is True


def test_environments_are_listed_copied_saved_and_deleted(server, connect):
    vis = connect(server.port, env="one")
    vis.text("x", win="w")
    assert vis.fork_env("one", "two/three") == "two_three"
    assert json.loads(vis.save(["one", "unknown"])) == ["one"]
    assert {"one", "two_three"} <= set(vis.get_env_list())
    vis.delete_env("one")
    assert "one" not in vis.get_env_list()
    assert vis.win_exists("w", "two_three") is True


@pytest.mark.parametrize(
    ("given", "text"),
    [
        (7, "7"),
        (np.int64(7), "7"),
        (np.array(7), "7"),
        (0.5, "0.5"),
        (Path("runs", "a"), "runs/a"),
        (UUID(int=5), "00000000-0000-0000-0000-000000000005"),
        (Curve.LOSS, "loss"),
        (np.str_("loss"), "loss"),
    ],
)
def test_ids_may_be_numbers_and_paths_in_every_method(server, connect, given, text):
    vis = connect(server.port, env=given)
    assert (vis.env, vis.line([1, 2], [1, 2], win=given)) == (text, text)
    assert vis.win_exists(given) is vis.win_exists(text, given) is True
    assert vis.line([3], [3], win=given, env=given, update="append") == text
    assert vis.update_window_opts(given, {"title": "T"}) == text
    assert window(vis, given, given)["content"]["data"][0]["y"] == [1, 2, 3]
    assert vis.win_hash(given, given) == vis.win_hash(text) is not None
    vis.set_window_data(vis.get_window_data(given), given, env=f"{text}_copy")
    assert window(vis, text, f"{text}_copy")["title"] == "T"
    escaped = text.replace("/", "_")
    assert vis.fork_env(given, Path(text, "fork")) == f"{escaped}_fork"
    assert json.loads(vis.save([given])) == [escaped]
    vis.close(given)
    assert vis.win_exists(text) is False
    vis.delete_env(given)
    assert escaped not in vis.get_env_list()


@pytest.mark.parametrize("target", [7, np.int64(7), Path("7"), "7", Seven.TEXT])
def test_handlers_may_be_registered_for_numbers(server, connect, target):
    vis = connect(server.port, use_incoming_socket=True)
    vis.register_event_handler(print, target)
    assert vis.event_handlers == {"7": [print]}
    vis.clear_event_handlers(target)
    assert vis.event_handlers == {"7": []}


def test_an_offline_log_is_drawn_later(server, connect, tmp_path):
    path = str(tmp_path / "vis.log")
    offline = connect(1, offline=True, log_to_filename=path, env="lab")
    win = offline.line([1, 2], [0, 1])
    offline.line([3], [2], win=win, update="append")
    vis = connect(server.port)
    vis.replay_log(path)
    assert window(vis, win, "lab")["content"]["data"][0]["y"] == [1, 2, 3]


def test_a_replay_ends_as_the_offline_program_did(server, connect, tmp_path):
    path = str(tmp_path / "vis.log")
    vis = connect(server.port)
    for env in ("old", "full", "lab"):
        vis.text("before", win="before", env=env)
    offline = connect(1, offline=True, log_to_filename=path, env="lab")
    for draw in (lambda: offline.text("x", win="closed"), lambda: offline.bar([1, 2], win="closed_too")):
        offline.close(draw())
    offline.close(env="full")
    offline.delete_env("old")
    offline.text("stays", win="w")
    offline.fork_env("lab", "copy")
    offline.close("w")
    offline.set_window_data(vis.get_window_data("before", "lab"), "stored")
    vis.replay_log(path)
    assert {env: list(json.loads(vis.get_window_data(env=env))) for env in ("lab", "copy", "full")} == {
        "lab": ["before", "stored"],
        "copy": ["before", "w"],
        "full": [],
    }
    assert "old" not in vis.get_env_list()
