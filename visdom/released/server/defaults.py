"""Defaults of the server, under their names in visdom 0.2.4."""

from __future__ import annotations

from pathlib import Path

from visdom.protocol import names

LAYOUT_FILE = "layouts.json"
DEFAULT_ENV_PATH = str(Path(names.DEFAULT_ENV_PATH).expanduser()) + "/"
DEFAULT_PORT = names.DEFAULT_PORT
DEFAULT_HOSTNAME = names.DEFAULT_HOSTNAME
DEFAULT_BASE_URL = names.DEFAULT_BASE_URL
MAX_SOCKET_WAIT = 15
