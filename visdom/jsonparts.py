"""Large JSON text, parsed part by part, so that other threads run in between: a parser holds the interpreter."""

from __future__ import annotations

import re
from collections.abc import Callable
from json import detect_encoding
from typing import Any

PART_BYTES = 32 * 1024
"""A part of a text: parsing one takes 2 ms at most."""

BLANKS = b" \t\r\n"

_MARK = re.compile(rb"""["\[\]{}](?:(?<=\[)[^"\[\]{}]{0,999}\]|(?<=\{)(?:"[^"\\\[\]{}]*"[^"\\\[\]{}]*){0,20}\})?""")
"""A quotation mark, a bracket, or a small list or object with nothing but plain items, which need not be looked at."""

_QUOTE, _COMMA, _LIST, _OBJECT = b'",[{'
_PAIRS = {_LIST: b"]"[0], _OBJECT: b"}"[0]}
_NOTHING = object()

Parse = Callable[[bytes], Any]


class _Open:
    """A list or object whose end was not found yet."""

    __slots__ = ("child", "items", "key", "start", "unparsed")

    def __init__(self, start: int, key: int) -> None:
        self.start = start
        self.key = key
        """Where the text before it begins: its name, in an object."""
        self.unparsed = start + 1
        self.items: Any = None
        """What it has up to `unparsed`, once it does not fit into one part."""
        self.child: Any = _NOTHING
        """An item that was made in parts itself, until the comma behind it."""


class Parts:
    """One text. A part is a run of items of one list or object, as many as fit.

    Brackets are found one by one, which tells how deep the text is before anything is parsed. A list or
    object that fits into a part is parsed with its neighbours.
    """

    def __init__(self, text: bytes, parse: Parse, check_depth: Callable[[int], None]) -> None:
        if text[:1] not in (b"[", b"{", b'"'):  # other encodings begin with a mark or a zero
            text = text.decode(detect_encoding(text), "surrogatepass").encode("utf-8", "surrogatepass")
        self._text = text
        self._parse = parse
        self._check_depth = check_depth
        self._open: list[_Open] = []

    def value(self) -> Any:
        """The value of the text; raises ValueError when it has none."""
        text, opened, position, name = self._text, self._open, 0, -1
        while (mark := _MARK.search(text, position)) is not None:
            at = mark.start()
            if opened and (at - opened[-1].unparsed > PART_BYTES or opened[-1].child is not _NOTHING):
                self._cut(position, at)
            position, kind = mark.end(), text[at]
            if kind == _QUOTE:
                name, position = at, end_of_text(text, position)
                if position < 0:
                    raise ValueError("it ends inside a text")
            elif kind not in _PAIRS:
                if self._close(at):
                    return self._root(at)
            else:
                self._check_depth(len(opened) + 1)
                if position == at + 1 or not opened:
                    opened.append(_Open(at, name))
                    position = at + 1
        if opened:
            raise ValueError("it ends before its last bracket")
        return self._parse(text)

    def _cut(self, start: int, end: int) -> None:
        """Parse the items of the innermost list or object up to commas in this stretch, which has no brackets."""
        here = self._open[-1]
        while end - here.unparsed > PART_BYTES or here.child is not _NOTHING:
            first = start if here.child is not _NOTHING else max(start, here.unparsed + PART_BYTES // 2)
            comma = self._text.find(b",", first, end)
            if comma < 0:
                break
            self._make(comma)

    def _close(self, at: int) -> bool:
        """The innermost list or object ends here; is it the outermost one, too?"""
        if not self._open:
            raise ValueError(f"there is no bracket before the one at byte {at}")
        here = self._open[-1]
        if _PAIRS[self._text[here.start]] != self._text[at]:
            raise ValueError(f"a bracket at byte {at} closes one of another kind")
        if len(self._open) == 1:
            return True
        del self._open[-1]
        if here.items is not None:
            self._take(here, at)
            parent = self._open[-1]
            parent.child, parent.unparsed = (here.key, here.start, here.items), at + 1
        return False

    def _root(self, at: int) -> Any:
        root, text = self._open[0], self._text
        if text[: root.start].strip(BLANKS) or text[at + 1 :].strip(BLANKS):
            raise ValueError("there is more than one value")
        if root.items is None:
            return self._parse(text)
        self._take(root, at)
        return root.items

    def _make(self, at: int) -> None:
        """Parse the items before this comma of the innermost list or object; all around it have parts from now on."""
        for parent, child in zip(self._open, self._open[1:], strict=False):
            if child.items is None:
                self._begin(parent)
                if parent.child is not _NOTHING:
                    raise ValueError(f"there is no comma before byte {child.start}")
                before = child.start if self._text[parent.start] == _LIST else child.key
                items = self._text[parent.unparsed : before].strip(BLANKS)
                if before < parent.unparsed or items and items[-1] != _COMMA:
                    raise ValueError(f"there is no name or comma before byte {child.start}")
                if items:
                    self._add(parent, items[:-1])
                parent.unparsed = child.start
        self._begin(self._open[-1])
        self._take(self._open[-1], at)

    def _begin(self, here: _Open) -> None:
        if here.items is None:
            here.items = [] if self._text[here.start] == _LIST else {}

    def _take(self, here: _Open, end: int) -> None:
        """Parse the items of a list or object up to a comma, or to its own end."""
        items = self._text[here.unparsed : end].strip(BLANKS)
        if here.child is _NOTHING:
            self._add(here, items)
        elif items:
            raise ValueError(f"there is no comma before byte {here.unparsed}")
        else:
            key, start, value = here.child
            if isinstance(here.items, list):
                here.items.append(value)
            else:
                (name,) = self._parse(b"{%bnull}" % self._text[key:start])
                here.items[name] = value
            here.child = _NOTHING
        here.unparsed = end + 1

    def _add(self, here: _Open, items: bytes) -> None:
        if not items:
            raise ValueError(f"there is nothing before the comma or bracket behind byte {here.unparsed}")
        if isinstance(here.items, list):
            here.items += self._parse(b"[%b]" % items)
        else:
            here.items.update(self._parse(b"{%b}" % items))


def end_of_text(text: bytes, position: int) -> int:
    """Where the text ends whose quotation mark is before this position; -1 if it does not."""
    while (end := text.find(b'"', position)) >= 0:
        before = end
        while before > position and text[before - 1] == 0x5C:
            before -= 1
        if (end - before) % 2 == 0:
            return end + 1
        position = end + 1
    return -1
