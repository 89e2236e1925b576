"""Random calls of every drawing method, the same for the same seed; run as a program with the client to be looked at.

    python random_calls.py SEED COUNT

prints a JSON list with one object per call: the call in words, the requests it led to, what it returned, and the
classes of the exception that it raised. What the compatibility page lists as mended does not occur in the calls.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
from dice import Dice

import visdom

CALLS: dict[str, Callable[[Dice], dict[str, Any]]] = {}
DATA_URI = re.compile(r"data:(image/png|audio/wav);base64,([\w+/=]+)")
TAG = re.compile(r"<[^>]+>")
INVENTED_ID = re.compile(r"window_[0-9a-f]+")


def call(function: Callable[[Dice], dict[str, Any]]) -> Callable[[Dice], dict[str, Any]]:
    """Put a function into the table; it gives the arguments of the method of its name."""
    CALLS[function.__name__] = function
    return function


def colours(dice: Dice, *counts: int) -> Any:
    """Colours for that many points or traces."""
    shape = (dice.choice(counts), 3) if dice.maybe(0.7) else (dice.choice(counts),)
    return np.array([dice.randint(0, 255) for _ in range(int(np.prod(shape)))]).reshape(shape)


def trace_options(dice: Dice, points: int, traces: int) -> dict[str, Callable[[], Any]]:
    """The options of lines and points."""
    return {
        "legend": lambda: dice.words(traces),
        "markercolor": lambda: colours(dice, points, traces),
        "linecolor": lambda: np.array([[dice.randint(0, 255) for _ in range(3)] for _ in range(traces)]),
        "dash": lambda: np.array([dice.choice(["dot", "dash", "solid"]) for _ in range(traces)]),
        "textlabels": lambda: dice.words(points),
        "markersymbol": lambda: dice.choice(["cross", "dot"]),
        "markerborderwidth": lambda: dice.choice([0, 1.5]),
        "webgl": lambda: dice.maybe(),
        "fillarea": lambda: dice.maybe(),
        "traceopts": lambda: {"plotly": {"a0": {"visible": False}, "1": {"opacity": None}}},
    }


def update_of(dice: Dice) -> dict[str, Any]:
    """Nothing, or an update of a window with or without a name."""
    if dice.maybe(0.5):
        return {"name": "a"} if dice.maybe(0.2) else {}
    update = {"update": dice.choice(["append", "append", "replace", "insert"])}
    return {**update, **({"name": dice.choice(["a", "b", ""])} if dice.maybe(0.4) else {})}


@call
def scatter(dice: Dice) -> dict[str, Any]:
    points, traces, columns = dice.size(), dice.randint(1, 3), 3 if dice.maybe(0.2) else 2
    labels = list(range(1, traces + 1)) + [dice.randint(1, traces) for _ in range(points)]
    count = points + traces if traces > 1 else points
    given = {"X": dice.array(count, columns, holes=columns == 2)}
    if traces > 1:
        given["Y"] = np.array(labels)
    return {**given, **update_of(dice), "opts": dice.opts(**trace_options(dice, count, traces))}


@call
def line(dice: Dice) -> dict[str, Any]:
    points, traces = dice.size(), dice.randint(1, 3)
    shape = (points,) if traces == 1 else (points, traces)
    given = {"Y": dice.array(*shape, holes=True), **update_of(dice)}
    if dice.maybe(0.7):
        given["X"] = dice.array(*(shape if dice.maybe() else (points,)))
    options = {**trace_options(dice, points * traces, traces), "markers": dice.maybe}
    return {**given, "opts": dice.opts(**options)}


@call
def heatmap(dice: Dice) -> dict[str, Any]:
    rows, columns = dice.size(), dice.size()
    options = {
        "columnnames": lambda: dice.words(columns),
        "rownames": lambda: dice.words(rows),
        "xmin": lambda: dice.randint(-3, 0),
        "xmax": lambda: dice.uniform(1, 2),
        "nancolor": lambda: "red",
    }
    words = ["appendRow", "prependRow", "appendColumn", "prependColumn", "replace", "remove", "append"]
    update = {"update": dice.choice(words)} if dice.maybe(0.4) else {}
    return {"X": dice.array(rows, columns, holes=True), **update, "opts": dice.opts(**options)}


@call
def bar(dice: Dice) -> dict[str, Any]:
    rows, columns = dice.size(), dice.randint(1, 3)
    options = {"stacked": dice.maybe, "rownames": lambda: dice.words(rows)}
    if columns > 1:
        options["legend"] = lambda: dice.words(columns)
    given = {"Y": dice.array(rows)} if dice.maybe(0.3) else {}
    return {"X": dice.array(*((rows, columns) if columns > 1 else (rows,))), **given, "opts": dice.opts(**options)}


@call
def histogram(dice: Dice) -> dict[str, Any]:
    return {"X": dice.array(dice.size(40) + 2), "opts": dice.opts(numbins=lambda: dice.randint(2, 9))}


@call
def boxplot(dice: Dice) -> dict[str, Any]:
    columns = dice.size(4)
    return {"X": dice.array(dice.size(), columns), "opts": dice.opts(legend=lambda: dice.words(columns))}


@call
def pie(dice: Dice) -> dict[str, Any]:
    parts = dice.size()
    values = np.array([dice.randint(-1 if dice.maybe(0.05) else 0, 9) for _ in range(parts)])
    return {"X": values, "opts": dice.opts(legend=lambda: dice.words(parts))}


def surface(dice: Dice) -> dict[str, Any]:
    """What `surf` and `contour` take."""
    options = {"xmin": lambda: dice.choice([0, "1.5"]), "xmax": lambda: 9, "colormap": lambda: "Hot"}
    return {"X": dice.array(dice.size(), dice.size()), "opts": dice.opts(**options)}


CALLS["surf"] = CALLS["contour"] = surface


@call
def quiver(dice: Dice) -> dict[str, Any]:
    shape = (dice.size(), dice.size())
    # Whole numbers of one byte overflow in 0.2.4; these do not.
    given = {name: np.array(dice.array(*shape), float) for name in ("X", "Y")}
    if dice.maybe(0.3):
        given |= {name: np.array(dice.array(*shape), float) for name in ("gridX", "gridY")}
    options = {"normalize": lambda: dice.choice([0.5, 2, 0, -1]), "arrowheads": dice.maybe}
    return {**given, "opts": dice.opts(**options)}


@call
def stem(dice: Dice) -> dict[str, Any]:
    points, traces = dice.size(), dice.randint(1, 3)
    shape = (points,) if traces == 1 else (points, traces)
    given = {"Y": dice.array(*shape)} if dice.maybe() else {}
    return {"X": dice.array(*shape), **given, "opts": dice.opts(legend=lambda: dice.words(traces))}


@call
def mesh(dice: Dice) -> dict[str, Any]:
    # Axis options of meshes in space are mended, so there are none here.
    corners = np.array([[dice.randint(0, 4) for _ in range(3)] for _ in range(dice.size())])
    given = {"Y": corners} if dice.maybe() else {}
    opts = dice.some({"color": lambda: "blue", "opacity": lambda: dice.choice([0.3, 2]), "title": lambda: "Mesh"})
    return {"X": dice.array(dice.size(), 3), **given, "opts": opts}


@call
def sunburst(dice: Dice) -> dict[str, Any]:
    parts = dice.size()
    options = {"size": lambda: 9, "font_color": lambda: "red", "marker_width": lambda: 2, "opacity": lambda: 0.5}
    values = {"values": dice.array(parts + dice.maybe(0.1))} if dice.maybe() else {}
    return {"labels": dice.words(parts), "parents": dice.words(parts), **values, "opts": dice.opts(**options)}


@call
def dual_axis_lines(dice: Dice) -> dict[str, Any]:
    points = dice.size()
    options = {
        "name_y1": lambda: "loss",
        "color_tick_y2": lambda: "red",
        "side": lambda: "left",
        "bottom": lambda: 9,
        "title": lambda: "Two",
    }
    given = {name: dice.array(points) for name in ("X", "Y1", "Y2")}
    return {**given, "opts": dice.some({**options, "width": lambda: 300, "showlegend": dice.maybe})}


@call
def graph(dice: Dice) -> dict[str, Any]:
    # A path in order: 0.2.4 merges, turns and sorts other edges.
    edges = [(node, node + 1) for node in range(dice.size())]
    options = {
        "directed": dice.maybe,
        "scheme": lambda: "different",
        "showEdgeLabels": dice.maybe,
        "showVertexLabels": dice.maybe,
        "title": lambda: "Net",
    }
    labels = {"edgeLabels": lambda: dice.words(len(edges)), "nodeLabels": lambda: dice.words(len(edges) + 1)}
    return {"edges": edges, **dice.some(labels), "opts": dice.some(options)}


@call
def text(dice: Dice) -> dict[str, Any]:
    return {"text": dice.choice(["plain", "<b>ü</b>", 5]), "append": dice.maybe(0.3), "opts": dice.opts()}


@call
def properties(dice: Dice) -> dict[str, Any]:
    rows = [{"type": "text", "name": word, "value": word} for word in dice.words(dice.size())]
    return {"data": rows, "opts": dice.opts()}


@call
def svg(dice: Dice) -> dict[str, Any]:
    drawn = dice.choice(["<svg a='1'></svg>", "<?xml?><svg \n><g/></svg>tail", "<svg></svg>", "none"])
    return {"svgstr": drawn, "opts": dice.opts()}


@call
def image(dice: Dice) -> dict[str, Any]:
    shape = dice.choice([(3, 4, 5), (1, 4, 5), (4, 5), (2, 4, 5)])
    values = np.array([dice.random() for _ in range(int(np.prod(shape)))]).reshape(shape)
    pixels = values if dice.maybe() else (values * 255).astype(dice.choice(["uint8", "float32", "int64"]))
    options = {"caption": lambda: "c", "store_history": dice.maybe, "show_slider": dice.maybe}
    return {"img": pixels, "opts": dice.opts(**options)}


@call
def images(dice: Dice) -> dict[str, Any]:
    values = [dice.random() for _ in range(dice.size() * 60)]
    frame = dice.some({"nrow": lambda: dice.randint(1, 4), "padding": lambda: dice.randint(1, 4)})
    return {"tensor": np.array(values).reshape(-1, 3, 4, 5), **frame, "opts": dice.opts()}


@call
def audio(dice: Dice) -> dict[str, Any]:
    tone = np.array([dice.uniform(-1, 1) for _ in range(20)])
    shaped = tone if dice.maybe() else tone.reshape(10, 2)
    return {"tensor": shaped, "opts": dice.opts(sample_frequency=lambda: dice.choice([8000, 44100]))}


@call
def plotlyplot(dice: Dice) -> dict[str, Any]:
    layout = dice.choice([{}, {"title": {"text": "T"}, "width": 9}, {"title": "Plain"}])
    return {"figure": {"data": [{"type": "bar", "y": dice.array(3, holes=True)}], "layout": layout}}


@call
def update_window_opts(dice: Dice) -> dict[str, Any]:
    return {"opts": dice.opts(legend=lambda: dice.words(2))}


class Recording(visdom.Visdom):
    """A client that writes down what it would post."""

    def __init__(self) -> None:
        self.requests: list[list[Any]] = []
        self.exists = "true"
        super().__init__(use_incoming_socket=False)

    def _handle_post(self, url: str, data: Any = None) -> str:
        path = url.rpartition("/")[2]
        body = json.loads(data) if isinstance(data, (str, bytes)) else data
        self.requests.append([path, body])
        return self.exists if path == "win_exists" else str((body or {}).get("win") or "")


def comparable(value: Any) -> Any:
    """The value without the parts that differ in each run, pictures as their pixels."""
    if isinstance(value, dict):
        return {key: comparable(item) for key, item in value.items()}
    if isinstance(value, list):
        return [comparable(item) for item in value]
    if not isinstance(value, str):
        return value
    if "<audio" in value:  # what older browsers show instead, and white space, are worded differently
        value = "".join(TAG.findall(value))
    return DATA_URI.sub(decoded, INVENTED_ID.sub("window_*", value))


def decoded(found: re.Match[str]) -> str:
    """Kind and digest of what an encoded picture shows, or of a sound."""
    content = base64.b64decode(found[2])
    if found[1] == "image/png":
        from PIL import Image

        picture = Image.open(io.BytesIO(content))
        content = repr((picture.mode, picture.size)).encode() + picture.tobytes()
    return f"{found[1]} {hashlib.sha256(content).hexdigest()}"


def results(seed: int, count: int) -> list[dict[str, Any]]:
    """What the client makes of that many calls, each method in turn."""
    vis = Recording()
    seen = []
    for number in range(count):
        method = list(CALLS)[number % len(CALLS)]
        dice = Dice(f"{seed} {number}")
        arguments = CALLS[method](dice)
        if dice.maybe(0.85):
            arguments["win"] = dice.choice(["w", "other"])
        if dice.maybe(0.2):
            arguments["env"] = "other env"
        vis.requests, vis.exists = [], dice.choice(["true", "false"])
        words = f"{method}({', '.join(f'{name}={value!r}' for name, value in arguments.items())})"
        returned, raised = None, []
        try:
            returned = getattr(vis, method)(**arguments)
        except Exception as error:
            raised = [kind.__name__ for kind in type(error).__mro__]
        requests = comparable(vis.requests)
        seen.append({"call": words, "requests": requests, "returned": comparable(returned), "raised": raised})
    return seen


if __name__ == "__main__":
    print(json.dumps(results(int(sys.argv[1]), int(sys.argv[2]))))
