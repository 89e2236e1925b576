"""Changes of a window as its journal holds them: those that pages get, and `copy` for pictures that repeat."""

from __future__ import annotations

from typing import Literal, TypeAlias, TypedDict

from visdom.protocol.patches import Operation

CopyOperation = TypedDict("CopyOperation", {"op": Literal["copy"], "from": str, "path": str})
"""Put what is at `from` at `path` too: what a window has already is not written again. Pages get an `add`."""

Record: TypeAlias = list[Operation | CopyOperation]
