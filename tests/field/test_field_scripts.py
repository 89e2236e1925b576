"""People whose scripts hand over what they have: odd pictures, single numbers, paths; offline, forked, at a gateway."""

from __future__ import annotations

import base64
import io
import json
import multiprocessing
from collections.abc import Callable
from enum import Enum
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from proxied import Nginx
from serving import ServerProcess

from visdom import Visdom
from visdom.errors import BadArgument, NoServer

Stored = Callable[..., dict[str, Any]]


class Split(str, Enum):
    TRAIN = "train"


def pixels_of(window: dict[str, Any]) -> np.ndarray:
    data = window["content"]["src"].partition(",")[2]
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(data))))


def points_of(window: dict[str, Any]) -> dict[str, list[Any]]:
    return {trace["name"]: [trace["x"], trace["y"]] for trace in window["content"]["data"]}


@pytest.mark.parametrize("overshoot", [1.0001, 1.0])
@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_someone_shows_a_picture_that_interpolation_has_made_a_little_too_bright(
    vis: Visdom, stored: Stored, overshoot: float, dtype: type
) -> None:
    picture = np.array([[0.0, 0.5], [-0.01, overshoot]], dtype=dtype)
    vis.image(picture, win="sample")
    grey = pixels_of(stored("sample"))[..., 0].tolist()
    assert (grey[0][0], grey[1][0], grey[1][1]) == (0, 0, 255)
    assert 127 <= grey[0][1] <= 128


def test_someone_shows_what_a_generator_with_tanh_makes(vis: Visdom, stored: Stored) -> None:
    vis.images(np.stack([np.full((3, 2, 2), value) for value in (-1.0, 0.0, 1.0)]), win="fakes", padding=0, nrow=3)
    assert pixels_of(stored("fakes"))[0, ::2, 0].tolist() == [0, 0, 255]


def test_someone_logs_the_loss_as_the_framework_returns_it(vis: Visdom, stored: Stored) -> None:
    for step in (np.array(7), np.int64(8), 9):
        vis.line(Y=np.array(0.25), X=np.asarray(step), win="loss", update="append")
    assert points_of(stored("loss")) == {"1": [[7, 8, 9], [0.25, 0.25, 0.25]]}


def test_someone_names_the_curves_by_the_keys_of_a_dict(vis: Visdom, stored: Stored) -> None:
    losses = {"train": 1.0, "val": 2.0}
    for step in range(2):
        vis.line([list(losses.values())], [step], win="loss", update="append", opts={"legend": losses.keys()})
    assert points_of(stored("loss")) == {"train": [[0, 1], [1.0, 1.0]], "val": [[0, 1], [2.0, 2.0]]}


@pytest.mark.parametrize("win", [Path("runs") / "a", np.int64(12), Split.TRAIN, 3.5], ids=str)
def test_someone_names_windows_by_what_is_at_hand(vis: Visdom, win: Any) -> None:
    made = vis.text("first", win=win)
    assert vis.win_exists(win)
    assert vis.text("second", win=win, append=True) == made
    assert json.loads(vis.get_window_data(win))["content"] == "first<br>second"
    vis.close(win)
    assert not vis.win_exists(win)


def test_someone_zooms_a_logarithmic_axis_to_values(vis: Visdom, stored: Stored) -> None:
    opts = {"ytype": "log", "ytickmin": 1, "ytickmax": 1000}
    vis.line([1, 10, 1000], [0, 1, 2], win="loss", opts=opts)
    assert stored("loss")["content"]["layout"]["yaxis"]["range"] == [0, 3]


def test_someone_misspells_append_and_keeps_the_curve(vis: Visdom, stored: Stored) -> None:
    vis.line([1, 2], [0, 1], win="loss")
    with pytest.raises(BadArgument, match="append"):
        vis.line([3], [2], win="loss", update="apend")
    assert points_of(stored("loss")) == {"1": [[0, 1], [1, 2]]}


def test_someone_logs_offline_and_replays_all_pictures_but_not_the_closed_note(
    vis: Visdom, stored: Stored, tmp_path: Path
) -> None:
    log = str(tmp_path / "run.log")
    offline = Visdom(offline=True, log_to_filename=log)
    for shade in range(3):
        offline.image(np.full((2, 2), shade / 2), win="epochs", opts={"store_history": True})
    offline.text("draft", win="note")
    offline.close("note")
    vis.replay_log(log)
    assert len(stored("epochs")["content"]) == 3
    assert not vis.win_exists("note")


def _draw_in_child(vis: Visdom, worker: int) -> None:
    vis.line([worker], [worker], win=f"worker {worker}", update="append")


def test_someone_draws_in_the_workers_of_a_data_loader(vis: Visdom, server: ServerProcess) -> None:
    vis.text("started", win="note")
    fork = multiprocessing.get_context("fork")
    workers = [fork.Process(target=_draw_in_child, args=(vis, worker)) for worker in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert [worker.exitcode for worker in workers] == [0] * 4
    assert set(json.loads(vis.get_window_data())) == {"note", *(f"worker {worker}" for worker in range(4))}


def test_someone_behind_a_company_proxy_draws_on_this_machine(
    server: ServerProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.delenv("no_proxy", raising=False)
    vis = Visdom(server="http://localhost", port=server.port, raise_exceptions=True, use_incoming_socket=False)
    assert vis.text("here", win="note") == "note"


def test_someone_is_told_that_the_gateway_answers_instead_of_the_server(
    server: ServerProcess, make_proxy: Callable[..., Nginx]
) -> None:
    gateway = make_proxy(server, "/")
    vis = Visdom(port=gateway.port, server="http://127.0.0.1", raise_exceptions=True, use_incoming_socket=False)
    server.stop()
    with pytest.raises(NoServer, match="502 Bad Gateway"):
        vis.line([1], [1], win="loss")


def test_someone_gives_the_address_with_the_path_of_the_gateway(
    server: ServerProcess, make_proxy: Callable[..., Nginx]
) -> None:
    gateway = make_proxy(server, "/team/plots/", cuts_prefix=True)
    address = f"http://127.0.0.1:{gateway.port}/team/plots"
    vis = Visdom(server=address, port=None, raise_exceptions=True, use_incoming_socket=False)  # type: ignore[arg-type]
    assert vis.text("here", win="note") == "note"


def test_someone_draws_before_there_are_data(vis: Visdom, stored: Stored) -> None:
    vis.scatter(np.zeros((0, 2)), win="points", opts={"title": "Points"})
    vis.scatter([[1, 2]], win="points", update="append")
    found = stored("points")
    assert (found["title"], points_of(found)) == ("Points", {"1": [[1], [2]]})


def test_someone_has_two_classes_of_one_name(vis: Visdom, stored: Stored) -> None:
    vis.heatmap([[1, 2], [3, 4]], win="confusion", opts={"columnnames": ["cat", "cat"], "rownames": ["a", "b"]})
    (trace,) = stored("confusion")["content"]["data"]
    assert len(set(trace["x"])) == 2
    assert [name.strip("\u200b") for name in trace["x"]] == ["cat", "cat"]
