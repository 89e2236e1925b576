"""Meshes: corners in space or in the plane, and the triangles between them."""

from __future__ import annotations

from typing import Any

from visdom.client.arrays import Array, Plain, to_list
from visdom.client.messages import Request
from visdom.client.options import PLOT_WITH_AXES, Options, checked, plot_layout
from visdom.errors import BadArgument

OPTIONS = (
    *PLOT_WITH_AXES,
    checked("color", "CSS colour of the faces.", "plotly's"),
    checked("opacity", "How opaque they are.", "1"),
)


def mesh_request(X: Array, Y: Array | None, win: str | None, env: str | None, opts: Options) -> Request:
    """The corners `X`, and the triangles whose corners are the rows of `Y`."""
    if X.ndim != 2 or X.shape[1] not in (2, 3):
        raise BadArgument(f"mesh: expected X with 2 or 3 columns, one row per corner, got shape {X.shape}")
    if Y is not None and (Y.ndim != 2 or Y.shape[1] != X.shape[1]):
        raise BadArgument(f"mesh: expected Y with {X.shape[1]} columns, as X has, got shape {Y.shape}")
    x, y, z = _three_columns(X)
    i, j, k = (None, None, None) if Y is None else _three_columns(Y)
    is_flat = X.shape[1] == 2
    trace: dict[str, Any] = {"x": x, "y": y, "z": z, "i": i, "j": j, "k": k}
    trace["color"], trace["opacity"] = opts.get("color"), opts.get("opacity")
    trace["type"] = "mesh" if is_flat else "mesh3d"
    layout = plot_layout(opts, traces=[trace]) if is_flat else _layout_of_scene(opts, [trace])
    return Request({"data": [trace], "win": win, "eid": env, "layout": layout, "opts": opts})


def _three_columns(array: Array) -> list[Plain]:
    return [to_list(column) for column in array.T] + [None] * (3 - array.shape[1])


def _layout_of_scene(opts: Options, traces: list[dict[str, Any]]) -> Options:
    """The flat layout, which 0.2.4 sends for all meshes, and the axes of the scene, which plotly reads."""
    scene = plot_layout(opts, 3, traces).get("scene")
    return {**plot_layout(opts, traces=traces), **({"scene": scene} if scene else {})}
