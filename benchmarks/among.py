"""A request to one window, among ever more of something."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from benchmarks.bodies import appending, creation
from benchmarks.load import request
from benchmarks.results import Figures
from benchmarks.servers import Server
from benchmarks.targets import growth
from benchmarks.workload import Case, Turn, Workload

LEVELS = (1, 10, 100, 1000)
POINTS = 100


def crowd(name: str, thing: str, env: str, win: str, fill: Callable[[Server, int], None]) -> Workload:
    """What a window costs when it is replaced and appended to, once `fill` put it among so many others."""

    def label(number: int) -> str:
        return f"{number:,} {thing}s" if number > 1 else f"1 {thing}"

    def cases(quick: bool) -> list[Case]:
        count = {"ours": 20, "floor": 20, "upstream": 5} if quick else {"ours": 300, "floor": 300, "upstream": 40}
        levels: Sequence[int] = (1, 10) if quick else LEVELS
        return [Case(label(number), count, {f"{thing}s": number}) for number in levels]

    def measure(turn: Turn) -> Figures:
        if turn.round == 0:
            fill(turn.server, turn.case.values[f"{thing}s"])
        first = creation(env, win, POINTS)
        events = turn.steady([request("/events", first)] * turn.count)
        appends = turn.steady([request("/update", appending(env, win, POINTS + step)) for step in range(turn.count)])
        return {"event_ms": events["cpu_ms"], "cpu_ms": appends["cpu_ms"], "p50_ms": appends["p50_ms"]}

    return Workload(
        name=name,
        title=f"Among many {thing}s",
        about=f"A window of {POINTS} points replaced and appended to, among ever more {thing}s.",
        cases=cases,
        measure=measure,
        measures={"event_ms": "window replaced, CPU, ms", "cpu_ms": "point appended, CPU, ms", "p50_ms": "… p50, ms"},
        targets=[growth(f"An append among 1000 {thing}s", label(1000), label(1), 1.2)],
        case_by_case=True,
    )
