"""Drawings in SVG, from text or from a file."""

from __future__ import annotations

import tempfile
from pathlib import Path

from arguments import connect

vis = connect()

DRAWING = """
<svg width="240" height="160" xmlns="http://www.w3.org/2000/svg">
  <rect x="10" y="10" width="220" height="140" rx="12" fill="aliceblue"/>
  <circle cx="80" cy="80" r="42" fill="orange"/>
  <path d="M 130 120 L 170 40 L 210 120 Z" fill="seagreen"/>
</svg>
"""

size = {"width": 280, "height": 220}
vis.svg(svgstr=DRAWING, win="text", opts={"title": "From text", **size})

with tempfile.TemporaryDirectory() as folder:
    file = Path(folder, "drawing.svg")
    file.write_text(DRAWING.replace("orange", "purple"), encoding="utf-8")
    vis.svg(svgfile=str(file), win="file", opts={"title": "From a file", **size})
