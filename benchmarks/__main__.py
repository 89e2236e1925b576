"""Measure our server beside a bare floor, and beside other versions, in the same run and in turn.

    python -m benchmarks [--only NAME ...] [--upstream]     writes benchmarks/results and docs/performance.md
    python -m benchmarks --beside PATH [--only NAME ...]    only prints: the ratios to our server in another checkout
    python -m benchmarks --quick                            only prints: every workload once, in a tiny form

Measure rows above 1.1 x the other checkout again, with --only and more --rounds, when the load average is low.

More is measured by benchmarks.counters, .kill, .soak, .client and .page.
"""

from __future__ import annotations

import argparse
import signal
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks import report
from benchmarks.results import Comparison, Limit, Result, compared, comparisons
from benchmarks.servers import BARE, BESIDE, THIS_ONE, Contender, Server, checkout, upstream
from benchmarks.workloads import WORKLOADS, Workload

MOST_BESIDE = 1.1
"""The largest ratio of any figure to that of the other checkout."""


def parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    """The flags."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    names = list(WORKLOADS)
    parser.add_argument("--beside", type=Path, metavar="PATH", help="a checkout of another commit")
    parser.add_argument("--only", nargs="+", choices=names, metavar="NAME", default=names, help=", ".join(names))
    parser.add_argument("--upstream", action="store_true", help="visdom 0.2.4 as well; the first run installs it")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--rounds", type=int, help="instead of those of each workload: more rounds, less noise")
    return parser.parse_args(arguments)


def measured(
    workload: Workload, contenders: Sequence[Contender], folder: Path, rounds: int, quick: bool = False
) -> Result:
    """All rounds of a workload; each begins with another server."""
    result = Result()
    for number in range(rounds):
        start = number % len(contenders)
        for contender in [*contenders[start:], *contenders[:start]]:
            env_path = folder / contender.name / "envs" if workload.prepare else None
            if workload.prepare and env_path and not env_path.exists():
                env_path.mkdir(parents=True)
                workload.prepare(contender, env_path, quick)
            with Server(contender, folder / f"{contender.name} {number}", env_path) as server:
                result.add(contender.name, workload.measure(server, quick))
    return result


def run(flags: argparse.Namespace, contenders: Sequence[Contender], folder: Path) -> list[Comparison]:
    """All workloads; the comparisons with the other checkout."""
    beside = []
    for contender in contenders:  # the first start of a checkout compiles its modules
        with Server(contender, folder / contender.name) as server:
            server.start()
    for name in flags.only:
        workload, started = WORKLOADS[name], time.monotonic()
        rounds = 1 if flags.quick else flags.rounds or workload.rounds
        result = measured(workload, contenders, folder / name, rounds, flags.quick)
        limits = [*workload.limits, *(Limit(figure, BESIDE, MOST_BESIDE) for figure in result.figures)]
        seconds = time.monotonic() - started
        print(f"\n# {workload.title} ({name}, {seconds:.0f} s, load average {result.load})\n", flush=True)
        print(compared(result, limits), flush=True)
        beside += [each for each in comparisons(result, limits) if each.other == BESIDE]
        if not flags.quick and not flags.beside:
            result.save(name)
    return beside


def is_slower(beside: Comparison) -> bool:
    """Whether the median ratio and that of the best rounds are too high; other processes rarely disturb both."""
    return beside.too_much and min(beside.ours) > MOST_BESIDE * min(beside.theirs)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the workloads that the flags name."""
    flags = parsed(arguments)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # end the servers when this process is ended
    contenders = [THIS_ONE, BARE]
    if flags.beside:
        contenders.append(checkout(BESIDE, flags.beside.resolve()))
    if flags.upstream:
        contenders.append(upstream())
    # Nothing is deleted before the end: new files were seen to take ten times as long in the minutes after that.
    with tempfile.TemporaryDirectory(prefix="visdom-benchmarks-") as folder:
        beside = run(flags, contenders, Path(folder))
    if flags.beside:
        above = [f"{each.figure} ({each.row()[4]})" for each in beside if is_slower(each)]
        print(f"\nAbove {MOST_BESIDE} x {flags.beside}: {'; '.join(above) or 'no row'}.")
    elif not flags.quick:
        report.write()


if __name__ == "__main__":
    main()
