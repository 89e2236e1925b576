"""Windows over HTTP: their order, their versions, and what happens to numbers as ids."""

import json
from collections.abc import Callable

import pytest
import requests
from peers import ask, line, text, window
from serving import ServerProcess


def order(server: ServerProcess, eid: str) -> list[str]:
    windows = window(server, None, eid)
    positions = [item["i"] for item in windows.values()]
    assert len(set(positions)) == len(positions), f"two windows share a position: {positions}"
    assert list(windows) == sorted(windows, key=lambda win: windows[win]["i"])
    return list(windows)


@pytest.mark.parametrize("cache_type", ["JPE", "JPWA"])
def test_new_windows_stay_last_after_a_restart(make_server: Callable[..., ServerProcess], cache_type: str) -> None:
    server = make_server("-cache_type", cache_type)
    for win in "abcd":
        text(server, win, "e", win)
    ask(server, "/close", win="a", eid="e")
    server.restart(kill=False)
    text(server, "b", "e", "replaced first")
    text(server, "new", "e", "x")
    assert order(server, "e") == ["b", "c", "d", "new"]


def test_new_windows_stay_last_after_a_fork(server: ServerProcess) -> None:
    for win in "abc":
        text(server, win, "e", win)
    ask(server, "/fork_env", prev_eid="e", eid="f")
    text(server, "a", "f", "replaced first")
    text(server, "new", "f", "x")
    assert order(server, "f") == ["a", "b", "c", "new"]


def test_a_stored_window_retains_its_position_and_later_ones_follow(server: ServerProcess) -> None:
    text(server, "a", "e", "x")
    ask(server, "/win_data", win="far", eid="e", data=json.dumps({"id": "far", "type": "text", "content": "", "i": 41}))
    text(server, "new", "e", "x")
    assert [item["i"] for item in window(server, None, "e").values()] == [0, 41, 42]


def test_versions_count_on_when_a_window_is_replaced_or_stored(server: ServerProcess) -> None:
    line(server, "w", "e", [1])
    line(server, "w", "e", [2], append=True)
    assert window(server, "w", "e")["version"] == 2
    text(server, "w", "e", "another type")
    assert window(server, "w", "e")["version"] == 3
    stored = {**window(server, "w", "e"), "version": 1, "content": "put"}
    ask(server, "/win_data", win="w", eid="e", data=json.dumps(stored))
    assert (window(server, "w", "e")["version"], window(server, "w", "e")["content"]) == (4, "put")


def test_a_number_as_id_appends_to_the_window_of_that_name(server: ServerProcess) -> None:
    body = {"data": [{"type": "scatter", "x": [1], "y": [1]}], "win": 7, "eid": "e", "layout": {}, "append": True}
    assert [ask(server, "/update", **body).text for _ in range(2)] == ["7", "7"]
    assert window(server, "7", "e")["content"]["data"][0]["x"] == [1, 1]
    assert ask(server, "/win_exists", win=7, eid="e").text == "true"


def test_saved_environments_are_named_and_unknown_ones_dropped(server: ServerProcess) -> None:
    text(server, "w", "a/b", "x")
    assert ask(server, "/save", data=["a/b", "none", "main"]).json() == ["a_b", "main"]


def test_an_environment_of_upstream_is_served_and_moved_when_it_is_written(
    make_server: Callable[..., ServerProcess],
) -> None:
    server = make_server("-cache_type", "JPWA")
    server.stop()
    stored = {"jsons": {"w": {"id": "w", "type": "text", "content": "old", "command": "window", "i": 0}}, "reload": {}}
    (server.env_path / "old.json").write_text(json.dumps(stored))
    server.start()
    assert window(server, "w", "old")["content"] == "old"
    assert (server.env_path / "old.json").exists()
    ask(server, "/update", data=[{"type": "text", "content": "new"}], win="w", eid="old", append=True)
    server.restart(kill=True)
    assert window(server, "w", "old")["content"] == "old<br>new"
    assert not (server.env_path / "old.json").exists()
    assert [path.name for path in (server.env_path / ".migrated").iterdir()][0].endswith("old.json")


def test_a_file_put_into_the_folder_while_running_is_served(make_server: Callable[..., ServerProcess]) -> None:
    server = make_server("-cache_type", "JPWA")
    stored = {"jsons": {"w": {"id": "w", "type": "text", "content": "late", "command": "window", "i": 0}}}
    (server.env_path / "late.json").write_text(json.dumps(stored))
    assert "late" in ask(server, "/env_state").json()
    assert window(server, "w", "late")["content"] == "late"


def test_a_broken_environment_does_not_affect_others(make_server: Callable[..., ServerProcess]) -> None:
    server = make_server("-cache_type", "JPE")
    (server.env_path / "broken.json").write_text('{"jsons": {"w": ')
    text(server, "w", "e", "fine")
    answer = requests.post(server.url + "/win_data", data='{"win": null, "eid": "broken"}', timeout=10)
    assert answer.status_code < 500
    assert ask(server, "/save", data=["e", "broken"]).status_code == 200
    assert window(server, "w", "e")["content"] == "fine"
    stored = [path.read_text() for path in server.env_path.rglob("*broken*") if path.is_file()]
    assert '{"jsons": {"w": ' in stored
