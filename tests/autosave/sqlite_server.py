"""The real server on the SQLite store of the tests, whatever cache type its flags name."""

from __future__ import annotations

import sys

from sqlite_store import SqliteStore

from visdom.autosave import OTHER_STORES
from visdom.server.cli import main

if __name__ == "__main__":
    OTHER_STORES["sqlite"] = SqliteStore
    main([*sys.argv[1:], "-cache_type", "sqlite"])
