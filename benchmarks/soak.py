"""Hours of use in minutes: everybody writes as fast as it goes while the server is killed every few seconds.

    python -m benchmarks.soak [--minutes 10] [--no-results]

First what each kind of change costs on disk; then four writers and two viewers, with `kill -9` every few seconds and a
start on the same folder, compared with what the writers were told (the ledger of tests/crash); then the same load on
one server that is left alone, whose memory and open files must stay as they are. Ends with 1 if a promise is not kept.
"""

from __future__ import annotations

import argparse
import random
import shutil
import signal
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.costs import HEAD_BYTES, KINDS, Traffic, cost
from benchmarks.lives import SAMPLE_SECONDS, Ledger, ServerProcess, Watched, compare, end, live, quarters, rounds
from benchmarks.measuring import table
from benchmarks.report import publish

JPWA = ("-cache_type", "JPWA")
FLAGS = (JPWA, (*JPWA, "-cache_mb", "0.5"), (*JPWA, "-compress"))
"""Those of the lives that are killed, in turn; the one that is left alone has the first."""
LIFE_SECONDS = (2.0, 5.0)
ORDERLY_EVERY = 6
"""Of so many ends one is in order."""
KILLING_SHARE = 0.6
MAX_RATIO = 3.0
BYTES = (
    "All bytes of all `write` calls of the server, its end included. Received are the bodies and, for each request, "
    f"{HEAD_BYTES} bytes of request line and headers. A small change costs its record in the journal (the patch "
    "as pages get it, with the new `contentID` and version), and its part in writing the window file anew when the "
    "journal is longer. One point every 2.5 s is no load: the window is quiet each time, and after a second written as "
    "a whole, so that its file is plain and up to date."
)
MAX_GROWTH = 1.05
SPARE_MIB, SPARE_FILES = 2, 4
"""How much the last quarter of the time may take more than the second one."""
WARM_SECONDS, WARMING_MIB, WARMING_FILES = 15, 10, 16
"""A quarter shorter than this is in the time in which a new server finds its size."""


@dataclass
class Soak:
    """What came out of it."""

    lives: list[Watched] = field(default_factory=list)
    kills: int = 0
    steady: Watched = field(default_factory=Watched)
    answered: int = 0
    sent: int = 0
    complaints: list[str] = field(default_factory=list)

    @property
    def traffic(self) -> Traffic:
        """What was sent and written in all lives."""
        return Traffic(self.answered, self.sent, sum(each.written for each in [*self.lives, self.steady]))


def soak(folder: Path, seconds: float, seed: str) -> Soak:
    """Many lives, then a long one."""
    result = Soak()
    server = ServerProcess(folder / "soak", *FLAGS[0]).start()
    try:
        books = rounds.new_books(server, folder)
        last = time.monotonic() + seconds * KILLING_SHARE
        while time.monotonic() < last and not result.complaints:
            number = signal.SIGTERM if len(result.lives) % ORDERLY_EVERY == ORDERLY_EVERY - 1 else signal.SIGKILL
            life = f"{seed} {len(result.lives)}"
            result.lives.append(live(server, books, life, random.Random(life).uniform(*LIFE_SECONDS), number))
            result.kills += number == signal.SIGKILL
            evidence = rounds.keep_evidence(server, books, folder / "evidence")
            server.flags = list(FLAGS[len(result.lives) % len(FLAGS)])
            result.complaints = rounds.complaints_after_restart(server, books)
        if not result.complaints:
            end(server, result.lives[-1], signal.SIGTERM)
            server.flags = list(FLAGS[0])
            server.start()
            result.steady = live(server, books, f"{seed} long", seconds * (1 - KILLING_SHARE), signal.SIGTERM)
            evidence = rounds.keep_evidence(server, books, folder / "evidence")
            ledgers = [Ledger.load(book) for book in books]
            result.complaints = compare(ledgers, rounds.plain_files(server.env_path))
        if result.complaints:
            result.complaints.append(f"seed {seed!r}, evidence in {evidence}")
        ledgers = [Ledger.load(book) for book in books]
        result.answered, result.sent = sum(each.answered for each in ledgers), sum(each.sent for each in ledgers)
    finally:
        server.stop(kill=True)
    return result


def broken_promises(result: Soak, costs: dict[str, Traffic]) -> list[str]:
    """What is not as it was promised."""
    broken = list(result.complaints)
    if result.complaints:
        return broken
    is_warm = len(result.steady.memory) * SAMPLE_SECONDS / 4 >= WARM_SECONDS
    spare_mib, spare_files = (SPARE_MIB, SPARE_FILES) if is_warm else (WARMING_MIB, WARMING_FILES)
    memory, files = quarters(result.steady.memory), quarters(result.steady.files)
    if memory[3] > memory[1] * MAX_GROWTH + spare_mib:
        broken.append(f"memory grew from {memory[1]:.1f} to {memory[3]:.1f} MiB")
    if files[3] > files[1] * MAX_GROWTH + spare_files:
        broken.append(f"open files grew from {files[1]:.1f} to {files[3]:.1f}")
    for name, traffic in {"the soak": result.traffic, **costs}.items():
        if traffic.ratio > MAX_RATIO and (name not in KINDS or KINDS[name][1]):
            broken.append(f"{name}: {traffic.ratio:.1f} bytes were written for each byte received")
    return broken


def used(name: str, watched: list[Watched]) -> list[str]:
    """A row of the table of memory and open files."""
    memory = [each for one in watched for each in one.memory]
    files = [each for one in watched for each in one.files]
    middle = [f"{each:.0f}" for each in (memory[0], memory[-1], max(memory))]
    return [name, *middle, *map(str, (files[0], files[-1], max(files)))]


def tell(result: Soak, costs: dict[str, Traffic], minutes: float, broken: list[str]) -> list[str]:
    """The page of results."""
    lost = "; ".join(result.complaints) or "0 acknowledged changes lost"
    kinds = [each.row(name) for name, each in {**costs, "the soak, all kinds mixed": result.traffic}.items()]
    return [
        f"{minutes:g} minutes, `-cache_type JPWA`, `-fsync everysec`: four writers that make, replace, append to and "
        "close windows of all kinds, copy, empty, overwrite, save and delete environments; two viewers. "
        f"{len(result.lives)} lives of {LIFE_SECONDS[0]:g} to {LIFE_SECONDS[1]:g} s, {result.kills} of which ended "
        "with `kill -9` and the others in order, each compared with what the writers were told; one in "
        "three with `-cache_mb 0.5`, so that it lets windows go and reads them again, and one in three with "
        "`-compress`. Then one long life.",
        f"**{result.answered:,} acknowledged requests, {lost}.** "
        + ("Promises kept." if not broken else "Not as promised: " + "; ".join(broken) + "."),
        "## Memory (MiB) and open files of the server",
        table(
            ["", "memory: start", "end", "max", "files: start", "end", "max"],
            [used("killed again and again", result.lives), used("left alone", [result.steady])],
        ),
        "Left alone, in the mean of each quarter of the time: "
        + ", ".join(f"{each:.0f}" for each in quarters(result.steady.memory))
        + " MiB and "
        + ", ".join(f"{each:.0f}" for each in quarters(result.steady.files))
        + f" files. The last quarter may have {MAX_GROWTH - 1:.0%} and {SPARE_MIB} MiB, or {SPARE_FILES} files, more "
        "than the second.",
        "## Bytes written for bytes received, MB",
        BYTES,
        table(["", "requests", "bodies", "written", "written / bodies", "written / received"], kinds),
    ]


def main() -> int:
    """Measure, and write the results."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--seed", default="visdom")
    parser.add_argument("--no-results", action="store_true", help="only print, and leave out the kinds of change")
    flags = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="visdom-soak-"))
    kinds = {} if flags.no_results else KINDS
    costs = {name: cost(folder / f"kind {number}", work) for number, (name, (work, _)) in enumerate(kinds.items())}
    result = soak(folder, flags.minutes * 60, flags.seed)
    broken = broken_promises(result, costs)
    texts = tell(result, costs, flags.minutes, broken) if result.steady.memory else broken
    if flags.no_results:
        print("\n\n".join(texts))
    else:
        traffic = {name: vars(each) for name, each in {**costs, "soak": result.traffic}.items()}
        figures = {"kills": result.kills, "lives": len(result.lives), "traffic": traffic}
        publish("soak", "Soak", texts, figures)
    if not broken:
        shutil.rmtree(folder)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
