"""Disks that are really full: a small tmpfs; where none can be mounted, the system's limit for the size of files."""

from __future__ import annotations

import os
import resource
import subprocess
import tempfile
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from serving import ServerProcess

SIZE = "2m"


class SmallDisk:
    """A tmpfs in a mount namespace of its own, as any user may have one where the system allows it."""

    def __init__(self, point: Path) -> None:
        point.mkdir()
        mount = f'mount -t tmpfs -o size={SIZE} tmpfs "$0" && echo mounted && exec cat'
        words = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", mount, str(point)]
        self._holder = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        assert self._holder.stdout is not None
        self.is_mounted = self._holder.stdout.readline() == b"mounted\n"
        self.env_path = point / "envs"
        self.seen = Path(f"/proc/{self._holder.pid}/root{point}/envs")
        """The folder of the environments as it is seen from here."""
        enter = ["nsenter", "--preserve-credentials", "--user", "--mount", f"--target={self._holder.pid}"]
        self.prefix = [*enter, f"--wd={Path.cwd()}"]

    def fill(self, server: ServerProcess) -> None:
        """Leave no room."""
        with suppress(OSError), (self.seen.parent / "filler").open("wb", buffering=0) as filler:
            while True:
                filler.write(bytes(4096))

    def make_room(self, server: ServerProcess) -> None:
        (self.seen.parent / "filler").unlink()

    def close(self) -> None:
        self._holder.communicate()


class LimitedFiles:
    """In place of a full disk the system lets no file grow beyond some bytes; it answers "File too large"."""

    prefix: tuple[str, ...] = ()

    def __init__(self, folder: Path) -> None:
        self.env_path = self.seen = folder

    def fill(self, server: ServerProcess) -> None:
        resource.prlimit(server.pid, resource.RLIMIT_FSIZE, (16, resource.RLIM_INFINITY))

    def make_room(self, server: ServerProcess) -> None:
        resource.prlimit(server.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))

    def close(self) -> None:
        """Nothing is left behind."""


@lru_cache
def kinds() -> tuple[str, ...]:
    """The kinds of full disks that can be had here, by names that say what is missing."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            disk = SmallDisk(Path(folder) / "disk")
        except FileNotFoundError:
            return ("limit, as unshare is not installed",)
        disk.close()
    return ("tmpfs", "limit") if disk.is_mounted else ("limit, as no tmpfs can be mounted",)


def bound_by_modes() -> list[str]:
    """How a server is started that may only do what the modes of files allow, which do not bind root otherwise."""
    return [] if os.geteuid() else ["setpriv", "--bounding-set=-dac_override,-dac_read_search"]
