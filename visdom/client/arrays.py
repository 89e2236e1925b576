"""Whatever callers pass as data, as numpy arrays; and numpy arrays as plain values for JSON."""

from __future__ import annotations

from datetime import date
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from visdom.errors import BadArgument

Array: TypeAlias = npt.NDArray[Any]

ArrayLike: TypeAlias = Any
"""A list, a numpy array, a torch tensor, a pandas column or table, or anything with `__array__`."""

Plain: TypeAlias = Any
"""Built-in values only: what JSON can hold."""


def to_array(data: ArrayLike, name: str = "X") -> Array:
    """The data as a numpy array; raises `BadArgument` for what is none, tuples included."""
    if isinstance(data, np.ndarray):
        return data
    if hasattr(data, "detach") and hasattr(data, "cpu"):
        return _from_tensor(data)
    if isinstance(data, list) or hasattr(data, "__array__"):
        try:
            return np.asarray(data)
        except ValueError as error:
            raise BadArgument(f"{name}: expected rows of equal length ({error})") from error
    raise BadArgument(f"{name}: expected a list, an array or a tensor, got {type(data).__name__}")


def optional_array(data: ArrayLike | None, name: str = "Y") -> Array | None:
    """As `to_array`, but None stays None."""
    return None if data is None else to_array(data, name)


def to_list(array: Array) -> Plain:
    """Nested lists of built-in values; NaN and missing dates become None, dates become ISO text."""
    kind = array.dtype.kind
    if kind == "O":
        return _object_to_plain(array.tolist())
    if kind == "M":
        return _with_none(np.datetime_as_string(array), np.isnat(array))
    if kind == "f":
        missing = np.isnan(array)
        if missing.any():
            return _with_none(array, missing)
    return array.tolist()


def to_plain(value: Any) -> Plain:
    """A copy of nested options in which arrays, tensors and numpy scalars are plain values."""
    if isinstance(value, dict):
        return {key: to_plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [to_plain(item) for item in value]
    if isinstance(value, tuple):
        return tuple(to_plain(item) for item in value)
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, np.ndarray) or hasattr(value, "__array__"):
        return to_list(to_array(value))
    return value


def is_integral(array: Array) -> bool:
    """Are all values whole numbers, whatever the type they are stored in?"""
    if array.dtype.kind in "iub":
        return True
    return array.dtype.kind == "f" and bool(np.all(np.mod(array, 1) == 0))


def columns(first: Array, second: Array) -> Array:
    """Two vectors side by side; text and dates are kept beside numbers."""
    if first.dtype.kind in "iufb" and second.dtype.kind in "iufb":
        return np.column_stack((first, second))
    pair = np.empty((len(first), 2), dtype=object)
    pair[:, 0] = to_list(first)
    pair[:, 1] = to_list(second)
    return pair


def _from_tensor(tensor: Any) -> Array:
    values = tensor.detach().cpu()
    try:
        return np.asarray(values.numpy())
    except TypeError:  # bfloat16 and the like have no counterpart in numpy
        return np.asarray(values.float().numpy())


def _with_none(array: Array, missing: Array) -> Plain:
    objects = array.astype(object)
    objects[missing] = None
    return objects.tolist()


def _object_to_plain(value: Any) -> Plain:
    if isinstance(value, list):
        return [_object_to_plain(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, np.generic):
        value = value.item()
    return None if isinstance(value, float) and value != value else value
