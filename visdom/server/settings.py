"""The settings of the server, declared once for the command line, its help text and the documentation."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, fields
from typing import Any, NamedTuple

from visdom.autosave import AUTO, FSYNC_MODES, FsyncMode
from visdom.protocol import names

MAX_PORT = 65535
ALL = "all"
"""The value of `-readonly` that holds back programs, too."""

ANY_ORIGIN = "*"
_ORIGIN = re.compile(r"(?i)[a-z][a-z0-9+.-]*://(\*\.)?([a-z0-9._-]+|\[[0-9a-f:.]+\])(:[0-9]+)?")


class Setting(NamedTuple):
    """One command line flag, by its name without the hyphen.

    The default tells the type of the values; False makes the flag a switch, and () one that can be repeated. A switch
    with `text`, the name of a value in the help text, takes one or none.
    """

    name: str
    default: Any
    help: str
    text: str = ""


class Credential(NamedTuple):
    """Who may log in: the user name, and the SHA-256 of the SHA-256 of the password, in hex."""

    username: str
    password_hash: str


def flag(default: Any, help: str, text: str = "") -> Any:  # noqa: A002 - as argparse calls it
    """A field that a command line flag sets."""
    return field(default=default, metadata={"help": help, "text": text})


@dataclass(frozen=True)
class ServerSettings:
    """The values of one server."""

    # fmt: off
    port: int = flag(names.DEFAULT_PORT, "port to listen on; 0: any free one, which is printed")
    hostname: str = flag(names.DEFAULT_HOSTNAME, "host name in the printed address; $HOSTNAME when not given")
    base_url: str = flag(names.DEFAULT_BASE_URL, "prefix of every address; starts with / and does not end so")
    env_path: str | None = flag(names.DEFAULT_ENV_PATH, "folder in which the environments are stored")
    cache_type: str = flag(AUTO, "form on disk: JPWA (a file per window, every change written as it arrives), JPE (a "
        "file per environment, written on save and by a timer), JPW (a file per window, written on save) or auto (what "
        "the folder has, JPWA for a new or empty one)")
    fsync: FsyncMode = flag("everysec", "what a power loss may cost under JPWA: always (nothing; synced before each "
        "reply), everysec (one second) or never (what the system has not written yet)")
    save_interval: float = flag(30.0, "under JPE: seconds until a changed environment is saved; 0: no timer")
    save_threshold: int = flag(50, "under JPE: changes until an environment is saved; 0: no limit")
    trash_days: float = flag(7.0, "days for which closed windows and deleted environments stay in .trash")
    cache_mb: float = flag(512.0, "under JPWA and JPW: about how much memory windows may take, in MB; saved ones "
        "that were not used lately are evicted; 0: no limit")
    compress: bool = flag(False, "under JPWA and JPW: write window files as .json.gz; without this flag the "
        "next write makes them .json again, and both are always read")
    upload_mb: float = flag(256.0, "largest file of an environment that can be uploaded, in MB")
    max_body_mb: float = flag(1024.0, "largest body of a request, in MB")
    body_budget_mb: float = flag(0.0, "how much memory the bodies of all requests that arrive at the same time may "
        "take, in MB; 0: a quarter of the memory of the machine, or of its control group")
    follow: bool = flag(False, "show, live, the env_path that another visdom writes: nothing is locked or written "
        "there, and every change is refused")
    readonly: bool | str = flag(False, "pages may read but not change anything; programs still write, unless all is "
        "given", text=ALL)
    use_frontend_client_polling: bool = flag(False, "pages poll instead of using a websocket")
    bind_local: bool = flag(False, "listen on 127.0.0.1 only")
    certfile: str = flag("", "serve https with this certificate (PEM, with those that lead to its root)")
    keyfile: str = flag("", "the private key of the certificate, unless it is in the same file")
    eager_data_loading: bool = flag(False, "read all environments at start")
    allow_origin: tuple[str, ...] = flag((), "a further origin whose pages may connect, or * for all")
    allow_host: tuple[str, ...] = flag((), "a further name by which the server may be asked, or * for any: names of "
        "the machine and addresses need none, except with -bind_local")
    allow_images: tuple[str, ...] = flag((), "a further origin from which windows may show pictures, sound and maps, "
        "such as https://example.org, or * for all")
    trust_html: bool = flag(False, "show the HTML of text windows with its scripts, in frames apart from the page")
    token: bool | str = flag(False, "only those with a token may come in: with this one, or a random one; the server "
        "prints a link for pages, and programs of this account find it by themselves", text="TEXT")
    users: str | None = flag(None, "file with the accounts that `visdom user` makes, which turns on -enable_login; "
        "without this flag .visdom/users.json in -env_path")
    force_new_cookie: bool = flag(False, "end all logins: make a new secret for them, and a new random token")
    trust_proxy: tuple[str, ...] = flag((), "address or network of a proxy, whose X-Forwarded-For and "
        "X-Forwarded-Proto are believed, as those of this machine are")
    access_log: str = flag("", "file to which a JSON line is added for every answer: time, address, user, method, "
        "path, environment, status, bytes and ms")
    metrics: bool = flag(False, "tell Prometheus about the server at /metrics; needs visdom[metrics]")
    # fmt: on
    credential: Credential | None = None
    cookie_secret: str | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "port", _port(self.port))
        if self.base_url == names.DEFAULT_BASE_URL:
            object.__setattr__(self, "base_url", "")  # what addresses begin with
        if self.base_url and (not self.base_url.startswith("/") or self.base_url.endswith("/")):
            raise ValueError(f"base_url must start with / and not end with it, such as /visdom; got {self.base_url!r}")
        if self.readonly not in (False, True, ALL):
            raise ValueError(f"readonly must be given alone, or with {ALL} for programs too; got {self.readonly!r}")
        is_token = isinstance(self.token, bool) or (isinstance(self.token, str) and re.fullmatch("[!-~]+", self.token))
        if not is_token:
            expected = "ASCII characters without blanks that are hard to guess; without a text it is a random one"
            raise ValueError(f"token must be a text of {expected}")
        if self.follow and self.env_path is None:
            raise ValueError("follow needs an env_path: the folder that another visdom writes")
        if self.keyfile and not self.certfile:
            raise ValueError("keyfile needs a certfile: the certificate that the key belongs to")
        if not self.cache_mb >= 0:
            raise ValueError(f"cache_mb must be a number of megabytes, or 0 for no limit; got {self.cache_mb!r}")
        if not (self.max_body_mb > 0 and self.body_budget_mb >= 0):
            sizes = f"{self.max_body_mb!r} and {self.body_budget_mb!r}"
            raise ValueError(f"max_body_mb and body_budget_mb must be numbers of megabytes; got {sizes}")
        for origin in self.allow_images:
            if origin != ANY_ORIGIN and not is_origin(origin):
                raise ValueError(f"allow_images must be an origin such as https://example.org, or *; got {origin!r}")
        if self.fsync not in FSYNC_MODES:
            raise ValueError(f"fsync must be one of {', '.join(FSYNC_MODES)}; got {self.fsync!r}")

    @property
    def has_accounts(self) -> bool:
        """Do people and programs log in with a name?"""
        return self.credential is not None or self.users is not None

    @property
    def is_open(self) -> bool:
        """May everyone come in, without a login and without a token?"""
        return not self.has_accounts and not self.token

    @property
    def address(self) -> str:
        """Where a person finds the page."""
        scheme = "https" if self.certfile else "http"
        return f"{scheme}://{self.hostname}:{self.port}{self.base_url}"


def is_origin(text: str) -> bool:
    """Is this scheme, host and perhaps port of an address, and nothing else? `*.` in front stands for all parts."""
    return _ORIGIN.fullmatch(text) is not None


def _port(value: object) -> int:
    """A number of a port, also as text; raises ValueError for anything else."""
    text = str(value)
    if not text.isdecimal() or not text.isascii() or int(text) > MAX_PORT:
        raise ValueError(f"port must be a number from 1 to {MAX_PORT}, or 0 for any free port; got {value!r}")
    return int(text)


SETTINGS = (
    *(
        Setting(each.name, each.default, each.metadata["help"], each.metadata["text"])
        for each in fields(ServerSettings)
        if each.metadata
    ),
    Setting("logging_level", "INFO", "name or number of the lowest level that is logged"),
    Setting(
        "enable_login",
        False,
        "let only those in who log in: with the accounts of -users, or with the name "
        "and password in VISDOM_USERNAME and VISDOM_PASSWORD (with VISDOM_USE_ENV_CREDENTIALS=1) or of the terminal",
    ),
)
"""All flags: those of the fields, and those that become something else or nothing of a server's settings."""
