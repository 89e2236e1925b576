from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from mirror import Mirror
from peers import Page, ask, attempt, line, text, window
from serving import ServerProcess

IMAGE = {"src": "data:image/png;base64,AAAA", "caption": "a cat"}
POINT = {"group": 0, "name": "E", "label": "a", "position": [0, 1], "idx": 0}
PROPERTIES = [
    {"type": "text", "name": "n", "value": "v"},
    {"type": "select", "name": "s", "value": 1, "values": ["a", "b"]},
]
GRAPH = {"nodes": [{"name": 0, "label": "0", "club": 1}], "edges": [{"source": 0, "target": 0, "label": "e"}]}
TRACES = [{"type": "bar", "x": [1], "y": None}, {"type": "scatter", "marker": {"line": {"width": None}}}]
COMMON = {"command": "window", "title": "", "inflate": True, "width": None, "height": None, "i": 0, "version": 1}

KINDS: dict[str, tuple[list[dict[str, Any]], dict[str, Any]]] = {
    "text": ([{"type": "text", "content": "<b>x</b>"}], {"content": "<b>x</b>"}),
    "image": ([{"type": "image", "content": IMAGE}], {"content": IMAGE}),
    "image_history": (
        [{"type": "image_history", "content": IMAGE}],
        {"content": [IMAGE], "selected": 0, "show_slider": True},
    ),
    "properties": ([{"type": "properties", "content": PROPERTIES}], {"content": PROPERTIES}),
    "network": (
        [{"type": "network", "content": GRAPH}],
        {"content": GRAPH, "directed": False, "showEdgeLabels": "hover", "showVertexLabels": "hover"},
    ),
    "embeddings": (
        [{"type": "embeddings", "content": {"data": [POINT]}}],
        {"content": {"data": [POINT], "has_previous": False}, "old_content": []},
    ),
    "plot": (TRACES, {"content": {"data": TRACES, "layout": {"title": None, "margin": {"l": 60}}}}),
}
LAYOUT = {"title": None, "margin": {"l": 60}}


@pytest.mark.parametrize("kind", KINDS)
def test_each_type_has_its_members_and_no_others(mirror: Mirror, kind: str) -> None:
    data, members = KINDS[kind]
    made = dict(mirror.make("w", *data, layout=LAYOUT))
    assert len(made.pop("contentID")) == 36
    assert made == {**COMMON, "id": "w", "type": kind, **members}


@pytest.mark.parametrize("kind", KINDS)
def test_options_reach_the_window_of_each_type(mirror: Mirror, kind: str) -> None:
    opts = {"title": "T", "width": 320, "height": 200.5, "inflate": False, "caption": "stays away"}
    made = mirror.make("w", *KINDS[kind][0], opts=opts)
    assert {name: made.get(name) for name in opts} == {**opts, "caption": None}


@pytest.mark.parametrize(
    ("kind", "opts"),
    [
        ("image_history", {"show_slider": False}),
        ("network", {"directed": True, "showEdgeLabels": False, "showVertexLabels": "always"}),
    ],
)
def test_options_of_one_type_reach_its_windows(mirror: Mirror, kind: str, opts: dict[str, Any]) -> None:
    made = mirror.make("w", *KINDS[kind][0], opts=opts)
    assert {name: made[name] for name in opts} == opts


def test_embeddings_may_say_first_that_they_are_loading(mirror: Mirror) -> None:
    made = mirror.make("w", {"type": "embeddings", "content": {"isLoading": True, "selected": None}})
    assert made["content"] == {"isLoading": True, "selected": None, "has_previous": False}


def test_not_a_number_is_null_for_programs_pages_and_the_disk(mirror: Mirror) -> None:
    trace = {"type": "scatter", "x": [float("nan"), float("inf"), float("-inf"), 1.5], "y": [1]}
    mirror.make("w", trace, opts={"height": float("nan")})
    ask(mirror.server, "/save", data=[mirror.eid])
    mirror.server.stop()
    assert "NaN" not in "".join(path.read_text() for path in mirror.server.env_path.rglob(f"*{mirror.eid}*.json"))
    mirror.server.start()
    assert window(mirror.server, "w", mirror.eid) == mirror.windows["w"]
    assert mirror.windows["w"]["content"]["data"][0]["x"] == [None, None, None, 1.5]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"data": [{"type": "scatter", "x": [1]}]}, "layout"),
        ({"data": [{"type": "text", "content": "x"}], "func": "text"}, "Lua"),
        ({"data": []}, "at least one"),
        ({"data": [], "layout": []}, "layout"),
        ({"layout": {}}, "`data`"),
        ({"data": [{"x": [1]}], "layout": {}}, "`type`"),
        ({"data": [{"type": "text"}]}, "`content`"),
        ({"data": [{"type": "image", "content": "x"}]}, "`content`"),
        ({"data": [{"type": "text", "content": "x"}], "opts": []}, "`opts`"),
    ],
)
def test_a_window_that_cannot_be_made_is_refused_and_makes_no_environment(
    shared: ServerProcess, eid: str, body: dict[str, Any], words: str
) -> None:
    answer = attempt(shared, "/events", win="w", eid=eid, **body)
    assert answer.status_code == 400
    assert words in answer.text
    assert eid not in ask(shared, "/env_state").json()


def test_a_refused_window_leaves_the_old_one(mirror: Mirror) -> None:
    mirror.make("w", {"type": "text", "content": "old"})
    mirror.refused("layout", "/events", win="w", data=[{"type": "scatter"}])


def test_the_first_window_of_an_environment_is_sent_before_the_environment(mirror: Mirror) -> None:
    start = len(mirror.seen)
    mirror.make("w", {"type": "text", "content": "x"})
    sent = [message["command"] for message in mirror.seen[start:]]
    assert sent[:2] == ["window", "env_update"]
    start = len(mirror.seen)
    mirror.make("v", {"type": "text", "content": "x"})
    assert "env_update" not in [message["command"] for message in mirror.seen[start:]]


def test_every_change_renews_the_content_id(mirror: Mirror) -> None:
    text_item = {"type": "text", "content": "x"}
    seen = {mirror.make("w", text_item)["contentID"] for _ in range(3)}
    seen |= {mirror.update("w", text_item)["contentID"] for _ in range(3)}
    assert len(seen) == 6


def test_windows_are_sent_by_i_and_those_without_it_last(
    shared: ServerProcess, eid: str, visit: Callable[..., Page]
) -> None:
    for win in ("one", "two"):
        text(shared, win, eid, "x")
    stored = {"type": "text", "content": "", "command": "window"}
    for win, more in (("none", {}), ("null", {"i": None}), ("far", {"i": 9}), ("early", {"i": 0})):
        ask(shared, "/win_data", win=win, eid=eid, data=json.dumps({**stored, "id": win, **more}))
    sent = [message["id"] for message in visit(shared).watch(eid) if message["command"] == "window"]
    assert sent == ["one", "early", "two", "far", "none", "null"]


def test_a_replacement_retains_the_position_even_without_one(shared: ServerProcess, eid: str) -> None:
    text(shared, "a", eid, "x")
    ask(shared, "/win_data", win="old", eid=eid, data='{"type": "text", "content": "", "id": "old"}')
    text(shared, "b", eid, "x")
    text(shared, "old", eid, "replaced")
    assert {win: made["i"] for win, made in window(shared, None, eid).items()} == {"a": 0, "b": 1, "old": 2}


def test_the_empty_text_is_an_id_like_others(shared: ServerProcess, eid: str) -> None:
    text(shared, "", eid, "first")
    ask(shared, "/update", win="", eid=eid, data=[{"type": "text", "content": "second"}])
    assert window(shared, "", eid)["content"] == "first<br>second"
    assert ask(shared, "/win_exists", win="", eid=eid).text == "true"
    ask(shared, "/close", win="", eid=eid)
    assert window(shared, None, eid) == {}


@pytest.mark.parametrize(("number", "name"), [(7, "7"), (-3, "-3"), (1.5, "1.5")])
def test_a_number_is_the_window_of_that_text_on_every_route(mirror: Mirror, number: float, name: str) -> None:
    server, eid = mirror.server, mirror.eid
    text(server, name, eid, "x")
    ask(server, "/update", win=number, eid=eid, data=[{"type": "text", "content": "more"}])
    shown = ask(server, "/win_data", win=number, eid=eid).json()
    assert (shown["id"], shown["content"]) == (name, "x<br>more")
    assert ask(server, "/win_exists", win=number, eid=eid).text == "true"
    assert ask(server, "/win_hash", win=number, eid=eid).text == ask(server, "/win_hash", win=name, eid=eid).text
    ask(server, "/win_data", win=number, eid=eid, data=json.dumps({**shown, "content": "stored"}))
    assert window(server, name, eid)["content"] == "stored"
    assert ask(server, "/events", win=number, eid=eid, data=[{"type": "text", "content": "new"}]).text == name
    ask(server, "/close", win=number, eid=eid)
    assert window(server, None, eid) == {}
    assert [message["command"] for message in mirror.changes()][-1] == "close"


def test_a_number_is_the_environment_of_that_text_on_every_route(shared: ServerProcess) -> None:
    def names() -> set[str]:
        return set(ask(shared, "/env_state").json()) & {"7", "8"}

    ask(shared, "/env/7", eid=7)
    assert names() == {"7"}
    ask(shared, "/events", win="w", eid=7, data=[{"type": "text", "content": "x"}])
    assert window(shared, "w", "7")["content"] == "x"
    assert ask(shared, "/win_exists", win="w", eid=7).text == "true"
    assert ask(shared, "/save", data=[7, "missing"]).json() == ["7"]
    assert ask(shared, "/fork_env", prev_eid=7, eid=8).text == "8"
    assert window(shared, "w", "8")["content"] == "x"
    ask(shared, "/close", win="w", eid=8)
    assert window(shared, None, "8") == {}
    for eid in (7, 8):
        ask(shared, "/delete_env", eid=eid)
    assert names() == set()


def test_closing_a_missing_window_sends_close_to_every_watching_page(mirror: Mirror) -> None:
    mirror.make("w", {"type": "text", "content": "x"})
    ask(mirror.server, "/close", win="missing", eid=mirror.eid)
    assert mirror.changes() == [{"command": "close", "data": "missing"}]
    ask(mirror.server, "/close", win=None, eid=mirror.eid)
    assert mirror.changes() == [{"command": "close", "data": "w"}]
    assert mirror.eid in ask(mirror.server, "/env_state").json()


def test_closing_retains_positions(mirror: Mirror) -> None:
    mirror.make("w", {"type": "text", "content": "x"})
    mirror.send(cmd="layout_item_update", eid=mirror.eid, win="w", data={"i": "w", "x": 3})
    mirror.changes()
    ask(mirror.server, "/close", win="w", eid=mirror.eid)
    assert mirror.watch(mirror.eid)[-2:] == [
        {"command": "reload", "data": {"w": {"i": "w", "x": 3}}},
        {"command": "layout"},
    ]


def test_windows_are_stored_as_they_are_and_sent_to_watching_pages(mirror: Mirror) -> None:
    odd = {"type": "of tomorrow", "content": [1, {"é": None}], "command": "window", "id": "w", "i": 0, "version": 4}
    assert ask(mirror.server, "/win_data", win="w", eid=mirror.eid, data=json.dumps(odd)).text == ""
    assert len(mirror.changes()) == 1
    assert mirror.windows["w"] == window(mirror.server, "w", mirror.eid) == odd


def test_storing_all_windows_replaces_them_and_needs_an_explicit_null(mirror: Mirror) -> None:
    mirror.make("gone", {"type": "text", "content": "x"})
    stay = mirror.make("stays", {"type": "text", "content": "y"})
    mirror.refused('"win" must be', "/win_data", data="{}")
    ask(mirror.server, "/win_data", win=None, eid=mirror.eid, data=json.dumps({"stays": stay}))
    mirror.changes()
    assert mirror.windows == window(mirror.server, None, mirror.eid) == {"stays": stay}


@pytest.mark.parametrize("data", ["{", "7", '{"w": 7}', 7, {}])
def test_text_that_is_not_json_of_windows_is_not_stored(mirror: Mirror, data: Any) -> None:
    mirror.make("w", {"type": "text", "content": "x"})
    mirror.refused('"data" must be', "/win_data", win=None, data=data)


def test_a_dump_is_restored_elsewhere_with_its_versions(shared: ServerProcess, eid: str) -> None:
    line(shared, "p", eid, [1])
    line(shared, "p", eid, [2], append=True)
    dump = ask(shared, "/win_data", win=None, eid=eid).text
    ask(shared, "/win_data", win=None, eid=eid + " copy", data=dump)
    assert window(shared, None, eid + " copy") == json.loads(dump)


def test_answers_say_that_they_are_json_or_plain_text_and_never_html(shared: ServerProcess, eid: str) -> None:
    text(shared, "w", eid, "x")
    bodies: dict[str, dict[str, Any]] = {
        "/env_state": {},
        "/win_data": {"win": "w", "eid": eid},
        "/save": {"data": [eid]},
        "/vis_socket_wrap": {"message_type": "init"},
        "/socket_wrap": {"message_type": "query"},
    }
    for path, body in bodies.items():
        assert ask(shared, path, **body).headers["Content-Type"] == "application/json", path
    for path in ("/win_exists", "/win_hash", "/close"):
        assert ask(shared, path, win="w", eid=eid).headers["Content-Type"] == "text/plain; charset=UTF-8", path
