"""Fixtures of the browser tests."""

from __future__ import annotations

from visiting import chromium, context, draw, listen, open_page

__all__ = ["chromium", "context", "draw", "listen", "open_page"]
