"""`vis.graph`: nodes, edges and their labels."""

from __future__ import annotations

import numpy as np
import pytest

from visdom import Visdom
from visdom.errors import BadArgument, BadGraph

EDGES = [(0, 1), (0, 2), (1, 3), (2, 3)]
DEFAULTS = {
    "directed": False,
    "showVertexLabels": False,
    "showEdgeLabels": False,
    "height": 500,
    "width": 500,
    "scheme": "same",
}


def network(vis: Visdom, *args: object, **kwargs: object) -> dict:
    message, _ = vis.graph(*args, **kwargs)
    return message["data"][0]["content"]


def test_a_network_is_the_message_of_the_released_client(unsent):
    assert unsent.graph([(1, 0)], None, None, {"title": 5}, "e", "w") == (
        {
            "data": [
                {
                    "content": {
                        "nodes": [{"name": 0, "label": "0"}, {"name": 1, "label": "1"}],
                        "edges": [{"source": 1, "target": 0, "label": "1-0"}],
                    },
                    "type": "network",
                }
            ],
            "win": "w",
            "eid": "e",
            "opts": {**DEFAULTS, "title": 5},
        },
        "events",
    )


@pytest.mark.parametrize("opts", [None, {}])
def test_options_have_defaults(unsent, opts):
    message, _ = unsent.graph(EDGES, opts=opts)
    assert message["opts"] == DEFAULTS


def test_labels(unsent):
    content = network(unsent, EDGES, ["a", "b", "c", "d"], np.array([1.5, 2, 3, 4]))
    assert [edge["label"] for edge in content["edges"]] == ["a", "b", "c", "d"]
    assert [node["label"] for node in content["nodes"]] == ["1.5", "2.0", "3.0", "4.0"]


def test_each_node_may_have_a_colour_of_its_own(unsent):
    content = network(unsent, EDGES, opts={"scheme": "different"})
    assert [node["club"] for node in content["nodes"]] == [0, 1, 2, 3]


def test_edges_stay_as_they_are_given(unsent):
    edges = [(2, 1), (1, 2), (0, 1), (2, 1), (0, 0)]
    content = network(unsent, edges, ["there", "back", "c", "again", "loop"], opts={"directed": True})
    assert [(edge["source"], edge["target"]) for edge in content["edges"]] == edges
    assert [edge["label"] for edge in content["edges"]] == ["there", "back", "c", "again", "loop"]


class Edges:
    """Like the edges of networkx: pairs that can be gone through, perhaps with attributes."""

    def __init__(self, *attributes: dict) -> None:
        self.attributes = attributes

    def __iter__(self):
        return iter([(*edge, *self.attributes) for edge in EDGES])


@pytest.mark.parametrize(
    "edges",
    [
        np.array(EDGES),
        np.array(EDGES, dtype=float),
        tuple(EDGES),
        iter(EDGES),
        [list(edge) for edge in EDGES],
        [np.array(edge) for edge in EDGES],
        [tuple(np.array(edge)) for edge in EDGES],
        Edges(),
        Edges({"weight": 3}),
    ],
)
def test_edges_may_be_anything_with_pairs(unsent, edges):
    content = network(unsent, edges)
    assert [(edge["source"], edge["target"]) for edge in content["edges"]] == EDGES
    assert {type(node["name"]) for node in content["nodes"]} == {int}


def test_no_edges_are_an_empty_network(unsent):
    assert network(unsent, []) == {"nodes": [], "edges": []}


@pytest.mark.parametrize("edges", [[(0, 1), (1, 3)], [(1, 2)], [("0", "1")], [(0, -1)], [(0, 0.5)], [((0, 0), (0, 1))]])
def test_nodes_must_be_numbered_from_0(unsent, edges):
    with pytest.raises(BadGraph, match=r"edges: expected .*numbered from 0") as refused:
        unsent.graph(edges)
    assert isinstance(refused.value, RuntimeError)


@pytest.mark.parametrize(
    ("args", "reason"),
    [
        ((EDGES, ["a"]), "edgeLabels: expected 4 labels, got 1"),
        ((EDGES, []), "edgeLabels: expected 4 labels, got 0"),
        ((EDGES, None, ["a"]), "nodeLabels: expected 4 labels, got 1"),
        ((EDGES, None, 4), "nodeLabels: expected a list"),
        ((5,), "pairs of nodes, got int"),
        (([0, 1],), "pairs of nodes.* got 0"),
        (([(0, 1, 2)],), "pairs of nodes"),
    ],
)
def test_what_does_not_fit_is_refused(unsent, args, reason):
    with pytest.raises(BadArgument, match=reason):
        unsent.graph(*args)
