"""The HTML pages: built by `js/`, filled in with values of the server and of the request."""

from __future__ import annotations

import getpass
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

from visdom.jsontext import dumps
from visdom.server.http.headers import new_nonce
from visdom.server.settings import ServerSettings

STATIC = Path(__file__).parents[2] / "static"
VERSION_FILE = STATIC.parent / "VERSION"

ROOT_MARK = "{{ROOT}}"
FRONT_MARK = "{{IS_FRONT}}"
BOOT_MARK = "<!--VISDOM_BOOT-->"
BODY_MARK = "{{BODY}}"
SCRIPT_MARK = "{{SCRIPT}}"
NONCE_MARK = "{{NONCE}}"


class Page(NamedTuple):
    """The text of a page, and the nonce that its inline scripts have."""

    text: str
    nonce: str


class Templates:
    """The index and the login page of one server."""

    def __init__(self, settings: ServerSettings) -> None:
        self._settings = settings
        frame = _read("index.html")
        self._index = frame.replace(BODY_MARK, '<div id="app"></div>').replace(SCRIPT_MARK, "main")
        login = frame.replace(SCRIPT_MARK, "login")
        self._login = login.replace(BODY_MARK, _read("login.html"))
        self._token = login.replace(BODY_MARK, _read("token.html"))
        self.version = VERSION_FILE.read_text(encoding="utf-8").strip()
        self._user = _account()

    def login(self, path: str, *, asks_name: bool = True) -> Page:
        """The login form, for a name or for the token alone, as the response to a request for this path."""
        return self._page(self._login if asks_name else self._token, path, "")

    def index(self, path: str, names: Iterable[str], active: str, *, can_log_out: bool = False) -> Page:
        """The page, as the response to a request for this path.

        `names` are all environments; `active` are those that the page shows, joined by `+`, or none.
        """
        boot = {
            "ENV_LIST": sorted(names),
            "ACTIVE_ENV": active,
            "USER": self._user,
            "USE_POLLING": self._settings.use_frontend_client_polling,
            "TRUST_HTML": self._settings.trust_html,
            "CAN_LOG_OUT": can_log_out,
        }
        declarations = "".join(f"var {name} = {inert(dumps(value)).decode()};\n" for name, value in boot.items())
        return self._page(self._index, path, declarations)

    def _page(self, page: str, path: str, declarations: str) -> Page:
        nonce = new_nonce()
        boot = f'<script nonce="{nonce}">\n{declarations}</script>' if declarations else ""
        return Page(self._addressed(page, path).replace(NONCE_MARK, nonce).replace(BOOT_MARK, boot), nonce)

    def _addressed(self, page: str, path: str) -> str:
        """The page with its addresses: below `-base_url` if that is given, else relative to the path of the request.

        The server cannot know which prefix a proxy cut, so only relative addresses lead through every proxy.
        """
        base = self._settings.base_url
        root = f"{base}/" if base else "../" * (unquote(path).count("/") - 1) or "./"
        is_front = path in (base, f"{base}/")
        return page.replace(ROOT_MARK, root).replace(FRONT_MARK, dumps(is_front).decode())


def _read(name: str) -> str:
    return (STATIC / name).read_text(encoding="utf-8")


def inert(json_text: bytes) -> bytes:
    """JSON text without `<`, which could begin or end an element in an HTML file."""
    return json_text.replace(b"<", rb"\u003c")


def _account() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "visdom"
