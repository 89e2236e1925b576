"""The floor does the work that it is compared for: it changes windows, stores and sends them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import websocket

from benchmarks.bodies import appending, creation, image, text
from benchmarks.servers import BARE, Server

ENV = "main"


@pytest.fixture
def floor(tmp_path: Path) -> Iterator[Server]:
    with Server(BARE, tmp_path / "floor") as server:
        yield server.start()


def watching(server: Server) -> websocket.WebSocket:
    """A viewer that has opened the environment and read nothing yet."""
    viewer = websocket.create_connection(f"ws://127.0.0.1:{server.port}/socket", timeout=30)
    server.post(f"/env/{ENV}", {"sid": json.loads(viewer.recv())["data"]})
    return viewer


def shown(server: Server) -> dict[str, Any]:
    """All windows as a viewer gets them."""
    viewer, found = watching(server), {}
    while (message := json.loads(viewer.recv()))["command"] == "window":
        found[message["id"]] = message["content"]
    viewer.close()
    return found


def change_everything(server: Server) -> None:
    server.post("/events", creation(ENV, "loss", 2))
    server.post("/update", appending(ENV, "loss", 2))
    server.post("/events", text(ENV, "log", "one"))
    server.post("/events", image(ENV, "photo", "data:3"))
    server.post("/events", image(ENV, "photo", "data:4"))


def test_it_applies_every_kind_of_change(floor: Server) -> None:
    change_everything(floor)
    found = shown(floor)
    assert found["loss"]["data"][0]["x"] == [0, 1, 2]
    assert found["loss"]["data"][0]["y"] == [0, 0.5, 1]
    assert found["log"] == "one"
    assert found["photo"]["src"] == "data:4"


def test_a_kill_loses_nothing(floor: Server) -> None:
    change_everything(floor)
    before = shown(floor)
    floor.restart(kill=True)
    assert shown(floor) == before


def test_it_sends_an_update_to_viewers_as_a_patch(floor: Server) -> None:
    floor.post("/events", creation(ENV, "loss", 2))
    viewer = watching(floor)
    received = [json.loads(viewer.recv())["command"] for _ in range(2)]
    floor.post("/update", appending(ENV, "loss", 2))
    message = json.loads(viewer.recv())
    viewer.close()
    assert received == ["window", "layout"]
    assert {"op": "add", "path": "/content/data/0/x/2", "value": 2} in message["content"]
