"""A lock for objects that may be copied and pickled."""

from __future__ import annotations

import threading
from types import TracebackType


class OwnLock:
    """A lock that copies do not share: each begins with a free one, in this process or in another."""

    def __init__(self) -> None:
        self._lock = threading.Lock()

    def __enter__(self) -> None:
        self._lock.acquire()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._lock.release()

    def __reduce__(self) -> tuple[type[OwnLock], tuple[()]]:
        return OwnLock, ()
