"""Plots of the costs that must be flat, drawn as SVG from the committed figures."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from benchmarks.results import Result, number
from benchmarks.servers import FLOOR, OURS, UPSTREAM
from benchmarks.targets import CPU, viewer_costs

WIDTH, HEIGHT = 640, 300
LEFT, RIGHT, TOP, BOTTOM = 64, 36, 62, 46
COLORS = {OURS: "#1565c0", FLOOR: "#757575", UPSTREAM: "#d84315"}
STEPS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0)
MOST_STEPS = 6

Points = list[tuple[float, float]]


@dataclass(frozen=True)
class Plot:
    """What is drawn: for each contender, places and heights; places are spread by their logarithm."""

    name: str
    title: str
    across: str
    series: dict[str, Points]
    is_log: bool = False
    """Whether heights are spread by their logarithm as well."""


def plots() -> list[Plot]:
    """All that can be drawn from what was measured."""
    found = [
        Plot("window_size", "A point appended: CPU, ms", "points in the window", costs("appends", "points"), True),
        Plot("windows", "A point appended: CPU, ms", "windows in the environment", costs("windows_among", "windows")),
        Plot(
            "environments",
            "A point appended: CPU, ms",
            "environments",
            costs("environments_among", "environments"),
        ),
        Plot("viewers", "A window replaced: CPU for each viewer, ms", "viewers", per_viewer("events")),
    ]
    return [plot for plot in found if plot.series]


def costs(workload: str, across: str) -> dict[str, Points]:
    """CPU of a request against one of the numbers of the cases, nobody watching."""
    result = Result.load(workload)
    series: dict[str, Points] = {}
    if result is not None:
        for label, values in result.cases.items():
            for contender in COLORS:
                height = result.median(label, contender, CPU)
                if height is not None and not values.get("viewers"):
                    series.setdefault(contender, []).append((values[across], height))
    return series


def per_viewer(workload: str) -> dict[str, Points]:
    """CPU for each viewer against the number of viewers."""
    result = Result.load(workload)
    series: dict[str, Points] = {}
    if result is not None:
        counts = {values["viewers"]: label for label, values in result.cases.items()}
        for contender in COLORS:
            for count in sorted(set(counts) - {0}):
                values = viewer_costs(result, contender, counts[count], counts[0], count)
                if values:
                    series.setdefault(contender, []).append((count, max(0.0, statistics.median(values))))
    return series


def drawn() -> dict[str, str]:
    """The SVG text of each plot by its name."""
    return {plot.name: svg(plot) for plot in plots()}


def svg(plot: Plot) -> str:
    """One plot."""
    places = sorted({place for points in plot.series.values() for place, _ in points})
    heights = [height for points in plot.series.values() for _, height in points]
    ticks = log_ticks(heights) if plot.is_log else linear_ticks(max(heights))

    def across(place: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * share(place, places[0], places[-1], is_log=True)

    def up(height: float) -> float:
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * share(height, ticks[0], ticks[-1], is_log=plot.is_log)

    parts = [text(WIDTH / 2, 20, plot.title, "middle", "bold"), text(WIDTH / 2, HEIGHT - 8, plot.across, "middle")]
    for tick in ticks:
        parts.append(f'<path d="M{LEFT} {up(tick):.1f}H{WIDTH - RIGHT}" stroke="#dddddd"/>')
        parts.append(text(LEFT - 8, up(tick) + 4, number(tick), "end"))
    parts += [text(across(place), HEIGHT - BOTTOM + 18, f"{place:,.0f}", "middle") for place in places]
    for index, (name, points) in enumerate(plot.series.items()):
        color = COLORS[name]
        path = "L".join(f"{across(place):.1f} {up(height):.1f}" for place, height in points)
        parts.append(f'<path d="M{path}" fill="none" stroke="{color}" stroke-width="2"/>')
        parts += [f'<circle cx="{across(x):.1f}" cy="{up(y):.1f}" r="3.5" fill="{color}"/>' for x, y in points]
        parts.append(f'<circle cx="{LEFT + 6 + 90 * index}" cy="41" r="5" fill="{color}"/>')
        parts.append(text(LEFT + 16 + 90 * index, 45, name, "start"))
    body = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
        f'font-family="sans-serif" font-size="13">\n<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>\n'
        f"{body}\n</svg>\n"
    )


def share(value: float, least: float, most: float, *, is_log: bool) -> float:
    """How far along between two ends a value lies, from 0 to 1."""
    if is_log:
        value, least, most = math.log(value), math.log(least), math.log(most)
    return (value - least) / (most - least) if most > least else 0.5


def linear_ticks(most: float) -> list[float]:
    """Round heights from zero to above the largest."""
    step = next((step for step in STEPS if most / step <= MOST_STEPS), most)
    return [step * count for count in range(math.ceil(most / step) + 1)]


def log_ticks(heights: Sequence[float]) -> list[float]:
    """Powers of ten from below the smallest to above the largest."""
    least, most = math.floor(math.log10(min(heights))), math.ceil(math.log10(max(heights)))
    return [10.0**power for power in range(least, most + 1)]


def text(x: float, y: float, words: str, anchor: str, weight: str = "normal") -> str:
    """Words at a place."""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-weight="{weight}" fill="#333333">'
        f"{escape(words)}</text>"
    )


def shown() -> list[str]:
    """The plots as the page shows them."""
    return [f"![{plot.title}, against {plot.across}](images/performance/{plot.name}.svg)" for plot in plots()]
