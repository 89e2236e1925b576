"""Group commit: one sync to the disk serves every request that waits for one."""

from __future__ import annotations

import asyncio
from collections.abc import Callable


class GroupCommit:
    """`await commit()` returns when everything written before the call is on the disk."""

    def __init__(self, sync: Callable[[], None]) -> None:
        self._sync = sync
        self._waiting: asyncio.Future[None] | None = None
        self._running: asyncio.Task[None] | None = None

    async def __call__(self) -> None:
        if self._waiting is None:
            self._waiting = asyncio.get_running_loop().create_future()
        if self._running is None:
            self._running = asyncio.ensure_future(self._run())
        await asyncio.shield(self._waiting)

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        while self._waiting is not None:
            served, self._waiting = self._waiting, None
            try:
                await loop.run_in_executor(None, self._sync)
            except Exception as error:
                served.set_exception(error)
            else:
                served.set_result(None)
        self._running = None
