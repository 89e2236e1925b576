"""The folder of the environments, as all of the autosave works on it: its lock, its catalog, its settings."""

from __future__ import annotations

import logging
import threading
from collections.abc import Container, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from visdom.autosave import aside, files, staging
from visdom.autosave.catalog import Catalog
from visdom.autosave.lock import LOCK_NAME, FolderLock, check_format, read_format
from visdom.autosave.reading import Replay
from visdom.autosave.syncing import Mode, Syncer
from visdom.errors import FolderInUse, StorageError

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Settings:
    """How safe, and how often."""

    replay: Replay
    fsync: Mode = "everysec"
    save_interval: float = 30.0
    """Seconds between two savings of a changed environment under JPE; 0 = never."""
    save_threshold: int = 50
    """Changes after which an environment is saved under JPE; 0 = never."""
    trash_days: float = 7.0
    compress: bool | None = False
    """Are window files written as gzip? None leaves each in the form that it has."""
    repacks: bool = False
    """Is a window that is read written anew when its file has another form than that?"""
    leaves_mark: bool = False
    """Does the folder keep the mark that it has, or that it lacks, whatever it is opened as?"""
    only_looks: bool = False
    """Does another process write the folder, so that nothing in it is locked or changed here?"""


class Root:
    """An opened folder of environments. `lock` guards the tree in memory and every change of a name on disk."""

    def __init__(self, path: str, cache_type: str, settings: Settings, opened: Container[str]) -> None:
        self.path = str(Path(path).expanduser().absolute())
        self.settings = settings
        self.lock = threading.RLock()
        self.is_closed = False
        self._trouble: str | None = None
        """Why the folder, which somebody removed, cannot be held again."""
        self.is_lost = False
        """Did another process take the folder after somebody removed it or its lock?"""
        self._act: str | None = None
        self._cache_type = cache_type
        self.syncer = Syncer(settings.fsync, self.lock)
        self._folder_lock = self._hold()
        try:
            if settings.leaves_mark or settings.only_looks:
                read_format(self.path)
            else:
                check_format(self.path, self._cache_type, sync=settings.fsync != "never")
            folds_case = files.exists(f"{self.path}/{LOCK_NAME.upper()}")
            if settings.only_looks:
                self.catalog = Catalog(self.path, folds_case=folds_case, opened=(), changes_nothing=True)
            else:
                self.catalog = Catalog(self.path, folds_case=folds_case, opened=opened)
                staging.recover(self.catalog)
        except OSError as error:
            self.release()
            raise StorageError(f"{self.path} cannot be used for environments: {error}.") from error
        except StorageError:
            self.release()
            raise

    def _hold(self) -> FolderLock | None:
        """Lock the folder, made when missing, unless another process has it and this one only looks."""
        if self.settings.only_looks:
            if not files.is_folder(self.path):
                raise StorageError(f"{self.path} is no folder. Follow one that another visdom has as -env_path.")
            return None
        try:
            files.make_folder(self.path)
            return FolderLock(self.path)
        except OSError as error:
            raise StorageError(
                f"{self.path} cannot be used for environments: {error.strerror}. "
                "Choose a folder that can be written to with -env_path."
            ) from error

    def check_open(self) -> None:
        """Refuse to write once the folder is given back, or taken by another process."""
        if self.is_lost:
            raise StorageError(f"{self._trouble} Nothing is written here any more: restart this server.")
        if self.is_closed:
            raise StorageError(f"{self.path} is closed: nothing can be written any more.")

    def hold_again(self) -> None:
        """Make the folder and its lock again when somebody removed them, unless another process was faster."""
        lock = self._folder_lock
        if lock is None or self.is_lost:
            return
        try:
            if lock.is_held():
                return
            files.make_folder(self.path)
            self._folder_lock = FolderLock(self.path)
            lock.release()
            self._trouble = None
            check_format(self.path, self._cache_type, sync=self.settings.fsync != "never")
            log.error("%s or its lock was removed; both are there again, and so will be what is in memory.", self.path)
        except FolderInUse as error:
            if lock.is_marked():
                return  # the file system gave another number to the very same file
            self.is_lost, self._trouble = True, f"The lock of {self.path} was removed. {error}"
            log.error("%s", self._trouble)
        except (OSError, StorageError) as error:
            if str(error) != self._trouble:
                self._trouble = str(error)
                log.error("%s was removed and cannot be made again: %s. It is tried again.", self.path, error)

    def aside(self, kind: str, folder: str = "") -> str:
        """Where things put aside go."""
        return f"{self.path}/{kind}/{folder}" if folder else f"{self.path}/{kind}"

    @contextmanager
    def one_act(self) -> Iterator[None]:
        """What is put into the trash inside has one stamp, which says that it belongs together."""
        with self.lock:
            self._act = aside.new_stamp()
            try:
                yield
            finally:
                self._act = None

    def stamp(self) -> str:
        """The stamp for what is put into the trash now."""
        return self._act or aside.new_stamp()

    def trash_copy(self, text: bytes, name: str, folder: str, stamp: str | None = None) -> None:
        """Put a text into the trash that is no file of its own."""
        target = aside.copy_aside(text, name, self.aside(aside.TRASH, folder), stamp or self.stamp())
        self.syncer.wrote(target)
        self.syncer.wrote(files.parent(target))

    def trash(self, path: str, folder: str = "", stamp: str | None = None) -> None:
        """Put a file or folder into the trash."""
        target = aside.put_aside(path, self.aside(aside.TRASH, folder), stamp)
        self.syncer.wrote(files.parent(path))
        self.syncer.wrote(files.parent(target))

    def release(self) -> None:
        """Let other processes use the folder."""
        self.syncer.close()
        if self._folder_lock is not None:
            self._folder_lock.release()
