from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import ANY

import pytest
import requests
from peers import WAIT_SECONDS, Page, ask, connected, line, text, window
from serving import ServerProcess

MakeServer = Callable[..., ServerProcess]
Visit = Callable[..., Page]
EXTENDED = "/socket?ops=str_ins"
CHANGED = "It changed since it was saved."


def wait_for_unsaved(page: Page, expected: dict[str, dict[str, str]]) -> None:
    """Return when this is the last message about unsaved windows."""
    deadline = time.monotonic() + WAIT_SECONDS
    while not page.unsaved or page.unsaved[-1] != expected:
        assert time.monotonic() < deadline, page.unsaved
        page.receive(0.1)


@pytest.mark.parametrize("cache_type", ["JPE", "JPW"])
@pytest.mark.parametrize("how", ["save", "save_all"])
def test_windows_are_unsaved_until_they_are_saved(
    make_server: MakeServer, visit: Visit, cache_type: str, how: str
) -> None:
    server = make_server("-cache_type", cache_type, "-save_interval", "0", "-save_threshold", "0")
    page = visit(server, EXTENDED)
    text(server, "w", "e", "hello")
    wait_for_unsaved(page, {"e": {"w": CHANGED}})
    line(server, "v", "f", [1])
    wait_for_unsaved(page, {"e": {"w": CHANGED}, "f": {"v": CHANGED}})
    late = visit(server, EXTENDED)
    wait_for_unsaved(late, {"e": {"w": CHANGED}, "f": {"v": CHANGED}})
    if how == "save":
        ask(server, "/save", data=["f"])
        wait_for_unsaved(page, {"e": {"w": CHANGED}})
        ask(server, "/close", win="w", eid="e")
    else:
        page.send(cmd="save_all")
    wait_for_unsaved(page, {})
    wait_for_unsaved(late, {})


def test_an_environment_is_saved_by_the_timer_and_the_page_is_updated(make_server: MakeServer, visit: Visit) -> None:
    server = make_server("-cache_type", "JPE", "-save_interval", "2")
    page = visit(server, EXTENDED)
    text(server, "w", "e", "hello")
    wait_for_unsaved(page, {"e": {"w": CHANGED}})
    wait_for_unsaved(page, {})


def test_with_autosave_nothing_is_unsaved(make_server: MakeServer, visit: Visit) -> None:
    server = make_server("-cache_type", "JPWA")
    page = visit(server, EXTENDED)
    text(server, "w", "e", "hello")
    time.sleep(1.5)
    page.rest()
    assert page.unsaved == []
    late = visit(server, EXTENDED)
    late.rest()
    assert late.unsaved == []


def blocked(folder: Path) -> Path:
    """No file can be written into the folder until what stands in its way is removed."""
    folder.rename(folder.with_name("moved away"))
    folder.write_text("no folder")
    return folder


def unblock(folder: Path) -> None:
    folder.unlink()
    folder.with_name("moved away").rename(folder)


@pytest.mark.parametrize("cache_type", ["JPE", "JPWA"])
def test_windows_that_the_disk_refuses_are_sent_and_so_is_the_recovery(
    make_server: MakeServer, visit: Visit, cache_type: str
) -> None:
    server = make_server("-cache_type", cache_type, "-save_interval", "0", "-save_threshold", "0")
    for win in ("w", "v"):
        text(server, win, "e", "hello")
    ask(server, "/save", data=["e"])
    page, other = visit(server, EXTENDED), visit(server, EXTENDED)
    page.watch("e")
    (server.env_path / ".building").mkdir(exist_ok=True)
    folder = blocked(server.env_path / ".building" if cache_type == "JPE" else server.env_path / "e" / "jsons")
    ask_anyway(server, "/events", win="w", eid="e", data=[{"type": "text", "content": "changed"}])
    page.send(cmd="save_all")
    assert " could not be saved: " in page.command("refused")["reason"]
    wait_for_unsaved(page, {"e": {"w": ANY}})
    wait_for_unsaved(visit(server, EXTENDED), {"e": {"w": ANY}})
    assert page.unsaved[-1]["e"]["w"].startswith("The disk does not take it: ")
    unblock(folder)
    wait_for_unsaved(page, {})
    wait_for_unsaved(other, {})
    server.restart(kill=True)
    assert window(server, "w", "e")["content"] == "changed"


def ask_anyway(server: ServerProcess, path: str, **body: Any) -> None:
    """POST something that the disk may refuse."""
    requests.post(server.url + path, json=body, timeout=10)


def test_pages_of_0_2_4_get_no_unsaved_message(make_server: MakeServer, visit: Visit) -> None:
    server = make_server("-cache_type", "JPW")
    old, new = visit(server, "/socket"), visit(server, EXTENDED)
    text(server, "w", "e", "hello")
    wait_for_unsaved(new, {"e": {"w": CHANGED}})
    old.rest()
    assert old.unsaved == []


def test_a_page_gets_unsaved_windows_only_when_they_change(make_server: MakeServer) -> None:
    server = make_server("-cache_type", "JPW")
    page = Page(server, EXTENDED)
    with connected(page):
        line(server, "w", "e", [1])
        wait_for_unsaved(page, {"e": {"w": CHANGED}})
        for number in range(30):
            line(server, "w", "e", [number], append=True)
            time.sleep(0.1)
        page.rest()
        assert page.unsaved == [{"e": {"w": CHANGED}}]
