"""What a training loop pays for drawing, and a program for importing visdom: our client against the released one.

    python -m benchmarks.client [--upstream PYTHON] [--rounds 9]

Both draw into our server (JPWA: every change is on disk before it is acknowledged) and take turns. PYTHON is the
interpreter of an environment that holds visdom 0.2.4; without it such an environment is made for the run.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from benchmarks.measuring import median, percentile, table
from benchmarks.report import publish
from benchmarks.servers import OURS, Contenders
from benchmarks.timed import CALLS, IMPORTS, Program, import_ms
from benchmarks.upstream import found_or_made

NAMES = ("ours", "upstream")
IMPORT_BUDGET_MS = 200.0

Found = dict[tuple[str, str], list[list[float]]]
"""(client, what it did) -> milliseconds of each time, by round."""


def measure(pythons: dict[str, Path], folder: Path, rounds: int) -> Found:
    """Every call and import of both clients, taking turns; the first round warms up."""
    server = Contenders(None).make(OURS, folder / "server").start()
    programs = [Program(name, python, server.port, folder) for name, python in pythons.items()]
    found: Found = {}
    try:
        for number in range(rounds + 1):
            turn = programs if number % 2 else programs[::-1]
            for call, (_, count, _) in CALLS.items():
                for program in turn:
                    found.setdefault((program.name, call), []).append(program.milliseconds(call, count))
            for statement in IMPORTS:
                for program in turn:
                    spent = import_ms(pythons[program.name], statement, folder)
                    found.setdefault((program.name, statement), []).append([spent])
    finally:
        for program in programs:
            program.end()
        server.end()
    return {key: all_rounds[1:] for key, all_rounds in found.items()}


def row(title: str, found: Found, what: str, budget: float) -> list[str]:
    """A line of the table: medians, ninth tenths, ratios, and how far the rounds' ratios lie apart."""
    ours, upstream = (sum(found[name, what], []) for name in NAMES)
    ratios = [
        median(theirs) / median(mine) for mine, theirs in zip(found["ours", what], found["upstream", what], strict=True)
    ]
    return [
        title,
        f"{median(ours):.2f}",
        f"{percentile(ours, 90):.2f}",
        f"{median(upstream):.2f}",
        f"{percentile(upstream, 90):.2f}",
        f"{median(upstream) / median(ours):.1f}",
        f"{min(ratios):.1f}–{max(ratios):.1f}",
        f"{budget:g}",
        "yes" if median(ours) <= budget else "no",
    ]


def main() -> None:
    """Measure and write the results."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--upstream", type=Path, metavar="PYTHON")
    parser.add_argument("--rounds", type=int, default=9)
    flags = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        released = found_or_made(flags.upstream)
        if released is None:
            raise SystemExit("Without the released visdom there is nothing to compare with.")
        pythons = {"ours": Path(sys.executable), "upstream": released}
        found = measure(pythons, folder, flags.rounds)
    rows = [row(title, found, call, budget) for call, (title, _, budget) in CALLS.items()]
    rows += [row(f"`{statement}`", found, statement, IMPORT_BUDGET_MS) for statement in IMPORTS]
    head = ["ms", "ours", "90 %", "upstream", "90 %", "upstream / ours", "by round", "may take", "does"]
    texts = [
        "Our client and that of visdom 0.2.4 draw into our server, every change on disk before it is acknowledged "
        f"(JPWA), and take turns over {flags.rounds} rounds. Medians, and what nine of ten calls do not exceed. An "
        "append is one request of our client, and two of the released one, which asks first whether the window exists.",
        table(head, rows),
    ]
    figures = [
        {"client": client, "what": what, "median_ms": median(sum(all_rounds, [])), "rounds": len(all_rounds)}
        for (client, what), all_rounds in found.items()
    ]
    publish("client", "Drawing and importing", texts, figures)


if __name__ == "__main__":
    main()
