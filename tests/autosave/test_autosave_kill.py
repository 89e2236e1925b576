"""A process that writes is killed at any moment: all that was acknowledged is there, and nothing half."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from keeping import open_test_tree, reopened

HERE = Path(__file__).parent

WRITE = """
import random, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from keeping import change, make_window, open_test_tree
from visdom.autosave.stores import window_file, window_json

autosave_files.QUIET_SECONDS, autosave_files.FOLD_SECONDS = 0.0, 0.005
tree = open_test_tree(Path(sys.argv[2]), fsync=sys.argv[3])
chance = random.Random(sys.argv[4])
number = 0
while True:
    number += 1
    eid, win = chance.choice("ab"), chance.choice(["w", "x/y", "z"])
    if eid not in tree:
        tree[eid] = {}
    windows = tree[eid]["jsons"]
    what = chance.random()
    if what < 0.02:
        print("begin clear", eid, flush=True)
        del tree[eid]
        print("clear", eid, flush=True)
    elif what < 0.05 and win in windows:
        print("begin drop", eid, win, flush=True)
        del windows[win]
        print("drop", eid, win, flush=True)
    elif what < 0.2 or win not in windows:
        size = chance.choice([0, 0, 70_000])
        version = windows[win]["version"] + 1 if win in windows else 1
        print("begin put", eid, win, number, flush=True)
        windows[win] = make_window(win, "x" * size, number, version=version)
        print("put", eid, win, number, flush=True)
    else:
        print("begin add", eid, win, number, flush=True)
        change(tree, eid, win, number)
        print("add", eid, win, number, flush=True)
"""


def follow(lines: list[list[str]]) -> tuple[dict[tuple[str, str], list[int]], list[str] | None]:
    """The numbers that each window must hold, and what was begun but not acknowledged."""
    model: dict[tuple[str, str], list[int]] = {}
    begun = None
    for line in lines:
        begun = line[1:] if line[0] == "begin" else None
        if line[0] != "begin":
            apply(model, line)
    return model, begun


def apply(model: dict[tuple[str, str], list[int]], line: list[str]) -> None:
    match line:
        case ["clear", eid]:
            for key in [key for key in model if key[0] == eid]:
                del model[key]
        case ["drop", eid, win]:
            del model[eid, win]
        case ["put", eid, win, number]:
            model[eid, win] = [int(number)]
        case ["add", eid, win, number]:
            model[eid, win].append(int(number))


def found_in(folder: Path) -> dict[tuple[str, str], list[int]]:
    return {
        (eid, win): [value for value in window["log"] if isinstance(value, int)]
        for eid, environment in reopened(folder).items()
        for win, window in environment["jsons"].items()
    }


@pytest.mark.parametrize("fsync", ["never", "everysec", "always"])
def test_nothing_acknowledged_is_lost_to_a_kill(tmp_path: Path, fsync: str, caplog: pytest.LogCaptureFixture) -> None:
    chance = random.Random(fsync)
    for turn in range(4):
        folder = tmp_path / f"envs{turn}"
        command = [sys.executable, "-c", WRITE, str(HERE), str(folder), fsync, str(turn)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
            assert writer.stdout is not None
            first = writer.stdout.readline()
            time.sleep(chance.random() * 0.4)
            writer.kill()
            lines = [
                line.split() for line in (first + writer.stdout.read()).splitlines(keepends=True) if line.endswith("\n")
            ]
        expected, begun = follow(lines)
        also: dict[tuple[str, str], list[int]] = {key: list(numbers) for key, numbers in expected.items()}
        if begun is not None:
            apply(also, begun)
        assert found_in(folder) in (expected, also), f"turn {turn}"
        assert not (folder / ".damaged").exists()
        assert "damaged" not in caplog.text
        go_on(folder)


def go_on(folder: Path) -> None:
    """The next server works on the same folder."""
    tree = open_test_tree(folder)
    before: Any = tree["main"]["jsons"]
    before["after"] = {"id": "after", "log": []}
    tree.close()
    assert reopened(folder)["main"]["jsons"]["after"]["log"] == []
