"""Colours and dashes of points and lines, from the arrays that callers give."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from visdom.client.arrays import Array, is_integral
from visdom.errors import BadArgument


def point_colours(given: Any, labels: Array, count: int) -> list[str] | None:
    """One colour per point from `opts["markercolor"]`, which has one row per point or one per label.

    Rows of three are red, green and blue; single numbers are the opacity of blue.
    """
    if given is None:
        return None
    values = _bytes_array("markercolor", given)
    if len(values) not in (len(labels), count):
        raise BadArgument(
            f"opts['markercolor']: expected {len(labels)} rows (per point) or {count} (per label), got {len(values)}"
        )
    if values.ndim == 2:
        names = _hex_names("markercolor", values)
    else:
        names = [f"rgba(0, 0, 255, {value / 255})" for value in values.tolist()]
    return names if len(names) == len(labels) else [names[label - 1] for label in labels]


def label_style(linecolor: Any, dash: Any, count: int) -> Callable[[int], dict[str, str | None]]:
    """Tells colour and dash of the line of a label, from `opts["linecolor"]` and `opts["dash"]` for all `count`."""
    colours: list[str] | None = None
    if linecolor is not None:
        values = _bytes_array("linecolor", linecolor)
        _check_count("linecolor", values, count)
        colours = _hex_names("linecolor", values)
    if dash is not None:
        _check_count("dash", _array("dash", dash), count)

    def style(label: int) -> dict[str, str | None]:
        return {
            "color": None if colours is None else colours[label - 1],
            "dash": None if dash is None else str(dash[label - 1]),
        }

    return style


def _array(option: str, given: Any) -> Array:
    if not isinstance(given, np.ndarray):
        raise BadArgument(f"opts[{option!r}]: expected a numpy array, got {type(given).__name__}")
    return given


def _bytes_array(option: str, given: Any) -> Array:
    values = _array(option, given)
    if (
        values.ndim not in (1, 2)
        or not is_integral(values)
        or (values.size and not 0 <= values.min() <= values.max() <= 255)
    ):
        raise BadArgument(f"opts[{option!r}]: expected whole numbers from 0 to 255 in one or two dimensions")
    return values.astype(int)


def _check_count(option: str, values: Array, count: int) -> None:
    if len(values) != count:
        raise BadArgument(f"opts[{option!r}]: expected one row per line: {count}, got {len(values)}")


def _hex_names(option: str, values: Array) -> list[str]:
    if values.ndim != 2 or values.shape[1] != 3:
        raise BadArgument(f"opts[{option!r}]: expected 3 columns (red, green, blue), got shape {values.shape}")
    return [f"#{red:02x}{green:02x}{blue:02x}" for red, green, blue in values.tolist()]
