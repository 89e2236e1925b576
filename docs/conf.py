"""The settings of Sphinx for the manual; scripts/docs builds it without a network."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tools"))

import method_pages  # noqa: E402
import project_pages  # noqa: E402

method_pages.write()
project_pages.write()

project = "visdom"
author = "the visdom-autosave authors"
version = release = (ROOT / "visdom" / "VERSION").read_text(encoding="utf-8").strip()
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
autodoc_typehints = "none"
default_role = "literal"  # docstrings put names between single backticks
add_module_names = False
python_maximum_signature_line_length = 88
myst_enable_extensions = ["colon_fence"]
myst_heading_anchors = 3
smartquotes = False
exclude_patterns = ["_build"]

html_theme = "furo"
html_title = f"visdom {release}"
html_static_path = ["_static"]
html_css_files = ["manual.css"]
html_copy_source = False
html_show_sourcelink = False
html_show_copyright = False


def setup(app: Any) -> None:
    """Napoleon reads docstrings at priority 500; the examples become code before."""
    app.connect("autodoc-process-docstring", method_pages.show_examples_as_code, priority=400)
