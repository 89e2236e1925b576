"""Rounds of the crash tests: writers at work, the server ended under them, started again, compared with the books."""

from __future__ import annotations

import contextlib
import gzip
import http.client
import json
import random
import shutil
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ledger import SHARED, Environments, Ledger, compare
from serving import ServerProcess

OWNERS = ("w0", "w1", "w2", "w3")
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
    texts = {folder.name: [_text(file) for file in folder.glob("jsons/*.json*")] for folder in folders}
    return {eid: {window["id"]: window for window in map(json.loads, windows)} for eid, windows in texts.items()}


def _text(file: Path) -> bytes:
    return gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()


def new_books(server: ServerProcess, folder: Path) -> list[Path]:
    """The empty books of all writers, on a server that is new as well."""
    post(server, f"/env/{SHARED}", {"eid": SHARED})
    books = [folder / f"{owner}.json" for owner in OWNERS]
    for owner, book in zip(OWNERS, books, strict=True):
        Ledger(owner, {SHARED: {}}).save(book)
    return books


@contextlib.contextmanager
def writers_at_work(server: ServerProcess, books: list[Path], seed: str) -> Iterator[None]:
    """All writers work; the caller ends the server, and they close their books."""
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
        yield
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
