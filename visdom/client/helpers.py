"""Helpers that programs for visdom 0.2.4 import from `visdom`; the client does not use them."""

from __future__ import annotations

import functools
import numbers
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from visdom.client.arrays import Array, to_array
from visdom.client.axes import axis_members
from visdom.client.figures.scatter import label_style, point_colours
from visdom.client.options import Options, check, plot_layout, title_to_text, without_none

Function = TypeVar("Function", bound=Callable[..., Any])

here = str(Path(__file__).resolve().parent.parent)
"""The folder of the package."""

BS4_AVAILABLE = find_spec("bs4") is not None

torch_types: list[type] = []
"""Always empty: the client recognizes tensors by their methods and does not import torch."""


def isstr(value: Any) -> bool:
    """Is the value text?"""
    return isinstance(value, str)


def isnum(value: Any) -> bool:
    """Is the value a number?"""
    return isinstance(value, numbers.Number)


def isndarray(value: Any) -> bool:
    """Is the value a numpy array?"""
    return isinstance(value, np.ndarray)


def nan2none(values: list[Any]) -> list[Any]:
    """Replace every NaN in the list by None, in place, and return the list."""
    values[:] = [None if isinstance(value, float) and value != value else value for value in values]
    return values


def loadfile(filename: str) -> bytes:
    """The bytes of a file; raises `FileNotFoundError`."""
    return Path(filename).read_bytes()


def get_rand_id() -> str:
    """The time as a hexadecimal number."""
    return f"{int(time.time() * 1e7):x}"


def _to_numpy(value: Any) -> Any:
    """A list or tensor as a numpy array; other values as they are."""
    return to_array(value) if isinstance(value, list) or hasattr(value, "detach") else value


def pytorch_wrap(function: Function) -> Function:
    """Let a function take lists and torch tensors where it expects numpy arrays."""

    @functools.wraps(function)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        return function(*map(_to_numpy, args), **{name: _to_numpy(value) for name, value in kwargs.items()})

    return wrapper  # type: ignore[return-value]


def _assert_opts(opts: Options) -> None:
    """Raise `BadArgument` for options that no plot accepts."""
    check(opts)


def _title2str(opts: Options) -> Options:
    """The same options, with a number as title made text."""
    title_to_text(opts)
    return opts


def _opts2layout(opts: Options, is3d: bool = False) -> Options:
    """The plotly layout for the options."""
    return plot_layout(opts, dimensions=3 if is3d else 2)


def _axisformat(xy: str, opts: Options) -> dict[str, Any] | None:
    """The axis "x" or "y" of a flat plot."""
    return axis_members(opts, xy, 2, ())


def _axisformat3d(xyz: str, opts: Options) -> dict[str, Any] | None:
    """The axis "x", "y" or "z" of a plot in space."""
    return axis_members(opts, xyz, 3, ())


def _scrub_dict(d: Any) -> Any:
    """A dict without members that are None, at every depth."""
    return without_none(d)


def _markerColorCheck(mc: Any, X: Array, Y: Array, L: int) -> dict[int, list[str]]:  # noqa: N802, N803 - as in 0.2.4
    """The colours of the points of each label."""
    labels = np.asarray(Y).astype(int)
    colours = np.array(point_colours(mc, labels, L))
    return {label: colours[labels == label].tolist() for label in np.unique(labels).tolist()}


def _lineColorCheck(lc: Any, K: int) -> list[str | None]:  # noqa: N802, N803 - as in 0.2.4
    """The colour of each of K lines."""
    style = label_style(lc, None, K)
    return [style(label)["color"] for label in range(1, K + 1)]


def _dashCheck(dash: Any, K: int) -> Any:  # noqa: N802, N803 - as in 0.2.4
    """The dashes, one for each of K lines."""
    label_style(None, dash, K)
    return dash
