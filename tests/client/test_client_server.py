"""The client against the real server: drawn windows can be read back."""

from __future__ import annotations

import json

import numpy as np


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


def test_an_offline_log_is_drawn_later(server, connect, tmp_path):
    path = str(tmp_path / "vis.log")
    offline = connect(0, offline=True, log_to_filename=path, env="lab")
    win = offline.line([1, 2], [0, 1])
    offline.line([3], [2], win=win, update="append")
    vis = connect(server.port)
    vis.replay_log(path)
    assert window(vis, win, "lab")["content"]["data"][0]["y"] == [1, 2, 3]
