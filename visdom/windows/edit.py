"""One change of a window in the making: done in place, written down as a patch, and undone if it cannot be finished."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import copy, deepcopy
from functools import lru_cache, partial, reduce
from operator import delitem, getitem, setitem
from typing import Any, TypeAlias

from visdom.protocol.records import Record
from visdom.protocol.windows import version_of

Path: TypeAlias = tuple[str | int, ...]
"""Where a value is, step by step from the window: `("content", "data", 0, "x")`."""


class Edit:
    """The changes that one update makes to one window.

    Every method changes the window at once, adds the operation to `patch`, and remembers how to take it
    back. None of them looks at more of the window than the path leads to, so an edit costs what it changes.

    What lies deeper than one level in the patch's values is shared with the window: the patch must be encoded
    before the window is changed again.
    """

    def __init__(self, window: Any) -> None:
        self.window: Any = window
        self.patch: Record = []
        self._inverses: list[Callable[[], object]] = []

    def set(self, path: Path, value: Any) -> None:
        """Give a member or list item its value; nothing happens when it surely has it already."""
        holder, key = reduce(getitem, path[:-1], self.window), path[-1]
        if isinstance(holder, dict) and key not in holder:
            self._inverses.append(partial(delitem, holder, key))
            self.patch.append({"op": "add", "path": pointer(path), "value": copy(value)})
        elif not same(holder[key], value):
            self._inverses.append(partial(setitem, holder, key, holder[key]))
            self.patch.append({"op": "replace", "path": pointer(path), "value": copy(value)})
        else:
            return
        holder[key] = value

    def extend(self, path: Path, values: Sequence[Any]) -> None:
        """Put values at the end of a list."""
        self.insert(path, len(reduce(getitem, path, self.window)), values)

    def insert(self, path: Path, index: int, values: Sequence[Any]) -> None:
        """Put values into a list, before the item at `index`.

        The patch adds them one by one, unless replacing the whole list takes no more than twice that.
        """
        target, values = reduce(getitem, path, self.window), list(values)
        present = len(target)
        self._inverses.append(partial(delitem, target, slice(index, index + len(values))))
        target[index:index] = values
        if 1 < len(values) >= present:
            self.patch.append({"op": "replace", "path": pointer(path), "value": list(target)})
            return
        start = pointer(path) + "/"
        for place, value in enumerate(values, index):
            self.patch.append({"op": "add", "path": f"{start}{place}", "value": value})

    def remove(self, path: Path) -> None:
        """Take out a member or list item."""
        self._take(path)
        self.patch.append({"op": "remove", "path": pointer(path)})

    def move(self, source: Path, target: Path) -> None:
        """Take out a member or list item, and put it in as another member (in place of its value) or list item."""
        value = self._take(source)
        holder, key = self._place(target)
        if isinstance(holder, list):
            self._inverses.append(partial(delitem, holder, key))
            holder.insert(key, value)
        else:
            self._inverses.append(partial(setitem, holder, key, holder[key]))
            holder[key] = value
        self.patch.append({"op": "move", "from": pointer(source), "path": pointer(target)})

    def copy(self, source: Path, target: Path) -> None:
        """Put an object that is there into a list too, before the item at the end of `target`; texts are shared."""
        holder, key = self._place(target)
        holder.insert(key, deepcopy(reduce(getitem, source, self.window)))
        self._inverses.append(partial(delitem, holder, key))
        self.patch.append({"op": "copy", "from": pointer(source), "path": pointer(target)})

    def append_text(self, path: Path, added: str) -> None:
        """Put text at the end of a text; the time depends on what is added only."""
        holder, key = self._place(path)
        length = grow_text(holder, key, added)
        self._inverses.append(lambda: setitem(holder, key, holder[key][:length]))
        self.patch.append({"op": "str_ins", "path": pointer(path), "pos": length, "str": added})

    def finish(self, content_id: str) -> None:
        """Mark the window as changed."""
        version = version_of(self.window) + 1
        self.set(("contentID",), content_id)
        self.set(("version",), version)

    def undo(self) -> None:
        """Take everything back, the last change first."""
        while self._inverses:
            self._inverses.pop()()
        self.patch.clear()

    def _place(self, path: Path) -> tuple[Any, Any]:
        """The object or list that holds the value at a path, and its key or index there."""
        return reduce(getitem, path[:-1], self.window), path[-1]

    def _take(self, path: Path) -> Any:
        holder, key = self._place(path)
        value = holder[key]
        put_back = holder.insert if isinstance(holder, list) else holder.__setitem__
        self._inverses.append(partial(put_back, key, value))
        del holder[key]
        return value


@lru_cache(maxsize=4096)
def pointer(path: Path) -> str:
    """The path as a JSON pointer; the same few are asked for again and again."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path)


def grow_text(holder: Any, key: str | int, added: str) -> int:
    """Put text at the end of the text in `holder[key]`; returns how long it was.

    CPython lengthens a text in place if only one name refers to it. So the holder drops it meanwhile, and no other
    object may refer to it: otherwise every line of a long log would copy the whole log.
    """
    text = holder[key]
    length = len(text)
    holder[key] = None
    try:
        text += added
    finally:
        holder[key] = text
    return length


def same(present: Any, value: Any) -> bool:
    """Whether a value surely equals the present one.

    Scalars and flat lists are compared; what is nested deeper counts as different, which is never wrong.
    """
    if type(present) is not type(value) or isinstance(value, dict):
        return False
    if isinstance(value, list):
        return len(present) == len(value) and all(map(_same_scalar, present, value))
    return bool(present == value)


def _same_scalar(present: Any, value: Any) -> bool:
    return type(present) is type(value) and not isinstance(value, (dict, list)) and bool(present == value)
