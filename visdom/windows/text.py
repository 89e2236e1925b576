"""Updating a text window: a further line at its end."""

from __future__ import annotations

from typing import Any

from visdom.errors import Refused
from visdom.windows.checks import kind_of, require_content, require_list, require_object
from visdom.windows.edit import Edit

LINE_BREAK = "<br>"


def append_line(edit: Edit, request: dict[str, Any]) -> None:
    """Append the text of the first item of `data`; options are ignored, as in 0.2.4."""
    data = require_list(request.get("data"), "`data`")
    item = require_object(data[0] if data else None, "The first item of `data`")
    if "content" not in item:
        raise Refused("`content` of the first item of `data`: expected the text to append, got nothing.")
    line = require_content(item["content"], "`content` of the first item of `data`")
    if not isinstance(edit.window.get("content"), str):
        raise Refused(f"The stored window: expected text to append to, got {kind_of(edit.window.get('content'))}.")
    edit.append_text(("content",), LINE_BREAK + line)
