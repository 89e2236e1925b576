"""What the text of a window says of itself, found out without keeping other threads from running.

Parsing a megabyte takes milliseconds in which no other thread runs. SQLite reads JSON too, and lets others run
meanwhile; a text that it finds sound can be sent to a page as it is.
"""

from __future__ import annotations

import threading

try:
    import sqlite3
except ImportError:  # some builds of Python come without it
    sqlite3 = None  # type: ignore[assignment]

_QUESTION = """
    SELECT json_extract(?1, '$.command'), json_extract(?1, '$.id'), json_type(?1, '$.i'), json_extract(?1, '$.i')
    WHERE json_valid(?1)
"""

_local = threading.local()


def glance(text: bytes, win: str) -> int | None:
    """The order of a window whose text is the message that a page gets, -1 when it has none.

    None when that cannot be told: the text is no strict JSON, lacks what a page needs, or SQLite does not know JSON.
    """
    if sqlite3 is None or b"\0" in text:  # SQLite would take what comes before it
        return None
    try:
        answer = _connection().execute(_QUESTION, (text.decode(),)).fetchone()
    except (sqlite3.Error, UnicodeDecodeError):
        return None
    if answer is None:
        return None
    command, identifier, kind, order = answer
    if command != "window" or identifier != win:
        return None
    return order if kind == "integer" and isinstance(order, int) and order >= 0 else -1


def _connection() -> sqlite3.Connection:
    connection: sqlite3.Connection | None = getattr(_local, "connection", None)
    if connection is None:
        connection = _local.connection = sqlite3.connect(":memory:")
    return connection
