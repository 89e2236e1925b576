"""Histograms: the number of values in each bin, as bars."""

from __future__ import annotations

from typing import Any

import numpy as np

from visdom.client.arrays import Array, squeezed
from visdom.client.options import PLOT_WITH_AXES, Option, Options, checked
from visdom.errors import BadArgument

MOST_BINS = 30
"""The default number of bins, unless there are fewer values."""

OPTIONS = (
    *PLOT_WITH_AXES,
    Option("numbins", "a whole number above 0", "How many bins.", "30, fewer for few values"),
    checked("rownames", "Name of each bin, below its bar."),
)


def histogram_bars(X: Array, opts: Options) -> tuple[Array, Array, Options]:
    """Heights, positions and options of the bars.

    The positions are evenly spaced from the smallest value to the largest, as in 0.2.4.
    """
    shape, X = X.shape, squeezed(X)
    if X.ndim != 1 or not X.size:
        raise BadArgument(
            f"histogram: expected X with one dimension and at least one value, got shape {shape}; "
            "X.ravel() makes a vector of a matrix"
        )
    if X.dtype.kind == "b":
        X = X.astype(int)
    low, high = X.min(), X.max()
    if not (np.isfinite(low) and np.isfinite(high)):
        raise BadArgument("histogram: expected numbers, got NaN or infinity in X")
    bins = _bins(opts.setdefault("numbins", min(MOST_BINS, len(X))))
    counts, _ = np.histogram(X, bins=bins)
    positions = np.linspace(low, high, bins) if bins > 1 else np.array([low / 2 + high / 2])
    return counts, positions, opts


def _bins(given: Any) -> int:
    if isinstance(given, (int, float)) and given > 0 and float(given).is_integer():
        return int(given)
    raise BadArgument(f"opts['numbins']: expected a whole number above 0, got {given!r}")
