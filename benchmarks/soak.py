"""Hours of use in minutes: writers at full load while the server is killed every few seconds.

    python -m benchmarks.soak [--minutes 10] [--no-results]

First what each kind of change costs on disk; then four writers and two viewers, with `kill -9` every few seconds and a
restart on the same folder, compared with the ledgers of the writers (tests/crash); then the same load on one server
that keeps running, whose memory and open files must not grow. Exits with 1 if a promise is broken.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import rounds
from ledger import SHARED, Ledger, compare

from benchmarks.bodies import Body, appending, creation, image, picture, text
from benchmarks.load import request
from benchmarks.results import OURS, Limit, Result, Section, compared, publish
from benchmarks.servers import AUTOSAVE, THIS_ONE, Server
from benchmarks.watching import viewers

FLAGS = (AUTOSAVE, (*AUTOSAVE, "-cache_mb", "0.5"), (*AUTOSAVE, "-compress"))
"""The flags of the killed servers, in turn; the server that keeps running has the first."""
LIFE_SECONDS = (2.0, 5.0)
ORDERLY_EVERY = 6
"""One of so many lives ends with SIGTERM."""
KILLING_SHARE = 0.6
HEAD_BYTES = 150
"""Request line and headers of a request of the writers, which send no shorter ones."""
MAX_RATIO = 3.0
MAX_GROWTH = 1.05
SPARE_MIB, SPARE_FILES = 2, 4
"""How much more the last quarter of the time may take than the second one, beside MAX_GROWTH."""
WARM_SECONDS, WARMING_MIB, WARMING_FILES = 15, 10, 16
"""In quarters shorter than this a new server still grows to its size, and may take so much more."""
SAMPLE_SECONDS = 0.25
ENV = "e"


def noise(size: int) -> str:
    """Text that no compression shrinks by more than half."""
    return os.urandom(size // 2).hex()


def repeated(count: int, path: str, body: Callable[[int], Body]) -> Iterator[tuple[str, Body]]:
    """So many requests of one kind."""
    return ((path, body(number)) for number in range(count))


def points(count: int, pause: float = 0.0) -> Iterator[tuple[str, Body]]:
    """A line, and points that are appended to it."""
    yield "/events", creation(ENV, "w", 500)
    for number in range(count):
        time.sleep(pause)
        yield "/update", appending(ENV, "w", 500 + number)


def text_lines() -> Iterator[tuple[str, Body]]:
    """A text, and lines that are appended to it."""
    yield "/events", text(ENV, "w", noise(100))
    yield from repeated(2000, "/update", lambda number: text(ENV, "w", noise(100)))


def pictures() -> Iterator[tuple[str, Body]]:
    """A history of pictures."""
    for number in range(100):
        yield "/update" if number else "/events", image(ENV, "w", picture(30_000), "image_history")


def closed() -> Iterator[tuple[str, Body]]:
    """Windows that are closed at once."""
    for number in range(300):
        yield "/events", text(ENV, f"w{number}", noise(1000))
        yield "/close", {"eid": ENV, "win": f"w{number}"}


SLOW = "a point every 2.5 s"
KINDS: dict[str, Callable[[], Iterator[tuple[str, Body]]]] = {
    "windows of 1 kB": partial(repeated, 400, "/events", lambda number: text(ENV, f"w{number}", noise(1000))),
    "a window of 1 kB, replaced": partial(repeated, 2000, "/events", lambda number: text(ENV, "w", noise(1000))),
    "a window of 300 kB, replaced": partial(repeated, 100, "/events", lambda number: text(ENV, "w", noise(300_000))),
    "a point appended": partial(points, 4000),
    "100 bytes appended to a text": text_lines,
    "30 kB appended to an image history": pictures,
    "windows of 1 kB, closed": closed,
    SLOW: partial(points, 5, pause=2.5),
}
"""Kinds of changes. The slow one is not bound by MAX_RATIO: each time the server writes the quiet window as a whole."""


@dataclass
class Watched:
    """What a server used: memory in MiB, open files, bytes written."""

    memory: list[float] = field(default_factory=list)
    files: list[float] = field(default_factory=list)
    written: int = 0

    def sample(self, server: Server) -> None:
        """Note the memory and the open files of a running server."""
        self.memory.append(server.resident_mib())
        self.files.append(len(list(Path(f"/proc/{server.pid}/fd").iterdir())))

    def end(self, server: Server, number: signal.Signals) -> None:
        """End a server with a signal, and count the bytes that it has written."""
        os.kill(server.pid, number)
        os.waitid(os.P_PID, server.pid, os.WEXITED | os.WNOWAIT)  # until its exit code is read, the counts stay
        counts = dict(line.split(": ") for line in Path(f"/proc/{server.pid}/io").read_text().splitlines())
        self.written += int(counts["wchar"])
        server.stop()


@dataclass
class Traffic:
    """Bytes that a server received, and those that it wrote for them."""

    received: int = 0
    written: int = 0


def cost(folder: Path, requests: Iterator[tuple[str, Body]]) -> Traffic:
    """What a new server, until its end, writes for some requests."""
    traffic, watched = Traffic(), Watched()
    with Server(THIS_ONE, folder) as server:
        server.start()
        server.post(f"/env/{ENV}", {"eid": ENV})
        for path, body in requests:
            message = request(path, body)
            traffic.received += len(message)
            server.connection.send(message)
        watched.end(server, signal.SIGTERM)
    traffic.written = watched.written
    return traffic


def life(server: Server, books: list[Path], seed: str, seconds: float, number: signal.Signals) -> Watched:
    """One life of a server under full load."""
    watched, over = Watched(), threading.Event()

    def sample() -> None:
        while not over.wait(SAMPLE_SECONDS):
            watched.sample(server)

    with viewers(server.port, 2, SHARED), rounds.writers_at_work(server, books, seed):
        sampling = threading.Thread(target=sample)
        sampling.start()
        time.sleep(seconds)
        over.set()
        sampling.join()
        watched.end(server, number)
    return watched


@dataclass
class Soak:
    """What a soak found."""

    lives: list[Watched] = field(default_factory=list)
    kills: int = 0
    steady: Watched = field(default_factory=Watched)
    answered: int = 0
    traffic: Traffic = field(default_factory=Traffic)
    complaints: list[str] = field(default_factory=list)


def soak(folder: Path, seconds: float, seed: str) -> Soak:
    """Many lives, then a long one."""
    result, evidence = Soak(), folder / "evidence"
    with Server(THIS_ONE, folder / "soak") as server:
        server.start()
        books = rounds.new_books(server, folder)
        last = time.monotonic() + seconds * KILLING_SHARE
        while time.monotonic() < last and not result.complaints:
            number = signal.SIGTERM if len(result.lives) % ORDERLY_EVERY == ORDERLY_EVERY - 1 else signal.SIGKILL
            name = f"{seed} {len(result.lives)}"
            result.lives.append(life(server, books, name, random.Random(name).uniform(*LIFE_SECONDS), number))
            result.kills += number == signal.SIGKILL
            rounds.keep_evidence(server, books, evidence)
            server.flags = list(FLAGS[len(result.lives) % len(FLAGS)])
            result.complaints = rounds.complaints_after_restart(server, books)
        if not result.complaints:
            result.lives[-1].end(server, signal.SIGTERM)
            server.flags = list(FLAGS[0])
            server.start()
            result.steady = life(server, books, f"{seed} long", seconds * (1 - KILLING_SHARE), signal.SIGTERM)
            rounds.keep_evidence(server, books, evidence)
            result.complaints = compare([Ledger.load(book) for book in books], rounds.plain_files(server.env_path))
    if result.complaints:
        result.complaints.append(f"seed {seed!r}, evidence in {evidence}")
    ledgers = [Ledger.load(book) for book in books]
    result.answered = sum(each.answered for each in ledgers)
    received = sum(each.sent for each in ledgers) + HEAD_BYTES * result.answered
    result.traffic = Traffic(received, sum(each.written for each in [*result.lives, result.steady]))
    return result


def quarters(values: Sequence[float]) -> list[float]:
    """The means of the four quarters."""
    size = len(values) // 4
    return [sum(values[start : start + size]) / size for start in range(0, 4 * size, size)]


def broken_promises(result: Soak) -> list[str]:
    """The promises that the server broke, as sentences."""
    if result.complaints:
        return result.complaints
    broken = []
    is_warm = len(result.steady.memory) * SAMPLE_SECONDS / 4 >= WARM_SECONDS
    spare_mib, spare_files = (SPARE_MIB, SPARE_FILES) if is_warm else (WARMING_MIB, WARMING_FILES)
    memory, files = quarters(result.steady.memory), quarters(result.steady.files)
    if memory[3] > memory[1] * MAX_GROWTH + spare_mib:
        broken.append(f"memory grew from {memory[1]:.1f} to {memory[3]:.1f} MiB")
    if files[3] > files[1] * MAX_GROWTH + spare_files:
        broken.append(f"open files grew from {files[1]:.1f} to {files[3]:.1f}")
    return broken + wasteful({"the soak": result.traffic})


def wasteful(costs: dict[str, Traffic]) -> list[str]:
    """The kinds of changes for which the server wrote too much, as sentences."""
    ratios = {name: traffic.written / traffic.received for name, traffic in costs.items() if name != SLOW}
    return [
        f"{name}: {ratio:.1f} bytes were written for each byte received"
        for name, ratio in ratios.items()
        if ratio > MAX_RATIO
    ]


MEMORY, FILES = "memory, last quarter of the long life, MiB", "open files, last quarter of the long life"
WRITTEN = "written, MB"
SOAK = Section(
    name="soak",
    title="Soak",
    about="Four writers make, replace, append to and close windows of all kinds, and copy, empty, overwrite, save "
    "and delete environments; two viewers watch. The server is killed after 2 to 5 s, or ended with SIGTERM, "
    "and each time compared with the ledgers of the writers. One life in three has `-cache_mb 0.5`, so that "
    "it evicts windows and reads them again, and one in three `-compress`. Then one server runs for 40 % of "
    "the time.",
    limits=[
        Limit(MEMORY, "second quarter", MAX_GROWTH),
        Limit(FILES, "second quarter", MAX_GROWTH),
        Limit(WRITTEN, "received", MAX_RATIO),
    ],
)
COSTS = Section(
    name="written",
    title="Bytes written",
    about="The bytes of all `write` calls of a server until its end, in MB, beside those of all requests with "
    "their headers. A small change costs its record in the journal, and a share of the window file, which "
    "the server rewrites when the journal is longer. After a pause of a second it rewrites the window as "
    "well.",
    limits=[Limit(name, "received", MAX_RATIO) for name in KINDS if name != SLOW],
)


def result_of(found: Soak) -> Result:
    """The rows of a soak."""
    result = Result()
    requests = f"acknowledged requests; {len(found.lives)} lives, {found.kills} of them killed"
    result.figures["changes lost"] = {OURS: [len(found.complaints)], requests: [found.answered]}
    for figure, values in ((MEMORY, found.steady.memory), (FILES, found.steady.files)):
        means = quarters(values)
        result.figures[figure] = {OURS: [means[3]], "second quarter": [means[1]]}
    for name, watched in {"short lives": found.lives, "the long life": [found.steady]}.items():
        for figure, samples in (
            ("memory, MiB", [each for one in watched for each in one.memory]),
            ("open files", [each for one in watched for each in one.files]),
        ):
            result.figures[f"{name}: most {figure}"] = {OURS: [max(samples)], "at the start": [samples[0]]}
    result.figures[WRITTEN] = megabytes(found.traffic)
    return result


def megabytes(traffic: Traffic) -> dict[str, list[float]]:
    """The row of what was written."""
    return {OURS: [traffic.written / 1e6], "received": [traffic.received / 1e6]}


def measured_costs(folder: Path) -> list[str]:
    """Measure and save what each kind of change costs; the kinds that cost too much, as sentences."""
    costs = {name: cost(folder / f"kind {number}", make()) for number, (name, make) in enumerate(KINDS.items())}
    publish(COSTS, Result({name: megabytes(traffic) for name, traffic in costs.items()}))
    return wasteful(costs)


def measured_soak(folder: Path, seconds: float, seed: str, *, only_print: bool) -> list[str]:
    """Soak, and save the result; the promises that were broken, as sentences."""
    found = soak(folder, seconds, seed)
    print(f"{found.answered:,} acknowledged requests, {len(found.complaints)} acknowledged changes lost.")
    if found.complaints:
        return found.complaints
    if only_print:
        print(compared(result_of(found), SOAK.limits))
    else:
        publish(SOAK, result_of(found))
    return broken_promises(found)


def main() -> int:
    """Measure, and save the results."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=10.0, help="0: only what each kind of change costs")
    parser.add_argument("--seed", default="visdom")
    parser.add_argument("--no-results", action="store_true", help="only print, and leave out the kinds of changes")
    flags = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="visdom-soak-"))
    broken: list[str] = [] if flags.no_results else measured_costs(folder)
    if flags.minutes:
        broken += measured_soak(folder, flags.minutes * 60, flags.seed, only_print=flags.no_results)
    for sentence in broken:
        print(sentence)
    if not broken:
        shutil.rmtree(folder)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
