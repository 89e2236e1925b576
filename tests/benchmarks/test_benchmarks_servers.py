"""Servers take turns, and what is read from them is what they did."""

from __future__ import annotations

import dataclasses
import sys
from pathlib import Path

from benchmarks.__main__ import is_slower, measured
from benchmarks.bodies import appending, creation
from benchmarks.client import SECTION as CLIENT
from benchmarks.client import measured as measured_client
from benchmarks.kill import killed
from benchmarks.results import OURS, Comparison, Figures
from benchmarks.servers import BARE, BESIDE, FLOOR, THIS_ONE, Contender, Server
from benchmarks.soak import KINDS, cost
from benchmarks.watching import Viewer
from benchmarks.workloads import Workload


def test_the_server_that_goes_first_changes_from_round_to_round(tmp_path: Path) -> None:
    turns: list[tuple[str, int]] = []

    def prepare(contender: Contender, env_path: Path, quick: bool) -> None:
        turns.append((f"prepare {contender.name}", len(list(env_path.iterdir()))))

    def measure(server: Server, quick: bool) -> Figures:
        turns.append((server.contender.name, len(list(server.env_path.iterdir()))))
        (server.env_path / f"round {len(turns)}").touch()
        return {"turns": len(turns)}

    workload = Workload(name="w", title="W", about="", measure=measure, prepare=prepare)
    result = measured(workload, [THIS_ONE, BARE], tmp_path, rounds=2)
    assert turns == [("prepare ours", 0), (OURS, 0), ("prepare floor", 0), (FLOOR, 0), (FLOOR, 1), (OURS, 1)]
    assert result.figures == {"turns": {OURS: [2, 6], FLOOR: [4, 5]}}


def test_a_checkout_is_slower_when_the_median_and_the_best_round_are() -> None:
    def beside(*ours: float) -> Comparison:
        return Comparison("a row", ours, BESIDE, [1.0, 1.0, 1.0], 1.1)

    assert is_slower(beside(1.2, 1.2, 1.2))
    assert not is_slower(beside(1.0, 1.2, 1.2)), "one round had no load from other processes"
    assert not is_slower(beside(1.2, 1.0, 1.0))


def test_work_shows_in_the_cpu_time_of_the_server_and_waiting_does_not(tmp_path: Path) -> None:
    with Server(BARE, tmp_path / "floor") as server:
        server.start()
        server.post("/events", creation("main", "loss", 1))
        before = server.cpu_seconds()
        for step in range(50):
            server.post("/update", appending("main", "loss", step))
        busy = server.cpu_seconds() - before
        quiet = server.cpu_seconds()
        idle = server.cpu_seconds() - quiet
    assert busy > 10 * idle


def test_a_viewer_reads_windows_larger_than_its_buffer_to_their_end(tmp_path: Path) -> None:
    with Server(THIS_ONE, tmp_path / "ours") as server:
        server.start()
        server.post("/events", creation("main", "loss", 100_000))
        viewer = Viewer(server.port)
        viewer.open("main")
        server.post("/update", appending("main", "loss", 1))
        patch = viewer.discard()
        viewer.close()
    assert 0 < patch < 2_000  # the patch alone: nothing of the window was left


def test_a_kill_shows_what_a_server_loses(tmp_path: Path) -> None:
    by_timer = dataclasses.replace(THIS_ONE, flags=("-cache_type", "JPE"))
    with Server(THIS_ONE, tmp_path / "autosave") as server:
        assert set(killed(server, 5).values()) == {0}
    with Server(by_timer, tmp_path / "timer") as server:
        assert set(killed(server, 5).values()) == {100}


def test_every_call_and_import_of_the_client_is_timed(tmp_path: Path) -> None:
    result = measured_client({OURS: Path(sys.executable)}, 1, tmp_path)
    assert {limit.figure for limit in CLIENT.limits} < set(result.figures)
    assert all(values[OURS][0] > 0 for values in result.figures.values())


def test_bytes_written_are_those_of_the_changes(tmp_path: Path) -> None:
    traffic = cost(tmp_path / "server", KINDS["a window of 300 kB, replaced"]())
    assert traffic.received > 30_000_000
    assert traffic.received * 0.9 < traffic.written < traffic.received * 1.1
