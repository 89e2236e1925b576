"""Points in the plane that lie near each other where rows of a matrix do (t-SNE)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from visdom.client.arrays import Array, ArrayLike, to_array
from visdom.errors import BadArgument, MissingPackage

SEED = 0


def do_tsne(X: ArrayLike) -> list[tuple[float, float]]:
    """One (x, y) pair per row of `X`, both coordinates from -1 to 1.

    Args:
        X: N x D matrix.

    Raises `MissingPackage` with neither scikit-learn nor openTSNE. To use another method, replace `visdom.do_tsne` by a
    function of the same kind.

    Example: `visdom.do_tsne(numpy.random.rand(200, 64))`
    """
    place = _scikit_learn() or _open_tsne()
    if place is None:
        raise MissingPackage("do_tsne", "scikit-learn or openTSNE", "embeddings")
    rows = to_array(X)
    if rows.ndim != 2 and len(rows):
        raise BadArgument(f"do_tsne: expected a matrix with one row per point, got shape {rows.shape}")
    if len(rows) < 2:
        return [(0.0, 0.0)] * len(rows)
    return [(float(x), float(y)) for x, y in _rescaled(place(rows, _perplexity(len(rows))))]


def _scikit_learn() -> Callable[[Array, float], Array] | None:
    try:
        from sklearn.manifold import TSNE
    except ImportError:
        return None
    return lambda rows, perplexity: np.asarray(
        TSNE(perplexity=perplexity, init="random", random_state=SEED).fit_transform(rows)
    )


def _open_tsne() -> Callable[[Array, float], Array] | None:
    try:
        from openTSNE import TSNE
    except ImportError:
        return None
    return lambda rows, perplexity: np.asarray(
        TSNE(perplexity=perplexity, initialization="random", random_state=SEED).fit(rows)
    )


def _perplexity(count: int) -> float:
    """How many neighbours count, for that many rows; always fewer than there are rows."""
    if count >= 150:
        return 50
    return count // 3 if count >= 21 else min(7, count - 1)


def _rescaled(places: Array) -> Array:
    low, high = places.min(axis=0), places.max(axis=0)
    return np.asarray(2 * (places - low) / np.where(high > low, high - low, 1) - 1)
