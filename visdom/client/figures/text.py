"""A window of HTML text."""

from __future__ import annotations

from visdom.client.messages import EVENTS, UPDATE, Request
from visdom.client.options import WINDOW, Options

OPTIONS = WINDOW


def text_request(text: str, win: str | None, env: str | None, opts: Options, append: bool) -> Request:
    """A new text window, or one more line of an existing one."""
    message = {"data": [{"content": text, "type": "text"}], "win": win, "eid": env, "opts": opts}
    return Request(message, UPDATE if append else EVENTS)
