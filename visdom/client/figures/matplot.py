"""A matplotlib figure, drawn as SVG."""

from __future__ import annotations

import io
import math
import re
from collections.abc import Iterator
from typing import Any, Protocol

import numpy as np

from visdom.client.options import A_SWITCH, WINDOW, Option, Options, sizes
from visdom.errors import BadArgument, MissingPackage

PIXELS_PER_POINT = {"height": 1.4, "width": 1.35}
"""The size of the pane, frame and title bar included."""

_NUMBER = r"(\d+\.?\d*|\.\d+)"
_POINTS = {side: re.compile(rf'{side}="{_NUMBER}pt"') for side in PIXELS_PER_POINT}
_LENGTH = re.compile(rf"{_NUMBER}(?:pt)?")

OPTIONS = (
    *WINDOW,
    Option("resizable", A_SWITCH, "Let the drawing grow and shrink with its window.", "False"),
    *sizes("that of the drawing"),
)


class Drawing(Protocol):
    """A matplotlib figure, or the module `matplotlib.pyplot` with its current figure."""

    def savefig(self, fname: Any, /, *, format: str) -> object:
        """Write the picture to a text file."""


def drawn(plot: Drawing, opts: Options) -> tuple[str, Options]:
    """The figure as SVG, and the options with the size of the pane, unless they have one.

    With `resizable` the SVG has no size and fills the pane.
    """
    file = io.StringIO()
    _figure_of(plot).savefig(file, format="svg")
    svg = file.getvalue()
    if opts.get("resizable"):
        svg, points = _without_size(svg)
    else:
        points = {side: found[1] for side, pattern in _POINTS.items() if (found := pattern.search(svg))}
    for side, number in points.items():
        opts.setdefault(side, PIXELS_PER_POINT[side] * math.ceil(float(number)))
    return svg, opts


def _figure_of(plot: Any) -> Any:
    """The plot, or the one figure of axes and of what their methods return."""
    figures = {id(figure): figure for figure in _figures(plot)}
    if len(figures) != 1:
        found = f"{len(figures)} figures in a {type(plot).__name__}" if figures else type(plot).__name__
        raise BadArgument(
            "matplot: expected a figure of matplotlib, its axes, or pyplot for the current figure, "
            f"got {found}; pass axes.figure or pyplot.gcf()"
        )
    return next(iter(figures.values()))


def _figures(part: Any) -> Iterator[Any]:
    """The figures of a part and of its items: `hist` returns numbers and bars, `boxplot` a dict of lines."""
    if hasattr(part, "savefig"):
        yield part
    elif isinstance(part, np.ndarray):
        yield from _figures(part.ravel().tolist()) if part.dtype == object else ()
    elif isinstance(part, (list, tuple, dict)):
        for item in part.values() if isinstance(part, dict) else part:
            yield from _figures(item)
    elif (figure := getattr(part, "figure", None)) is not None and figure is not part:
        yield from _figures(figure)


def _without_size(svg: str) -> tuple[str, dict[str, str]]:
    """The drawing without height and width, and their values in points; other units are ignored."""
    try:
        import lxml  # noqa: F401  # Beautiful Soup reads XML with it
        from bs4 import BeautifulSoup
    except ImportError as error:
        raise MissingPackage("matplot with opts['resizable']", "lxml and beautifulsoup4", "matplot") from error
    document = BeautifulSoup(svg, "xml")
    root = document.find("svg")
    if root is None:
        raise BadArgument("matplot: expected savefig to write a drawing in SVG, found no <svg>")
    sizes = {side: _LENGTH.fullmatch(str(root.attrs.pop(side, ""))) for side in PIXELS_PER_POINT}
    return str(document), {side: found[1] for side, found in sizes.items() if found}
