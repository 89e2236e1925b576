"""A map of points: similar rows are near each other, and a click on a point shows its row.

The positions are those of t-SNE (scikit-learn) by default. Any function that returns a position per
row can replace it: here the two directions in which the rows differ most. To answer clicks on the
page: `python examples/embeddings.py --stay`.
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
    """A position from -1 to 1 for every row."""
    centred = rows - rows.mean(axis=0)
    positions = centred @ np.linalg.svd(centred, full_matrices=False)[2][:2].T
    return [(float(x), float(y)) for x, y in positions / abs(positions).max(axis=0)]


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
