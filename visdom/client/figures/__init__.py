"""Pure figures: data and options in, request out; one file per plot, with the table of its options.

The methods pass arrays and a checked copy of the options; the figure may change and send this copy.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import NamedTuple

from visdom.client.options import Option, OptionTable, SharedOptions


class Group(NamedTuple):
    """Options and the methods that know them; `is_general` marks shared options."""

    title: str
    methods: tuple[str, ...]
    options: tuple[Option, ...]
    is_general: bool


def option_groups() -> list[Group]:
    """The tables of all figures, for the manual and tests; shared options are first."""
    shared: dict[SharedOptions, list[str]] = {}
    own: list[Group] = []
    for method, known in _tables().items():
        for entry in known:
            if isinstance(entry, SharedOptions):
                shared.setdefault(entry, []).append(method)
        own.append(Group(method, (method,), tuple(entry for entry in known if isinstance(entry, Option)), False))
    general = [Group(entry.title, tuple(methods), entry.options, True) for entry, methods in shared.items()]
    return [*general, *(group for group in own if group.options)]


def _tables() -> OptionTable:
    names = sorted(path.stem for path in Path(__file__).parent.glob("*.py"))
    modules = [import_module(f"{__name__}.{name}") for name in names]
    return {method: known for module in modules for method, known in getattr(module, "OPTIONS", {}).items()}
