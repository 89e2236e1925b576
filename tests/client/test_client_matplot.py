"""`vis.matplot`: figures of matplotlib and similar objects, with and without a size."""

from __future__ import annotations

import re
import sys
from typing import Any

import numpy as np
import pytest
from matplotlib.figure import Figure

from visdom.errors import BadArgument, MissingPackage


class Drawn:
    """Saves this text in every format."""

    def __init__(self, svg: str) -> None:
        self.svg = svg

    def savefig(self, fname: Any, /, *, format: str) -> None:
        assert format == "svg"
        fname.write(self.svg)


def sized(width: str, height: str, prolog: str = '<?xml version="1.0"?>\n') -> Drawn:
    return Drawn(f'{prolog}<svg height="{height}" viewBox="0 0 4 3" width="{width}"><g id="figure"/></svg>\n')


def curve(width: float = 5, height: float = 4) -> Figure:
    figure = Figure(figsize=(width, height))
    figure.add_subplot().plot([1, 3, 2])
    return figure


@pytest.mark.parametrize("resizable", [False, True])
@pytest.mark.parametrize(
    ("width", "height", "size"),
    [
        ("460.8pt", "345.6pt", {"width": 622.35, "height": 484.4}),
        ("432pt", "288pt", {"width": 583.2, "height": 403.2}),
        ("400px", "300px", {}),
        (".5pt", "7.pt", {"width": 1.35, "height": 9.8}),
        ("1..2pt", "pt", {}),
    ],
)
def test_the_pane_gets_the_size_of_the_figure(unsent, resizable, width, height, size):
    message, endpoint = unsent.matplot(sized(width, height), {"resizable": resizable}, "e", "w")
    assert (endpoint, message["win"], message["eid"]) == ("events", "w", "e")
    assert message["opts"].pop("resizable") is resizable
    assert message["opts"] == pytest.approx(size)


@pytest.mark.parametrize("resizable", [False, True])
def test_a_requested_size_stays(unsent, resizable):
    opts = {"title": 7, "width": 9, "resizable": resizable}
    message, _ = unsent.matplot(sized("10pt", "20pt"), opts)
    assert message["opts"] == {"title": "7", "width": 9, "height": 28, "resizable": resizable}
    assert opts == {"title": 7, "width": 9, "resizable": resizable}


def test_a_resizable_drawing_has_no_size_of_its_own(unsent):
    drawings = [unsent.matplot(sized("10pt", "20pt"), {"resizable": way})[0]["data"][0] for way in (False, True)]
    assert drawings == [
        {"type": "text", "content": '<svg height="20pt" viewBox="0 0 4 3" width="10pt"><g id="figure"/></svg>'},
        {"type": "text", "content": '<svg viewBox="0 0 4 3"><g id="figure"/></svg>'},
    ]


@pytest.mark.parametrize("resizable", [False, True])
def test_a_real_figure_is_drawn(unsent, resizable):
    message, _ = unsent.matplot(curve(), {"resizable": resizable})
    drawing = message["data"][0]["content"]
    assert (message["opts"]["width"], message["opts"]["height"]) == pytest.approx((486, 403.2))
    assert drawing.startswith("<svg ")
    assert drawing.endswith("</svg>")
    root = re.match("<svg [^>]*>", drawing)[0]
    assert ('height="288pt"' in root) is not resizable
    assert 'viewBox="0 0 360 288"' in root


def test_whole_points_become_the_same_pixels_as_fractions(unsent):
    whole, broken = (unsent.matplot(curve(side, side), {"resizable": True})[0]["opts"]["width"] for side in (6, 6.001))
    assert (whole, broken) == pytest.approx((583.2, 584.55))


@pytest.mark.parametrize(
    "part",
    [
        lambda figure, axes: axes[0, 0],
        lambda figure, axes: axes,
        lambda figure, axes: axes.tolist(),
        lambda figure, axes: (figure, axes),
        lambda figure, axes: axes[0, 0].plot([1, 2]),
        lambda figure, axes: axes[0, 0].bar([1, 2], [3, 4]),
        lambda figure, axes: axes[0, 0].hist([1, 2, 2]),
        lambda figure, axes: axes[0, 0].hist([[1, 2], [3, 4]]),
        lambda figure, axes: axes[0, 0].boxplot([1, 2, 2]),
        lambda figure, axes: axes[0, 0].violinplot([1, 2, 2]),
        lambda figure, axes: axes[0, 0].errorbar([1, 2], [3, 4], yerr=1),
        lambda figure, axes: axes[0, 0].hist2d([1, 2], [3, 4]),
        lambda figure, axes: [[], 0.5, None, axes[0, 0]],
        lambda figure, axes: figure.add_subfigure(axes[1, 1].get_subplotspec()).add_subplot(),
    ],
)
def test_axes_stand_for_their_figure(unsent, part):
    figure = Figure(figsize=(5, 4))
    message, _ = unsent.matplot(part(figure, figure.subplots(2, 2)))
    assert message["data"][0]["content"].startswith("<svg ")
    assert message["opts"] == unsent.matplot(curve(5, 4))[0]["opts"]


@pytest.mark.parametrize("resizable", [False, True])
@pytest.mark.parametrize(
    ("plot", "reason"),
    [
        (Drawn("<png/>"), "svg"),
        (Drawn(""), "svg"),
        (None, "expected a figure of matplotlib, its axes, or pyplot for the current figure, got NoneType"),
        ((np.zeros(2), [1, 2], "bars"), r"got tuple; pass axes.figure or pyplot.gcf\(\)"),
        ([Figure(), Figure().subplots()], "got 2 figures in a list"),
        ([], "got list"),
        (np.zeros(2), "got ndarray"),
    ],
)
def test_other_types_are_refused_and_nothing_is_sent(vis, recorder, resizable, plot, reason):
    with pytest.raises(BadArgument, match=reason):
        vis.matplot(plot, {"resizable": resizable})
    assert recorder.posts == []


@pytest.mark.parametrize("package", ["bs4", "lxml"])
def test_only_resizable_drawings_need_more_packages(unsent, monkeypatch, package):
    monkeypatch.setitem(sys.modules, package, None)
    assert unsent.matplot(sized("1pt", "1pt"))[1] == "events"
    with pytest.raises(MissingPackage, match=r"lxml and beautifulsoup4: pip install 'visdom\[matplot\]'"):
        unsent.matplot(sized("1pt", "1pt"), {"resizable": True})
