"""The HTML pages: built by `js/`, filled in with values of the server and of the request."""

from __future__ import annotations

import getpass
from collections.abc import Iterable
from pathlib import Path

from visdom.jsontext import dumps
from visdom.server.settings import ServerSettings

STATIC = Path(__file__).parents[2] / "static"
VERSION_FILE = STATIC.parent / "VERSION"

BASE_MARK = "{{BASE}}"
BOOT_MARK = "<!--VISDOM_BOOT-->"


class Templates:
    """The index and the login page of one server."""

    def __init__(self, settings: ServerSettings) -> None:
        self._settings = settings
        self._index = self._read("index.html")
        self.login = self._read("login.html")
        self.version = VERSION_FILE.read_text(encoding="utf-8").strip()
        self._user = _account()

    def _read(self, name: str) -> str:
        return (STATIC / name).read_text(encoding="utf-8").replace(BASE_MARK, self._settings.base_url)

    def index(self, names: Iterable[str], active: str) -> str:
        """The page, with the names of all environments and of those that it shows (joined by `+`, or none)."""
        boot = {
            "ENV_LIST": sorted(names),
            "ACTIVE_ENV": active,
            "USER": self._user,
            "USE_POLLING": self._settings.use_frontend_client_polling,
            "TRUST_HTML": self._settings.trust_html,
        }
        declarations = "".join(f"var {name} = {inert(dumps(value)).decode()};\n" for name, value in boot.items())
        return self._index.replace(BOOT_MARK, f"<script>\n{declarations}</script>")


def inert(json_text: bytes) -> bytes:
    """JSON text without `<`, which could begin or end an element in an HTML file."""
    return json_text.replace(b"<", rb"\u003c")


def _account() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "visdom"
