"""Our server, which also counts in a file how often it had the system sync a file to the disk (group commit).

    python -m benchmarks.counted_server FLAGS

keeps the count in the file `syncs` of the folder that it is started in, as one number of eight bytes.
"""

from __future__ import annotations

import mmap
import os
import struct
from collections.abc import Callable
from pathlib import Path

COUNT = struct.Struct("<Q")
NAME = "syncs"


def syncs(folder: Path) -> int:
    """How often the server that was started in this folder has synced."""
    return int(COUNT.unpack((folder / NAME).read_bytes())[0])


def count_syncs(path: Path) -> None:
    """From now on, count in a file the syncs of this process."""
    path.write_bytes(COUNT.pack(0))
    with path.open("r+b") as file:
        shared = mmap.mmap(file.fileno(), COUNT.size)

    def counted(sync: Callable[[int], None]) -> Callable[[int], None]:
        def call(descriptor: int) -> None:
            COUNT.pack_into(shared, 0, COUNT.unpack_from(shared)[0] + 1)
            sync(descriptor)

        return call

    os.fsync, os.fdatasync = counted(os.fsync), counted(os.fdatasync)  # type: ignore[assignment]


if __name__ == "__main__":
    from visdom.server.run_server import main

    count_syncs(Path(NAME))
    main()
