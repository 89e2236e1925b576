"""Writes the manual's copies of pages that lie at the top of the checkout, such as the changelog.

docs/conf.py calls this at each build; the copies lie in docs/project and are not committed.
"""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "docs" / "project"
PAGES = ("ARCHITECTURE.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md")
LINK = re.compile(r"\[([^\]]+)\]\((?!https?:)([^)#]+)(#[^)]*)?\)")


def write(target: Path = TARGET) -> None:
    """Write all copies."""
    target.mkdir(parents=True, exist_ok=True)
    for name in PAGES:
        text = (ROOT / name).read_text(encoding="utf-8")
        (target / name.lower()).write_text(LINK.sub(_moved, text), encoding="utf-8")


def _moved(link: re.Match[str]) -> str:
    """The link as seen from the copy; what the manual does not hold is named instead."""
    text, path, anchor = link[1], link[2], link[3] or ""
    if path in PAGES:
        return f"[{text}]({path.lower()}{anchor})"
    if path.startswith("docs/"):
        return f"[{text}](../{path.removeprefix('docs/')}{anchor})"
    return f"{text} (`{path}`)"
