"""Rows of a matrix as points of a plane: their positions by t-SNE, and the window that shows them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from typing import Any, TypeAlias

import numpy as np

from visdom.client.arrays import Array, ArrayLike, Plain, listed, not_too_deep, to_numbers, to_plain
from visdom.client.messages import UPDATE, Request
from visdom.client.options import WINDOW, Options
from visdom.errors import BadArgument, MissingPackage

Point: TypeAlias = dict[str, Any]
Method: TypeAlias = Callable[[Array, float], ArrayLike]

NO_PREVIEW = "<div>There is no preview of this point.</div>"

OPTIONS = WINDOW


def embeddings_request(points: list[Point] | None, win: str | None, env: str | None, opts: Options) -> Request:
    """A window with the points; None shows that they are being computed."""
    content = {"isLoading": True} if points is None else {"data": points}
    return Request({"data": [{"content": content, "type": "embeddings"}], "win": win, "eid": env, "opts": opts})


def change_request(kind: str, members: dict[str, Any], win: str, env: str | None, opts: Options) -> Request:
    """The answer to an event of this kind: the preview of a point, or the points of a region."""
    return Request({"data": {"update_type": kind, **members}, "win": win, "eid": env, "opts": opts}, UPDATE)


@not_too_deep("labels")
def plain_labels(labels: ArrayLike) -> list[Plain]:
    """The labels as a list of plain values."""
    plain = to_plain(listed(labels))
    if not isinstance(plain, (list, tuple)):
        raise BadArgument(f"embeddings: expected a list of labels, got {type(labels).__name__}")
    other = next((label for label in plain if not isinstance(label, (str, int, float, type(None)))), None)
    if other is not None:
        raise BadArgument(f"embeddings: expected a number or text as label of each point, got {other!r}")
    return list(plain)


def check_count(points: Any, labels: list[Plain]) -> None:
    """Raise `BadArgument` unless there are points, and one label for each of them."""
    if not hasattr(points, "__len__"):
        return
    if not len(points):
        raise BadArgument("embeddings: expected at least one point, got none")
    if len(points) != len(labels):
        raise BadArgument(f"embeddings: expected one label for each of the {len(points)} points, got {len(labels)}")


def points_at(positions: Iterable[Sequence[float]], labels: list[Plain]) -> list[Point]:
    """One point per position; labels are numbered in their order, or unordered ones by their first occurrence."""
    groups = {label: number for number, label in enumerate(_distinct(labels))}
    return [
        {
            "group": groups[label],
            "name": f"Entity {index}",
            "label": label,
            "position": list(map(float, position)),
            "idx": index,
        }
        for index, (position, label) in enumerate(zip(positions, labels, strict=True))
    ]


def moved(points: list[Point], positions: Iterable[Sequence[float]]) -> list[Point]:
    """The points at other positions."""
    return [
        {**point, "position": list(map(float, position))} for point, position in zip(points, positions, strict=True)
    ]


def _distinct(labels: list[Plain]) -> list[Plain]:
    distinct = dict.fromkeys(labels)
    try:
        return sorted(distinct)
    except TypeError:  # numbers beside text
        return list(distinct)


SEED = 0


def do_tsne(X: ArrayLike) -> list[tuple[float, float]]:
    """One (x, y) pair per row of `X`, both coordinates from -1 to 1.

    Args:
        X: N x D matrix.

    Raises `BadArgument` for other shapes and for NaN, and `MissingPackage` with neither scikit-learn nor openTSNE. To
    use another method, replace `visdom.do_tsne` by a function of the same kind.

    Example: `visdom.do_tsne(numpy.random.rand(200, 64))`
    """
    rows, method = check_rows(X)
    if len(rows) < 2:
        return [(0.0, 0.0)] * len(rows)
    return [(float(x), float(y)) for x, y in _rescaled(np.asarray(method(rows, _perplexity(len(rows)))))]


def check_rows(X: ArrayLike) -> tuple[Array, Method]:
    """The rows as an array, and the method that places them; raises what `do_tsne` raises."""
    method = _installed_tsne()
    if method is None:
        raise MissingPackage("do_tsne", "scikit-learn or openTSNE", "embeddings")
    rows = to_numbers(X)
    if rows.shape != (0,) and (rows.ndim != 2 or not rows.shape[1]):
        raise BadArgument(f"do_tsne: expected a matrix with one row per point, got shape {rows.shape}")
    if not np.isfinite(rows).all():
        raise BadArgument("do_tsne: expected numbers, got NaN or infinity in X")
    return rows, method


def _installed_tsne() -> Method | None:
    """t-SNE of scikit-learn or else of openTSNE, with the rows and the perplexity as arguments."""
    with suppress(ImportError):
        from sklearn.manifold import TSNE

        return lambda rows, number: TSNE(perplexity=number, init="random", random_state=SEED).fit_transform(rows)
    with suppress(ImportError):
        from openTSNE import TSNE as OpenTSNE

        return lambda rows, number: OpenTSNE(perplexity=number, initialization="random", random_state=SEED).fit(rows)
    return None


def _perplexity(count: int) -> float:
    """The number of neighbours of a point, always below the number of rows."""
    if count >= 150:
        return 50
    return count // 3 if count >= 21 else min(7, count - 1)


def _rescaled(positions: Array) -> Array:
    low, high = positions.min(axis=0), positions.max(axis=0)
    return np.asarray(2 * (positions - low) / np.where(high > low, high - low, 1) - 1)
