"""The floor does the work that it is compared for: it changes, keeps, sends, and finds again what it kept."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import websocket

from benchmarks.bodies import appending, creation, heatmap, image, more_rows, text
from benchmarks.servers import FLOOR, Contenders, Server

ENV = "main"


@pytest.fixture
def floor(tmp_path: Path) -> Iterator[Server]:
    server = Contenders(None).make(FLOOR, tmp_path).start()
    yield server
    server.end()


def watching(server: Server) -> websocket.WebSocket:
    """A browser that has opened the environment and read nothing yet."""
    viewer = websocket.create_connection(f"ws://127.0.0.1:{server.port}/socket", timeout=30)
    server.post(f"/env/{ENV}", {"sid": json.loads(viewer.recv())["data"]})
    return viewer


def shown(server: Server) -> dict[str, Any]:
    """All windows as a browser gets them."""
    viewer, found = watching(server), {}
    while (message := json.loads(viewer.recv()))["command"] == "window":
        found[message["id"]] = message["content"]
    viewer.close()
    return found


def change_everything(server: Server) -> None:
    server.post("/events", creation(ENV, "loss", 2))
    server.post("/update", appending(ENV, "loss", 2))
    server.post("/events", text(ENV, "log", "one"))
    server.post("/update", text(ENV, "log", "two"))
    server.post("/events", image(ENV, "history", "data:1", "image_history"))
    server.post("/update", image(ENV, "history", "data:2", "image_history"))
    server.post("/events", heatmap(ENV, "map", 1, 2))
    server.post("/update", more_rows(ENV, "map", 1, 2))
    server.post("/events", image(ENV, "photo", "data:3"))
    server.post("/events", image(ENV, "photo", "data:4"))


def test_it_applies_every_kind_of_change(floor: Server) -> None:
    change_everything(floor)
    found = shown(floor)
    assert found["loss"]["data"][0]["x"] == [0, 1, 2]
    assert found["loss"]["data"][0]["y"] == [0, 0.5, 1]
    assert found["log"] == "one<br>two"
    assert [each["src"] for each in found["history"]] == ["data:1", "data:2"]
    assert len(found["map"]["data"][0]["z"]) == 2
    assert found["photo"]["src"] == "data:4"


def test_it_finds_everything_again_after_a_kill(floor: Server) -> None:
    change_everything(floor)
    before = shown(floor)
    floor.end()
    floor.start()
    assert shown(floor) == before


def test_it_sends_an_update_as_a_patch_to_who_watches(floor: Server) -> None:
    floor.post("/events", creation(ENV, "loss", 2))
    viewer = watching(floor)
    received = [json.loads(viewer.recv())["command"] for _ in range(2)]
    floor.post("/update", appending(ENV, "loss", 2))
    message = json.loads(viewer.recv())
    viewer.close()
    assert received == ["window", "layout"]
    assert {"op": "add", "path": "/content/data/0/x/2", "value": 2} in message["content"]
