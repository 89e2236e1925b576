from __future__ import annotations

import json
from collections.abc import Callable
from urllib.parse import quote

import pytest
import requests
from mirror import Mirror
from peers import Page, ask, attempt, line, text, window
from serving import ServerProcess

Visit = Callable[..., Page]
MakeServer = Callable[..., ServerProcess]
ODD_NAMES = ["view", "..", ".", "", "a+b", "Upper", "upper", "new\nline", "run.json", "x.json.bak", "a%2Fb",
             "back\\slash", ".hidden", " blanks ", "dot.", "CON", "jsons", "é 名", "q'\"<b>&", "x" * 300]  # fmt: skip


def names(server: ServerProcess) -> list[str]:
    found: list[str] = ask(server, "/env_state").json()
    return found


def env_updates(page: Page, start: int) -> list[list[str]]:
    return [message["data"] for message in page.seen[start:] if message["command"] == "env_update"]


# -- names


@pytest.mark.parametrize("cache_type", ["JPE", "JPW", "JPWA"])
def test_odd_names_survive_saving_forking_deleting_and_restarts(make_server: MakeServer, cache_type: str) -> None:
    server = make_server("-cache_type", cache_type)
    for name in ODD_NAMES:
        text(server, "w", name, f"in {name}")
    assert ask(server, "/save", data=ODD_NAMES).json() == ODD_NAMES
    server.restart(kill=True)
    assert sorted(names(server)) == sorted([*ODD_NAMES, "main"])
    for name in ODD_NAMES:
        assert window(server, "w", name)["content"] == f"in {name}"
        assert ask(server, "/fork_env", prev_eid=name, eid=f"{name} copy").text == f"{name} copy"
        ask(server, "/delete_env", eid=name)
    server.restart(kill=True)
    assert sorted(names(server)) == sorted([*(f"{name} copy" for name in ODD_NAMES), "main"])
    for name in ODD_NAMES:
        assert window(server, "w", f"{name} copy")["content"] == f"in {name}"
    assert {path.name for path in server.folder.iterdir()} == {"envs", "home", "server.log"}


@pytest.mark.parametrize("cache_type", ["JPE", "JPWA"])
def test_the_experiment_of_a_copy_names_the_copy(make_server: MakeServer, cache_type: str) -> None:
    server = make_server("-cache_type", cache_type)
    experiment = {"env_id": "run_a", "name": "a", "status": "running", "params": []}
    (server.folder / "envs" / "run_a.json").write_text(
        json.dumps({"jsons": {}, "reload": {}, "experiment": experiment})
    )
    server.restart()
    for target in ("run_b", "run b/2"):
        ask(server, "/fork_env", prev_eid="run_a", eid=target)
    server.stop()
    found = {}
    for eid in ("run_a", "run_b", "run b_2"):
        place = server.folder / "envs" / (f"{eid}.json" if cache_type == "JPE" else f"{eid}/experiment.json")
        stored = (
            json.loads(place.read_text())
            if place.exists()
            else json.loads(place.parent.with_suffix(".json").read_text())
        )
        found[eid] = stored.get("experiment", stored)
    assert found == {eid: {**experiment, "env_id": eid} for eid in found}


def test_every_lookup_escapes_a_name_in_the_same_way(shared: ServerProcess, eid: str, visit: Visit) -> None:
    slashes, escaped = f"{eid}/a/b", f"{eid}_a_b"
    ask(shared, "/env/any/name", eid=slashes)
    assert escaped in names(shared)
    text(shared, "w", slashes, "x")
    ask(shared, "/update", win="w", eid=slashes, data=[{"type": "text", "content": "y"}])
    ask(shared, "/win_data", win="v", eid=slashes, data=json.dumps({"type": "text", "content": "z", "id": "v"}))
    assert list(window(shared, None, escaped)) == ["w", "v"]
    assert ask(shared, "/win_exists", win="w", eid=slashes).text == "true"
    assert len(ask(shared, "/win_hash", win="w", eid=slashes).text) == 32
    assert ask(shared, "/save", data=[slashes]).json() == [escaped]
    page = visit(shared)
    assert [message.get("id") for message in page.watch(slashes)[-3:-1]] == ["w", "v"]
    ask(shared, "/close", win="v", eid=slashes)
    assert ask(shared, "/fork_env", prev_eid=slashes, eid=f"{eid}/copy").text == f"{eid}_copy"
    page.send(cmd="delete_env", eid=slashes)
    page.until(lambda message: escaped not in message.get("data", [escaped]) and message["command"] == "env_update")
    ask(shared, "/delete_env", eid=f"{eid}/copy")
    assert not [name for name in names(shared) if name.startswith(eid)]


def test_without_a_name_it_is_main(shared: ServerProcess) -> None:
    win = ask(shared, "/events", data=[{"type": "text", "content": "x"}]).text
    ask(shared, "/update", win=win, eid=None, data=[{"type": "text", "content": "y"}])
    assert window(shared, win, "main")["content"] == "x<br>y"
    ask(shared, "/close", win=win)
    assert ask(shared, "/win_exists", win=win, eid="main").text == "false"


# -- making, saving, forking, deleting


def test_an_environment_is_made_by_its_name_in_the_body_alone(shared: ServerProcess, eid: str, visit: Visit) -> None:
    page = visit(shared)
    start = len(page.seen)
    address = "/env/" + quote(eid + " address", safe="")
    for body in ({}, {"sid": page.sid}, {"sid": None}, {"sid": "missing"}):
        assert ask(shared, address, **body).text == ""
    ask(shared, address, eid=eid)
    ask(shared, address, eid=eid)
    page.rest()
    (update,) = env_updates(page, start)
    assert eid in update
    assert eid + " address" not in names(shared)
    assert window(shared, None, eid) == {}


def test_a_page_gets_windows_of_an_environment_that_did_not_exist(mirror: Mirror) -> None:
    assert mirror.eid not in names(mirror.server)
    assert mirror.watch(mirror.eid) == [{"command": "layout"}]
    mirror.make("w", {"type": "text", "content": "x"})


def test_an_empty_environment_is_stored(make_server: MakeServer) -> None:
    server = make_server("-cache_type", "JPWA")
    ask(server, "/env/x", eid="empty")
    server.restart(kill=True)
    assert names(server) == ["empty", "main"]
    assert window(server, None, "empty") == {}


def test_main_is_back_after_a_restart(make_server: MakeServer) -> None:
    server = make_server()
    ask(server, "/delete_env", eid="main")
    assert names(server) == []
    server.restart(kill=True)
    assert names(server) == ["main"]


def test_saving_names_what_is_there_and_drops_the_rest(shared: ServerProcess, eid: str) -> None:
    text(shared, "w", eid, "x")
    assert ask(shared, "/save", data=[f"{eid} missing", eid, "main"]).json() == [eid, "main"]
    for data in (None, eid, [[7]], {}):
        assert attempt(shared, "/save", data=data).status_code == 400


@pytest.mark.parametrize("missing", ["prev_eid", "eid"])
def test_a_fork_needs_both_names(shared: ServerProcess, eid: str, missing: str) -> None:
    text(shared, "w", "main", "x")
    before = names(shared)
    for value in ({}, {missing: None}, {missing: [7]}):
        body = {"prev_eid": "main", "eid": eid}
        del body[missing]
        answer = attempt(shared, "/fork_env", **body, **value)
        assert (answer.status_code, missing in answer.text) == (400, True)
    assert names(shared) == before


def test_a_fork_onto_itself_changes_nothing(shared: ServerProcess, eid: str) -> None:
    line(shared, "w", eid, [1])
    before = window(shared, None, eid)
    assert ask(shared, "/fork_env", prev_eid=eid, eid=eid).text == eid
    assert window(shared, None, eid) == before


@pytest.mark.parametrize("cache_type", ["JPE", "JPW", "JPWA"])
def test_a_fork_is_written_at_once_and_so_is_the_end_of_it(make_server: MakeServer, cache_type: str) -> None:
    server = make_server("-cache_type", cache_type)
    text(server, "w", "e", "x")
    ask(server, "/fork_env", prev_eid="e", eid="f")
    forked = window(server, None, "f")
    server.restart(kill=True)
    assert window(server, None, "f") == forked
    ask(server, "/delete_env", eid="f")
    server.restart(kill=True)
    assert "f" not in names(server)


def test_an_unsaved_environment_can_be_deleted_and_a_missing_one_cannot(make_server: MakeServer, visit: Visit) -> None:
    server = make_server("-cache_type", "JPE")
    text(server, "w", "e", "x")
    page = visit(server)
    page.watch("e")
    assert ask(server, "/delete_env", eid="e").text == ""
    assert page.command("close") == {"command": "close", "data": "w"}
    assert page.command("env_update")["data"] == ["main"]
    for body in ({"eid": "e"}, {}, {"eid": None}, {"eid": "../envs/main"}):
        assert attempt(server, "/delete_env", **body).status_code in (400, 404)
    assert page.rest() == []
    assert names(server) == ["main"]


def test_an_old_environment_is_saved_as_it_is_without_having_been_looked_at(make_server: MakeServer) -> None:
    server = make_server("-cache_type", "JPE")
    text(server, "w", "e", "x")
    before = window(server, None, "e")
    server.restart(kill=False)
    assert ask(server, "/save", data=["e", "main"]).json() == ["e", "main"]
    ask(server, "/fork_env", prev_eid="e", eid="f")
    assert json.loads((server.env_path / "e.json").read_text()) == {"jsons": before, "reload": {}}
    server.restart(kill=True)
    assert window(server, None, "e") == window(server, None, "f") == before


def test_files_removed_or_renamed_while_the_server_is_down_are_not_shown(make_server: MakeServer) -> None:
    server = make_server("-cache_type", "JPE")
    for name in ("e", "x.json"):
        text(server, "w", name, "x")
    server.stop()
    (server.env_path / "e.json").unlink()
    (server.env_path / "x.json.json").rename(server.env_path / "x.json.bak")
    server.start()
    assert names(server) == ["main"]


# -- what pages ask for


@pytest.mark.parametrize("cache_type", ["JPE", "JPW", "JPWA"])
def test_a_page_that_saves_under_a_new_name_shows_the_new_environment(
    make_server: MakeServer, visit: Visit, cache_type: str
) -> None:
    server = make_server("-cache_type", cache_type)
    text(server, "w", "e", "x")
    page, other = visit(server), visit(server)
    page.watch("e")
    other.watch("e")
    positions = {"w": {"i": "w", "x": 3, "y": 0, "w": 9, "h": 9}}
    page.send(cmd="save", data=positions, prev_eid="e", eid="a/b")
    assert "a_b" in other.command("env_update")["data"]
    text(server, "v", "a_b", "y")
    assert page.command("window")["id"] == "v"
    text(server, "v", "e", "z")
    assert other.command("window")["content"] == "z"
    assert [message for message in page.rest() if message["command"] == "window"] == []
    ask(server, "/save", data=["a_b"])
    server.restart(kill=True)
    opened = visit(server).watch("a_b")
    assert {"command": "reload", "data": positions} in opened
    assert [message["id"] for message in opened if message["command"] == "window"] == ["w", "v"]


def test_a_page_saves_the_positions_of_its_environment(make_server: MakeServer, visit: Visit) -> None:
    server = make_server("-cache_type", "JPE")
    text(server, "w", "e", "x")
    page = visit(server)
    page.watch("e")
    start = len(page.seen)
    page.send(cmd="save", data={"w": {"x": 1}}, prev_eid="e", eid="e")
    page.send(cmd="save_layouts", data="the command before this one is done")
    page.command("layout_update")
    assert env_updates(page, start) == []
    assert json.loads((server.env_path / "e.json").read_text())["reload"] == {"w": {"x": 1}}
    ask(server, "/fork_env", prev_eid="e", eid="f")
    assert {"command": "reload", "data": {"w": {"x": 1}}} in page.watch("f")


def test_a_page_shows_the_environment_that_it_saved(shared: ServerProcess, eid: str, visit: Visit) -> None:
    text(shared, "w", eid, "x")
    page = visit(shared)
    page.send(cmd="save", data={}, prev_eid=eid, eid=eid)
    page.send(cmd="save_layouts", data="the command before this one is done")
    page.command("layout_update")
    text(shared, "v", "main", "unheard")
    text(shared, "v", eid, "received")
    assert page.command("window")["content"] == "received"


def test_a_page_may_save_over_another_environment(shared: ServerProcess, eid: str, visit: Visit) -> None:
    source, target = f"{eid} source", f"{eid} target"
    text(shared, "w", source, "new")
    text(shared, "old", target, "x")
    page, other = visit(shared), visit(shared)
    page.watch(source)
    other.watch(target)
    page.send(cmd="save", data={"w": {"x": 1}}, prev_eid=source, eid=target)
    assert other.command("close")["data"] == "old"
    assert other.command("window")["content"] == "new"
    assert window(shared, None, target) == window(shared, None, source)
    ask(shared, "/update", win="w", eid=target, data=[{"type": "text", "content": "more"}])
    assert page.command("window_update", "window").get("env", target) == target


@pytest.mark.parametrize(
    "command",
    [
        {"cmd": "save", "data": {}, "eid": "target"},
        {"cmd": "save", "data": {}, "prev_eid": "main"},
        {"cmd": "save", "prev_eid": "main", "eid": "target"},
        {"cmd": "save", "data": {}, "prev_eid": "missing", "eid": "target"},
        {"cmd": "close", "data": "w"},
        {"cmd": "delete_env"},
        {"cmd": "delete_env", "eid": "missing"},
        {"cmd": "delete_env", "prev_eid": "target"},
        {"cmd": "layout_item_update", "win": "w", "data": {"x": 1}},
        {"cmd": "layout_item_update", "eid": "missing", "win": "w", "data": {"x": 1}},
    ],
    ids=json.dumps,
)
def test_half_a_command_is_ignored(shared: ServerProcess, visit: Visit, command: dict[str, object]) -> None:
    for name in ("main", "target"):
        text(shared, "w", name, f"precious in {name}")
    before = names(shared)
    page = visit(shared)
    page.send(**command)
    page.send(cmd="save_layouts", data="the command before this one is done")
    page.command("layout_update")
    assert names(shared) == before
    for name in ("main", "target"):
        assert window(shared, "w", name)["content"] == f"precious in {name}"
        assert {"command": "reload", "data": {}} in page.watch(name)


def test_a_broken_file_is_answered_and_not_overwritten(make_server: MakeServer) -> None:
    server = make_server("-cache_type", "JPE")
    (server.env_path / "broken.json").write_text('{"jsons": {"w')
    for path in ("/win_data", "/win_exists", "/close"):
        body = {"win": "w", "eid": "broken"}
        assert requests.post(server.url + path, data=json.dumps(body), timeout=10).status_code < 500
    text(server, "new", "broken", "x")
    ask(server, "/save", data=["broken"])
    stored = [path.read_text() for path in server.env_path.rglob("*broken*") if path.is_file()]
    assert '{"jsons": {"w' in stored
