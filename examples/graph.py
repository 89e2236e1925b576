"""Networks: nodes with a computed layout, optional names and arrows."""

from __future__ import annotations

from arguments import connect

vis = connect()

tree = [(node, child) for node in range(6) for child in (2 * node + 1, 2 * node + 2)]
size = {"width": 370, "height": 340}
vis.graph(tree, win="tree", opts={"title": "Many colours", "scheme": "different", **size})

vis.graph(
    [(0, 1), (0, 2), (1, 3), (2, 3), (3, 4)],
    edgeLabels=["split", "split", "merge", "merge", "store"],
    nodeLabels=["read", "left", "right", "join", "write"],
    win="pipeline",
    opts={
        "title": "Names and directions",
        "directed": True,
        "showVertexLabels": True,
        "showEdgeLabels": True,
        **size,
    },
)
