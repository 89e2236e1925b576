"""Random arguments for calls of the client."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import numpy as np


class Dice(random.Random):
    """Random arguments: mostly good ones, now and then one that is refused."""

    def maybe(self, share: float = 0.5) -> bool:
        """Yes in this share of cases."""
        return self.random() < share

    def size(self, most: int = 5) -> int:
        """A length, at least two."""
        return self.randint(2, most)

    def array(self, *shape: int, holes: bool = False) -> Any:
        """Numbers in one of several kinds."""
        numbers = [round(self.uniform(-9, 9), 3) for _ in range(int(np.prod(shape)))]
        made = np.array(numbers).reshape(shape).astype(self.choice([float, "float32", int]))
        if holes and made.dtype.kind == "f" and self.maybe(0.2):
            made.flat[self.randrange(made.size)] = float("nan")
        return made.tolist() if self.maybe(0.2) else made

    def words(self, count: int) -> list[str]:
        """Names, now and then one too few or too many."""
        count = max(1, count + self.choice([-1, 1])) if self.maybe(0.05) else count
        return [self.choice(["a", "größer", "<b>", "loss", ""]) + str(index) for index in range(count)]

    def some(self, chances: dict[str, Callable[[], Any]], share: float = 0.3) -> dict[str, Any]:
        """A few of these options, in random order."""
        names = [name for name in chances if self.maybe(share)]
        self.shuffle(names)
        return {name: chances[name]() for name in names}

    def opts(self, **chances: Callable[[], Any]) -> dict[str, Any]:
        """Options that every chart knows, and a few of its own; now and then a bad or unknown one."""
        common: dict[str, Callable[[], Any]] = {
            "title": lambda: self.choice(["Title", "", 5, 0, None, True]),
            "width": lambda: self.randint(1, 900),
            "height": lambda: self.randint(1, 900),
            "showlegend": lambda: self.maybe(),
            "marginleft": lambda: self.randint(0, 90),
            "margintop": lambda: self.choice([0, 30, None]),
            "layoutopts": lambda: self.choice([{"plotly": {"xaxis": {"side": "top"}, "a": None}}, {"other": 1}, None]),
            "unknown": lambda: self.choice([None, {"a": [1, None]}, "x"]),
        }
        for axis in "xyz":
            common[f"{axis}label"] = lambda: self.choice(["label", "", None])
            common[f"{axis}type"] = lambda: self.choice(["log", "linear"])
            common[f"{axis}ticklabels"] = lambda: ["low", "high"]
            common[f"{axis}tickvals"] = lambda: [1, 2.5]
        ticks = {"xtickmin": self.randint(1, 3), "xtickmax": self.randint(4, 6), "xtickstep": self.choice([1, None])}
        bad: dict[str, Callable[[], Any]] = {
            "opacity": lambda: self.choice([0, 0.5, 1, 1.5, "x"]),
            "markersize": lambda: self.choice([0, 3, 2.5, -1]),
            "color": lambda: self.choice(["red", 5]),
            "mode": lambda: self.choice(["lines", 7]),
            "colormap": lambda: self.choice(["Hot", "Electric", 3]),
            "columnnames": lambda: ("a", "b"),
            "jpgquality": lambda: self.choice([0, 101, -1]),
        }
        given = {**self.some(common, 0.12), **self.some(bad, 0.04), **self.some(chances)}
        ticks["xtype"] = "linear"  # limits of logarithmic axes differ on purpose
        return {**given, **ticks} if self.maybe(0.1) else given
