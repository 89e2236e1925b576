"""The messages that pages and programs get, and the commands of pages."""

import json
from collections.abc import Callable

import pytest
import requests
from peers import Page, Program, ask, connected, line, text, window
from serving import ServerProcess


def test_a_closed_window_is_sent_to_programs_and_other_pages_once(server: ServerProcess) -> None:
    text(server, "w", "e", "hello")
    one, two, program = Page(server), Page(server), Program(server)
    with connected(one, two, program):
        one.watch("e")
        two.watch("e")
        for _ in range(2):
            one.send(cmd="close", data="w", eid="e")
        assert two.command("close") == {"command": "close", "data": "w"}
        received = program.until(lambda message: message.get("event_type") == "close")
        assert (received["target"], received["eid"], received["pane_data"]["content"]) == ("w", "e", "hello")
        assert program.rest() == two.rest() == one.rest() == []


def test_events_carry_the_window_unless_the_page_excludes_it(server: ServerProcess) -> None:
    text(server, "w", "e", "hello")
    page, program = Page(server), Program(server)
    with connected(page, program):
        page.send(cmd="forward_to_vis", data={"target": "w", "eid": "e", "event_type": "Click"})
        assert program.receive()["pane_data"]["content"] == "hello"  # type: ignore[index]
        page.send(cmd="forward_to_vis", data={"target": "w", "eid": "e", "event_type": "Key", "pane_data": False})
        assert program.receive()["pane_data"] is False  # type: ignore[index]
        page.send(cmd="forward_to_vis", data={"target": "gone", "eid": "none", "event_type": "Key"})
        assert program.receive()["pane_data"] is None  # type: ignore[index]


def test_saving_under_another_name_forks_and_the_page_shows_the_fork(server: ServerProcess) -> None:
    text(server, "w", "e", "hello")
    page, other = Page(server), Page(server)
    with connected(page, other):
        page.watch("e")
        page.send(cmd="save", data={"w": {"i": "w", "x": 3}}, prev_eid="e", eid="f/g")
        assert "f_g" in other.command("env_update")["data"]
        text(server, "v", "f_g", "new")
        assert page.until(lambda message: message.get("command") == "window")["id"] == "v"
        assert other.watch("f_g")[0] == {"command": "reload", "data": {"w": {"i": "w", "x": 3}}}
        assert window(server, "w", "f_g") == window(server, "w", "e")


def test_positions_are_stored_and_sent_first(server: ServerProcess) -> None:
    text(server, "w", "e", "hello")
    page = Page(server)
    with connected(page):
        page.send(cmd="layout_item_update", eid="e", win="w", data={"i": "w", "x": 1})
        page.send(cmd="layout_item_update", eid="e", win="v", data={"i": "v", "x": 2})
        page.send(cmd="save", data={"w": {"i": "w", "x": 9}}, prev_eid="other", eid="other")
        page.send(cmd="save_layouts", data="the commands before this one are done")
        page.command("layout_update")
        expected = {"w": {"i": "w", "x": 1}, "v": {"i": "v", "x": 2}}
        assert page.watch("e")[0] == {"command": "reload", "data": expected}


def test_saved_views_reach_everybody_and_survive(make_server: Callable[..., ServerProcess]) -> None:
    server = make_server()
    views = json.dumps({"main": {"mine": {"w": [0, 10, 20]}}}) + " é"
    one, two = Page(server), Page(server)
    with connected(one, two):
        one.rest()
        two.send(cmd="save_layouts", data=views)
        assert one.command("layout_update")["data"] == views
    server.restart(kill=True)
    late = Page(server)
    with connected(late):
        assert [m["data"] for m in late.seen if m["command"] == "layout_update"] == [views]


def test_a_deleted_environment_empties_the_pages_that_show_it(server: ServerProcess) -> None:
    text(server, "w", "e", "hello")
    page = Page(server)
    with connected(page):
        page.watch("e")
        page.send(cmd="delete_env", eid="e")
        assert page.command("close")["data"] == "w"
        assert "e" not in page.command("env_update")["data"]


def test_replacing_all_windows_reaches_the_pages_that_watch(server: ServerProcess) -> None:
    text(server, "old", "e", "x")
    text(server, "w", "src", "y")
    page = Page(server)
    with connected(page):
        page.watch("e")
        ask(server, "/win_data", win=None, eid="e", data=json.dumps(window(server, None, "src")))
        assert page.command("close")["data"] == "old"
        assert page.command("window")["content"] == "y"


def test_a_fork_over_a_watched_environment_reaches_its_pages(server: ServerProcess) -> None:
    text(server, "w", "e", "new")
    text(server, "w", "f", "old")
    page = Page(server)
    with connected(page):
        page.watch("f")
        ask(server, "/fork_env", prev_eid="e", eid="f")
        assert page.command("window")["content"] == "new"


def test_pages_that_understand_it_get_the_added_text_and_others_the_whole(server: ServerProcess) -> None:
    text(server, "t", "e", "start 😀")
    modern, old = Page(server, "/socket?ops=str_ins"), Page(server)
    with connected(modern, old):
        modern.watch("e")
        old.watch("e")
        ask(server, "/update", data=[{"type": "text", "content": "more"}], win="t", eid="e", append=True)
        added = [op for op in modern.command("window_update")["content"] if op["path"] == "/content"]
        assert added == [{"op": "str_ins", "path": "/content", "pos": 7, "str": "<br>more"}]
        whole = [op for op in old.command("window_update")["content"] if op["path"] == "/content"]
        assert whole == [{"op": "replace", "path": "/content", "value": "start 😀<br>more"}]


def test_a_comparison_merges_plots_of_one_title_and_gets_changes(server: ServerProcess) -> None:
    line(server, "loss", "b", [1])
    line(server, "loss", "a", [2])
    text(server, "note", "a", "not compared")
    page = Page(server)
    with connected(page):
        shown = [message for message in page.compare("b", "a") if message["command"] == "window"]
        assert [message["id"] for message in shown] == ["loss", "window_compare_legend"]
        traces = shown[0]["content"]["data"]
        assert {trace["name"]: trace["x"] for trace in traces} == {"0_a": [1], "1_a": [2]}
        line(server, "loss", "a", [3], append=True)
        assert page.command("window_update", "window").get("win", "loss") == "loss"
        line(server, "loss", "b", [3], append=True)
        assert page.command("window_update", "window").get("win", "loss") == "loss"


def test_comparing_nothing_known_is_not_found(server: ServerProcess) -> None:
    page = Page(server)
    with connected(page):
        answer = requests.post(server.url + "/compare/x+y", data=json.dumps({"sid": page.sid}), timeout=10)
        assert answer.status_code == 404
        assert "x, y" in answer.text


def test_going_back_in_an_embeddings_window_is_sent_as_a_change(server: ServerProcess) -> None:
    points = [{"group": 0, "name": "E", "label": "a", "position": [0, 1], "idx": 0}]
    ask(server, "/events", data=[{"type": "embeddings", "content": {"data": points}}], win="e", eid="e", opts={})
    zoom = {"update_type": "RegionSelected", "points": []}
    ask(server, "/update", data=zoom, win="e", eid="e", opts={})
    page = Page(server)
    with connected(page):
        page.watch("e")
        page.send(cmd="pop_embeddings_pane", data={"target": "e", "eid": "e"})
        page.command("window_update", "window")
        assert window(server, "e", "e")["content"]["data"] == points
        page.send(cmd="pop_embeddings_pane", data={"target": "e", "eid": "e"})
        page.send(cmd="no_such_command")
        assert page.watch("e")


def test_commands_of_read_only_pages_are_refused(make_server: Callable[..., ServerProcess]) -> None:
    server = make_server("-readonly")
    text(server, "w", "e", "hello")
    page, program = Page(server), Program(server)
    with connected(page, program):
        for command in (
            {"cmd": "close", "data": "w", "eid": "e"},
            {"cmd": "delete_env", "eid": "e"},
            {"cmd": "save", "data": {}, "prev_eid": "e", "eid": "f"},
            {"cmd": "save_layouts", "data": "x"},
            {"cmd": "layout_item_update", "eid": "e", "win": "w", "data": {}},
            {"cmd": "forward_to_vis", "data": {"target": "w", "eid": "e"}},
        ):
            page.send(**command)
            assert page.command("refused")["cmd"] == command["cmd"]
        assert page.watch("e")[0] == {"command": "reload", "data": {}}
        assert program.rest() == []
        assert ask(server, "/env_state").json() == ["main", "e"]


@pytest.mark.parametrize("message", ["not json", "[1, 2]", '{"cmd": "close"}', '{"cmd": "save", "data": 7}', '"x"'])
def test_a_bad_message_is_ignored_and_the_page_stays_connected(server: ServerProcess, message: str) -> None:
    page = Page(server)
    with connected(page):
        page.socket.send(message)
        assert page.watch("main")
