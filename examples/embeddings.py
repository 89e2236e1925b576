"""A map of things that resemble each other; a click on one shows it.

The places come from t-SNE (scikit-learn) by default. Any function that gives a place per row will
do: here the two directions in which the rows differ most. To have the page answered while you look
around: `python examples/embeddings.py --stay`.
"""

from __future__ import annotations

import numpy as np
from arguments import connect, stay

import visdom

random = np.random.default_rng(7)
shapes = random.integers(0, 2, size=(4, 64))
labels = np.arange(4).repeat(50).tolist()
features = shapes[labels] + random.normal(scale=0.3, size=(200, 64))


def principal_components(rows: np.ndarray) -> list[tuple[float, float]]:
    """A place from -1 to 1 for every row."""
    centred = rows - rows.mean(axis=0)
    places = centred @ np.linalg.svd(centred, full_matrices=False)[2][:2].T
    return [(float(x), float(y)) for x, y in places / abs(places).max(axis=0)]


def picture(row: int) -> str:
    """What the page shows of one thing: its 8 x 8 pixels, as HTML."""
    pixels = np.where(features[row].reshape(8, 8) > 0.5, "█", "░")
    return f"<pre style='line-height: 1'>{'<br>'.join(map(''.join, pixels))}</pre>"


visdom.do_tsne = principal_components
vis = connect(use_incoming_socket=True)
vis.embeddings(
    features,
    labels,
    data_getter=picture,
    data_type="html",
    win="shapes",
    opts={"title": "Four shapes", "width": 460, "height": 380},
)
stay()
