"""Writes js/src/protocol.gen.ts, the TypeScript twin of the shapes in visdom/protocol.

Run it after a change there: python tools/gen_protocol_ts.py
"""

from __future__ import annotations

import inspect
import sys
import types
import typing
from pathlib import Path
from typing import Any, Literal, Union

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from visdom.protocol import from_browser, patches, to_browser, windows  # noqa: E402
from visdom.protocol.names import FEATURES_HEADER  # noqa: E402

TARGET = ROOT / "js" / "src" / "protocol.gen.ts"
MODULES = (patches, windows, to_browser, from_browser)
HEADING = "/** Generated from visdom/protocol by tools/gen_protocol_ts.py; edit there, then run it. */"
SIMPLE = {str: "string", int: "number", float: "number", bool: "boolean", type(None): "null", Any: "unknown"}


def is_alias(value: Any) -> bool:
    """Whether a module member is a type made of others, such as the union of all messages."""
    return typing.get_origin(value) in (Union, types.UnionType, Literal, list)


ALIASES = {
    name: value
    for module in MODULES
    for name, value in vars(module).items()
    if is_alias(value) and not name.startswith("_")
}


def typescript(annotation: Any) -> str:
    """The TypeScript spelling of a Python annotation: the name of what has one, else written out."""
    if typing.is_typeddict(annotation):
        return str(annotation.__name__)
    names = [name for name, value in ALIASES.items() if value == annotation]
    return names[0] if names else written_out(annotation)


def written_out(annotation: Any) -> str:
    """The TypeScript spelling of an annotation that has no name of its own."""
    if annotation in SIMPLE:
        return SIMPLE[annotation]
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin in (Union, types.UnionType):
        return " | ".join(dict.fromkeys(typescript(argument) for argument in arguments))
    if origin is Literal:
        return " | ".join(f'"{argument}"' for argument in arguments)
    if origin is list:
        item = typescript(arguments[0])
        return f"({item})[]" if " " in item else f"{item}[]"
    if origin is dict:
        return f"Record<{typescript(arguments[0])}, {typescript(arguments[1])}>"
    raise TypeError(f"no TypeScript for {annotation!r}; teach tools/gen_protocol_ts.py this kind of annotation")


def interface(shape: Any) -> str:
    """One TypedDict as an interface, its docstring as the comment."""
    members = typing.get_type_hints(shape)
    lines = [
        f"  {name}{'' if name in shape.__required_keys__ else '?'}: {typescript(annotation)};"
        for name, annotation in members.items()
    ]
    return "\n".join([*comment(shape), f"export interface {shape.__name__} {{", *lines, "}"])


def comment(shape: Any) -> list[str]:
    """The docstring as the lines of a TypeScript comment."""
    lines = inspect.cleandoc(shape.__doc__ or "").splitlines()
    if len(lines) <= 1:
        return [f"/** {line} */" for line in lines]
    return ["/**", *(f" * {line}".rstrip() for line in lines), " */"]


def declarations() -> list[str]:
    """Every public shape and alias, once, in the order of the modules."""
    found = {}
    for module in MODULES:
        for name, value in vars(module).items():
            if name.startswith("_"):
                continue
            if typing.is_typeddict(value):
                found.setdefault(name, interface(value))
            elif is_alias(value):
                found.setdefault(name, f"export type {name} = {written_out(value)};")
    return list(found.values())


def generate() -> str:
    """The whole file."""
    header = (
        f'/** The header that every answer of the server has. */\nexport const FEATURES_HEADER = "{FEATURES_HEADER}";'
    )
    return "\n\n".join([HEADING, header, *declarations()]) + "\n"


if __name__ == "__main__":
    TARGET.write_text(generate(), encoding="utf-8")
