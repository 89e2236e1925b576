"""A drawing in SVG, extracted from a text or file."""

from __future__ import annotations

import re

from visdom.client.figures.files import FilePath, read_file
from visdom.client.options import WINDOW
from visdom.errors import BadArgument

_DRAWING = re.compile(r"<svg .+</svg>", re.DOTALL)

OPTIONS = WINDOW


def svg_text(svgstr: str | bytes | None, svgfile: FilePath | None) -> str:
    """The drawing from `<svg ` to the last `</svg>`; the file is used if both are given."""
    if svgfile is not None:
        source: str | bytes = read_file(svgfile, "svg")
    elif svgstr is not None:
        source = svgstr
    else:
        raise BadArgument("svg: expected a drawing in svgstr or svgfile, got neither")
    found = _DRAWING.search(_decoded(source))
    if found is None:
        raise BadArgument("svg: expected text with '<svg ...' and '</svg>' in it, found none")
    return found[0]


def _decoded(source: str | bytes) -> str:
    if isinstance(source, str):
        return source
    if not isinstance(source, bytes):
        raise BadArgument(f"svg: expected text, got {type(source).__name__}")
    try:
        return source.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadArgument(f"svg: expected text in UTF-8, got something else ({error})") from error
