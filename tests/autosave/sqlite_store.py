"""A store in one SQLite file, as a newcomer writes one; no part of the package."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import visdom.autosave.store as seam
from visdom.autosave.disk.root import Settings
from visdom.autosave.format.window_text import Header, is_message
from visdom.autosave.threads import Timer
from visdom.errors import FolderInUse, NotFound, NotSaved, StorageError
from visdom.jsontext import dumps, loads
from visdom.protocol.windows import order_of, version_of

FILE = "environments.sqlite"
RETRY_SECONDS = 1.0
EXCLUSIVE = "PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=WAL;"
TABLES = """
    CREATE TABLE IF NOT EXISTS environments (eid BLOB PRIMARY KEY);
    CREATE TABLE IF NOT EXISTS members (eid BLOB, key BLOB, value BLOB, PRIMARY KEY (eid, key));
    CREATE TABLE IF NOT EXISTS windows (
        eid BLOB, win BLOB, version INTEGER, position INTEGER, text BLOB, PRIMARY KEY (eid, win));
    CREATE TABLE IF NOT EXISTS closed (act INTEGER, eid BLOB, win BLOB, text BLOB);
"""


class SqliteStore(seam.WriteStore):
    """Every change is one transaction. A deleted window leaves a row without a text, for its version."""

    def __init__(self, path: str, settings: Settings, owner: seam.Owner) -> None:
        Path(path).mkdir(parents=True, exist_ok=True)
        self._lock = threading.RLock()
        self._owner = owner
        self._refused: dict[tuple[str, str, str], tuple[seam.Record, str]] = {}
        self._act: int | None = None
        self._is_closed = False
        self._db = sqlite3.connect(f"{path}/{FILE}", timeout=0, isolation_level=None, check_same_thread=False)
        try:
            synchronous = "FULL" if settings.fsync == "always" else "NORMAL"
            self._db.executescript(f"{EXCLUSIVE} PRAGMA synchronous={synchronous}; {TABLES}")
        except sqlite3.OperationalError as error:
            self._db.close()
            raise FolderInUse(f"{path} is used by another server ({error}).") from error
        self._timer = Timer(RETRY_SECONDS, self.save)

    def environments(self) -> Collection[str]:
        return {_text(eid): None for (eid,) in self._rows("SELECT eid FROM environments ORDER BY rowid")}

    def open(self, eid: str) -> seam.Listing:
        if not self._rows("SELECT 1 FROM environments WHERE eid = ?", eid):
            raise NotFound(f"There is no environment {eid!r}.")
        wins = self._rows("SELECT win FROM windows WHERE eid = ? AND text IS NOT NULL ORDER BY rowid", eid)
        members = self._rows("SELECT key, value FROM members WHERE eid = ? ORDER BY rowid", eid)
        return seam.Listing([_text(win) for (win,) in wins], {_text(key): loads(value) for key, value in members})

    def read(self, eid: str, win: str, want: seam.Want = "window") -> seam.StoredWindow:
        where = "FROM windows WHERE eid = ? AND win = ? AND text IS NOT NULL"
        for position, version, text in self._rows(f"SELECT position, version, text {where}", eid, win):
            if want == "header" or want == "text" and is_message(text, win):
                return seam.StoredWindow(Header(position, version), text, text_bytes=len(text))
            return seam.StoredWindow.of(loads(text), len(text))
        raise KeyError(win)

    def append(self, eid: str, record: seam.Record) -> seam.Receipt:
        kind = "member" if "member" in record.kind else "window"
        try:
            with self._transaction() as db:
                db.execute("INSERT OR IGNORE INTO environments VALUES (?)", [_bytes(eid)])
                self._write(db, eid, record)
        except OSError as error:
            self._refused[eid, kind, record.key] = record, str(error)
            raise NotSaved(f"{record.key!r} of {eid!r}", error) from error
        self._refused.pop((eid, kind, record.key), None)
        return seam.Receipt(0)

    def replace(self, eid: str, contents: seam.Contents) -> seam.Replacement:
        records = [seam.Record("window", win, text, loads(text)) for win, text in contents.windows]
        records += [seam.Record("member", key, dumps(value)) for key, value in contents.members.items()]

        def commit() -> seam.Receipt:
            with self._transaction() as db:
                self._delete(db, eid)
                db.execute("INSERT INTO environments VALUES (?)", [_bytes(eid)])
                for record in records:
                    self._write(db, eid, record)
            return seam.Receipt(0)

        return seam.Replacement(eid, commit, discard=lambda: None)

    def remove(self, eid: str) -> seam.Receipt:
        with self._transaction() as db:
            self._delete(db, eid)
        return seam.Receipt(0)

    def save(self, eid: str | None = None) -> None:
        with self._owner.lock:
            for (refused_eid, _, _), (record, _) in list(self._refused.items()):
                if eid in (None, refused_eid):
                    self.append(refused_eid, record)

    def pending(self) -> dict[seam.WindowKey, str | None]:
        return {(eid, key): why for (eid, kind, key), (_, why) in list(self._refused.items()) if kind == "window"}

    def busy(self) -> Collection[seam.WindowKey]:
        return self.pending()

    def close(self) -> bool:
        self._timer.stop()
        with suppress(StorageError):
            self.save()
        with self._lock:
            self._is_closed = True
            self._db.close()
        return not self._refused

    def trash(self) -> SqliteStore:
        return self

    @contextmanager
    def together(self) -> Iterator[None]:
        self._act = self._rows("SELECT coalesce(max(act), 0) + 1 FROM closed")[0][0]
        try:
            yield
        finally:
            self._act = None

    def closed(self, eid: str) -> Iterator[seam.Closed]:
        acts: dict[int, dict[str, Any]] = {}
        for act, win, text in self._rows("SELECT act, win, text FROM closed WHERE eid = ? ORDER BY act DESC", eid):
            window = loads(text)
            acts.setdefault(act, {})[_text(win)] = {**window, "version": version_of(window) + 1}
        return (seam.Closed(windows, act) for act, windows in acts.items())

    def restored(self, eid: str, closed: seam.Closed) -> None:
        self.save(eid)
        try:
            with self._transaction() as db:
                db.execute("DELETE FROM closed WHERE eid = ? AND act = ?", [_bytes(eid), closed.entry])
        except OSError as error:
            raise NotSaved("What was restored", error) from error

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            if self._is_closed:
                raise StorageError("The store is closed: nothing can be written any more.")
            try:
                self._db.execute("BEGIN IMMEDIATE")
                yield self._db
                self._db.execute("COMMIT")
            except BaseException as error:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                if isinstance(error, sqlite3.Error):
                    raise OSError(str(error)) from error
                raise

    def _rows(self, query: str, *ids: str) -> list[Any]:
        with self._lock:
            return self._db.execute(query, [_bytes(each) for each in ids]).fetchall()

    def _write(self, db: sqlite3.Connection, eid: str, record: seam.Record) -> None:
        ids = [_bytes(eid), _bytes(record.key)]
        if record.kind == "deleted":
            act = self._act or db.execute("SELECT coalesce(max(act), 0) + 1 FROM closed").fetchone()[0]
            where = "FROM windows WHERE eid = ? AND win = ? AND text IS NOT NULL"
            db.execute(f"INSERT INTO closed (act, eid, win, text) SELECT ?, eid, win, text {where}", [act, *ids])
            db.execute("UPDATE windows SET text = NULL WHERE eid = ? AND win = ?", ids)
        elif record.kind == "member":
            db.execute("INSERT OR REPLACE INTO members VALUES (?, ?, ?)", [*ids, record.text])
        elif record.kind == "no member":
            db.execute("DELETE FROM members WHERE eid = ? AND key = ?", ids)
        else:
            db.execute("INSERT OR IGNORE INTO windows VALUES (?, ?, 0, 0, NULL)", ids)
            version = db.execute("SELECT version FROM windows WHERE eid = ? AND win = ?", ids).fetchone()[0]
            record = record.numbered_after(version)
            text = record.text if record.kind == "window" else dumps(record.value)
            row = [version_of(record.value), order_of(record.value), text, *ids]
            db.execute("UPDATE windows SET version = ?, position = ?, text = ? WHERE eid = ? AND win = ?", row)

    def _delete(self, db: sqlite3.Connection, eid: str) -> None:
        for table in ("environments", "windows", "members"):
            db.execute(f"DELETE FROM {table} WHERE eid = ?", [_bytes(eid)])
        self._refused = {key: each for key, each in self._refused.items() if key[0] != eid}


def _bytes(name: str) -> bytes:
    """An id as SQLite stores any: with zeros, and with halves of surrogate pairs."""
    return name.encode("utf-8", "surrogatepass")


def _text(name: bytes) -> str:
    return name.decode("utf-8", "surrogatepass")
