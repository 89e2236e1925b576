from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import requests
from mirror import Mirror
from peers import Page, Program, ask, connected, line, text, window
from serving import ServerProcess

Visit = Callable[..., Page]


# -- one window again


def test_one_window_is_sent_again_alone(shared: ServerProcess, mirror: Mirror, eid: str) -> None:
    text(shared, "w", eid, "hello")
    text(shared, "other", eid, "x")
    mirror.changes()
    mirror.send(cmd="send_window", eid=eid, win="w")
    assert mirror.changes() == [window(shared, "w", eid)]


def test_patches_that_follow_fit_the_window_that_was_sent_again(
    shared: ServerProcess, mirror: Mirror, eid: str
) -> None:
    mirror.make("w", {"type": "scatter", "x": [0], "y": [0], "name": "a"})
    for number in range(20):
        mirror.send(cmd="send_window", eid=eid, win="w")
        line(shared, "w", eid, [number], append=True)
    mirror.changes()
    assert mirror.windows == window(shared, None, eid)


@pytest.mark.parametrize("cache_type", ["JPE", "JPWA"])
def test_a_window_that_is_not_loaded_is_read_and_sent(
    make_server: Callable[..., ServerProcess], cache_type: str
) -> None:
    server = make_server("-cache_type", cache_type)
    text(server, "w", "e", "hello")
    server.restart(kill=False)
    page = Page(server)
    with connected(page):
        page.send(cmd="save", data={}, prev_eid="e", eid="e")  # from now on the page watches it, and was sent nothing
        page.send(cmd="send_window", eid="e", win="w")
        assert page.command("window")["content"] == "hello"


def test_a_window_that_does_not_exist_is_closed(mirror: Mirror, eid: str) -> None:
    mirror.send(cmd="send_window", eid=eid, win="gone")
    assert mirror.changes() == [{"command": "close", "data": "gone"}]


def test_a_window_of_another_environment_is_not_sent(shared: ServerProcess, mirror: Mirror, eid: str) -> None:
    text(shared, "w", eid + "other", "x")
    mirror.send(cmd="send_window", eid=eid + "other", win="w")
    assert mirror.changes() == []


def test_a_comparing_page_is_sent_the_merged_window(shared: ServerProcess, visit: Visit, eid: str) -> None:
    one, two = f"{eid}x", f"{eid}y"
    line(shared, "loss", one, [1])
    line(shared, "loss", two, [2])
    ask(shared, "/events", win="other id", eid=two, layout={}, opts={"title": "single"},
        data=[{"type": "scatter", "x": [1], "y": [1], "name": "a"}])  # fmt: skip
    page = visit(shared)
    shown = {message["id"]: message for message in page.compare(two, "missing", one) if message["command"] == "window"}
    names = f"{two}+missing+{one}"
    line(shared, "loss", one, [3], append=True)
    page.command("window_update")
    page.send(cmd="send_window", eid=names, win="loss")
    merged = page.command("window")
    assert merged["id"] == "loss"
    assert [(trace["name"], trace["x"]) for trace in merged["content"]["data"]] == [("0_a", [2]), ("2_a", [1, 3])]
    page.send(cmd="send_window", eid=names, win="window_compare_legend")
    assert page.command("window") == shown["window_compare_legend"]
    page.send(cmd="send_window", eid=names, win="other id")
    assert page.command("window", "close") == {"command": "close", "data": "other id"}
    page.send(cmd="send_window", eid=f"{one}+{two}", win="loss")  # not what the page compares
    assert page.rest() == []


def test_numbers_are_ids_in_every_command(shared: ServerProcess, visit: Visit) -> None:
    points = [{"group": 0, "name": str(n), "label": str(n), "position": [n, n], "idx": n} for n in range(4)]
    page, program = visit(shared), Program(shared)
    with connected(program):
        for win in ("7", "8"):
            text(shared, win, "7", "x")
        ask(shared, "/events", data=[{"type": "embeddings", "content": {"data": points}}], win="9", eid="7", opts={})
        ask(shared, "/update", data={"update_type": "RegionSelected", "points": points[:3]}, win="9", eid="7", opts={})
        page.watch("7")
        page.send(cmd="send_window", eid=7, win=7)
        assert page.command("window")["id"] == "7"
        page.send(cmd="pop_embeddings_pane", data={"eid": 7, "target": 9})
        assert page.command("window_update")["win"] == "9"
        page.send(cmd="layout_item_update", eid=7, win=8, data={"i": "8", "x": 3})
        page.send(cmd="forward_to_vis", data={"eid": 7, "target": 7, "event_type": "Click"})
        event = program.receive()
        assert event is not None
        assert (event["eid"], event["target"], event["pane_data"]["content"]) == ("7", "7", "x")
        page.send(cmd="close", eid=7, data=7)
        event = program.receive()
        assert event is not None
        assert (event["event_type"], event["target"], event["eid"]) == ("close", "7", "7")
        page.send(cmd="undo", eid=7)
        assert page.command("window")["id"] == "7"
        page.send(cmd="save", data={}, prev_eid=7, eid=8)  # from now on the page watches the copy
        page.send(cmd="close_all", eid=8)
        assert {page.command("close")["data"] for _ in range(3)} == {"7", "8", "9"}
        assert set(window(shared, None, "7")) == {"7", "8", "9"}
        for eid in (7, 8):
            page.send(cmd="delete_env", eid=eid)
            page.command("env_update")
        assert not {"7", "8"} & set(ask(shared, "/env_state").json())
        assert page.rest() == []


# -- refusals


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ({"cmd": "close", "data": "w"}, '"eid" must be text; got nothing.'),
        ({"cmd": "close", "data": ["w"], "eid": "main"}, '"data" must be text; got a list.'),
        ({"cmd": "close_all", "eid": "missing"}, "There is no environment 'missing'."),
        ({"cmd": "save", "data": {}, "prev_eid": "missing", "eid": "new"}, "There is no environment 'missing'."),
        ({"cmd": "delete_env", "eid": "missing"}, "There is no environment 'missing'."),
        ({"cmd": "save_layouts", "data": {}}, '"data" must be text; got an object.'),
        ({"cmd": "layout_item_update", "eid": "missing", "win": "w", "data": {}}, "There is no environment 'missing'."),
        ({"cmd": "pop_embeddings_pane", "data": {"eid": "main", "target": "none"}}, "There is no window 'none'"),
        ({"cmd": "undo", "eid": "missing"}, "There is no environment 'missing'."),
        ({"cmd": "send_window", "eid": "main"}, '"win" must be text; got nothing.'),
    ],
    ids=lambda value: value["cmd"] if isinstance(value, dict) else "",
)
def test_a_refused_command_is_answered_with_a_sentence(
    shared: ServerProcess, visit: Visit, command: dict[str, object], words: str
) -> None:
    page, other = visit(shared), visit(shared)
    page.rest()
    page.send(**command)
    answer = page.command("refused")
    assert set(answer) == {"command", "cmd", "reason"}
    assert answer["cmd"] == command["cmd"]
    assert answer["reason"].startswith(words)
    assert page.rest() == other.rest() == []


@pytest.mark.parametrize("message", ["no JSON", "[]", "{}", '{"cmd": "dance"}', '{"cmd": ["close"]}'])
def test_messages_that_are_not_commands_are_ignored(shared: ServerProcess, visit: Visit, message: str) -> None:
    page = visit(shared)
    page.socket.send(message)
    assert page.rest() == []


def test_a_long_reason_is_cut(shared: ServerProcess, visit: Visit) -> None:
    page = visit(shared)
    page.send(cmd="delete_env", eid="x" * 10_000)
    assert len(page.command("refused")["reason"]) < 600


def test_a_polling_page_gets_the_refusal_too(shared: ServerProcess) -> None:
    address = shared.url + "/socket_wrap"
    sid = requests.get(address, timeout=10).json()["sid"]
    command = json.dumps({"cmd": "delete_env", "eid": "missing"})
    sent = requests.post(address, json={"sid": sid, "message_type": "send", "message": command}, timeout=10)
    assert sent.json() == {"success": True}
    sent = requests.post(address, json={"sid": sid, "message_type": "query"}, timeout=10).json()["messages"]
    assert json.loads(sent[-1])["command"] == "refused"


def test_a_read_only_page_may_read_and_gets_a_refusal_for_changes(make_server: Callable[..., ServerProcess]) -> None:
    server = make_server("-readonly")
    text(server, "w", "e", "hello")
    page = Page(server)
    with connected(page):
        page.watch("e")
        for command in (
            {"cmd": "close", "data": "w", "eid": "e"},
            {"cmd": "close_all", "eid": "e"},
            {"cmd": "undo", "eid": "e"},
            {"cmd": "save_all"},
            {"cmd": "forward_to_vis", "data": {"target": "w", "eid": "e", "event_type": "Click"}},
        ):
            page.send(**command)
            refused = {"command": "refused", "cmd": command["cmd"], "reason": "This server is read-only for pages."}
            assert page.command("refused") == refused
        page.send(cmd="send_window", eid="e", win="w")
        assert page.command("window", "refused")["content"] == "hello"


def test_what_the_disk_refuses_is_answered_with_its_reason(
    make_server: Callable[..., ServerProcess], tmp_path: Path
) -> None:
    server = make_server("-cache_type", "JPWA")
    page = Page(server)
    with connected(page):
        (server.env_path / "view").write_text("no folder")
        page.send(cmd="save_layouts", data="views")
        reason = page.command("refused")["reason"]
        assert reason.startswith("The views could not be saved: ")
        assert reason.endswith(" Nothing was changed.")
        assert [message for message in page.seen if message.get("data") == "views"] == []


# -- all at once


def test_all_windows_are_closed_and_programs_get_events(shared: ServerProcess, mirror: Mirror, eid: str) -> None:
    for win in ("a", "b"):
        text(shared, win, eid, f"in {win}")
    program = Program(shared)
    with connected(program):
        mirror.send(cmd="close_all", eid=eid)
        events = [program.until(lambda message: message.get("event_type") == "close") for _ in "ab"]
        assert {event["target"]: event["pane_data"]["content"] for event in events} == {"a": "in a", "b": "in b"}
    mirror.changes()
    assert mirror.windows == {} == window(shared, None, eid)


@pytest.mark.parametrize("cache_type", ["JPE", "JPW", "JPWA"])
def test_save_all_has_everything_on_disk(make_server: Callable[..., ServerProcess], cache_type: str) -> None:
    server = make_server("-cache_type", cache_type, "-save_interval", "0", "-save_threshold", "0")
    for eid in ("e", "f"):
        text(server, "w", eid, f"in {eid}")
    page = Page(server)
    with connected(page):
        page.send(cmd="save_all")
        page.send(cmd="save_layouts", data="the command before this one is done")
        page.until(lambda message: message.get("data") == "the command before this one is done")
        assert [message for message in page.seen if message["command"] == "refused"] == []
    server.restart(kill=True)
    assert [window(server, "w", eid)["content"] for eid in ("e", "f")] == ["in e", "in f"]
