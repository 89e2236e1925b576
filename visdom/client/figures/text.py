"""A window of HTML text."""

from __future__ import annotations

from visdom.client.arrays import to_plain
from visdom.client.messages import EVENTS, UPDATE, Message, Request
from visdom.client.options import WINDOW, Options

OPTIONS = WINDOW


def text_request(
    text: str, win: str | None, env: str | None, opts: Options, append: bool, may_be_new: bool = False
) -> Request:
    """A new text window, or one more line of an existing one; `may_be_new` lets the server make it."""
    content = to_plain(text) if getattr(text, "shape", None) == () else text  # a single number of numpy or torch
    message: Message = {"data": [{"content": content, "type": "text"}], "win": win, "eid": env, "opts": opts}
    if may_be_new:
        message["append"] = True
    return Request(message, UPDATE if append else EVENTS)
