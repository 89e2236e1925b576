"""A server whose memory is bounded answers like any other."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from mirror import Mirror
from peers import Page, Program, ask, connected, window
from serving import ServerProcess

from visdom.jsontext import dumps

EID = "many"
POLL_SECONDS = 0.2
GIVE_UP_SECONDS = 60.0
LARGE_WINDOWS = 25
LARGE_NUMBERS = 250_000


def line(*values: float, **more: Any) -> dict[str, Any]:
    return {"y": list(values), "x": list(range(len(values))), "type": "scatter", "name": "1", **more}


@pytest.fixture
def page(make_server: Callable[..., ServerProcess]) -> Iterator[Mirror]:
    """A page that watches an environment of 40 windows of 25 kB, 4 MB in memory, on a server with `-cache_mb 1`."""
    server = make_server("-cache_type", "JPWA", "-cache_mb", "1")
    for number in range(40):
        assert ask(
            server,
            "/events",
            win=f"w{number}",
            eid=EID,
            opts={"title": f"t{number}"},
            data=[line(*range(3000))],
            layout={},
        )
    mirror = Mirror(server, EID)
    yield mirror
    mirror.socket.close()


def wait_until_most_are_folded_and_let_go(server: ServerProcess) -> None:
    """Journals are folded after about a second, and windows evicted after about two more."""
    folder = server.env_path / EID / "jsons"
    deadline = time.monotonic() + GIVE_UP_SECONDS
    while list(folder.glob("*.journal")) and time.monotonic() < deadline:
        time.sleep(POLL_SECONDS)
    time.sleep(3.0)


@pytest.mark.slow
def test_pages_notice_nothing(page: Mirror) -> None:
    server = page.server
    wait_until_most_are_folded_and_let_go(server)
    for number in range(0, 40, 3):
        page.update(f"w{number}", line(1), append=True, name="1")
    assert page.changes() == []
    wait_until_most_are_folded_and_let_go(server)
    assert page.windows == window(server, None, EID)
    later = Mirror(server, EID)
    with connected(later):
        assert list(later.windows) == [f"w{number}" for number in range(40)]
        assert later.windows == page.windows
    assert [page.windows[f"w{number}"]["version"] for number in range(4)] == [2, 1, 1, 2]
    made = page.make("new", line(1))
    assert made["i"] == 40
    ask(server, "/close", win="w1", eid=EID)
    page.changes()
    assert "w1" not in page.windows
    server.restart()
    assert window(server, None, EID) == page.windows


def test_environments_are_compared_whole(page: Mirror) -> None:
    server = page.server
    for number in range(40):
        ask(
            server,
            "/events",
            win=f"v{number}",
            eid="other",
            opts={"title": f"t{number}"},
            data=[line(number)],
            layout={},
        )
    wait_until_most_are_folded_and_let_go(server)
    other = Page(server)
    with connected(other):
        shown = {message["id"]: message for message in other.compare(EID, "other") if message["command"] == "window"}
        assert len(shown) == 41
        assert [len(trace["y"]) for trace in shown["w5"]["content"]["data"]] == [3000, 1]
        ask(server, "/update", win="w5", eid=EID, data=[line(1)], append=True, name="1")
        assert other.command("window_update", "window")


def test_programs_get_an_event_for_a_closed_window(page: Mirror) -> None:
    wait_until_most_are_folded_and_let_go(page.server)
    program = Program(page.server)
    with connected(program):
        page.send(cmd="close", eid=EID, data="w7")
        sent = program.until(lambda message: message.get("event_type") == "close")
        assert len(sent["pane_data"]["content"]["data"][0]["y"]) == 3000


def resident(server: ServerProcess) -> int:
    """Bytes of memory that the process has."""
    status = Path(f"/proc/{server.pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) * 1024


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads the memory of a process from Linux")
def test_a_server_that_touched_much_takes_little(make_server: Callable[..., ServerProcess], tmp_path: Path) -> None:
    content = {"data": [line(*itertools.islice(itertools.cycle((0.123456789, 0.5, 17.25)), LARGE_NUMBERS))]}
    for side in ("bounded", "unbounded"):
        folder = tmp_path / side / EID / "jsons"
        folder.mkdir(parents=True)
        for number in range(LARGE_WINDOWS):
            members = {"command": "window", "id": f"w{number}", "type": "plot", "i": number, "version": 1}
            (folder / f"w{number}.json").write_bytes(dumps({**members, "content": content}))
    bounded = make_server("-cache_type", "JPWA", "-cache_mb", "1", env_path=tmp_path / "bounded")
    unbounded = make_server("-cache_type", "JPWA", "-cache_mb", "0", env_path=tmp_path / "unbounded")
    for number in range(LARGE_WINDOWS):
        shown = [ask(each, "/win_data", win=f"w{number}", eid=EID).content for each in (bounded, unbounded)]
        assert shown[0] == shown[1]
    for each in (bounded, unbounded):
        ask(each, "/update", win="w3", eid=EID, data=[line(1)], append=True, name="1")
    deadline = time.monotonic() + GIVE_UP_SECONDS
    while resident(bounded) > resident(unbounded) / 3 and time.monotonic() < deadline:
        time.sleep(POLL_SECONDS)
    print(f"bounded: {resident(bounded) / 1e6:.0f} MB, unbounded: {resident(unbounded) / 1e6:.0f} MB")
    assert resident(bounded) <= resident(unbounded) / 3
    assert [len(window(bounded, win, EID)["content"]["data"][0]["y"]) - LARGE_NUMBERS for win in ("w3", "w4")] == [1, 0]
