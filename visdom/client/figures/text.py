"""A window of HTML text."""

from __future__ import annotations

from visdom.client.messages import EVENTS, UPDATE, Message, Request
from visdom.client.options import WINDOW, Options

OPTIONS = WINDOW


def text_request(
    text: str, win: str | None, env: str | None, opts: Options, append: bool, may_be_new: bool = False
) -> Request:
    """A new text window, or one more line of an existing one; `may_be_new` lets the server make it."""
    message: Message = {"data": [{"content": text, "type": "text"}], "win": win, "eid": env, "opts": opts}
    if may_be_new:
        message["append"] = True
    return Request(message, UPDATE if append else EVENTS)
