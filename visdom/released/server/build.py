"""The downloads of visdom 0.2.4 at its start: nothing is downloaded, because the package contains the page."""

from __future__ import annotations

from collections.abc import Mapping

from ..utils.shared_utils import get_visdom_path

__all__ = ["download_scripts", "get_visdom_path"]


def download_scripts(proxies: Mapping[str, str] | None = None, install_dir: str | None = None) -> None:
    """Do nothing."""
