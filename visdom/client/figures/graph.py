"""Networks: numbered nodes and the edges between them."""

from __future__ import annotations

from collections.abc import Iterable
from numbers import Real
from typing import Any

from visdom.client.arrays import not_too_deep, to_array
from visdom.client.messages import Request
from visdom.client.options import A_SWITCH, WINDOW, Option, Options, sizes
from visdom.errors import BadArgument, BadGraph

DEFAULTS = {
    "directed": False,
    "showVertexLabels": False,
    "showEdgeLabels": False,
    "height": 500,
    "width": 500,
    "scheme": "same",
}

OPTIONS = (
    *WINDOW,
    *sizes("500"),
    Option("directed", A_SWITCH, "Draw edges as arrows.", "False"),
    Option("showVertexLabels", A_SWITCH, "Write the names of nodes always, not only on hovering.", "False"),
    Option("showEdgeLabels", A_SWITCH, "Write the names of edges always, not only on hovering.", "False"),
    Option("scheme", '"same" or "different"', "One colour for all nodes, or one for each.", '"same"'),
)


@not_too_deep("graph")
def graph_request(
    edges: Iterable[Any], edge_labels: Any, node_labels: Any, opts: Options, env: str | None, win: str | None
) -> Request:
    """The edges in their order, and the nodes that they name."""
    pairs = [_pair(edge) for edge in _rows(edges)]
    shown = {end: str(end) for pair in pairs for end in pair}
    _check_nodes(shown)
    names = _labels(node_labels, len(shown), "nodeLabels") or [shown[node] for node in range(len(shown))]
    links = _labels(edge_labels, len(pairs), "edgeLabels") or [f"{source}-{target}" for source, target in pairs]
    opts = {**DEFAULTS, **opts}
    content = {
        "nodes": [_node(number, name, opts) for number, name in enumerate(names)],
        "edges": [
            {"source": int(source), "target": int(target), "label": label}
            for (source, target), label in zip(pairs, links, strict=True)
        ],
    }
    return Request({"data": [{"content": content, "type": "network"}], "win": win, "eid": env, "opts": opts})


def _rows(edges: Any) -> list[Any]:
    """The edges as a list: rows of arrays, tensors and tables, or items of an iterable."""
    if hasattr(edges, "__array__") or hasattr(edges, "detach"):
        return list(to_array(edges, "edges").tolist())
    try:
        rows = list(edges)
    except TypeError as error:
        raise BadArgument(f"edges: expected pairs of nodes, got {type(edges).__name__}") from error
    return [row.tolist() if hasattr(row, "tolist") else row for row in rows]


def _pair(edge: Any) -> tuple[Any, Any]:
    """The two ends of an edge; the dict of attributes that networkx adds is ignored."""
    if isinstance(edge, (list, tuple)) and (len(edge) == 2 or (len(edge) == 3 and isinstance(edge[2], dict))):
        source, target = (end.item() if hasattr(end, "item") else end for end in edge[:2])
        if not all(isinstance(end, (str, Real)) for end in (source, target)):
            raise BadGraph(f"edges: expected nodes that are numbered from 0, got the edge {edge!r}")
        return source, target
    raise BadArgument(f"edges: expected pairs of nodes such as (0, 1), got {edge!r}")


def _check_nodes(nodes: Iterable[Any]) -> None:
    known = set(nodes)
    if known != set(range(len(known))):
        raise BadGraph(
            f"edges: expected {len(known)} nodes numbered from 0 to {len(known) - 1}, "
            f"got {', '.join(sorted(map(repr, known))[:10])}"
        )


def _labels(given: Any, count: int, name: str) -> list[str]:
    if given is None:
        return []
    labels = list(given) if isinstance(given, (str, tuple)) else list(to_array(given, name))
    if len(labels) != count:
        raise BadArgument(f"{name}: expected {count} labels, got {len(labels)}")
    return [str(label) for label in labels]


def _node(number: int, label: str, opts: Options) -> dict[str, Any]:
    node = {"name": number, "label": label}
    return {**node, "club": number} if opts["scheme"] == "different" else node
