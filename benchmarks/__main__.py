"""Measure ours, upstream and the floor in the same run, in turn, and write what came out.

    python -m benchmarks [--only NAME ...] [--upstream PYTHON]      all of it: some minutes
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
from benchmarks.report import tables, targets, write
from benchmarks.results import Result
from benchmarks.servers import Contenders
from benchmarks.workload import Workload
from benchmarks.workloads import WORKLOADS


def parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    """The flags."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="every workload once, in a tiny form")
    parser.add_argument("--only", nargs="+", choices=WORKLOADS, metavar="NAME", default=list(WORKLOADS))
    parser.add_argument("--list", action="store_true", help="print the names of the workloads")
    parser.add_argument("--upstream", type=Path, metavar="PYTHON")
    return parser.parse_args(arguments)


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
    # Nothing is deleted before the end: new files were seen to take ten times as long in the minutes after that.
    with tempfile.TemporaryDirectory(prefix="visdom-benchmarks-") as folder:
        for name in flags.only:
            result = run(WORKLOADS[name], contenders, Path(folder), flags.quick)
            if not flags.quick:
                result.save()
    if not flags.quick:
        write()
        print(f"\n# Targets\n\n{targets()}\n\nThe page docs/performance.md is made anew.")


if __name__ == "__main__":
    main()
