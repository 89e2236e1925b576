"""The windows that a training expects, recorded without visdom; the programs in this folder print them."""

from __future__ import annotations

import json
from importlib.metadata import version
from typing import Any


class Notes:
    """The windows that a logger should have drawn, in the form in which `foreign.py` reads them from the server."""

    def __init__(self) -> None:
        self.plots: dict[str, dict[str, Any]] = {}
        self.others: list[dict[str, Any]] = []

    def point(self, title: str, name: str, x: float, y: float, labels: tuple[str | None, str | None]) -> None:
        """One more point on a line of a plot."""
        plot = self.plots.setdefault(title, {"title": title, "type": "plot", "labels": labels, "traces": {}})
        xs, ys = plot["traces"].setdefault(name, ([], []))
        xs.append(float(x))
        ys.append(float(y))

    def window(self, title: str | None, kind: str, **content: Any) -> None:
        """A window of another kind."""
        self.others.append({"title": title, "type": kind, **content})

    def report(self, *packages: str) -> None:
        """Print everything as the last line of the program."""
        import visdom

        versions = {package: version(package) for package in packages}
        windows = [*self.plots.values(), *self.others]
        print(json.dumps({"visdom": visdom.__file__, "versions": versions, "windows": windows}))
