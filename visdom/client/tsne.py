"""Points in the plane that lie near each other where rows of a matrix do (t-SNE)."""

from __future__ import annotations

import numpy as np

from visdom.client.arrays import Array, ArrayLike, to_array
from visdom.errors import MissingPackage

SEED = 0


def do_tsne(X: ArrayLike) -> list[tuple[float, float]]:
    """One (x, y) pair per row of `X`, both coordinates from -1 to 1.

    Args:
        X: N x D matrix, N at least 2.

    Raises `MissingPackage` without scikit-learn. To use another method, replace `visdom.do_tsne` by a function of the
    same kind.

    Example: `visdom.do_tsne(numpy.random.rand(200, 64))`
    """
    try:
        from sklearn.manifold import TSNE
    except ImportError as error:
        raise MissingPackage("do_tsne needs scikit-learn: pip install 'visdom[embeddings]'") from error
    rows = to_array(X)
    places = TSNE(perplexity=_perplexity(len(rows)), init="random", random_state=SEED).fit_transform(rows)
    return [(float(x), float(y)) for x, y in _rescaled(places)]


def _perplexity(count: int) -> float:
    """How many neighbours count, for that many rows; always fewer than there are rows."""
    if count >= 150:
        return 50
    return count // 3 if count >= 21 else min(7, count - 1)


def _rescaled(places: Array) -> Array:
    low, high = places.min(axis=0), places.max(axis=0)
    return np.asarray(2 * (places - low) / np.where(high > low, high - low, 1) - 1)
