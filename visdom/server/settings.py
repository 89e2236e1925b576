"""The settings of the server, declared once for the command line, its help text and the documentation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from visdom.autosave import FSYNC_MODES, FsyncMode
from visdom.protocol import names


class Setting(NamedTuple):
    """One command line flag. `kind` turns its text into a value; a `kind` of bool makes it a switch."""

    flag: str
    default: Any
    kind: Callable[[str], Any]
    help: str
    repeatable: bool = False

    @property
    def name(self) -> str:
        return self.flag.lstrip("-")


SETTINGS: tuple[Setting, ...] = (
    Setting("-port", names.DEFAULT_PORT, int, "port to listen on"),
    Setting("--hostname", names.DEFAULT_HOSTNAME, str, "host name in the printed address; $HOSTNAME when not given"),
    Setting("-base_url", names.DEFAULT_BASE_URL, str, "prefix of every address; starts with / and does not end so"),
    Setting("-env_path", names.DEFAULT_ENV_PATH, str, "folder in which the environments are stored"),
    Setting("-cache_type", "JPE", str, "form on disk: JPE (a file per environment, written on save and by a timer), "
            "JPW (a file per window, written on save) or JPWA (a file per window, every change written as it arrives)"),
    Setting("-fsync", "everysec", str, "what a power loss may cost under JPWA: always (nothing; synced before each "
            "reply), everysec (one second) or never (what the system has not written yet)"),
    Setting("-save_interval", 30.0, float, "under JPE: seconds until a changed environment is saved; 0: no timer"),
    Setting("-save_threshold", 50, int, "under JPE: changes until an environment is saved; 0: no limit"),
    Setting("-trash_days", 7.0, float, "days for which closed windows and deleted environments stay in .trash"),
    Setting("-cache_mb", 512.0, float, "under JPWA and JPW: about how much memory windows may take, in MB; saved ones "
            "that were not used lately are evicted; 0: no limit"),
    Setting("-compress", False, bool, "under JPWA and JPW: write window files as .json.gz; without this flag the "
            "next write makes them .json again, and both are always read"),
    Setting("-upload_mb", 256.0, float, "largest file of an environment that can be uploaded, in MB"),
    Setting("-logging_level", "INFO", str, "name or number of the lowest level that is logged"),
    Setting("-follow", False, bool, "show, live, the env_path that another visdom writes: nothing is locked or written "
            "there, and every change is refused"),
    Setting("-readonly", False, bool, "pages may read but not change anything; programs still write"),
    Setting("-enable_login", False, bool, "ask for a user name and password"),
    Setting("-force_new_cookie", False, bool, "make a new secret for cookies, which ends all logins"),
    Setting("-use_frontend_client_polling", False, bool, "pages poll instead of using a websocket"),
    Setting("-bind_local", False, bool, "listen on 127.0.0.1 only"),
    Setting("-eager_data_loading", False, bool, "read all environments at start"),
    Setting("-allow_origin", (), str, "a further origin whose pages may connect, or * for all", repeatable=True),
    Setting("-trust_html", False, bool, "show the HTML of text windows without removing scripts"),
)  # fmt: skip


class Credential(NamedTuple):
    """Who may log in: the user name, and the SHA-256 of the SHA-256 of the password, in hex."""

    username: str
    password_hash: str


@dataclass(frozen=True)
class ServerSettings:
    """The values of one server; the fields are the flags of `SETTINGS`."""

    port: int = names.DEFAULT_PORT
    hostname: str = names.DEFAULT_HOSTNAME
    base_url: str = ""
    env_path: str | None = names.DEFAULT_ENV_PATH
    cache_type: str = "JPE"
    fsync: FsyncMode = "everysec"
    save_interval: float = 30.0
    save_threshold: int = 50
    trash_days: float = 7.0
    cache_mb: float = 512.0
    compress: bool = False
    upload_mb: float = 256.0
    follow: bool = False
    readonly: bool = False
    credential: Credential | None = None
    cookie_secret: str | None = None
    use_frontend_client_polling: bool = False
    bind_local: bool = False
    eager_data_loading: bool = False
    allow_origin: tuple[str, ...] = ()
    trust_html: bool = False

    def __post_init__(self) -> None:
        if self.base_url and (not self.base_url.startswith("/") or self.base_url.endswith("/")):
            raise ValueError(f"base_url must start with / and not end with it, such as /visdom; got {self.base_url!r}")
        if self.follow and self.env_path is None:
            raise ValueError("follow needs an env_path: the folder that another visdom writes")
        if not self.cache_mb >= 0:
            raise ValueError(f"cache_mb must be a number of megabytes, or 0 for no limit; got {self.cache_mb!r}")
        if self.fsync not in FSYNC_MODES:
            raise ValueError(f"fsync must be one of {', '.join(FSYNC_MODES)}; got {self.fsync!r}")

    @property
    def address(self) -> str:
        """Where a person finds the page."""
        return f"http://{self.hostname}:{self.port}{self.base_url}"
