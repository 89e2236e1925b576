"""Two lines over one x axis, each with a y axis of its own."""

from __future__ import annotations

from typing import Any

import numpy as np

from visdom.client.arrays import Array, ArrayLike, listed, to_array, to_list, to_numbers
from visdom.client.messages import Request
from visdom.client.options import A_STRING, A_SWITCH, WINDOW, Option, Options, checked, sizes
from visdom.errors import BadArgument

OPTIONS = (
    *WINDOW,
    checked("title", "Title of the plot and of the window.", '"Example Double Y axis"'),
    *sizes("500", "300"),
    Option("name_y1", A_STRING, "Name of the first line and its axis.", '"Y1 axis"'),
    Option("name_y2", A_STRING, "Name of the second line and its axis.", '"Y2 axis"'),
    Option("color_title_y1", A_STRING, "CSS colour of the first axis' title.", '"black"'),
    Option("color_title_y2", A_STRING, "CSS colour of the second axis' title.", "violet"),
    Option("color_tick_y1", A_STRING, "CSS colour of the first axis' ticks.", '"black"'),
    Option("color_tick_y2", A_STRING, "CSS colour of the second axis' ticks.", "violet"),
    Option("side", '"left" or "right"', "Where the second axis stands.", '"right"'),
    Option("showlegend", A_SWITCH, "Show the legend.", "True"),
    Option("left", "a number", "Room left of the plot.", "60", "pixels"),
    Option("right", "a number", "Room right of it.", "60", "pixels"),
    Option("top", "a number", "Room above it.", "60", "pixels"),
    Option("bottom", "a number", "Room below it.", "60", "pixels"),
)


def dual_axis_lines_request(
    X: ArrayLike, Y1: ArrayLike, Y2: ArrayLike, opts: Options, win: str | None, env: str | None
) -> Request:
    """The line `Y1` with its axis on the left, and `Y2` with its axis on the right."""
    x, y1, y2 = _vector(X, "X", may_be_text=True), _vector(Y1, "Y1"), _vector(Y2, "Y2")
    if not len(x) == len(y1) == len(y2):
        raise BadArgument(f"dual_axis_lines: expected equal lengths, got {len(x)}, {len(y1)} and {len(y2)}")
    opts.setdefault("height", 300)
    opts.setdefault("width", 500)
    first = {"x": to_list(x), "y": to_list(y1), "name": _name(opts, 1), "type": "scatter"}
    second = {"x": to_list(x), "y": to_list(y2), "name": _name(opts, 2), "type": "scatter", "yaxis": "y2"}
    return Request({"data": [first, second], "win": win, "eid": env, "layout": _layout(opts), "opts": opts})


def _vector(data: ArrayLike, name: str, may_be_text: bool = False) -> Array:
    """The data as floats, also if they are numbers written as text; `may_be_text` lets dates and names pass, too."""
    array = to_array(listed(data), name)
    if array.ndim > 1:
        raise BadArgument(f"dual_axis_lines: expected {name} with one dimension, got shape {array.shape}")
    array = np.atleast_1d(array)
    try:
        return array.astype(float) if array.dtype.kind == "U" else to_numbers(array, name).astype(float)
    except ValueError as error:
        if may_be_text:
            return array
        raise BadArgument(f"{name}: expected numbers ({error})") from error


def _name(opts: Options, number: int) -> Any:
    return opts.get(f"name_y{number}", f"Y{number} axis")


def _layout(opts: Options) -> Options:
    margin = {side[0]: opts.get(side, 60) for side in ("bottom", "right", "top", "left")}
    return {
        "title": opts.get("title", "Example Double Y axis"),
        "yaxis": _axis(opts, 1, title_colour="black", tick_colour="black"),
        "yaxis2": {
            # "0189" is what 0.2.4 sends; browsers read it as 189
            **_axis(opts, 2, title_colour="rgb(148, 103, 0189)", tick_colour="rgb(148, 103, 189)"),
            "overlaying": "y",
            "side": opts.get("side", "right"),
        },
        "showlegend": opts.get("showlegend", True),
        "margin": margin,
    }


def _axis(opts: Options, number: int, title_colour: str, tick_colour: str) -> dict[str, Any]:
    return {
        "title": _name(opts, number),
        "titlefont": {"color": opts.get(f"color_title_y{number}", title_colour)},
        "tickfont": {"color": opts.get(f"color_tick_y{number}", tick_colour)},
    }
