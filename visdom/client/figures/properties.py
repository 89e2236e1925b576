"""A table of values that can be edited in the page."""

from __future__ import annotations

from typing import Any

from visdom.client.arrays import not_too_deep, to_plain
from visdom.client.messages import Request
from visdom.client.options import WINDOW, Options, check

OPTIONS = WINDOW


def properties_request(data: list[dict[str, Any]], win: str | None, env: str | None, opts: Options) -> Request:
    """A new properties window. A number as title is refused, as in 0.2.4."""
    check(opts)
    with not_too_deep("data"):
        item = {"content": to_plain(data), "type": "properties"}
    return Request({"data": [item], "win": win, "eid": env, "opts": opts})
