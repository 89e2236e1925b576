"""Nothing that was acknowledged is lost: four writers at once, `kill -9` at a random moment, a start, a comparison."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from ledger import Ledger, compare
from rounds import (
    complaints_after_restart,
    everything,
    keep_evidence,
    new_books,
    plain_files,
    stumble,
    writers_at_work,
)
from serving import ServerProcess

ROUNDS = int(os.environ.get("VISDOM_CRASH_ROUNDS", "10"))
SEED = os.environ.get("VISDOM_CRASH_SEED", "visdom")


def load_until_killed(server: ServerProcess, books: list[Path], seed: str) -> None:
    """Let the writers work for 0.3 to 1.5 s, kill the server under them, wait until they have closed their books."""
    with writers_at_work(server, books, seed):
        time.sleep(random.Random(seed).uniform(0.3, 1.5))
        server.stop(kill=True)


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("fsync", ["everysec", "always"])
def test_no_acknowledged_change_is_lost(make_server: Callable[..., ServerProcess], tmp_path: Path, fsync: str) -> None:
    server = make_server("-cache_type", "JPWA", "-fsync", fsync)
    books = new_books(server, tmp_path)
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
