"""Limits of axes are in units of the data, on logarithmic axes too."""

from __future__ import annotations

import json
import math
import warnings
from datetime import date
from typing import Any

import numpy as np
import pytest

from visdom import Visdom
from visdom.client.options import layout_changes, plot_layout
from visdom.errors import BadArgument

LOG = {"ytype": "log", "ytickmin": 1, "ytickmax": 1000}
EXPONENTS = {"ytype": "log", "ytickmin": 1, "ytickmax": 6}


@pytest.fixture(autouse=True)
def every_warning() -> Any:
    """The same sentence may be shown by several tests."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


def y_range(message: dict[str, Any]) -> list[float]:
    layout = message["layout"]
    return layout.get("scene", layout)["yaxis"]["range"]


DRAWINGS = [
    lambda vis, values, opts: vis.line(values, opts=opts),
    lambda vis, values, opts: vis.line([values, values], opts=opts),
    lambda vis, values, opts: vis.scatter([[0, value] for value in values], opts=opts),
    lambda vis, values, opts: vis.scatter([[0, value, 0] for value in values], opts=opts),
    lambda vis, values, opts: vis.stem(values, opts=opts),
    lambda vis, values, opts: vis.bar(values, opts=opts),
    lambda vis, values, opts: vis.boxplot(values, opts=opts),
    lambda vis, values, opts: vis.mesh([[0, value] for value in values], opts=opts),
    lambda vis, values, opts: vis.mesh([[0, value, 0] for value in values], opts=opts),
]


@pytest.mark.parametrize("draw", DRAWINGS)
@pytest.mark.parametrize("low", [1, 1.0, np.float32(1), np.int64(1)])
def test_limits_of_a_logarithmic_axis_are_in_units_of_the_data(unsent, draw, low):
    message, _ = draw(unsent, [1, 10, 1000], {**LOG, "ytickmin": low})
    assert y_range(message) == [0, 3]


@pytest.mark.parametrize("draw", DRAWINGS)
def test_exponents_are_recognized_by_data_far_above_them(unsent, draw):
    given = "ytickmin=1 and ytickmax=6 of a logarithmic axis look like exponents of ten and are used as such"
    with pytest.warns(UserWarning, match=f"{given}; write ytickmin=10, ytickmax=1e.06 instead"):
        message, _ = draw(unsent, [1, 10, 1e6], EXPONENTS)
    assert y_range(message) == [1, 6]


@pytest.mark.parametrize(
    ("limits", "values", "expected"),
    [
        ((1, 6), [1, 2, 5], [0, math.log10(6)]),  # the data do not reach above 6
        ((1, 6), [1, 50], [0, math.log10(6)]),  # nor far above
        ((1000, 1), [1, 1e9], [3, 0]),  # an axis from right to left
        ((1, 20.5), [1, 1e9], [0, math.log10(20.5)]),
        ((0.001, 0.1), [0.01, 0.02], [-3, -1]),
        ((1, 6), [None, math.inf, math.nan], [0, math.log10(6)]),
        ((0.001, 1), [0.01, 50], [-3, 0]),  # fractions are no exponents, however far the data reach
        ((1, 0.001), [0.01, 1e9], [0, -3]),
        ((0.5, 2), [1, 1e6], [math.log10(0.5), math.log10(2)]),
        ((1, 6.5), [1, 1e9], [0, math.log10(6.5)]),
        ((np.float32(0.25), 4.0), [1, 1e9], [math.log10(0.25), math.log10(4)]),
    ],
)
def test_other_limits_are_what_they_say(unsent, limits, values, expected):
    opts = {"ytype": "log", "ytickmin": limits[0], "ytickmax": limits[1]}
    message, _ = unsent.line(values, opts=opts)
    assert y_range(message) == pytest.approx(expected)


@pytest.mark.parametrize("limits", [(0, 3), (-3, 0), (-4, -1)])
def test_limits_that_are_not_above_zero_can_only_be_exponents(unsent, limits):
    opts = {"ytype": "log", "ytickmin": limits[0], "ytickmax": limits[1]}
    with pytest.warns(UserWarning, match=f"write ytickmin={10.0 ** limits[0]:g}, ytickmax={10.0 ** limits[1]:g}"):
        message, _ = unsent.line([0.1, 0.2], opts=opts)
    assert y_range(message) == list(limits)


def test_a_logarithmic_axis_from_zero_has_the_limits_of_the_data(unsent):
    with pytest.warns(UserWarning, match="expected limits above 0; these limits are ignored"):
        message, _ = unsent.line([1, 2], opts={**LOG, "ytickmin": 0})
    assert message["layout"]["yaxis"] == {"type": "log"}


@pytest.mark.parametrize("nan", [math.nan, np.nan, np.float64("nan"), np.float32("nan"), np.array(np.nan)])
@pytest.mark.parametrize("name", ["xtickmin", "ytickmax", "ztickmin"])
def test_limits_are_numbers(vis, recorder, nan, name):
    opts = {"xtickmin": 0, "xtickmax": 1, "ytickmin": 0, "ytickmax": 1, "ztickmin": 0, "ztickmax": 1, name: nan}
    for draw in (
        lambda: vis.line([1, 2], opts=opts),
        lambda: vis.scatter([[1, 2, 3]], win="w", update="replace", opts=opts),
        lambda: vis.heatmap([[1]], opts=opts),
        lambda: vis.update_window_opts("w", opts),
    ):
        with pytest.raises(BadArgument, match=rf"opts\['{name}'\]: expected a number, got .*nan"):
            draw()
    assert recorder.posts == []


@pytest.mark.parametrize("opts", [{"ytickmin": 1, "ytickmax": 6}, {"ytype": "linear", "ytickmin": 1, "ytickmax": 6}])
def test_other_axes_get_the_limits_as_they_are(unsent, opts):
    message, _ = unsent.line([1, 1e6], opts=opts)
    assert y_range(message) == [1, 6]


def test_dates_are_limits_too(unsent, real):
    opts = {"xtickmin": date(2024, 1, 1), "xtickmax": "2024-02-01"}
    message, _ = unsent.line([1], ["2024-01-05"], opts=opts)
    assert message["layout"]["xaxis"] == {"range": ["2024-01-01", "2024-02-01"]}
    real.line([1], ["2024-01-05"], win="w")
    real.update_window_opts("w", opts)
    assert stored_axis(real, "x") == {"range": ["2024-01-01", "2024-02-01"]}


def test_a_scene_counts_the_ticks_between_exponents():
    scene = plot_layout({"ztype": "log", "ztickmin": 1, "ztickmax": 100, "ztickstep": 0.5}, dimensions=3)["scene"]
    assert scene["zaxis"] == {"type": "log", "range": [0, 2], "nticks": 4}


# -- updates


def stored_axis(vis: Visdom, letter: str) -> dict[str, Any]:
    return json.loads(vis.get_window_data("w"))["content"]["layout"].get(f"{letter}axis")


@pytest.mark.parametrize("kind", [{"ytype": "log"}, {}])
def test_limits_of_an_update_are_in_units_of_the_data(real, kind):
    real.line([1, 1000], [0, 1], win="w", opts={"ytype": "log"})
    real.update_window_opts("w", {"ytickmin": 1, "ytickmax": 100, **kind})
    assert stored_axis(real, "y") == {"type": "log", "range": [0, 2]}
    real.line([1], [2], win="w", update="append", opts={"ytickmin": 10, "ytickmax": 100, **kind})
    assert stored_axis(real, "y") == {"type": "log", "range": [1, 2]}


def test_limits_of_an_update_fit_the_kind_that_it_gives(real):
    real.line([1, 1000], [0, 1], win="w", opts={"ytype": "log", "ytickmin": 1, "ytickmax": 500})
    real.update_window_opts("w", {"ytype": "linear", "ytickmin": 1, "ytickmax": 100})
    assert stored_axis(real, "y") == {"type": "linear", "range": [1, 100]}


def test_another_kind_of_axis_ends_the_old_limits(real):
    real.line([1, 1000], [0, 1], win="w", opts={"ytickmin": 1, "ytickmax": 1000, "ylabel": "y"})
    real.update_window_opts("w", {"ytype": "log"})
    assert stored_axis(real, "y") == {"title": "y", "type": "log"}


def test_exponents_stay_exponents_when_an_update_repeats_them(real):
    with pytest.warns(UserWarning, match="look like exponents"):
        real.line([1, 1e6], [0, 1], win="w", opts=EXPONENTS)
    for word in ("append", "replace"):
        real.line([1], [2], win="w", update=word, opts=EXPONENTS)
        assert stored_axis(real, "y") == {"type": "log", "range": [1, 6]}


def test_units_stay_units_when_a_point_is_far_above_them(real):
    real.line([1], [0], win="w", update="append", opts=EXPONENTS)
    with pytest.warns(UserWarning, match="are used as such"):
        real.line([1e9], [0], win="w", update="append", opts=EXPONENTS)
    assert stored_axis(real, "y") == {"type": "log", "range": [0, math.log10(6)]}


def test_an_update_cannot_begin_a_logarithmic_axis_at_zero(real):
    real.line([1, 10], [0, 1], win="w", opts=LOG)
    real.update_window_opts("w", {"ytickmin": 0, "ytickmax": 1000, "ylabel": "y"})
    assert stored_axis(real, "y") == {"type": "log", "range": [0, 3], "title": "y"}
    with pytest.warns(UserWarning, match="expected limits above 0"):
        real.update_window_opts("w", {"ytype": "log", "ytickmin": 0, "ytickmax": 1000})
    assert stored_axis(real, "y") == {"type": "log", "range": [0, 3], "title": "y"}
    real.update_window_opts("w", {"ytickmin": -1, "ytickmax": 2})
    assert stored_axis(real, "y")["range"] == [-1, 2]


def test_limits_in_space_are_those_of_the_scene(real):
    real.scatter([[1, 2, 3]], win="w", opts={"ztype": "log"})
    real.update_window_opts("w", {"ztickmin": 1, "ztickmax": 100})
    scene = json.loads(real.get_window_data("w"))["content"]["layout"]["scene"]
    assert scene == {"zaxis": {"type": "log", "range": [0, 2]}}


class Watched(dict):
    """Options that remember which of them were looked for."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.asked: set[str] = set()

    def get(self, key: str, default: Any = None) -> Any:
        self.asked.add(key)
        return super().get(key, default)


@pytest.mark.parametrize("layout_of", [layout_changes, plot_layout])
@pytest.mark.parametrize("named", ["", "x", "y", "z", "xz"])
def test_only_the_axes_that_options_name_are_made(named, layout_of):
    opts = Watched({"title": "T", **{f"{letter}label": letter.upper() for letter in named}})
    layout = layout_of(opts)
    dimensions = "xyz" if layout_of is layout_changes else "xy"
    made = {letter for letter in "xyz" if f"{letter}axis" in layout}
    assert made == {key[0] for key in opts.asked if key[1:] == "label"} == set(named) & set(dimensions)
