"""`python -m visdom.autosave`: what people and scripts do with a folder of environments."""

from __future__ import annotations

from visdom.autosave.commands.main import run

__all__ = ["run"]
