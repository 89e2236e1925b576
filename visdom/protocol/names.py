"""Names that both ends agree on: defaults, and the rules for environment and window ids."""

from __future__ import annotations

DEFAULT_PORT = 8097
DEFAULT_HOSTNAME = "localhost"
DEFAULT_BASE_URL = "/"
DEFAULT_ENV = "main"
DEFAULT_ENV_PATH = "~/.visdom/"

COOKIE_NAME = "user_password"
WINDOW_PREFIX = "window_"
COMPARE_SEPARATOR = "+"
COMPARE_LEGEND = "window_compare_legend"

NO_SUCH_WINDOW = "win does not exist"
"""What `/update` answers, with status 200, when it finds no window."""


def escape_eid(eid: str | None) -> str:
    """The environment that a request means: `main` when it names none, and `_` for every `/`."""
    return DEFAULT_ENV if eid is None else eid.replace("/", "_")
