"""Fixtures of the security tests; they use what the tests of the server and of the page use."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1] / folder) for folder in ("browser", "server")]

from visiting import chromium, context, draw, listen, open_page  # noqa: E402

__all__ = ["chromium", "context", "draw", "listen", "open_page"]
