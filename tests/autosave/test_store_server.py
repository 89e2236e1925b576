"""A server runs on a store from outside the package: it passes the page and kill tests of the conformance suite."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from keeping import change, make_window, replay
from sqlite_store import SqliteStore

from visdom.autosave import Tree
from visdom.autosave.disk.root import Settings
from visdom.autosave.tree.tree import TreeOwner
from visdom.errors import NotSaved
from visdom.jsontext import loads

TESTS = Path(__file__).parents[1]
LAUNCHER = Path(__file__).with_name("sqlite_server.py")
SUITE = ("test_pages.py", "test_autosave_basics.py")
ABOUT_FILES = "upstream_file or autosave_branch or plain_files or unknown_cache_type"
"""Tests of what the stores on files find in their folder, and of their names."""


@pytest.mark.slow
def test_a_server_on_sqlite_passes_the_page_and_kill_tests() -> None:
    flags = "-port {port} -env_path {dir} -bind_local {args}"
    environ = {
        **os.environ,
        "SERVER_CMD": f"{sys.executable} {LAUNCHER} {flags}",
        "AUTOSAVE": "1",
        "PYTHONPATH": os.pathsep.join([str(TESTS.parent), *filter(None, [os.environ.get("PYTHONPATH")])]),
    }
    suite = [str(TESTS / "conformance" / "public" / name) for name in SUITE]
    options = [
        "-c",
        str(TESTS / "conformance" / "pytest.ini"),
        "-p",
        "no:cacheprovider",
        "-q",
        "-k",
        f"not ({ABOUT_FILES})",
    ]
    run = subprocess.run(
        [sys.executable, "-m", "pytest", *suite, *options], env=environ, capture_output=True, text=True, timeout=280
    )
    assert run.returncode == 0, run.stdout[-5000:] + run.stderr[-1000:]
    passed = re.search(r"(\d+) passed", run.stdout)
    assert passed is not None
    assert int(passed[1]) >= 30
    assert "skipped" not in run.stdout


def test_a_change_that_sqlite_refuses_is_pending_and_written_later(tmp_path: Path) -> None:
    owner = TreeOwner()
    store = SqliteStore(str(tmp_path), Settings(replay), owner)
    tree = Tree(store, owner, writer=store)
    tree["e"] = {"jsons": {"w": make_window("w")}}
    store._timer.stop()
    with store._lock:
        pages = store._db.execute("PRAGMA page_count").fetchone()[0]
        store._db.execute(f"PRAGMA max_page_count={pages}").fetchone()
    with pytest.raises(NotSaved, match="full"):
        change(tree, "e", "w", "x" * 100_000)
    with pytest.raises(NotSaved, match="full"):
        tree.save("e")
    assert tree.pending() == {("e", "w"): "database or disk is full"}
    with store._lock:
        store._db.execute(f"PRAGMA max_page_count={pages + 1000}").fetchone()
    tree.save("e")
    assert tree.pending() == {}
    assert tree.close()
    again = SqliteStore(str(tmp_path), Settings(replay), owner)
    assert loads(again.read("e", "w", "text").encode())["log"] == ["x" * 100_000]
    assert again.close()
