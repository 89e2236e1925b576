"""The training loop that every peer's program runs: what is logged, how it is timed, and how it is found again.

Nothing here needs more than numpy: the programs run in environments that hold a peer and little else.
"""

from __future__ import annotations

import json
import math
import mmap
import os
import struct
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO, Protocol

import numpy as np

SIZE = 512
COUNTS = struct.Struct("=qq")
"""Scalars and pictures whose calls have returned."""

Picture = np.ndarray


class Log(Protocol):
    """An open log of a peer."""

    def scalar(self, step: int, value: float) -> None: ...

    def image(self, step: int, picture: Picture) -> None: ...

    def close(self) -> None:
        """Return when everything is written."""


def value_of(step: int) -> float:
    """What is logged at a step; exact also for a peer that keeps 32 bits."""
    return step * 0.5


@cache
def noisy_gradient() -> Picture:
    """A picture that compresses as badly as a photograph."""
    ramp = np.linspace(0, 200, SIZE)
    down, right = np.meshgrid(ramp, ramp, indexing="ij")
    gradient = np.stack([down, right, (down + right) / 2], axis=-1)
    return (gradient + np.random.default_rng(0).integers(0, 56, gradient.shape)).astype(np.uint8)


def picture_of(step: int) -> Picture:
    """What is logged at a step: the same for everybody, each another one, its step in the corner."""
    picture = np.roll(noisy_gradient(), step * 5, axis=1)
    picture[0, 0] = (*divmod(step, 256), 77)
    return picture


def steps_of_values(values: Iterable[float]) -> set[int]:
    """The steps at which these values were logged; a value that never was logged is no step."""
    steps = ((round(value * 2), value) for value in values if math.isfinite(value))
    return {step for step, value in steps if value_of(step) == value}


def steps_of_pictures(found: Iterable[Picture]) -> set[int]:
    """The steps of pictures that are as they were logged, pixel for pixel."""
    steps = set()
    for picture in found:
        if picture.shape == (SIZE, SIZE, 3):
            step = int(picture[0, 0, 0]) * 256 + int(picture[0, 0, 1])
            if np.array_equal(picture, picture_of(step)):
                steps.add(step)
    return steps


def decoded(source: Path | BinaryIO) -> Iterator[Picture]:
    """The picture in a file, if it is there as a whole."""
    from PIL import Image

    with suppress(OSError):
        yield np.asarray(Image.open(source).convert("RGB"))


class Progress:
    """How many calls have returned, in memory that outlives the process."""

    def __init__(self, path: Path) -> None:
        path.write_bytes(bytes(COUNTS.size))
        with path.open("r+b") as file:
            self._shared = mmap.mmap(file.fileno(), COUNTS.size)

    def note(self, scalars: int, images: int) -> None:
        COUNTS.pack_into(self._shared, 0, scalars, images)


def read_progress(path: Path) -> tuple[int, int]:
    """Scalars and pictures whose calls had returned."""
    scalars, images = COUNTS.unpack(path.read_bytes())
    return scalars, images


def run_loop(log: Log, job: dict[str, Any], pictures: list[Picture], progress: Progress) -> dict[str, Any]:
    """Log as the job says, close, and tell what each call and all together took."""
    scalar_seconds: list[float] = []
    image_seconds: list[float] = []

    def timed(call: Callable[[int, Any], None], spent: list[float], thing: Any) -> None:
        begin = time.perf_counter()
        call(len(spent), thing)
        spent.append(time.perf_counter() - begin)
        progress.note(len(scalar_seconds), len(image_seconds))

    cpu, started = time.process_time(), time.perf_counter()
    for step in range(max(job["scalars"], len(pictures))):
        if step < job["scalars"]:
            timed(log.scalar, scalar_seconds, value_of(step))
        if step % job["image_every"] == 0 and len(image_seconds) < len(pictures):
            timed(log.image, image_seconds, pictures[len(image_seconds)])
        if job["pause"]:
            time.sleep(job["pause"])
        if time.perf_counter() - started > job["limit"]:
            break
    logged = time.perf_counter() - started
    log.close()
    return {
        "calls": {"scalars": scalar_seconds, "images": image_seconds},
        "loop_seconds": logged,
        "seconds": time.perf_counter() - started,
        "cpu_seconds": time.process_time() - cpu,
    }


@contextmanager
def own_output() -> Iterator[Callable[[Any], None]]:
    """A way to print a line of JSON that nothing the peer prints can get into."""
    with os.fdopen(os.dup(1), "w") as lines:
        os.dup2(2, 1)

        def tell(thing: Any) -> None:
            print(json.dumps(thing), file=lines, flush=True)

        yield tell


def main(open_log: Callable[[Path], Log], read: Callable[[Path, str], Iterable[Any]]) -> None:
    """`write FOLDER PROGRESS`, which does the jobs that come in, one a line; or `read FOLDER`: what is readable there.

    `read(folder, "scalars")` and `read(folder, "images")` are all values and pictures that the peer finds in a folder.
    """
    action, folder = sys.argv[1], Path(sys.argv[2])
    with own_output() as tell:
        if action == "read":
            scalars, images = steps_of_values(read(folder, "scalars")), steps_of_pictures(read(folder, "images"))
            tell({"scalars": sorted(scalars), "images": sorted(images)})
            return
        progress = Progress(Path(sys.argv[3]))
        for line in sys.stdin:
            job = json.loads(line)
            pictures = [picture_of(step) for step in range(job["images"])]
            log = open_log(folder)
            tell("ready")
            sys.stdin.readline()
            tell(run_loop(log, job, pictures, progress))
