"""Drawings of matplotlib, as SVG: in their own size, or as large as their window."""

from __future__ import annotations

import matplotlib
import numpy as np
from arguments import connect
from matplotlib.figure import Figure

matplotlib.rcParams["svg.hashsalt"] = "same"  # else names inside the drawing differ each time
vis = connect()

figure = Figure(figsize=(3.6, 2.6), layout="tight")
angles = np.linspace(0, 2 * np.pi, 200)
axes = figure.add_subplot(projection="polar")
axes.plot(angles, 1 + np.cos(5 * angles), color="firebrick")
axes.set_title("Rose")

vis.matplot(figure, win="fixed", opts={"title": "Its own size"})
vis.matplot(figure, win="resizable", opts={"title": "Grows with its window", "resizable": True})
