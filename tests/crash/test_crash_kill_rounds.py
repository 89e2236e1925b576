"""Nothing that was acknowledged is lost: four writers at once, `kill -9` at a random moment, a start, a comparison."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import random
import shutil
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ledger import SHARED, Environments, Ledger, compare
from serving import ServerProcess

OWNERS = ("w0", "w1", "w2", "w3")
ROUNDS = int(os.environ.get("VISDOM_CRASH_ROUNDS", "25"))
SEED = os.environ.get("VISDOM_CRASH_SEED", "visdom")
WRITERS = Path(__file__).with_name("writers.py")

open_directly = urllib.request.build_opener(urllib.request.ProxyHandler({})).open


def post(server: ServerProcess, path: str, body: dict[str, Any]) -> str:
    with open_directly(f"{server.url}{path}", json.dumps(body).encode(), timeout=60) as answer:
        text: str = answer.read().decode()
        return text


def everything(server: ServerProcess) -> Environments:
    """All windows of all environments."""
    names = json.loads(post(server, "/env_state", {}))
    return {eid: json.loads(post(server, "/win_data", {"win": None, "eid": eid})) for eid in names}


def plain_files(env_path: Path) -> Environments:
    """All windows as anybody finds them in the folder of a server that was ended in order."""
    folders = [
        folder for folder in env_path.iterdir() if (folder / "jsons").is_dir() or (folder / "reload.json").exists()
    ]
    texts = {folder.name: [file.read_text() for file in folder.glob("jsons/*.json")] for folder in folders}
    return {eid: {window["id"]: window for window in map(json.loads, windows)} for eid, windows in texts.items()}


def load_until_killed(server: ServerProcess, books: list[Path], seed: str) -> None:
    """Let the writers work for 0.3 to 1.5 s, kill the server under them, wait until they have closed their books."""
    writers = [
        subprocess.Popen(
            [sys.executable, WRITERS, str(server.port), f"{seed} {book.stem}", book], stdout=subprocess.PIPE
        )
        for book in books
    ]
    try:
        for writer in writers:
            assert writer.stdout is not None
            writer.stdout.readline()
        time.sleep(random.Random(seed).uniform(0.3, 1.5))
        server.stop(kill=True)
        assert [writer.wait(60) for writer in writers] == [0] * len(writers)
    finally:
        for writer in writers:
            writer.kill()
            writer.communicate()


def stumble(server: ServerProcess, seed: str) -> None:
    """Start, and be killed again while windows are read or journals folded."""
    server.start()
    moment = random.Random(f"{seed} again").choice([0.01, 0.05, 0.1, 0.8, 1.2])
    killer = threading.Timer(moment, server.stop, kwargs={"kill": True})
    killer.start()
    with contextlib.suppress(OSError, http.client.HTTPException):
        everything(server)
    killer.join()


def complaints_after_restart(server: ServerProcess, books: list[Path]) -> list[str]:
    """Start again, compare with the books, and let the books go on from there."""
    ledgers = [Ledger.load(book) for book in books]
    server.start()
    complaints = [f"{ledger.owner}: {ledger.surprise}" for ledger in ledgers if ledger.surprise]
    complaints += compare(ledgers, everything(server))
    if "Traceback" in server.log():
        complaints.append(f"the server's log has a traceback: {server.log()[-3000:]}")
    for ledger, book in zip(ledgers, books, strict=True):
        ledger.save(book)
    return complaints


def keep_evidence(server: ServerProcess, books: list[Path], folder: Path) -> Path:
    """A copy of what was on disk when the server was dead (but for the trash, which grows), and of the books."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(server.env_path, folder / "envs", ignore=shutil.ignore_patterns(".trash"))
    for book in books:
        shutil.copy(book, folder)
    return folder


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("fsync", ["everysec", "always"])
def test_no_acknowledged_change_is_lost(make_server: Callable[..., ServerProcess], tmp_path: Path, fsync: str) -> None:
    server = make_server("-cache_type", "JPWA", "-fsync", fsync)
    post(server, f"/env/{SHARED}", {"eid": SHARED})
    books = [tmp_path / f"{owner}.json" for owner in OWNERS]
    for owner, book in zip(OWNERS, books, strict=True):
        Ledger(owner, {SHARED: {}}).save(book)
    for number in range(ROUNDS):
        seed = f"{SEED} {fsync} {number}"
        load_until_killed(server, books, seed)
        evidence = keep_evidence(server, books, tmp_path / "killed")
        if number % 3 == 2:
            stumble(server, seed)
        complaints = complaints_after_restart(server, books)
        assert not complaints, f"round with seed {seed!r}, evidence in {evidence}:\n" + "\n".join(complaints)
    answered = [Ledger.load(book).answered for book in books]
    print(f"{fsync}: {ROUNDS} kills, {sum(answered)} acknowledged requests, none lost")
    assert min(answered) >= ROUNDS

    assert server.stop() == 0
    assert not list(server.env_path.glob("*/jsons/*.journal"))
    assert compare([Ledger.load(book) for book in books], plain_files(server.env_path)) == []
    server.start()
    assert compare([Ledger.load(book) for book in books], everything(server)) == []
