"""Hours of use in minutes: everybody writes as fast as it goes while the server is killed every few seconds.

    python -m benchmarks.soak [--minutes 10] [--no-results]

First what each kind of change costs on disk; then four writers and two viewers, with `kill -9` every few seconds and a
start on the same folder, compared with what the writers were told (the ledger of tests/crash); then the same load on
one server that is left alone, whose memory and open files must stay as they are. Ends with 1 if a promise is not kept.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.measuring import HERE, table, write_results
from benchmarks.watching import viewers

# The servers and the ledger are those of the tests.
sys.path[:0] = [str(HERE.parent / "tests"), str(HERE.parent / "tests" / "crash")]

from ledger import SHARED, Ledger, compare  # noqa: E402
from rounds import complaints_after_restart, keep_evidence, new_books, plain_files, post, writers_at_work  # noqa: E402
from serving import ServerProcess  # noqa: E402

LIFE_SECONDS = (2.0, 5.0)
ORDERLY_EVERY = 6
"""Of so many ends one is in order."""
KILLING_SHARE = 0.6
SAMPLE_SECONDS = 0.25
MAX_RATIO = 3.0
HEAD_BYTES = 150
"""Request line and headers, which no program sends shorter; the rest of what is received are the bodies."""
BYTES = (
    "All bytes of all `write` calls of the server, its end included. Received are the bodies and, for each request, "
    f"{HEAD_BYTES} bytes of request line and headers. A small change costs its record in the journal (the patch "
    "as pages get it, with the new `contentID` and version), and its part in writing the window file anew when the "
    "journal is longer. One point every 2.5 s is no load: the window is quiet each time, and after a second written as "
    "a whole, so that its file is plain and up to date."
)
MAX_GROWTH = 1.1
SPARE_MIB, SPARE_FILES = 12, 32


@dataclass
class Watched:
    """What a server used while somebody looked: memory in MiB, open files, bytes written."""

    memory: list[float] = field(default_factory=list)
    files: list[int] = field(default_factory=list)
    written: int = 0
    on_disk: int = 0

    def look(self, pid: int) -> None:
        """Note what a living process uses now."""
        proc = Path(f"/proc/{pid}")
        status = dict(line.split(":", 1) for line in (proc / "status").read_text().splitlines())
        if "VmRSS" in status:
            self.memory.append(int(status["VmRSS"].split()[0]) / 1024)
            self.files.append(len(list((proc / "fd").iterdir())))

    def count(self, pid: int) -> None:
        """The bytes that a process has written; it may have ended, but nobody has asked for its exit code yet."""
        counts = dict(line.split(": ") for line in Path(f"/proc/{pid}/io").read_text().splitlines())
        self.written += int(counts["wchar"])
        self.on_disk += int(counts["write_bytes"])


def end(server: ServerProcess, watched: Watched, number: signal.Signals) -> None:
    """End a server with a signal, and count what it has written."""
    os.kill(server.pid, number)
    os.waitid(os.P_PID, server.pid, os.WEXITED | os.WNOWAIT)
    watched.count(server.pid)
    server.stop()


def live(server: ServerProcess, books: list[Path], seed: str, seconds: float, number: signal.Signals) -> Watched:
    """One life of a server under full load."""
    watched, over = Watched(), threading.Event()

    def look() -> None:
        while not over.wait(SAMPLE_SECONDS):
            watched.look(server.pid)

    with viewers(server.port, 2, SHARED), writers_at_work(server, books, seed):
        looking = threading.Thread(target=look)
        looking.start()
        time.sleep(seconds)
        over.set()
        looking.join()
        end(server, watched, number)
    return watched


# What each kind of change costs on disk

Client = Callable[[str, dict[str, Any]], None]


def text(win: str, size: int) -> dict[str, Any]:
    return {"eid": "e", "win": win, "data": [{"type": "text", "content": os.urandom(size // 2).hex()}], "opts": {}}


def trace(points: int) -> dict[str, Any]:
    heights = [random.random() for _ in range(points)]
    return {"type": "scatter", "mode": "lines", "name": "1", "x": list(range(points)), "y": heights}


def line(points: int) -> dict[str, Any]:
    return {"eid": "e", "win": "w", "data": [trace(points)], "layout": {"title": {"text": "loss"}}, "opts": {}}


def new_windows(send: Client) -> None:
    for number in range(400):
        send("/events", text(f"w{number}", 1000))


def small_again(send: Client) -> None:
    for _ in range(2000):
        send("/events", text("w", 1000))


def large_again(send: Client) -> None:
    for _ in range(100):
        send("/events", text("w", 300_000))


def points(send: Client) -> None:
    send("/events", line(100))
    for _ in range(4000):
        send("/update", {**line(1), "append": True, "name": None})


def text_lines(send: Client) -> None:
    send("/events", text("w", 100))
    for _ in range(2000):
        send("/update", text("w", 100))


def images(send: Client) -> None:
    for number in range(100):
        image = {"src": "data:image/png;base64," + os.urandom(15_000).hex(), "caption": None}
        window = {"eid": "e", "win": "w", "data": [{"type": "image_history", "content": image}], "opts": {}}
        send("/update" if number else "/events", window)


def closed(send: Client) -> None:
    for number in range(300):
        send("/events", text(f"w{number}", 1000))
        send("/close", {"eid": "e", "win": f"w{number}"})


def slow_points(send: Client) -> None:
    send("/events", line(500))
    for _ in range(5):
        time.sleep(2.5)
        send("/update", {**line(1), "append": True, "name": None})


KINDS: dict[str, tuple[Callable[[Client], None], bool]] = {
    "new windows of 1 kB": (new_windows, True),
    "a window of 1 kB again and again": (small_again, True),
    "a window of 300 kB again and again": (large_again, True),
    "one point more in a line": (points, True),
    "100 bytes more in a text": (text_lines, True),
    "30 kB more in an image history": (images, True),
    "windows of 1 kB made and closed": (closed, True),
    "one point every 2.5 s": (slow_points, False),
}
"""Each kind, and whether it is full load: a window that is quiet in between is written as a whole each time."""


@dataclass
class Traffic:
    """Requests, the bytes of their bodies, and what the server wrote for them."""

    requests: int = 0
    bodies: int = 0
    written: int = 0

    @property
    def ratio(self) -> float:
        """Bytes written for each byte received."""
        return self.written / (self.bodies + HEAD_BYTES * self.requests)

    def row(self, name: str) -> list[str]:
        """A row of the table."""
        sizes = [f"{self.bodies / 1e6:.2f}", f"{self.written / 1e6:.2f}"]
        return [name, f"{self.requests:,}", *sizes, f"{self.written / self.bodies:.2f}", f"{self.ratio:.2f}"]


def cost(folder: Path, work: Callable[[Client], None]) -> Traffic:
    """What a new server, until its end, writes for some changes."""
    server, watched, traffic = ServerProcess(folder, "-cache_type", "JPWA").start(), Watched(), Traffic()

    def send(path: str, body: dict[str, Any]) -> None:
        traffic.requests += 1
        traffic.bodies += len(json.dumps(body).encode())
        post(server, path, body)

    try:
        post(server, "/env/e", {"eid": "e"})
        work(send)
        end(server, watched, signal.SIGTERM)
    finally:
        server.stop(kill=True)
    traffic.written = watched.written
    return traffic


# The soak


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
    server = ServerProcess(folder / "soak", "-cache_type", "JPWA").start()
    try:
        books = new_books(server, folder)
        last = time.monotonic() + seconds * KILLING_SHARE
        while time.monotonic() < last and not result.complaints:
            number = signal.SIGTERM if len(result.lives) % ORDERLY_EVERY == ORDERLY_EVERY - 1 else signal.SIGKILL
            life = f"{seed} {len(result.lives)}"
            result.lives.append(live(server, books, life, random.Random(life).uniform(*LIFE_SECONDS), number))
            result.kills += number == signal.SIGKILL
            evidence = keep_evidence(server, books, folder / "evidence")
            result.complaints = complaints_after_restart(server, books)
        if not result.complaints:
            result.steady = live(server, books, f"{seed} long", seconds * (1 - KILLING_SHARE), signal.SIGTERM)
            evidence = keep_evidence(server, books, folder / "evidence")
            ledgers = [Ledger.load(book) for book in books]
            result.complaints = compare(ledgers, plain_files(server.env_path))
        if result.complaints:
            result.complaints.append(f"seed {seed!r}, evidence in {evidence}")
        ledgers = [Ledger.load(book) for book in books]
        result.answered, result.sent = sum(each.answered for each in ledgers), sum(each.sent for each in ledgers)
    finally:
        server.stop(kill=True)
    return result


def quarters(values: Sequence[float]) -> list[float]:
    """The means of the four quarters."""
    size = len(values) // 4
    return [sum(values[start : start + size]) / size for start in range(0, 4 * size, size)]


def broken_promises(result: Soak, costs: dict[str, Traffic]) -> list[str]:
    """What is not as it was promised."""
    broken = list(result.complaints)
    if result.complaints:
        return broken
    memory, files = quarters(result.steady.memory), quarters(result.steady.files)
    if memory[3] > memory[1] * MAX_GROWTH + SPARE_MIB:
        broken.append(f"memory grew from {memory[1]:.0f} to {memory[3]:.0f} MiB")
    if files[3] > files[1] * MAX_GROWTH + SPARE_FILES:
        broken.append(f"open files grew from {files[1]:.0f} to {files[3]:.0f}")
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
        "with `kill -9` and the others in order, each compared with what the writers were told; then one long life.",
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
        + " files.",
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
        write_results("soak", "Soak", texts, figures)
    if not broken:
        shutil.rmtree(folder)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
