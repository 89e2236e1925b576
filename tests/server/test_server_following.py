"""A server that follows a folder which another server writes: pages at both see the same."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import requests
from mirror import Mirror
from peers import WAIT_SECONDS, Page, ask, attempt, connected, line, text, window
from serving import ServerProcess

from visdom.server.identity.roles import FOLLOWS

MakeServer = Callable[..., ServerProcess]
CACHE_TYPES = ("JPE", "JPW", "JPWA")


class Following(Mirror):
    """A page of the following server; a message may arrive some time after the change was written."""

    def catch_up(self, writer: ServerProcess) -> None:
        """Return when the page has what the writer has."""
        self.reach(windows_of(writer, self.eid))

    def reach(self, expected: Any) -> None:
        """Return when the page has these windows."""
        deadline = time.monotonic() + WAIT_SECONDS
        while self.windows != expected and time.monotonic() < deadline:
            message = self.receive(deadline - time.monotonic())
            if message is not None:
                self._take(message)
        assert self.windows == expected

    def wait_for(self, wanted: str) -> Any:
        """The next message of this command; others are taken in."""
        while (message := self.receive()) is not None:
            self._take(message)
            if message["command"] == wanted:
                return message
        raise AssertionError(f"no {wanted} came")


def windows_of(server: ServerProcess, eid: str) -> Any:
    answer = attempt(server, "/win_data", win=None, eid=eid)
    return answer.json() if answer.status_code == 200 else {}


def pair(make_server: MakeServer, cache_type: str) -> tuple[ServerProcess, ServerProcess]:
    writer = make_server("-cache_type", cache_type)
    return writer, make_server("-follow", env_path=writer.env_path)


def snapshot(path: Path) -> dict[str, Any]:
    """All names below a folder, the bytes of the files, and when they changed."""
    return {
        str(each.relative_to(path)): (each.stat().st_mtime_ns, each.read_bytes() if each.is_file() else None)
        for each in sorted([path, *path.rglob("*")])
    }


def history(seed: int) -> list[tuple[str, dict[str, Any]]]:
    """Requests that make, change, close and copy windows of few names."""
    chance = random.Random(seed)
    steps: list[tuple[str, dict[str, Any]]] = []
    for number in range(24):
        win = chance.choice("abc")
        trace = {"type": "scatter", "x": [number, 1], "y": [1, number], "name": "t"}
        words = {"type": "text", "content": f"{number} " * chance.choice([1, 50, 20_000])}
        data, layout = chance.choice([(trace, {}), (words, {})]), {"layout": {}}
        steps.append(
            chance.choices(
                [
                    ("/events", {"win": win, "eid": "e", "data": [data[0]], **layout}),
                    ("/update", {"win": win, "eid": "e", "data": [words]}),
                    ("/update", {"win": win, "eid": "e", "data": [trace], "name": "t", "append": True, **layout}),
                    ("/close", {"win": win, "eid": "e"}),
                    ("/close", {"win": None, "eid": "e"}),
                    ("/fork_env", {"prev_eid": "e", "eid": "copy"}),
                    ("/fork_env", {"prev_eid": "copy", "eid": "e"}),
                    ("/delete_env", {"eid": "e"}),
                ],
                weights=[5, 4, 6, 2, 1, 1, 1, 1],
            )[0]
        )
    return steps


@pytest.mark.parametrize(("cache_type", "seed"), [("JPE", 1), ("JPW", 2), ("JPWA", 3), ("JPWA", 4)])
def test_a_page_at_the_follower_sees_every_change(make_server: MakeServer, cache_type: str, seed: int) -> None:
    writer, follower = pair(make_server, cache_type)
    page = Following(follower, "e")
    with connected(page):
        for path, body in history(seed):
            attempt(writer, path, **body)
            ask(writer, "/save", data=["e"])
            page.catch_up(writer)
    assert "ERROR" not in follower.log()
    assert "Traceback" not in follower.log()


def test_records_added_to_a_journal_arrive_as_patches(make_server: MakeServer) -> None:
    writer, follower = pair(make_server, "JPWA")
    page = Following(follower, "e")
    with connected(page):
        line(writer, "w", "e", [1, 2])
        page.catch_up(writer)
        for number in range(5):
            line(writer, "w", "e", [number], append=True)
        page.catch_up(writer)
        time.sleep(2.5)  # the journal is folded meanwhile, which no page has to know
        line(writer, "w", "e", [9], append=True)
        page.catch_up(writer)
    sent = [message["command"] for message in page.seen if message.get("win", message.get("id")) == "w"]
    assert sent == ["window", *["window_update"] * 6]


def test_what_a_killed_writer_acknowledged_is_shown_and_its_next_life_followed(make_server: MakeServer) -> None:
    writer, follower = pair(make_server, "JPWA")
    page = Following(follower, "e")
    with connected(page):
        for number in range(4):
            text(writer, "w", "e", f"round {number}")
            for _ in range(20):
                line(writer, f"line {number}", "e", [1, number], append=True)
            expected = windows_of(writer, "e")
            writer.stop(kill=True)
            page.reach(expected)
            assert windows_of(follower, "e") == expected
            writer.start()
            page.catch_up(writer)
            ask(writer, "/close", win=f"line {number}", eid="e")
        page.catch_up(writer)


def test_names_of_environments_and_views_arrive_too(make_server: MakeServer) -> None:
    writer, follower = pair(make_server, "JPWA")
    page, other = Following(follower, "e"), Page(writer)
    with connected(page, other):
        text(writer, "w", "new", "x")
        assert set(page.wait_for("env_update")["data"]) == {"main", "new"}
        ask(writer, "/delete_env", eid="new")
        assert page.wait_for("env_update")["data"] == ["main"]
        other.send(cmd="save_layouts", data='{"one": []}')
        assert page.wait_for("layout_update")["data"] == '{"one": []}'


def test_positions_of_panes_are_those_of_the_writer_at_the_next_opening(make_server: MakeServer) -> None:
    writer, follower = pair(make_server, "JPWA")
    text(writer, "w", "e", "x")
    page, other = Following(follower, "e"), Page(writer)
    with connected(page, other):
        other.send(cmd="layout_item_update", eid="e", win="w", data={"i": "w", "x": 3})
        deadline = time.monotonic() + WAIT_SECONDS
        positions: Any = {}
        while positions != {"w": {"i": "w", "x": 3}} and time.monotonic() < deadline:
            positions = next(message["data"] for message in page.watch("e") if message["command"] == "reload")
        assert positions == {"w": {"i": "w", "x": 3}}


def test_a_page_that_compares_gets_changes(make_server: MakeServer) -> None:
    writer, follower = pair(make_server, "JPWA")
    line(writer, "w", "one", [1])
    line(writer, "w", "two", [1])
    page = Page(follower)
    with connected(page):
        page.compare("one", "two")
        line(writer, "w", "two", [2], append=True)
        assert page.command("window", "window_update")


WRITING: list[tuple[str, dict[str, Any]]] = [
    ("/events", {"win": "w", "eid": "e", "data": [{"type": "text", "content": "x"}]}),
    ("/update", {"win": "w", "eid": "e", "data": [{"type": "text", "content": "x"}]}),
    ("/close", {"win": "w", "eid": "e"}),
    ("/win_data", {"win": "w", "eid": "e", "data": "{}"}),
    ("/env/new", {"eid": "new"}),
    ("/save", {"data": ["e"]}),
    ("/fork_env", {"prev_eid": "e", "eid": "f"}),
    ("/delete_env", {"eid": "e"}),
]


def test_every_change_is_refused_with_a_reason(make_server: MakeServer) -> None:
    writer, follower = pair(make_server, "JPWA")
    text(writer, "w", "e", "x")
    before = windows_of(writer, "e")
    page = Page(follower)
    with connected(page):
        for path, body in WRITING:
            answer = attempt(follower, path, **body)
            assert (answer.status_code, answer.text) == (403, FOLLOWS), path
        upload = requests.post(f"{follower.url}/upload_env", files={"file": ("x.json", b'{"jsons": {}}')}, timeout=30)
        assert (upload.status_code, upload.json()["message"]) == (403, FOLLOWS)
        for cmd in ("close", "close_all", "undo", "save_all", "save", "delete_env", "save_layouts"):
            page.send(cmd=cmd, eid="e", prev_eid="e", data="w")
            assert page.command("refused") == {"command": "refused", "cmd": cmd, "reason": FOLLOWS}
        for path in ("/win_exists", "/win_hash", "/win_data"):
            assert ask(follower, path, win="w", eid="e").text == ask(writer, path, win="w", eid="e").text
        assert requests.get(f"{follower.url}/export/e.json", timeout=30).json()["jsons"] == before
    assert windows_of(writer, "e") == before


@pytest.mark.parametrize("cache_type", CACHE_TYPES)
def test_the_follower_leaves_the_folder_as_it_is(make_server: MakeServer, cache_type: str) -> None:
    writer = make_server("-cache_type", cache_type)
    for number in range(3):
        line(writer, f"w{number}", "e", [number])
        ask(writer, "/save", data=["e"])
    line(writer, "w0", "e", [9], append=True)
    ask(writer, "/close", win="w1", eid="e")
    writer.stop(kill=True)
    (writer.env_path / "e2.json").write_text('{"jsons": {"w": {"a')
    before = snapshot(writer.env_path)
    follower = make_server("-follow", env_path=writer.env_path)
    page = Following(follower, "e")
    with connected(page):
        page.watch("e2")
        page.watch("main")
        window(follower, None, "e")
    assert follower.stop() == 0
    assert snapshot(writer.env_path) == before


def test_an_empty_folder_is_followed_until_windows_arrive(make_server: MakeServer, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    follower = make_server("-follow", env_path=tmp_path / "empty")
    page = Following(follower, "main")
    with connected(page):
        assert list((tmp_path / "empty").iterdir()) == []
        writer = make_server(env_path=tmp_path / "empty")
        text(writer, "w", "main", "x")
        ask(writer, "/save", data=["main"])
        page.catch_up(writer)


def test_a_folder_that_is_not_there_cannot_be_followed(make_server: MakeServer, tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="is not a folder"):
        make_server("-follow", env_path=tmp_path / "none")
    assert not (tmp_path / "none").exists()


def test_a_script_may_write_the_folder_as_well(make_server: MakeServer, tmp_path: Path) -> None:
    path = tmp_path / "script"
    path.mkdir()
    follower = make_server("-follow", env_path=path)
    page = Following(follower, "run")
    content = {"command": "window", "id": "w", "type": "text", "content": "a", "version": 1}
    whole = json.dumps({"jsons": {"w": content}, "reload": {}})
    with connected(page):
        (path / "run.json").write_text(whole[:40])
        page.wait_for("env_update")
        (path / "run.json").write_text(whole)
        assert page.wait_for("window")["content"] == "a"
        (path / "run.json").unlink()
        assert page.wait_for("close")["data"] == "w"
