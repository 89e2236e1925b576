"""Names that both ends agree on: defaults, and the rules for environment and window ids."""

from __future__ import annotations

from collections.abc import Container, Iterator
from itertools import count

DEFAULT_PORT = 8097
DEFAULT_HOSTNAME = "localhost"
DEFAULT_BASE_URL = "/"
DEFAULT_ENV = "main"
DEFAULT_ENV_PATH = "~/.visdom/"

PRIVATE_FOLDER = ".visdom"
"""The folder below that of the environments which only the account of the server may read."""

TOKEN_FILE = f"{DEFAULT_ENV_PATH}{PRIVATE_FOLDER}/token-{{port}}"
"""Where programs find the token of the server on a port of this machine."""

TOKEN_VARIABLE = "VISDOM_TOKEN"
"""The environment variable with the token for programs."""

COOKIE_NAME = "user_password"
WINDOW_PREFIX = "window_"
COMPARE_SEPARATOR = "+"
COMPARE_LEGEND = "window_compare_legend"

FEATURES_HEADER = "Visdom-Features"
"""Header of every answer of this server: what it understands beyond visdom 0.2.4, separated by blanks."""

LAYOUT_IF_NEW = "layout_if_new"
"""A feature, and the member of `/update` that it is about: the layout of a window that the request makes."""

LAYOUT_CHANGES = "layout_changes"
"""A feature, and the member of `/update` that it is about: what to merge into the layout, instead of `layout`."""

FEATURES = f"{LAYOUT_IF_NEW} {LAYOUT_CHANGES}"
"""What this server answers in `FEATURES_HEADER`."""

LOGIN_FIRST = "Log in first"
"""What the sentence begins with that refuses a large body of a client that has not logged in."""

NO_SUCH_WINDOW = "win does not exist"
"""What `/update` answers, with status 200, when it finds no window."""


def free_name(name: str, taken: Container[str]) -> str:
    """The name itself, or when it is taken, the name with the first number that makes it free."""
    return next(each for each in numbered(name) if each not in taken)


def numbered(name: str) -> Iterator[str]:
    """The name itself, and then with the numbers from 2 on."""
    yield name
    for number in count(2):
        yield f"{name}_{number}"


def compared_eids(names: str) -> list[str]:
    """The environments to compare, whose names are joined by `+`."""
    return [escape_eid(name) for name in names.split(COMPARE_SEPARATOR)]


def escape_eid(eid: str | None) -> str:
    """The environment that a request means: `main` when it names none, and `_` for every `/`."""
    return DEFAULT_ENV if eid is None else eid.replace("/", "_")
