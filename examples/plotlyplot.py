"""Figures of plotly, or a dict of the same form."""

from __future__ import annotations

import plotly.graph_objects as go
from arguments import connect

vis = connect()

figure = go.Figure(
    go.Waterfall(
        x=["start", "sales", "costs", "end"],
        y=[20, 35, -25, 0],
        measure=["relative"] * 3 + ["total"],
    )
)
figure.update_layout(title="Waterfall", template="none")
vis.plotlyplot(figure, win="figure")

vis.plotlyplot(
    {
        "data": [
            {
                "type": "scatterpolar",
                "theta": ["speed", "power", "range", "price"],
                "r": [4, 3, 5, 2],
                "fill": "toself",
            }
        ],
        "layout": {"title": {"text": "A dict will do"}},
    },
    win="dict",
)
