"""Real servers on real disks that are full, read-only, removed, or out of files: no change is lost, all recover."""

from __future__ import annotations

import fcntl
import resource
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from peers import WAIT_SECONDS, Page, attempt, text, window
from serving import ServerProcess
from small_disks import LimitedFiles, SmallDisk, bound_by_modes, kinds

from visdom.autosave import open_tree
from visdom.windows.patch import replay

MakeServer = Callable[..., ServerProcess]
Visit = Callable[..., Page]
EXTENDED = "/socket?ops=str_ins"
CONTENT = "x" * 3000


@pytest.fixture(params=kinds())
def disk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SmallDisk | LimitedFiles]:
    """A disk that can be filled; its kind is in the names of the tests."""
    made = SmallDisk(tmp_path / "disk") if request.param == "tmpfs" else LimitedFiles(tmp_path / "envs")
    yield made
    made.close()


def until(condition: Callable[[], bool]) -> None:
    """Wait for something that happens by itself."""
    deadline = time.monotonic() + WAIT_SECONDS
    while not condition():
        assert time.monotonic() < deadline, "it does not happen"
        time.sleep(0.05)


def wait_for_unsaved(page: Page, unsaved: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """The last message about unsaved windows, once it matches."""

    def fits() -> bool:
        page.receive(0.1)
        return bool(page.unsaved) and unsaved(page.unsaved[-1])

    until(fits)
    last: dict[str, Any] = page.unsaved[-1]
    return last


def draw(server: ServerProcess, win: str, content: str) -> requests.Response:
    return attempt(server, "/events", win=win, eid="e", data=[{"type": "text", "content": content}])


def found_in(folder: Path) -> dict[str, str]:
    """The windows that the next server finds there."""
    tree = open_tree(str(folder), replay=replay)
    try:
        tree.load("e", list(tree["e"]["jsons"]))
        return {win: each["content"] for win, each in tree["e"]["jsons"].items()}
    finally:
        tree.close()


@pytest.mark.parametrize("cache_type", ["JPWA", "JPE"])
def test_a_full_disk_is_reported_and_everything_is_written_when_there_is_room_again(
    make_server: MakeServer, visit: Visit, disk: SmallDisk | LimitedFiles, cache_type: str, tmp_path: Path
) -> None:
    server = make_server("-cache_type", cache_type, env_path=disk.env_path, prefix=disk.prefix)
    page = visit(server, EXTENDED)
    saved = {f"before{number}": CONTENT for number in range(5)}
    for win, content in saved.items():
        text(server, win, "e", content)
    assert attempt(server, "/save", data=["e"]).status_code == 200
    disk.fill(server)
    refused = {"new": CONTENT * 2, "before0": CONTENT * 3}
    answers = [draw(server, win, content) for win, content in refused.items()]
    if cache_type == "JPE":
        answers = [attempt(server, "/save", data=["e"])]
    for answer in answers:
        assert (answer.status_code, answer.json()["error"]) == (507, "not saved")
        assert "No space left" in answer.json()["reason"] or "File too large" in answer.json()["reason"]
    reasons = wait_for_unsaved(page, lambda unsaved: set(unsaved.get("e", ())) == set(refused))
    assert reasons["e"]["new"].startswith("The disk does not take it: ")
    assert window(server, "new", "e")["content"] == refused["new"], "it stays in memory"
    assert found_in(shutil.copytree(disk.seen, tmp_path / "copy")) == saved, "what was saved before is intact"
    disk.make_room(server)
    wait_for_unsaved(page, lambda unsaved: unsaved == {})
    assert draw(server, "after", CONTENT).status_code == 200
    if cache_type == "JPE":
        attempt(server, "/save", data=["e"])
    server.restart(kill=True)
    assert {win: each["content"] for win, each in window(server, None, "e").items()} == {
        **saved,
        **refused,
        "after": CONTENT,
    }


def test_a_folder_that_becomes_read_only_is_reported_and_recovers(make_server: MakeServer, visit: Visit) -> None:
    server = make_server("-cache_type", "JPWA", prefix=bound_by_modes())
    page = visit(server, EXTENDED)
    text(server, "w", "e", "before")
    folders = [server.env_path / "e" / "jsons", server.env_path / "e", server.env_path]
    for folder in folders:
        folder.chmod(0o555)
    try:
        answer = draw(server, "new", "only in memory")
        assert (answer.status_code, answer.json()["error"]) == (500, "not saved")
        assert "Permission denied" in answer.json()["reason"]
        wait_for_unsaved(page, lambda unsaved: "Permission denied" in unsaved.get("e", {}).get("new", ""))
        assert found_in_copy(server) == {"w": "before"}
    finally:
        for folder in folders:
            folder.chmod(0o755)
    wait_for_unsaved(page, lambda unsaved: unsaved == {})
    server.restart(kill=True)
    assert window(server, "new", "e")["content"] == "only in memory"
    assert window(server, "w", "e")["content"] == "before"


def found_in_copy(server: ServerProcess) -> dict[str, str]:
    """What another server would find if this one were killed now."""
    copy = server.folder / "copy"
    shutil.copytree(server.env_path, copy)
    for folder in (copy, copy / "e", copy / "e" / "jsons"):
        folder.chmod(0o755)
    try:
        return found_in(copy)
    finally:
        shutil.rmtree(copy)


@pytest.mark.parametrize("name", ["", "e", "e/jsons", ".lock"])
def test_removed_files_are_written_again_within_a_second_or_two(
    make_server: MakeServer, visit: Visit, name: str
) -> None:
    server = make_server("-cache_type", "JPWA")
    page = visit(server, EXTENDED)
    for win in ("quiet", "busy"):
        text(server, win, "e", "0")
    path = server.env_path / name
    lock = server.env_path / ".lock"
    before = lock.stat().st_ino
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink()
    for number in range(10):
        text(server, "busy", "e", str(number))
        time.sleep(0.02)
    if name in ("", ".lock"):
        until(lambda: lock.exists() and lock.stat().st_ino != before and is_locked(lock))
    if name != ".lock":
        until(lambda: (server.env_path / "e" / "jsons" / "quiet.json").exists())
        if page.unsaved:
            wait_for_unsaved(page, lambda unsaved: unsaved == {})
    server.restart(kill=True)
    assert {win: each["content"] for win, each in window(server, None, "e").items()} == {"quiet": "0", "busy": "9"}


def is_locked(path: Path) -> bool:
    with path.open() as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def test_too_many_open_files_hide_and_lose_nothing(make_server: MakeServer, visit: Visit) -> None:
    server = make_server("-cache_type", "JPWA")
    for win in ("unread", "read"):
        text(server, win, "e", "0")
    server.restart(kill=True)
    page = visit(server, EXTENDED)
    with requests.Session() as session:  # one connection, as no other can be made

        def ask(path: str, **body: Any) -> requests.Response:
            return session.post(server.url + path, json={"eid": "e", **body}, timeout=WAIT_SECONDS)

        assert ask("/win_data", win="read").status_code == 200
        more = {"data": [{"type": "text", "content": "1"}], "opts": {}, "append": True}
        limits = resource.prlimit(server.pid, resource.RLIMIT_NOFILE)
        resource.prlimit(server.pid, resource.RLIMIT_NOFILE, (3, limits[1]))
        answers = [ask("/update", win=win, **more) for win in ("unread", "read")]
        for answer in answers:
            assert answer.status_code == 500
            assert "Too many open files" in answer.json()["reason"]
        assert ask("/win_exists", win="unread").text == "true"
        wait_for_unsaved(page, lambda unsaved: set(unsaved.get("e", ())) == {"read"})
        resource.prlimit(server.pid, resource.RLIMIT_NOFILE, limits)
        assert ask("/update", win="unread", **more).status_code == 200
        wait_for_unsaved(page, lambda unsaved: unsaved == {})
    server.restart(kill=True)
    assert {win: each["content"] for win, each in window(server, None, "e").items()} == dict.fromkeys(
        ("unread", "read"), "0<br>1"
    )
