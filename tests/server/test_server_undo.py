from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from peers import Page, ask, line, text, window
from serving import ServerProcess

EID = "e"
Visit = Callable[..., Page]


@pytest.fixture(params=["JPE", "JPW", "JPWA"])
def server(request: pytest.FixtureRequest, make_server: Callable[..., ServerProcess]) -> ServerProcess:
    """A server that saves only when it must."""
    return make_server("-cache_type", request.param, "-save_interval", "0", "-save_threshold", "0")


@pytest.fixture
def page(server: ServerProcess, visit: Visit) -> Page:
    ask(server, "/env/x", eid=EID)
    made = visit(server)
    made.watch(EID)
    return made


def close(page: Page, *wins: str) -> None:
    """The page closes windows, one after the other."""
    for win in wins:
        page.send(cmd="close", data=win, eid=EID)
    done(page)


def done(page: Page) -> None:
    """Return when the commands before are done."""
    page.send(cmd="save_layouts", data=f"done {len(page.seen)}")
    page.until(lambda message: str(message.get("data")).startswith("done"))


def undo(page: Page) -> dict[str, Any]:
    """The page wants the last one back; the answer."""
    page.send(cmd="undo", eid=EID)
    return page.command("window", "refused")


def wins_in_trash(server: ServerProcess) -> list[str]:
    return sorted(path.name.split("-", 3)[-1] for path in (server.env_path / ".trash" / EID).glob("*"))


def test_undo_restores_the_whole_window(server: ServerProcess, page: Page) -> None:
    ask(server, "/events", win="other", eid=EID, data=[{"type": "text", "content": "x"}])
    line(server, "loss", EID, [1])
    line(server, "loss", EID, [2], append=True)
    page.send(cmd="layout_item_update", eid=EID, win="loss", data={"i": "loss", "x": 3})
    before = window(server, "loss", EID)
    close(page, "loss")
    back = undo(page)
    assert back["version"] > before["version"]
    assert {**back, "version": 0} == {**before, "version": 0}
    assert window(server, "loss", EID) == back
    assert wins_in_trash(server) == []
    line(server, "loss", EID, [3], append=True)
    assert page.command("window_update")["version"] == back["version"] + 1
    assert page.watch(EID)[0]["data"] == {"loss": {"i": "loss", "x": 3}}


def test_a_restored_window_is_on_disk_before_it_is_sent(server: ServerProcess, page: Page) -> None:
    text(server, "w", EID, "hello")
    close(page, "w")
    back = undo(page)
    server.restart(kill=True)
    assert window(server, "w", EID) == back


def test_several_undos_walk_back_also_after_a_restart(server: ServerProcess, page: Page, visit: Visit) -> None:
    for win in "abc":
        text(server, win, EID, f"in {win}")
    close(page, "b", "a", "c")
    assert undo(page)["content"] == "in c"
    server.restart(kill=False)
    page = visit(server)
    page.watch(EID)
    assert undo(page)["content"] == "in a"
    assert undo(page)["content"] == "in b"
    assert undo(page)["reason"] == f"There is no closed window of the environment '{EID}' in the trash."
    assert sorted(window(server, None, EID)) == ["a", "b", "c"]


@pytest.mark.parametrize("how", ["page", "program"])
def test_windows_that_were_closed_together_are_restored_together(server: ServerProcess, page: Page, how: str) -> None:
    text(server, "before", EID, "x")
    close(page, "before")
    for win in "ab":
        text(server, win, EID, f"in {win}")
    if how == "page":
        page.send(cmd="close_all", eid=EID)
    else:
        ask(server, "/close", win=None, eid=EID)
    done(page)
    assert {undo(page)["id"], page.command("window")["id"]} == {"a", "b"}
    assert sorted(window(server, None, EID)) == ["a", "b"]
    assert undo(page)["id"] == "before"


def test_a_new_window_with_the_id_stays_and_the_closed_one_is_renamed(server: ServerProcess, page: Page) -> None:
    text(server, "w", EID, "old")
    close(page, "w")
    text(server, "w", EID, "new")
    page.command("window")
    back = undo(page)
    assert (back["id"], back["content"]) == ("w_2", "old")
    assert {win: each["content"] for win, each in window(server, None, EID).items()} == {"w": "new", "w_2": "old"}
    assert undo(page)["command"] == "refused"


def test_a_window_that_was_closed_twice_is_restored_twice(server: ServerProcess, page: Page) -> None:
    for content in ("first", "second"):
        text(server, "w", EID, content)
        close(page, "w")
    assert undo(page)["content"] == "second"
    assert (undo(page)["id"], window(server, "w_2", EID)["content"]) == ("w_2", "first")


def test_windows_with_odd_and_long_ids_are_restored(server: ServerProcess, page: Page) -> None:
    ids = ["a/b", "../up", "x" * 300, "", "é 名", "CON"]
    for win in ids:
        text(server, win, EID, f"in {win}")
    close(page, *ids)
    assert [undo(page)["id"] for _ in ids] == ids[::-1]
    assert sorted(window(server, None, EID)) == sorted(ids)


def test_windows_of_other_environments_stay_closed(server: ServerProcess, page: Page, visit: Visit) -> None:
    text(server, "w", EID, "mine")
    text(server, "w", "other", "theirs")
    close(page, "w")
    ask(server, "/close", win="w", eid="other")
    other = visit(server)
    other.watch("other")
    assert undo(page)["content"] == "mine"
    assert other.rest() == []


def test_a_window_that_was_not_quite_closed_when_the_server_ended_is_not_brought_back_twice(
    make_server: Callable[..., ServerProcess], visit: Visit
) -> None:
    server = make_server("-cache_type", "JPE", "-save_interval", "0", "-save_threshold", "0")
    text(server, "older", EID, "x")
    text(server, "w", EID, "hello")
    page = visit(server)
    page.watch(EID)
    close(page, "older")
    ask(server, "/save", data=[EID])
    close(page, "w")  # which the file of the environment does not contain yet
    server.restart(kill=True)
    page = visit(server)
    page.watch(EID)
    assert undo(page)["id"] == "older"
    assert sorted(window(server, None, EID)) == ["older", "w"]


def test_without_trash_nothing_is_restored(make_server: Callable[..., ServerProcess], visit: Visit) -> None:
    server = make_server("-cache_type", "JPE", "-trash_days", "0")
    text(server, "w", EID, "hello")
    page = visit(server)
    page.watch(EID)
    close(page, "w")
    assert undo(page)["command"] == "refused"
    assert not (server.env_path / ".trash").exists()


def test_what_cannot_be_read_in_the_trash_is_passed_over(server: ServerProcess, page: Page) -> None:
    for win in ("fine", "broken"):
        text(server, win, EID, win)
        close(page, win)
    for path in (server.env_path / ".trash" / EID).glob("*-broken.*"):
        path.write_bytes(b"\xff{")
    assert undo(page)["content"] == "fine"
    assert "broken" in server.log()


def test_an_undo_that_the_disk_refuses_is_shown_and_stays_in_the_trash(
    make_server: Callable[..., ServerProcess], visit: Visit, tmp_path: Path
) -> None:
    server = make_server("-cache_type", "JPE", "-save_interval", "0", "-save_threshold", "0")
    text(server, "w", EID, "hello")
    page = visit(server)
    page.watch(EID)
    close(page, "w")
    building = server.env_path / ".building"
    shutil.rmtree(building, ignore_errors=True)
    building.write_text("no folder")
    page.send(cmd="undo", eid=EID)
    assert page.command("window")["content"] == "hello"
    assert page.command("refused")["reason"].startswith(f"The environment '{EID}' could not be saved: ")
    assert wins_in_trash(server) == ["w.json"]
    building.unlink()
    assert undo(page)["reason"].startswith("There is no closed window"), "it is there already"
    assert window(server, "w", EID)["content"] == "hello"
