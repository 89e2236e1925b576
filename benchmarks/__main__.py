"""Measure ours, upstream and the floor in the same run, in turn, and write what came out.

    python -m benchmarks [--only NAME ...] [--upstream PYTHON]      all of it: about a quarter of an hour
    python -m benchmarks --quick                                    every workload once, tiny; nothing is written
    python -m benchmarks --list

PYTHON is the interpreter of an environment that holds visdom 0.2.4; without it one is found among the caches of this
user, or made. A workload's figures go into benchmarks/results/NAME.json, and docs/performance.md is made from all of
them. What the page costs, and whether promises are kept for minutes, are commands of their own: benchmarks.page,
benchmarks.soak; so is the client alone: benchmarks.client.
"""

from __future__ import annotations

import argparse
import signal
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks import upstream
from benchmarks.bodies import appending
from benchmarks.load import ceiling, request
from benchmarks.report import tables, targets, write
from benchmarks.results import Result, number
from benchmarks.servers import Contenders
from benchmarks.workload import Workload
from benchmarks.workloads import WORKLOADS

CEILINGS = {"1 program": (1, 20_000), "64 programs": (64, 40_000)}


def parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    """The flags."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="every workload once, in a tiny form")
    parser.add_argument("--only", nargs="+", choices=WORKLOADS, metavar="NAME", default=list(WORKLOADS))
    parser.add_argument("--list", action="store_true", help="print the names of the workloads")
    parser.add_argument("--upstream", type=Path, metavar="PYTHON")
    return parser.parse_args(arguments)


def measured_ceiling(quick: bool) -> Result:
    """What the sender itself can do, against somebody who answers at once."""
    result = Result("ceiling", "The sender alone", {label: {} for label in CEILINGS})
    message = request("/update", appending("env", "win", 0))
    for label, (programs, count) in CEILINGS.items():
        found = ceiling(message, programs, count // 50 if quick else count)
        result.add(label, "sender", {"per_s": found.requests_per_second, "cpu_us": found.cpu_us})
        print(f"The sender alone, {label}: {number(found.requests_per_second)} requests/s", flush=True)
    return result


def run(workload: Workload, contenders: Contenders, folder: Path, quick: bool) -> Result:
    """One workload, on servers of its own below a folder."""
    started = time.monotonic()
    print(f"\n# {workload.title} ({workload.name})", flush=True)
    result = workload.run(contenders, folder / workload.name, quick)
    print(f"\n{tables(workload, result)}\n\n{time.monotonic() - started:.0f} s", flush=True)
    return result


def main(arguments: Sequence[str] | None = None) -> None:
    """Do what the flags say."""
    flags = parsed(arguments)
    if flags.list:
        for name, workload in WORKLOADS.items():
            print(f"{name:20}{workload.title}")
        return
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # whoever is told to end ends the servers as well
    python = upstream.found(flags.upstream) if flags.quick else upstream.found_or_made(flags.upstream)
    contenders = Contenders(python)
    results = [measured_ceiling(flags.quick)]
    # Nothing is deleted before the end: new files were seen to take ten times as long in the minutes after that.
    with tempfile.TemporaryDirectory(prefix="visdom-benchmarks-") as folder:
        for name in flags.only:
            results.append(run(WORKLOADS[name], contenders, Path(folder), flags.quick))
            if not flags.quick:
                results[-1].save()
    if not flags.quick:
        results[0].save()
        write()
        print(f"\n# Targets\n\n{targets()}\n\nThe page docs/performance.md is made anew.")


if __name__ == "__main__":
    main()
