"""visdom: live plots in the browser, written to disk as they arrive.

Importing this package is cheap: the first use of `Visdom` imports numpy, requests and the rest.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from visdom.client import Visdom as Visdom

__version__ = (Path(__file__).parent / "VERSION").read_text(encoding="utf-8").strip()

_LAZY = {
    "Visdom": "visdom.client",
    "do_tsne": "visdom.client.figures.embeddings",
    "logger": "visdom.client.visdom",
    **dict.fromkeys(
        (
            "BS4_AVAILABLE",
            "get_rand_id",
            "here",
            "isndarray",
            "isnum",
            "isstr",
            "loadfile",
            "nan2none",
            "pytorch_wrap",
            "torch_types",
        ),
        "visdom.client.helpers",
    ),
}
_SUBPACKAGES = ("server",)

__all__ = ["Visdom", "__version__"]


def __getattr__(name: str) -> Any:
    if name in _LAZY:
        return getattr(import_module(_LAZY[name]), name)
    if name in _SUBPACKAGES:
        return import_module(f"visdom.{name}")
    raise AttributeError(f"module 'visdom' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *_LAZY, *_SUBPACKAGES})
