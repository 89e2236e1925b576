"""Figures made with plotly and matplotlib, sent to the real server: they arrive complete and are written to disk."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import plotly.graph_objects as go
import pytest
from matplotlib.figure import Figure
from plotly.utils import PlotlyJSONEncoder
from serving import ServerProcess

from visdom import Visdom

RANDOM = np.random.default_rng(0)
TWELVE = RANDOM.random(12)
FIELD = RANDOM.random((5, 6))
DAYS = ["2026-01-01", "2026-01-02", "2026-01-03"]
CORNERS = {"x": [0, 1, 0, 0], "y": [0, 0, 1, 0], "z": [0, 0, 0, 1]}
TREE = {"labels": ["all", "a", "b"], "parents": ["", "all", "all"], "values": [3, 1, 2]}

PLOTLY = {
    "scatter": go.Scatter(x=TWELVE, y=TWELVE**2, mode="markers"),
    "scattergl": go.Scattergl(x=TWELVE, y=TWELVE),
    "scatter3d": go.Scatter3d(x=TWELVE, y=TWELVE, z=TWELVE),
    "bar": go.Bar(x=["a", "b"], y=[1, 2]),
    "box": go.Box(y=TWELVE),
    "violin": go.Violin(y=TWELVE),
    "histogram": go.Histogram(x=TWELVE),
    "heatmap": go.Heatmap(z=FIELD),
    "contour": go.Contour(z=FIELD),
    "surface": go.Surface(z=FIELD),
    "mesh3d": go.Mesh3d(**CORNERS, i=[0], j=[1], k=[2]),
    "cone": go.Cone(**CORNERS, u=[1, 0, 0, 1], v=[0, 1, 0, 1], w=[0, 0, 1, 1]),
    "sunburst": go.Sunburst(**TREE),
    "treemap": go.Treemap(**TREE),
    "icicle": go.Icicle(**TREE),
    "sankey": go.Sankey(node={"label": ["a", "b"]}, link={"source": [0], "target": [1], "value": [5]}),
    "pie": go.Pie(labels=["a", "b"], values=[1, 2]),
    "scatterpolar": go.Scatterpolar(r=TWELVE, theta=TWELVE * 360),
    "barpolar": go.Barpolar(r=[1, 2], theta=[0, 90]),
    "scatterternary": go.Scatterternary(a=[1, 2], b=[2, 1], c=[1, 1]),
    "scattergeo": go.Scattergeo(lon=[13.4], lat=[52.5]),
    "choropleth": go.Choropleth(locations=["DEU"], z=[1.5]),
    "candlestick": go.Candlestick(x=DAYS, open=[1, 2, 3], high=[2, 3, 4], low=[0, 1, 2], close=[2, 2, 3]),
    "waterfall": go.Waterfall(x=["a", "b"], y=[1, -1]),
    "funnel": go.Funnel(y=["a", "b"], x=[2, 1]),
    "parcoords": go.Parcoords(dimensions=[{"label": "a", "values": [1, 2]}, {"label": "b", "values": [2, 1]}]),
    "parcats": go.Parcats(dimensions=[{"label": "a", "values": ["x", "y"]}]),
    "splom": go.Splom(dimensions=[{"label": "a", "values": [1, 2]}, {"label": "b", "values": [2, 1]}]),
    "indicator": go.Indicator(mode="gauge+number", value=42),
    "table": go.Table(header={"values": ["a", "b"]}, cells={"values": [[1, 2], [3, None]]}),
}


def lines() -> Figure:
    figure = Figure()
    figure.add_subplot().plot([1, 3, 2], label="line")
    figure.legend()
    return figure


def pictures() -> Figure:
    figure = Figure(figsize=(6, 4))
    left, right = figure.subplots(1, 2)
    left.imshow(FIELD)
    figure.colorbar(right.contourf(FIELD), ax=right)
    return figure


def scene() -> Figure:
    figure = Figure()
    figure.add_subplot(projection="3d").plot_surface(*np.meshgrid(range(6), range(5)), FIELD)
    return figure


def words() -> Figure:
    figure = Figure()
    axes = figure.add_subplot(projection="polar")
    axes.bar([0, 1, 2], [1, 2, 3])
    axes.set_title("$\\alpha < \\beta$ & « quoted »")
    return figure


@pytest.fixture(params=["JPE", "JPWA"])
def saving_server(request: pytest.FixtureRequest, make_server: Callable[..., ServerProcess]) -> ServerProcess:
    """A server that writes windows to disk."""
    return make_server("-cache_type", request.param)


@pytest.fixture
def pyplot() -> Iterator[Any]:
    """matplotlib's module of the current figure, without a screen."""
    matplotlib.use("svg")
    yield plt
    plt.close("all")


def windows_after_restart(vis: Visdom, server: ServerProcess) -> dict[str, Any]:
    vis.save([vis.env])
    server.restart(kill=False)
    return json.loads(vis.get_window_data())


def test_figures_of_plotly_arrive_and_stay(saving_server, connect):
    vis = connect(saving_server.port)
    figures = {kind: go.Figure(trace, layout={"title": f"The {kind}"}) for kind, trace in PLOTLY.items()}
    for kind, figure in figures.items():
        assert vis.plotlyplot(figure, win=kind) == kind
    windows = windows_after_restart(vis, saving_server)
    assert windows.keys() == PLOTLY.keys()
    for kind, figure in figures.items():
        encoded = json.loads(json.dumps(figure, cls=PlotlyJSONEncoder))
        assert windows[kind]["title"] == f"The {kind}"
        assert windows[kind]["type"] == "plot"
        assert windows[kind]["content"] == {"data": encoded["data"], "layout": encoded["layout"]}
        assert encoded["data"][0]["type"] == kind


@pytest.mark.parametrize("draw", [lines, pictures, scene, words])
def test_figures_of_matplotlib_arrive_and_stay(server, connect, draw):
    vis = connect(server.port)
    for resizable in (False, True):
        win = vis.matplot(draw(), {"title": draw.__name__, "resizable": resizable}, win=f"{resizable}")
        assert win == f"{resizable}"
    for win, window in windows_after_restart(vis, server).items():
        assert (window["type"], window["title"]) == ("text", draw.__name__)
        assert window["content"].startswith("<svg ")
        assert window["content"].endswith("</svg>")
        assert (' width="' in window["content"].partition(">")[0]) == (win == "False")
        assert window["width"] > 500


def test_the_current_figure_of_pyplot_is_drawn(server, connect, pyplot):
    vis = connect(server.port)
    pyplot.hist(TWELVE)
    win = vis.matplot(pyplot, {"title": "Current"})
    window = json.loads(vis.get_window_data(win))
    assert (window["title"], window["content"].count("<svg ")) == ("Current", 1)


def test_a_film_and_a_sound_arrive_and_stay(server, connect, tmp_path: Path):
    vis = connect(server.port)
    vis.video(np.zeros((3, 15, 17, 3)), win="film")
    vis.audio(np.sin(np.arange(1000) / 10), win="sound")
    windows = windows_after_restart(vis, server)
    assert "data:video/mp4;base64," in windows["film"]["content"]
    assert "data:audio/wav;base64," in windows["sound"]["content"]
