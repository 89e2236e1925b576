"""What belongs to the whole server rather than to an environment: the saved views and the user's style sheet."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from visdom.autosave.disk import files, trash
from visdom.errors import NotSaved

logger = logging.getLogger(__name__)

STYLE_NAME = "style.css"


class Views:
    """How the page looks here: the saved views, one JSON text that is opaque to the server, and the style."""

    def __init__(self, env_path: Path) -> None:
        self._path = env_path / "view" / "layouts.json"
        self._damaged = env_path / trash.DAMAGED
        self._is_damaged = False
        self._mark: files.Mark | None = None
        self.text = ""
        self.read_again()
        self.style = user_style(env_path)
        """The user's style sheets, read once at start."""

    def _read(self) -> str:
        try:
            return self._path.read_bytes().decode("utf-8", "surrogatepass")
        except FileNotFoundError:
            return ""
        except (OSError, UnicodeDecodeError) as error:
            logger.error("The saved views in %s cannot be read and are left alone: %s", self._path, error)
            self._is_damaged = True
            return ""

    def read_again(self) -> bool:
        """Read the views that another process may have written; are they others than before?"""
        with suppress(OSError):  # reading says why
            mark = files.mark(str(self._path))
            if mark == self._mark:
                return False
            self._mark = mark
        before, self.text = self.text, self._read()
        return self.text != before

    def see_to_removed(self) -> None:
        """Write the views anew when somebody removed their file."""
        if self.text and files.mark(str(self._path)) is None:
            with suppress(NotSaved):  # it is tried again when this is called next
                self.save(self.text)

    def save(self, text: str) -> None:
        """Keep this text; raises NotSaved when the disk does not take it."""
        try:
            self._write(text.encode("utf-8", "surrogatepass"))
        except OSError as error:
            raise NotSaved("The views", error, is_kept=False) from error
        self.text = text

    def _write(self, text: bytes) -> None:
        folder = str(self._path.parent)
        files.make_folder(folder)
        if self._is_damaged:
            trash.move_away(str(self._path), str(self._damaged))
            self._is_damaged = False
        files.replace(folder, self._path.name, [text], sync=True)


def config_folder(environ: Mapping[str, str], platform: str = sys.platform) -> Path:
    """Where this system keeps the settings of programs for a user."""
    if platform == "win32" and environ.get("APPDATA"):
        return Path(environ["APPDATA"])
    if platform == "darwin":
        return Path("~/Library/Preferences").expanduser()
    return Path(environ.get("XDG_CONFIG_HOME") or "~/.config").expanduser()


def user_style(env_path: Path, environ: Mapping[str, str] = os.environ) -> str:
    """The user's style sheets, that of the account first, each after a line break."""
    style = ""
    for path in (config_folder(environ) / "visdom" / STYLE_NAME, env_path / STYLE_NAME):
        try:
            style += "\n" + path.read_text(encoding="utf-8", errors="replace")
        except FileNotFoundError:
            continue
        except OSError as error:
            logger.warning("The style sheet %s is left out: %s", path, error)
    return style
