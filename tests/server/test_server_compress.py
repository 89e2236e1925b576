"""A server with `-compress`, and later ones with the flag or without."""

from __future__ import annotations

import base64
import gzip
import json
import random
import time
from collections.abc import Callable

import pytest
from peers import Page, ask, connected, text, window
from serving import ServerProcess

MakeServer = Callable[..., ServerProcess]
PICTURE = f"data:image/png;base64,{base64.b64encode(random.Random(6).randbytes(300_000)).decode()}"


def draw_picture(server: ServerProcess, win: str) -> None:
    data = [{"type": "image", "content": {"src": PICTURE, "caption": None}}]
    ask(server, "/events", eid="e", win=win, data=data, layout={}, opts={})


def wait_for_files(server: ServerProcess, *names: str) -> None:
    """Return when an environment has these files for its windows."""
    folder = server.env_path / "e" / "jsons"
    for _ in range(1000):
        if {path.name for path in folder.iterdir()} == set(names):
            return
        time.sleep(0.02)
    raise TimeoutError(f"there are {[path.name for path in folder.iterdir()]}, not {names}")


@pytest.mark.parametrize("kill", [False, True])
def test_what_was_drawn_is_there_with_the_flag_and_without(make_server: MakeServer, kill: bool) -> None:
    server = make_server("-cache_type", "JPWA", "-compress")
    draw_picture(server, "picture")
    text(server, "log", "e", "one")
    wait_for_files(server, "picture.json.gz", "log.json.gz")
    path = server.env_path / "e" / "jsons" / "picture.json.gz"
    assert path.stat().st_size < 0.8 * len(PICTURE)
    assert json.loads(gzip.decompress(path.read_bytes()))["content"]["src"] == PICTURE
    ask(server, "/update", win="log", eid="e", data=[{"type": "text", "content": "two"}])
    server.flags.remove("-compress")
    server.restart(kill=kill)
    page = Page(server)
    with connected(page):
        shown = {message["id"]: message for message in page.watch("e") if message["command"] == "window"}
    assert shown["picture"]["content"]["src"] == PICTURE
    assert shown["log"]["content"] == "one<br>two"
    text(server, "log", "e", "three")
    wait_for_files(server, "picture.json.gz", "log.json")
    server.flags.append("-compress")
    server.restart(kill=kill)
    draw_picture(server, "picture")
    assert window(server, "picture", "e")["version"] == 2
    assert window(server, "log", "e")["content"] == "three"
