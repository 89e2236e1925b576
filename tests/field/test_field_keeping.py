"""People who want their work to be there tomorrow: pictures with captions, copies, deep results, crashes."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import requests
from peers import Page, connected
from playwright.sync_api import expect
from serving import ServerProcess
from watched_page import WatchedPage

from visdom import Visdom

MakeServer = Callable[..., ServerProcess]
OpenPage = Callable[..., WatchedPage]
Draw = Callable[..., Visdom]
Stored = Callable[..., dict[str, Any]]


@pytest.mark.browser
def test_someone_starts_the_server_and_trusts_it_without_a_flag(
    server: ServerProcess, open_page: OpenPage, vis: Visdom
) -> None:
    page = open_page(server)
    for step in range(20):
        vis.line([step / 2], [step], win="loss", update="append")
    server.restart(kill=True)
    vis.line([10], [20], win="loss", update="append")
    page.points("loss", 21)
    page.forgive_lost_server()


@pytest.mark.browser
@pytest.mark.parametrize("method", ["image", "images"])
def test_someone_captions_a_picture_after_it_was_drawn(
    server: ServerProcess, open_page: OpenPage, vis: Visdom, stored: Stored, method: str
) -> None:
    page = open_page(server)
    pixels = np.zeros((3, 16, 16)) if method == "image" else np.zeros((4, 3, 16, 16))
    getattr(vis, method)(pixels, win="sample", opts={"title": "step 1"})
    expect(page.window("sample")).to_contain_text("step 1")
    source = stored("sample")["content"]["src"]
    vis.update_window_opts("sample", {"title": "step 2"})
    expect(page.window("sample")).to_contain_text("step 2")
    kept = stored("sample")
    assert (kept["title"], kept["content"]["src"]) == ("step 2", source)
    page.forgive_lost_server()


@pytest.mark.parametrize("levels", [250, 400, 900])
def test_someone_stores_a_deep_tree_of_results(vis: Visdom, stored: Stored, levels: int) -> None:
    tree: list[Any] = []
    for _ in range(levels):
        tree = [tree]
    figure = {"data": [{"type": "custom", "tree": tree}], "layout": {}, "win": "tree", "eid": "main"}
    assert vis._send(figure) == "tree"
    vis.update_window_opts("tree", {"title": "results"})
    found = stored("tree")
    depth, inner = 0, found["content"]["data"][0]["tree"]
    while inner:
        depth, inner = depth + 1, inner[0]
    assert (depth, found["title"]) == (levels, "results")


def test_someone_copies_a_run_to_go_on_from_there(make_server: MakeServer, draw: Draw) -> None:
    server = make_server("-cache_type", "JPE")
    server.stop()
    window = {"command": "window", "id": "w", "type": "text", "title": "", "content": "x", "i": 0}
    experiment = {"env_id": "run", "name": "first try", "parameters": {"lr": 0.1}}
    run = {"jsons": {"w": window}, "reload": {}, "experiment": experiment}
    (server.env_path / "run.json").write_text(json.dumps(run))
    vis = draw(server.start())
    assert vis.fork_env("run", "run 2") == "run 2"
    server.restart(kill=True)
    experiments = {}
    for eid in ("run", "run 2"):
        file = requests.get(f"{server.url}/export/{eid}.json", timeout=20).json()
        experiments[eid] = file["experiment"]
        assert file["jsons"]["w"]["content"] == "x"
    assert experiments == {"run": experiment, "run 2": {**experiment, "env_id": "run 2"}}


@pytest.mark.parametrize("cache_type", ["JPE", "JPWA"])
def test_someone_deletes_a_run_while_someone_else_brings_a_window_back(
    make_server: MakeServer, draw: Draw, cache_type: str
) -> None:
    server = make_server("-cache_type", cache_type)
    vis = draw(server)
    page = Page(server)
    with connected(page):
        for round_number in range(15):
            for win in ("a", "b", "c"):
                vis.text(win * 100_000, win=win, env="run")
            vis.close("b", env="run")
            deleting = threading.Thread(target=draw(server).delete_env, args=("run",))
            deleting.start()
            page.send(cmd="undo", eid="run")
            deleting.join()
            assert "run" not in vis.get_env_list(), round_number
    assert "Traceback" not in server.log()
    server.restart(kill=True)
    assert vis.get_env_list() == ["main"]
