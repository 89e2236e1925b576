"""What a training loop pays for a drawing call, and a program for importing visdom: each client with its own server."""

from __future__ import annotations

from benchmarks.measuring import percentile
from benchmarks.results import Figures
from benchmarks.targets import Target, at_most
from benchmarks.timed import CALLS, IMPORTS, Program, import_ms
from benchmarks.workload import Case, Turn, Workload

LABEL = "calls"
NAMES = {statement: statement.replace(" ", "_") for statement in IMPORTS}


def cases(quick: bool) -> list[Case]:
    """One case; the count divides the number of calls."""
    return [Case(LABEL, dict.fromkeys(("ours", "upstream"), 10 if quick else 1))]


def measure(turn: Turn) -> Figures:
    """Every call and import."""
    program = Program(turn.server.name, turn.python, turn.server.port, turn.server.folder)
    try:
        found = {
            name: percentile(program.milliseconds(name, max(1, count // turn.count)), 50)
            for name, (_, count, _) in CALLS.items()
        }
    finally:
        program.end()
    return found | {NAMES[each]: import_ms(turn.python, each, turn.server.folder) for each in IMPORTS}


def targets() -> list[Target]:
    """What each call and import may take."""
    found = [at_most(title, LABEL, budget, " ms", name) for name, (title, _, budget) in CALLS.items()]
    return [*found, *(at_most(f"`{each}`", LABEL, 200, " ms", NAMES[each]) for each in IMPORTS)]


WORKLOAD = Workload(
    name="calls",
    title="Drawing calls and imports",
    about="What a call takes in the program that makes it, each client with the server of its own version.",
    cases=cases,
    measure=measure,
    measures={
        **{name: f"{title}, ms" for name, (title, _, _) in CALLS.items()},
        **{name: f"`{statement}`, ms" for statement, name in NAMES.items()},
    },
    rounds=5,
    targets=targets(),
)
