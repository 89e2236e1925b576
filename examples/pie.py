"""A pie: parts of a whole."""

from __future__ import annotations

from arguments import connect

vis = connect()

vis.pie(
    [62, 21, 11, 6],
    win="time",
    opts={
        "title": "Where the time goes",
        "legend": ["training", "loading", "checking", "plotting"],
    },
)
