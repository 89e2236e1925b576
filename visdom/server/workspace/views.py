"""The saved views and the user's style sheet, which belong to the server and not to an environment."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from visdom.autosave import SharedFile
from visdom.errors import NotSaved

logger = logging.getLogger(__name__)

STYLE_NAME = "style.css"


class Views:
    """The saved views, a JSON text that the server does not parse, and the style sheet."""

    def __init__(self, env_path: Path) -> None:
        self._file = SharedFile(str(env_path), "view/layouts.json")
        self._is_damaged = False
        self.text = self._read()
        self.style = user_style(env_path)
        """The user's style sheets, read once at start."""

    def _read(self) -> str:
        try:
            return self._file.read().decode("utf-8", "surrogatepass")
        except FileNotFoundError:
            return ""
        except (OSError, UnicodeDecodeError) as error:
            logger.error("The saved views in %s cannot be read and are left alone: %s", self._file.path, error)
            self._is_damaged = True
            return ""

    def reload(self) -> bool:
        """Read the views that another program may have written; do they differ from the previous ones?"""
        with suppress(OSError):  # `_read` logs the reason
            if not self._file.has_changed():
                return False
        previous, self.text = self.text, self._read()
        return self.text != previous

    def restore_if_removed(self) -> None:
        """Write the views again when another program removed their file."""
        with suppress(OSError, NotSaved):  # the next call tries again
            if self.text and self._file.has_changed():
                try:
                    self._file.read()
                except (FileNotFoundError, NotADirectoryError):
                    self.save(self.text)

    def save(self, text: str) -> None:
        """Store this text; raises NotSaved when the disk does not take it."""
        try:
            if self._is_damaged:
                self._file.quarantine()
                self._is_damaged = False
            self._file.replace(text.encode("utf-8", "surrogatepass"))
        except OSError as error:
            raise NotSaved("The views", error, is_kept=False) from error
        self.text = text


def config_folder(environ: Mapping[str, str], platform: str = sys.platform) -> Path:
    """The folder in which this system stores the settings of a user's programs."""
    if platform == "win32" and environ.get("APPDATA"):
        return Path(environ["APPDATA"])
    if platform == "darwin":
        return Path("~/Library/Preferences").expanduser()
    return Path(environ.get("XDG_CONFIG_HOME") or "~/.config").expanduser()


def user_style(env_path: Path, environ: Mapping[str, str] = os.environ) -> str:
    """The style sheets of the account and of the folder, each after a line break."""
    style = ""
    for path in (config_folder(environ) / "visdom" / STYLE_NAME, env_path / STYLE_NAME):
        try:
            style += "\n" + path.read_text(encoding="utf-8", errors="replace")
        except FileNotFoundError:
            continue
        except OSError as error:
            logger.warning("The style sheet %s is left out: %s", path, error)
    return style
