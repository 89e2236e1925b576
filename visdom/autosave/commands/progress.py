"""Bars that show how far long work is; on a terminal only, so that scripts and log files get none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Protocol, TypeVar

Item = TypeVar("Item")


class Bar(Protocol):
    """How far the work is."""

    def update(self, steps: float) -> object:
        """So much more is done."""


@contextmanager
def bytes_bar(total: int, doing: str) -> Iterator[Bar]:
    """A bar for work that takes as long as there are bytes."""
    from tqdm import tqdm

    with tqdm(total=total, desc=doing, unit="B", unit_scale=True, unit_divisor=1024, disable=None, leave=False) as bar:
        yield bar


def each(items: Iterable[Item], doing: str) -> Iterator[Item]:
    """The items, with a bar that moves on with each."""
    from tqdm import tqdm

    yield from tqdm(list(items), desc=doing, disable=None, leave=False)
