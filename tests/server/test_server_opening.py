from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from mirror import Mirror
from peers import ask, window
from serving import ServerProcess

from visdom.autosave.format.window_text import LARGE_BYTES

POINTS = LARGE_BYTES // 4
COUNT = 12


def large_window(win: str, order: int) -> dict[str, Any]:
    trace = {"type": "scatter", "name": "1", "x": list(range(POINTS)), "y": list(range(POINTS))}
    common = {"command": "window", "id": win, "type": "plot", "title": win, "inflate": True, "contentID": "0"}
    return {
        **common,
        "version": 3,
        "i": order,
        "content": {"data": [trace], "layout": {}},
        "width": None,
        "height": None,
    }


def write(env_path: Path, cache_type: str) -> dict[str, dict[str, Any]]:
    """An environment of large windows, whose names sort differently from their positions."""
    windows = {f"win{number}": large_window(f"win{number}", COUNT - number) for number in range(COUNT)}
    windows["foreign"] = {"type": "text", "content": "x" * LARGE_BYTES, "title": "", "i": COUNT + 1}
    if cache_type == "JPE":
        env_path.mkdir(parents=True, exist_ok=True)
        (env_path / "large.json").write_text(json.dumps({"jsons": windows, "reload": {}}), encoding="utf-8")
    else:
        below = env_path / "large" / "jsons"
        below.mkdir(parents=True)
        for win, content in windows.items():
            (below / f"{win}.json").write_text(json.dumps(content), encoding="utf-8")
    return windows


@contextmanager
def looking_at(server: ServerProcess) -> Iterator[Mirror]:
    page = Mirror(server, "large")
    yield page
    page.socket.close()


@pytest.mark.parametrize("cache_type", ["JPE", "JPWA"])
def test_large_windows_arrive_in_order_as_they_are_on_disk(
    make_server: Callable[..., ServerProcess], tmp_path: Path, cache_type: str
) -> None:
    written = write(tmp_path / "envs", cache_type)
    server = make_server("-cache_type", cache_type, env_path=tmp_path / "envs")
    with looking_at(server) as page:
        pass
    arrived = [message["id"] for message in page.seen if message["command"] == "window"]
    assert arrived == [*(f"win{number}" for number in reversed(range(COUNT))), "foreign"]
    assert page.windows["win3"] == written["win3"]
    assert page.windows["foreign"] == {**written["foreign"], "command": "window", "id": "foreign"}


@pytest.mark.parametrize("cache_type", ["JPE", "JPWA"])
def test_windows_change_while_they_are_being_sent(
    make_server: Callable[..., ServerProcess], tmp_path: Path, cache_type: str
) -> None:
    write(tmp_path / "envs", cache_type)
    server = make_server("-cache_type", cache_type, env_path=tmp_path / "envs")
    with looking_at(server) as first:
        for number in range(COUNT):
            point = [{"x": [POINTS], "y": [number], "type": "scatter"}]
            win = f"win{number}"
            assert ask(server, "/update", win=win, eid="large", data=point, append=True).text == win
        with looking_at(server) as later:
            first.changes()
    assert first.windows == later.windows
    assert {**window(server, None, "large"), "foreign": None} == {**later.windows, "foreign": None}
    assert [later.windows[f"win{number}"]["content"]["data"][0]["y"][-1] for number in range(COUNT)] == [*range(COUNT)]


def test_a_new_window_is_last_without_reading_the_others(
    make_server: Callable[..., ServerProcess], tmp_path: Path
) -> None:
    write(tmp_path / "envs", "JPWA")
    server = make_server("-cache_type", "JPWA", env_path=tmp_path / "envs")
    assert ask(server, "/events", win="new", eid="large", data=[{"type": "text", "content": "hello"}]).text == "new"
    assert window(server, "new", "large")["i"] == COUNT + 2
    assert ask(server, "/update", win="win0", eid="large", data=[{"x": [1], "y": [2]}], append=True).text == "win0"
