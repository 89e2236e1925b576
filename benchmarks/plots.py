"""Plots of costs that must be flat, drawn as SVG from the committed figures."""

from __future__ import annotations


def drawn() -> dict[str, str]:
    return {}


def shown() -> list[str]:
    return []
