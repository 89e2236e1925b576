"""Fixtures of the security tests; they use what the tests of the server and of the page use."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1] / folder) for folder in ("browser", "server")]
