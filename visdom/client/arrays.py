"""Conversion of the callers' data to numpy arrays, and of arrays to plain values for JSON."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, KeysView, Sequence, ValuesView
from contextlib import contextmanager
from datetime import date, time, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import chain
from numbers import Real
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from visdom.errors import BadArgument, TooDeep

Array: TypeAlias = npt.NDArray[Any]

ArrayLike: TypeAlias = Any
"""A list, a numpy array, a torch tensor, a pandas column or table, or anything with `__array__`."""

Plain: TypeAlias = Any
"""Built-in values only: what JSON can hold."""

_LIKE_LISTS = (range, KeysView, ValuesView, deque)
"""What serves as a list. Tuples do so only where `listed` is called, as in 0.2.4."""

_BUILT_IN = frozenset((str, int, float, bool, type(None)))

_UNDRAWABLE = {"c": "complex numbers", "V": "records", "S": "bytes"}


def to_array(data: ArrayLike, name: str = "X") -> Array:
    """The data as a numpy array; raises `BadArgument` for other types, tuples included.

    Durations become seconds, masked values become NaN, and floats of more than 64 bits become Python's.
    """
    array = _converted(data, name)
    kind = array.dtype.kind
    if kind == "V" and array.dtype.names is None:  # bfloat16 and the like, as jax adds them to numpy
        return array.astype(np.float32)
    if kind == "f" and array.dtype.itemsize > 8:
        with np.errstate(over="ignore"):
            return array.astype(np.float64)
    if kind in _UNDRAWABLE:
        raise BadArgument(f"{name}: expected numbers, text or dates, got {_UNDRAWABLE[kind]} ({array.dtype})")
    return array / np.timedelta64(1, "s") if kind == "m" else array


def optional_array(data: ArrayLike | None, name: str) -> Array | None:
    """As `to_array`, but None stays None."""
    return None if data is None else to_array(data, name)


def listed(data: ArrayLike) -> ArrayLike:
    """A tuple, or what else serves as a list, as a list; for the methods that accept tuples. Other data stay."""
    return list(data) if isinstance(data, (tuple, *_LIKE_LISTS)) else data


def to_numbers(data: ArrayLike, name: str = "X") -> Array:
    """As `to_array`, for numbers; missing values become NaN."""
    array = to_array(data, name)
    if array.dtype.kind == "O":
        try:
            plain = [np.nan if _is_missing(value) else float(value) for value in array.ravel().tolist()]
        except (TypeError, ValueError) as error:
            raise BadArgument(f"{name}: expected numbers ({error})") from error
        return np.array(plain, dtype=float).reshape(array.shape)
    if array.dtype.kind not in "iufb":
        raise BadArgument(f"{name}: expected numbers, got {'dates' if array.dtype.kind == 'M' else 'text'}")
    return array


def optional_numbers(data: ArrayLike | None, name: str) -> Array | None:
    """As `to_numbers`, but None stays None."""
    return None if data is None else to_numbers(data, name)


def squeezed(array: Array) -> Array:
    """The array without its dimensions of length 1; a single value stays a vector."""
    return np.atleast_1d(np.squeeze(array))


def to_list(array: Array) -> Plain:
    """Nested lists of built-in values; NaN and other missing values become None, dates become ISO text."""
    kind = array.dtype.kind
    if kind == "O":
        return _object_to_plain(array.tolist())
    if kind == "M":
        return _with_none(np.asarray(np.datetime_as_string(array)), np.isnat(array))
    if kind == "f":
        missing = np.isnan(array)
        if missing.any():
            return _with_none(array, missing)
    return array.tolist()


@contextmanager
def not_too_deep(what: str) -> Iterator[None]:
    """Raise `TooDeep` for values that are nested so deeply that Python's stack ends."""
    try:
        yield
    except RecursionError:
        raise TooDeep(what) from None


def to_plain(value: Any) -> Plain:
    """A copy of nested options in which arrays, tensors, dates and numpy scalars are plain values.

    It calls itself by `map`: a comprehension would take a second frame of the stack for each level.
    """
    if type(value) in _BUILT_IN:
        return value
    if isinstance(value, dict):
        return dict(zip(value, map(to_plain, value.values()), strict=True))
    if isinstance(value, (list, *_LIKE_LISTS)):
        return list(map(to_plain, value))
    if isinstance(value, tuple):
        return tuple(map(to_plain, value))
    if isinstance(value, (date, time)):
        return _scalar_to_plain(value)
    if isinstance(value, np.generic | np.ndarray) or hasattr(value, "__array__"):
        return to_list(to_array(np.asarray(value) if isinstance(value, np.generic) else value))
    return value


def to_single(data: ArrayLike, name: str) -> Any:
    """The text or number in data without dimensions; a float stays one of numpy, whose text is the shortest."""
    array = to_array(data, name)
    return array[()] if array.dtype.kind == "f" and array.any() else array.tolist()


def is_integral(array: Array) -> bool:
    """Are all values whole numbers, whatever the type they are stored in?"""
    if array.dtype.kind in "iub":
        return True
    return array.dtype.kind == "f" and bool(np.all(np.mod(array, 1) == 0))


def shapes_for(values: Array) -> str:
    """The shapes that positions of these values may have, for an error text: one per row, or one per value."""
    each_row = f"shape ({len(values)},)"
    return each_row if values.ndim == 1 else f"{each_row} or {values.shape}"


def columns(first: Array, second: Array) -> Array:
    """Two vectors as columns; text and dates stay as they are beside numbers."""
    if first.dtype.kind in "iufb" and second.dtype.kind in "iufb":
        return np.column_stack((first, second))
    pair = np.empty((len(first), 2), dtype=object)
    pair[:, 0] = to_list(first)
    pair[:, 1] = to_list(second)
    return pair


def _converted(data: ArrayLike, name: str) -> Array:
    if isinstance(data, _LIKE_LISTS):
        data = list(data)
    if isinstance(data, np.ma.MaskedArray) and data.dtype.kind in "iufb":
        return np.asarray(np.ma.filled(data.astype(float), np.nan))
    if not (isinstance(data, list) or hasattr(data, "__array__") or _is_tensor(data)):
        advice = f"; a single value is written [{data!r}]" if isinstance(data, Real) else ""
        raise BadArgument(f"{name}: expected a list, an array or a tensor, got {type(data).__name__}{advice}")
    try:
        if _is_tensor(data):
            return _from_tensor(data)
        return np.asarray(_without_foreign(data) if isinstance(data, list) and _holds_foreign(data) else data)
    except (TypeError, ValueError, RuntimeError) as error:
        expected = "rows of equal length" if isinstance(data, list) else "data that numpy can read"
        raise BadArgument(f"{name}: expected {expected} ({error})") from error


def _is_tensor(data: Any) -> bool:
    return hasattr(data, "detach") and hasattr(data, "cpu")


def _from_tensor(tensor: Any) -> Array:
    values = tensor.detach().cpu()
    try:
        return np.asarray(values.numpy())
    except TypeError:  # bfloat16 and the like have no counterpart in numpy
        return np.asarray(values.float().numpy())


def _holds_foreign(items: Sequence[Any]) -> bool:
    """Do the items contain tensors or similar arrays at any depth? The check works on types, because lists are long."""
    kinds = set(map(type, items))
    while kinds and kinds <= {list, tuple}:
        items = list(chain.from_iterable(items))
        kinds = set(map(type, items))
    return any(map(_is_foreign, kinds))


def _without_foreign(item: Any) -> Any:
    """The items with each tensor as an array; numpy cannot read tensors of other devices or with gradients."""
    if isinstance(item, (list, tuple)):
        return [_without_foreign(inner) for inner in item]
    return to_array(item) if _is_foreign(type(item)) else item


def _is_foreign(kind: type) -> bool:
    return _is_tensor(kind) or (hasattr(kind, "__array__") and not issubclass(kind, (np.ndarray, np.generic)))


def _with_none(array: Array, missing: Array) -> Plain:
    objects = array.astype(object)
    objects[missing] = None
    return objects.tolist()


def _object_to_plain(value: Any) -> Plain:
    if isinstance(value, list):
        return [_object_to_plain(item) for item in value]
    return _scalar_to_plain(value)


def _scalar_to_plain(value: Any) -> Plain:
    """One value for JSON; a value that has no counterpart in JSON, such as an interval, becomes text."""
    if _is_missing(value):
        return None
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if getattr(value, "shape", None) == ():  # a single number of numpy or torch
        return to_list(to_array(value))
    if isinstance(value, (Decimal, Fraction)):
        return float(value)
    return value if isinstance(value, (str, int, float, dict)) else str(value)


def _is_missing(value: Any) -> bool:
    """Is the value None, NaN, or a missing value of pandas? Not all of these can be compared."""
    if value is None or type(value).__name__ in ("NAType", "NaTType"):
        return True
    return isinstance(value, float) and value != value
