"""Files that only the account of the server may read: secrets, users and logins."""

from __future__ import annotations

import itertools
import os
from contextlib import suppress
from pathlib import Path

from visdom.errors import reason_of
from visdom.protocol.names import DEFAULT_ENV_PATH, PRIVATE_FOLDER

MODE = 0o600
FOLDER_MODE = 0o700

Mark = tuple[int, int, int]
"""What identifies the state of a file: the time of its last change, its size, its number in the file system."""

_numbers = itertools.count()


class LoginSetupError(ValueError):
    """Logins or tokens are turned on but cannot be set up; the message names what is missing."""


def account_folder() -> Path:
    """The folder of this account in which servers keep what programs and later servers find again."""
    return Path(DEFAULT_ENV_PATH).expanduser() / PRIVATE_FOLDER


def read(path: Path, what: str, remedy: str, *, may_be_empty: bool = False) -> str:
    """The text of a file, which is from now on readable for its owner only.

    Raises FileNotFoundError, and LoginSetupError when it is empty or cannot be read: `what` it is, and the `remedy`.
    """
    with suppress(OSError):  # visdom 0.2.4 made its secret readable for all users; the file may belong to another one
        if path.stat().st_mode & 0o077:
            path.chmod(MODE)
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise
    except (OSError, UnicodeDecodeError) as error:
        raise LoginSetupError(f"{what} {path} cannot be read: {reason_of(error)}. {remedy}") from error
    if not text.strip() and not may_be_empty:
        raise LoginSetupError(f"{what} {path} is empty. {remedy}")
    return text


def write(path: Path, text: str) -> None:
    """Put a file in its place in one step; its folder is made when it is missing."""
    path.parent.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}-{os.getpid()}-{next(_numbers)}.temp")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, MODE)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def append(path: Path, text: str) -> None:
    """Write at the end of a file, which is made when it is missing."""
    path.parent.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, MODE)
    with os.fdopen(descriptor, "a", encoding="utf-8") as file:
        file.write(text)


def mark(path: Path) -> Mark | None:
    """The state of a file; None when it is missing or cannot be reached."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino
