"""A program that draws with the client of its interpreter: `python benchmarks/calls.py PORT`.

It reads lines such as `text 100` from standard input, and prints the seconds of each call as a line of JSON.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable

import numpy as np

from visdom import Visdom

Call = Callable[[int], object]


def photo(size: int) -> np.ndarray:
    """A picture that compresses as photographs do: smooth shapes with some noise."""
    x, y = np.meshgrid(np.linspace(0, 3, size), np.linspace(0, 3, size))
    shapes = np.stack([np.sin(x * y + phase) for phase in (0, 2, 4)]) * 100 + 128
    return np.clip(shapes + np.random.default_rng(0).normal(0, 4, shapes.shape), 0, 255).astype(np.uint8)


def calls(vis: Visdom) -> dict[str, Call]:
    """The calls by name; each takes a number that grows."""
    picture = photo(512)
    vis.line(list(range(100)), list(range(100)), win="loss", opts={"title": "Loss"})
    return {
        "append": lambda step: vis.line([step * 0.5], [step], win="loss", update="append", opts={"title": "Loss"}),
        "named_append": lambda step: vis.line([0.5], [step], win="curves", name="train", update="append"),
        "text": lambda step: vis.text(f"epoch {step} " * 10, win="note"),
        "image": lambda step: vis.image(picture, win="picture", opts={"caption": str(step)}),
    }


def seconds(call: Call, count: int, start: int) -> list[float]:
    """The seconds of each of so many calls."""
    found = []
    for step in range(start, start + count):
        begin = time.perf_counter()
        reply = call(step)
        found.append(time.perf_counter() - begin)
        if not reply:
            raise RuntimeError(f"the server answered {reply!r}")
    return found


def main() -> None:
    """Draw until the input ends."""
    vis = Visdom(port=int(sys.argv[1]), server="http://127.0.0.1", use_incoming_socket=False, env=f"run_{time.time()}")
    known, step = calls(vis), 100
    for line in sys.stdin:
        name, count = line.split()
        print(json.dumps(seconds(known[name], int(count), step)), flush=True)
        step += int(count)


if __name__ == "__main__":
    main()
