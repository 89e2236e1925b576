"""What leaves the tree is put aside under a stamp of the time: deleted, damaged, or moved to another form."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from visdom.autosave import files

TRASH = ".trash"
DAMAGED = ".damaged"
MIGRATED = ".migrated"

_STAMP_FORMAT = "%Y%m%d-%H%M%S-%f"
STAMP_LENGTH = len("20250101-000000-000000")


def new_stamp(days_ago: float = 0.0) -> str:
    """The time now, or before, as it stands before the names of things put aside; later ones sort after earlier."""
    return (datetime.now(timezone.utc) - timedelta(days=days_ago)).strftime(_STAMP_FORMAT)


def stamped_at(name: str) -> datetime | None:
    """When something was put aside, or None when its name begins with no stamp."""
    try:
        time = datetime.strptime(name[:STAMP_LENGTH], _STAMP_FORMAT)
    except ValueError:
        return None
    return time.replace(tzinfo=timezone.utc) if name[STAMP_LENGTH : STAMP_LENGTH + 1] == "-" else None


def put_aside(path: str, place: str, stamp: str | None = None) -> str:
    """Rename a file or folder into the folder `place`, under its own name with a stamp before it; its new path."""
    target = f"{place}/{stamp or new_stamp()}-{path.rpartition('/')[2]}"
    while True:
        try:
            files.rename(path, target)
            return target
        except FileNotFoundError:
            if not files.exists(path):
                raise
            files.make_folder(place)


def copy_aside(text: bytes, name: str, place: str, stamp: str | None = None) -> str:
    """Keep a piece of a file in the folder `place`; the path of the copy."""
    files.make_folder(place)
    target = f"{place}/{stamp or new_stamp()}-{name}"
    files.write(target, [text], sync=False)
    return target
