"""Hypothesis strategies: windows and requests that fit each other, and the same with something spoiled."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

Draw = Any
Strategy = st.SearchStrategy[Any]

DIRECTIONS = ("replace", "appendRow", "appendColumn", "prependRow", "prependColumn")

scalars = st.none() | st.booleans() | st.integers(-3, 3) | st.floats(allow_nan=False, allow_infinity=False)
words = st.sampled_from(["", "a", "b", "x/y", "~", "🙂"])
names = st.sampled_from(["a", "b", "c", 1])
json_values = st.recursive(
    scalars | words,
    lambda some: st.lists(some, max_size=3) | st.dictionaries(words, some, max_size=3),
    max_leaves=6,
)
points = st.lists(st.integers(0, 9) | st.none() | words, min_size=1, max_size=4)
layouts = st.fixed_dictionaries({}, optional={"title": words, "xaxis": json_values})


def members(required: dict[str, Strategy], **optional: Strategy) -> Strategy:
    return st.fixed_dictionaries(required, optional=optional)


@st.composite
def rows(draw: Draw, height: int, width: int) -> Any:
    return draw(
        st.lists(st.lists(scalars, min_size=width, max_size=width), min_size=height, max_size=height),
    )


lines = members(
    {"type": st.just("scatter"), "x": points, "y": points},
    name=names,
    marker=members({}, color=points | words, size=scalars),
)


@st.composite
def heatmaps(draw: Draw, height: int, width: int, labels: str) -> Any:
    return {
        "type": "heatmap",
        "z": draw(rows(height, width)),
        "x": [f"{labels}{column}" for column in range(width)],
        "y": [f"{labels}{row}" for row in range(height)],
        "zmax": draw(st.none() | st.integers()),
    }


@st.composite
def plots_and_updates(draw: Draw) -> Any:
    """Lines with new data for each, or for one of them by name."""
    traces = draw(st.lists(lines, max_size=3))
    named = draw(st.booleans())
    count = 1 if named else len(traces)
    request = {
        "data": draw(st.lists(lines, min_size=count, max_size=count)),
        "append": draw(st.booleans()),
        "name": draw(names) if named else None,
        "delete": draw(st.sampled_from([False, False, False, True])),
    }
    return {"type": "plot", "content": {"data": traces, "layout": draw(layouts)}}, request


@st.composite
def heatmaps_and_updates(draw: Draw) -> Any:
    """A heatmap, perhaps with its background, and more rows or columns."""
    height, width, direction = draw(st.integers(0, 3)), draw(st.integers(1, 3)), draw(st.sampled_from(DIRECTIONS))
    added = draw(st.integers(1, 4))
    shape = (added, width) if direction.endswith("Row") else (height, added)
    new = draw(heatmaps(*shape, "new"))
    traces, data = [draw(heatmaps(height, width, "old"))], [new]
    if draw(st.booleans()):
        traces.insert(0, {**traces[0], "showscale": False})
        data.insert(0, {**new, "showscale": False})
    request = {"data": data, "append": direction != "replace", "updateDir": direction}
    return {"type": "plot", "content": {"data": traces}}, request


texts_and_updates = st.tuples(
    members({"type": st.just("text"), "content": words}),
    members({"data": st.lists(members({"content": words | st.integers()}), min_size=1, max_size=2)}),
)
histories_and_updates = st.tuples(
    members(
        {"type": st.just("image_history"), "content": st.lists(members({"src": words}), max_size=3)},
        selected=st.just(0),
    ),
    st.one_of(
        members({"data": st.just([{"type": "image_history", "content": {"src": "data:"}}])}),
        members({"data": st.just([{"type": "image_update_selected", "selected": 0}])}),
    ),
)
embeddings_and_updates = st.tuples(
    members(
        {"type": st.just("embeddings"), "content": members({"data": points}, has_previous=st.booleans())},
        old_content=st.lists(points, max_size=2),
    ),
    st.one_of(
        members({"data": members({"update_type": st.just("RegionSelected"), "points": points})}),
        members({"data": members({"update_type": st.just("EntitySelected"), "selected": json_values})}),
    ),
)
others_and_updates = st.tuples(
    members({"type": st.sampled_from(["image", "properties", "network"]), "content": json_values}),
    members({"data": st.just([{"type": "image"}])}),
)


@st.composite
def cases(draw: Draw) -> Any:
    """A window and an update that mostly fits it: either may have places that are gone or hold any other value."""
    window, request = draw(
        st.one_of(
            plots_and_updates(),
            heatmaps_and_updates(),
            texts_and_updates,
            histories_and_updates,
            embeddings_and_updates,
            others_and_updates,
        )
    )
    window.update(draw(members({}, version=st.integers(1, 9), contentID=st.just("old"), title=words)))
    options = members({}, title=words, legend=st.lists(names, max_size=4), width=scalars, id=words, type=words)
    request.update(draw(members({}, opts=options, layout=layouts)))
    return draw(spoiled(window)), draw(spoiled(request))


@st.composite
def spoiled(draw: Draw, value: Any) -> Any:
    """A copy of the value, in about half of the cases with one or two places changed."""
    value = json.loads(json.dumps(value))  # so that no two places share a list
    for _ in range(draw(st.sampled_from([0, 0, 0, 1, 1, 2]))):
        places = list(_places(value))
        if not places or draw(st.integers(0, 30)) == 0:
            return draw(json_values)
        holder, key = draw(st.sampled_from(places))
        if draw(st.booleans()):
            del holder[key]
        else:
            holder[key] = draw(json_values)
    return value


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    keys: Any = range(len(value)) if isinstance(value, list) else value if isinstance(value, dict) else ()
    for key in keys:
        yield value, key
        yield from _places(value[key])


creations = st.builds(
    lambda item, opts, layout: {"data": [item], "opts": opts, "layout": layout},
    st.one_of(
        lines,
        members({"type": st.just("text"), "content": words}),
        members({"type": st.sampled_from(["image", "image_history", "embeddings"]), "content": members({})}),
        members({"type": st.just("properties"), "content": st.lists(members({}), max_size=2)}),
        st.just({"type": "network", "content": {"nodes": [], "edges": []}}),
    ),
    members({}, title=words, width=scalars, show_slider=st.booleans()),
    layouts,
).flatmap(spoiled)
