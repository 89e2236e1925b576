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

from visdom.client.arrays import to_array

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


def pytorch_wrap(function: Function) -> Function:
    """Let a function take lists and torch tensors where it expects numpy arrays."""

    def converted(value: Any) -> Any:
        return to_array(value) if isinstance(value, list) or hasattr(value, "detach") else value

    @functools.wraps(function)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        return function(*map(converted, args), **{name: converted(value) for name, value in kwargs.items()})

    return wrapper  # type: ignore[return-value]
