"""A store in memory: the reference for what a store does, and what the server's tests run on."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from visdom.autosave.format.window_text import Window
from visdom.autosave.store import Closed, Contents, Listing, Receipt, Record, Replacement, StoredWindow, WriteStore
from visdom.errors import NotFound, StorageError
from visdom.jsontext import dumps, loads
from visdom.protocol.windows import version_of


@dataclass
class Environment:
    """The text of each window, and the members; and the last version of each window, also of a deleted one."""

    windows: dict[str, bytes] = field(default_factory=dict)
    members: dict[str, Any] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)


class MemoryStore(WriteStore):
    """Stores environments as long as the process runs. What a store need not do is inherited, and does nothing."""

    def __init__(self) -> None:
        self._environments: dict[str, Environment] = {}
        self._closed: dict[str, dict[int, Closed]] = {}
        self._act = 0
        """Counts deletions; windows that are deleted together share a number."""
        self._is_together = False
        self._is_closed = False

    def environments(self) -> Collection[str]:
        return self._environments.keys()

    def open(self, eid: str) -> Listing:
        if eid not in self._environments:
            raise NotFound(f"There is no environment {eid!r}.")
        return Listing(list(self._environments[eid].windows), dict(self._environments[eid].members))

    def read(self, eid: str, win: str, want: str = "window") -> StoredWindow:
        text = self._environments[eid].windows[win]
        return StoredWindow.of(loads(text), len(text))

    def append(self, eid: str, record: Record) -> Receipt:
        self._check_open()
        environment = self._environments.setdefault(eid, Environment())
        match record.kind:
            case "window" | "patch":
                record = record.numbered_after(environment.versions.get(record.key, 0))
                environment.windows[record.key] = dumps(record.value)
                environment.versions[record.key] = version_of(record.value)
            case "deleted" if record.key in environment.windows:
                self._trash_window(eid, record.key, loads(environment.windows.pop(record.key)))
            case "member":
                environment.members[record.key] = loads(record.text)
            case "no member":
                environment.members.pop(record.key, None)
        return Receipt(0)

    def replace(self, eid: str, contents: Contents) -> Replacement:
        self._check_open()
        windows = dict(contents.windows)
        versions = {win: version_of(loads(text)) for win, text in windows.items()}
        environment = Environment(windows, dict(contents.members), versions)

        def commit() -> Receipt:
            self._check_open()
            self._environments[eid] = environment
            return Receipt(0)

        return Replacement(eid, commit, discard=lambda: None)

    def remove(self, eid: str) -> Receipt:
        self._check_open()
        self._environments.pop(eid, None)
        return Receipt(0)

    def pending(self) -> dict[tuple[str, str], str | None]:
        return {}

    def busy(self) -> Collection[tuple[str, str]]:
        return ()

    def trash(self) -> MemoryStore:
        return self

    @contextmanager
    def together(self) -> Iterator[None]:
        self._act += 1
        self._is_together = True
        try:
            yield
        finally:
            self._is_together = False

    def closed(self, eid: str) -> Iterator[Closed]:
        return reversed(self._closed.get(eid, {}).values())

    def restored(self, eid: str, closed: Closed) -> None:
        del self._closed[eid][closed.entry]

    def close(self) -> bool:
        self._is_closed = True
        return True

    def _check_open(self) -> None:
        if self._is_closed:
            raise StorageError("The store is closed: nothing can be written any more.")

    def _trash_window(self, eid: str, win: str, window: Window) -> None:
        self._act += not self._is_together
        closed = self._closed.setdefault(eid, {}).setdefault(self._act, Closed({}, self._act))
        closed.windows[win] = {**window, "version": version_of(window) + 1}
