"""Bodies nested too deeply are refused before anything changes, whatever stands in their texts."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
import requests
from serving import ServerProcess

LEVELS = 980
DEEP = '["]",' * LEVELS + "0" + ',"["]' * LEVELS
"""Lists nested so deep, each beside a text that is a bracket: counted with those, they seem to be flat."""

TRACE = {"type": "scatter", "x": [1], "y": [1]}


def text(value: Any) -> str:
    """The JSON text of a value in which "DEEP" stands for what is nested deeply."""
    return json.dumps(value).replace('"DEEP"', DEEP)


def drawing(**members: Any) -> str:
    return text({"data": [TRACE], "layout": {}, "eid": "e", **members})


BODIES = {
    "a layout": ("/events", drawing(win="bad", layout={"x": "DEEP"})),
    "a trace": ("/events", drawing(data=[{**TRACE, "y": "DEEP"}])),
    "properties": ("/events", drawing(data=[{"type": "properties", "content": "DEEP"}])),
    "an update": ("/update", drawing(win="plot", data=[], layout={"x": "DEEP"})),
    "a window": ("/win_data", text({"win": "bad", "eid": "e", "data": text({"type": "text", "x": "DEEP"})})),
    "windows": ("/win_data", text({"win": None, "eid": "e", "data": text({"w": {"x": "DEEP"}})})),
}


def post(server: ServerProcess, path: str, body: str) -> requests.Response:
    return requests.post(server.url + path, data=body.encode(), timeout=60)


def windows_of(server: ServerProcess) -> dict[str, object]:
    return requests.post(f"{server.url}/win_data", json={"win": None, "eid": "e"}, timeout=60).json()


@pytest.mark.parametrize("cache_type", ["JPE", "JPW", "JPWA"])
def test_what_is_nested_too_deeply_is_refused_and_the_other_windows_are_saved(
    cache_type: str, make_server: Callable[..., ServerProcess]
) -> None:
    server = make_server("-cache_type", cache_type)
    for win in ("plot", "other"):
        assert post(server, "/events", drawing(win=win)).text == win
    for what, (path, body) in BODIES.items():
        answer = post(server, path, body)
        assert answer.status_code == 400, what
        assert "levels deep" in answer.text, what
    upload = {"file": ("up.json", text({"jsons": {"w": {"x": "DEEP"}}, "reload": {}}))}
    answer = requests.post(f"{server.url}/upload_env", files=upload, timeout=60)
    assert answer.status_code == 400
    assert "levels deep" in answer.text
    before = windows_of(server)
    assert set(before) == {"plot", "other"}
    assert post(server, "/save", '{"data": ["e"]}').json() == ["e"]
    assert server.stop() == 0
    assert "Error" not in server.log()
    server.start()
    assert windows_of(server) == before
