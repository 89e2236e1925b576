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

__path__.append(str(Path(__file__).parent / "released"))  # modules of 0.2.4, such as `visdom.utils`

_LAZY = {
    "Visdom": "visdom.client",
    "do_tsne": "visdom.client.figures.embeddings",
    "logger": "visdom.client.visdom",
    **dict.fromkeys(
        (
            "BS4_AVAILABLE",
            "_assert_opts",
            "_axisformat",
            "_axisformat3d",
            "_dashCheck",
            "_lineColorCheck",
            "_markerColorCheck",
            "_opts2layout",
            "_scrub_dict",
            "_title2str",
            "_to_numpy",
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
    "get_new_window_id": "visdom.utils.shared_utils",
    **dict.fromkeys(("BytesIO", "StringIO"), "io"),
    **dict.fromkeys(("urlparse", "urlunparse"), "urllib.parse"),
    "Sequence": "collections.abc",
    "wraps": "functools",
}
_MODULES = {
    **{name: f"visdom.{name}" for name in ("extra_deps", "server", "utils")},
    **{"Image": "PIL.Image", "b64": "base64", "np": "numpy"},
    **{
        name: name
        for name in (
            *("base64", "errno", "hashlib", "json", "logging", "math", "numbers", "os", "re", "requests"),
            *("sys", "threading", "time", "traceback", "warnings", "websocket"),
        )
    },
}
"""Modules that are names of this one, as in 0.2.4."""

__all__ = ["Visdom", "__version__"]


def __getattr__(name: str) -> Any:
    if name in _LAZY:
        return getattr(import_module(_LAZY[name]), name)
    if name in _MODULES:
        return import_module(_MODULES[name])
    raise AttributeError(f"module 'visdom' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *_LAZY, *_MODULES})
