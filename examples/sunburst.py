"""A sunburst: a tree, from its root in the middle to its leaves outside."""

from __future__ import annotations

from arguments import connect

vis = connect()

labels = ["network", "encoder", "decoder", "conv 1", "conv 2", "attention", "linear", "upsample"]
parents = ["", "network", "network", "encoder", "encoder", "encoder", "decoder", "decoder"]

vis.sunburst(
    labels,
    parents,
    win="equal",
    opts={"title": "Without values", "opacity": 0.6, "marker_width": 2},
)

parameters = [0, 0, 0, 20, 45, 80, 60, 15]
vis.sunburst(
    labels,
    parents,
    values=parameters,
    win="sized",
    opts={"title": "Sectors as large as their values"},
)
