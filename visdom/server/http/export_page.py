"""An environment as one HTML file that opens without a server: its data and the built page.

The template `export.html` has a mark for the styles and one for the rest: the data as JSON in the element
`visdom-export`, and the modules of the page, each packed in an element `module:<name>`.
"""

from __future__ import annotations

import base64
import gzip
import re
from collections.abc import Iterable, Iterator
from datetime import datetime, timezone
from functools import cache
from pathlib import Path

from visdom.jsontext import dumps
from visdom.server.http.headers import export_policy, new_nonce
from visdom.server.http.templates import NONCE_MARK, STATIC, inert

STYLES_MARK = "<!--VISDOM_STYLES-->"
POLICY_MARK = "{{POLICY}}"
EXPORT_MARK = "<!--VISDOM_EXPORT-->"
FIRST_MODULE = "main.js"

NEEDED_FOR = {"plotly": (b'"plot"',), "tex-svg": (b"$", rb"\\(", rb"\\[")}
"""Large modules, by the start of their names, and the text in an environment that needs them."""

_IMPORTED = re.compile(r"""["'`]\./([\w.-]+\.js)["'`]""")


def export_page(eid: str, text: Iterable[bytes], *, style: str) -> Iterator[bytes]:
    """The file of an environment whose own text comes in parts; `style` is the user's style sheet."""
    nonce = new_nonce()
    template = (STATIC / "export.html").read_text(encoding="utf-8").replace(NONCE_MARK, nonce)
    template = template.replace(POLICY_MARK, export_policy(nonce)).replace(STYLES_MARK, _styles(style))
    before, after = template.split(EXPORT_MARK)
    saved = datetime.now(timezone.utc).isoformat(timespec="seconds")
    about = dumps({"eid": eid, "saved": saved})
    yield before.encode() + b'<script type="application/json" id="visdom-export">'
    yield inert(about[:-1] + b',"environment":')
    needed = set(modules())
    unseen = {name: signs for name in needed for prefix, signs in NEEDED_FOR.items() if name.startswith(prefix)}
    for part in text:
        unseen = {name: signs for name, signs in unseen.items() if not any(sign in part for sign in signs)}
        yield inert(part)
    yield b"}</script>\n"
    for name in sorted(needed.difference(unseen)):
        yield b'<script type="text/plain" id="module:%b">%b</script>\n' % (name.encode(), packed(name))
    licences = (STATIC / "LICENSES.md").read_bytes()
    yield b'<script type="application/json" id="licences">%b</script>' % inert(dumps(licences.decode()))
    yield after.encode()


@cache
def modules() -> frozenset[str]:
    """The first module and all that it imports, directly or indirectly."""
    found: set[str] = set()
    open_names = [FIRST_MODULE]
    while open_names:
        name = open_names.pop()
        if name not in found and _path(name).exists():
            found.add(name)
            open_names += _IMPORTED.findall(_path(name).read_text(encoding="utf-8"))
    return frozenset(found)


@cache
def packed(name: str) -> bytes:
    """A module as compressed text that needs no escaping in HTML."""
    return base64.b64encode(gzip.compress(_path(name).read_bytes(), mtime=0))


def _path(name: str) -> Path:
    return STATIC / "js" / name


def _styles(style: str) -> str:
    """The style sheets of the page and of the user, in which nothing can end the style element."""
    page = (STATIC / "css" / "style.css").read_text(encoding="utf-8")
    own, users = (sheet.replace("</", r"<\/") for sheet in (page, style))
    return f'<style>{own}</style>\n<style id="user-style">{users}</style>\n'
