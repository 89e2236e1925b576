"""Contenders take turns as the workload says, and what is read from the servers is what they did."""

from __future__ import annotations

from pathlib import Path

from benchmarks.bodies import appending, creation
from benchmarks.results import Figures
from benchmarks.servers import FLOOR, OURS, Contenders
from benchmarks.watching import Viewer
from benchmarks.workload import Case, Turn, Workload

BOTH = {"ours": 1, "floor": 1, "upstream": 1}


def turns(folder: Path, *, case_by_case: bool = False) -> list[tuple[str, int, str]]:
    """Who had a turn at what: the label of the case, the round, the contender."""
    seen: list[tuple[str, int, str]] = []

    def measure(turn: Turn) -> Figures:
        seen.append((turn.case.label, turn.round, turn.server.name))
        return {"answered_s": turn.server.post(f"/env/{turn.env}", {"eid": turn.env})}

    cases = [Case("a", BOTH, {"size": 1}), Case("b", BOTH, {"size": 2}, rounds={"floor": 1})]
    workload = Workload("w", "W", "", lambda quick: cases, measure, {}, rounds=2, case_by_case=case_by_case)
    result = workload.run(Contenders(None), folder, quick=False)
    assert [len(result.rounds("b", name, "answered_s")) for name in (OURS, FLOOR)] == [2, 1]
    return seen


def test_contenders_take_turns_and_nobody_is_always_first(tmp_path: Path) -> None:
    assert turns(tmp_path) == [
        ("a", 0, OURS),
        ("a", 0, FLOOR),
        ("b", 0, OURS),
        ("b", 0, FLOOR),
        ("a", 1, FLOOR),
        ("a", 1, OURS),
        ("b", 1, OURS),
    ]


def test_servers_that_fill_up_finish_a_case_before_the_next(tmp_path: Path) -> None:
    assert [turn[:2] for turn in turns(tmp_path, case_by_case=True)] == [
        ("a", 0),
        ("a", 0),
        ("a", 1),
        ("a", 1),
        ("b", 0),
        ("b", 0),
        ("b", 1),
    ]


def test_work_shows_in_the_cpu_time_of_the_server_and_waiting_does_not(tmp_path: Path) -> None:
    server = Contenders(None).make(FLOOR, tmp_path).start()
    server.post("/events", creation("main", "loss", 1))
    before = server.cpu_seconds()
    for step in range(50):
        server.post("/update", appending("main", "loss", step))
    busy = server.cpu_seconds() - before
    quiet = server.cpu_seconds()
    idle = server.cpu_seconds() - quiet
    server.end()
    assert busy > 10 * idle


def test_a_viewer_takes_windows_larger_than_its_buffer_to_their_end(tmp_path: Path) -> None:
    server = Contenders(None).make(OURS, tmp_path).start()
    server.post("/events", creation("main", "loss", 100_000))
    viewer = Viewer(server.port)
    viewer.open("main")
    server.post("/update", appending("main", "loss", 1))
    news = viewer.take()
    viewer.close()
    server.end()
    assert 0 < news < 2_000  # the patch alone: nothing of the window was left
