"""A training loop, what its warnings say, and a server with login, for tests of outages."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from visdom import Visdom

LOGIN = {"username": "ann", "password": "pw"}
LOGIN_FLAGS = ("-enable_login", "-force_new_cookie", "-cache_type", "JPWA")


def credentials(cookie_secret: str, password: str = "pw") -> dict[str, str]:
    """The environment of a server with login."""
    return {
        "VISDOM_USE_ENV_CREDENTIALS": "1",
        "VISDOM_USERNAME": "ann",
        "VISDOM_PASSWORD": password,
        "VISDOM_COOKIE": cookie_secret,
    }


def train(vis: Visdom, steps: Iterable[int]) -> list[Any]:
    """A training loop: one point of the loss per step."""
    options = {"title": "Loss", "xlabel": "step"}
    return [vis.line([step * 0.5], [step], win="loss", name="train", update="append", opts=options) for step in steps]


def dropped(warned: Iterable[Any]) -> list[int]:
    """The numbers in the warnings: 0 at the beginning of an outage, at its end the number of lost calls."""
    found = []
    for warning in warned:
        assert Path(warning.filename).parent == Path(__file__).parent
        count = re.search(r"(\d+) calls? (was|were) dropped", str(warning.message))
        found.append(int(count.group(1)) if count else 0)
    return found


def ask_everything(vis: Visdom) -> None:
    """Call the methods that parse the answer."""
    assert vis.win_exists("w") is None
    assert vis.win_hash("w") is None
    assert vis.get_env_list() == []
    assert isinstance(vis.check_connection(), bool)
