"""`python -m visdom.autosave`: commands that look after a folder of environments."""

from __future__ import annotations

from visdom.autosave.cli.main import run

__all__ = ["run"]
