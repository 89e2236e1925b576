"""People who watch numbers arrive: classes, losses, paths in space, points with names."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from serving import ServerProcess
from watched_page import WatchedPage

from visdom import Visdom

pytestmark = pytest.mark.browser

OpenPage = Callable[..., WatchedPage]
Stored = Callable[..., dict[str, Any]]


def columns(window: dict[str, Any], *members: str) -> dict[str, list[Any]]:
    """Of each trace, by its name, the lists of these members."""
    return {trace["name"]: [trace[member] for member in members] for trace in window["content"]["data"]}


def drawn(page: WatchedPage, win: str, *counts: int) -> None:
    """Wait until Plotly has drawn traces with so many points each, and no further one."""
    for trace, count in enumerate(counts):
        page.points(win, count, trace)
    assert page.plot_says(win, "plot.data.length") == len(counts)


def test_someone_adds_one_class_at_a_time_to_a_scatter(
    server: ServerProcess, open_page: OpenPage, vis: Visdom, stored: Stored
) -> None:
    page = open_page(server)
    vis.scatter(np.array([[0, 0], [1, 1]]), np.array([1, 2]), win="classes", opts={"legend": ["cat", "dog"]})
    drawn(page, "classes", 1, 1)
    dogs = {"legend": ["cat", "dog"]}
    vis.scatter(np.array([[2, 2], [3, 3]]), np.array([2, 2]), win="classes", update="append", opts=dogs)
    drawn(page, "classes", 1, 3)
    assert page.plot_says("classes", "plot.data.map(trace => trace.name)") == ["cat", "dog"]
    assert columns(stored("classes"), "x") == {"cat": [[0]], "dog": [[1, 2, 3]]}
    page.forgive_lost_server()


def test_someone_meets_a_class_that_was_not_there_before(
    server: ServerProcess, open_page: OpenPage, vis: Visdom
) -> None:
    page = open_page(server)
    vis.scatter(np.array([[0, 0], [1, 1]]), np.array([1, 1]), win="classes")
    vis.scatter(np.array([[5, 5]]), np.array([3]), win="classes", update="append")
    vis.scatter(np.array([[2, 2], [6, 6]]), np.array([1, 3]), win="classes", update="append")
    drawn(page, "classes", 3, 2)
    assert page.plot_says("classes", "plot.data.map(trace => trace.name)") == ["1", "3"]


def test_someone_logs_one_more_loss_from_the_middle_of_the_training_on(
    server: ServerProcess, open_page: OpenPage, vis: Visdom, stored: Stored
) -> None:
    page = open_page(server)
    vis.line(np.array([[1.0, 2.0]]), np.array([0]), win="losses")
    vis.line(np.array([[0.5, 1.0, 9.0]]), np.array([1]), win="losses", update="append")
    vis.line(np.array([[0.25, 0.5, 8.0]]), np.array([2]), win="losses", update="append")
    drawn(page, "losses", 3, 3, 2)
    found = list(columns(stored("losses"), "x", "y").values())
    assert found == [[[0, 1, 2], [1, 0.5, 0.25]], [[0, 1, 2], [2, 1, 0.5]], [[1, 2], [9, 8]]]
    page.forgive_lost_server()


def test_someone_follows_a_particle_through_space(
    server: ServerProcess, open_page: OpenPage, vis: Visdom, stored: Stored
) -> None:
    page = open_page(server)
    vis.scatter(np.array([[0, 0, 0]]), win="path", name="first")
    for step in (1, 2):
        vis.scatter(np.array([[step, 2 * step, 3 * step]]), win="path", name="first", update="append")
    vis.scatter(np.array([[7, 8, 9]]), win="path", name="second", update="append")
    page.until(
        """() => {
            const plot = document.querySelector('.window[data-window="path"] .js-plotly-plot');
            return JSON.stringify(plot?.data?.map(trace => trace.z)) === '[[0,3,6],[9]]';
        }"""
    )
    found = stored("path")
    assert columns(found, "x", "y", "z") == {"first": [[0, 1, 2], [0, 2, 4], [0, 3, 6]], "second": [[7], [8], [9]]}
    assert {trace["type"] for trace in found["content"]["data"]} == {"scatter3d"}
    page.forgive_lost_server()


@pytest.mark.parametrize("dimensions", [2, 3])
def test_someone_writes_a_name_at_each_point_while_points_arrive(
    server: ServerProcess, open_page: OpenPage, vis: Visdom, dimensions: int
) -> None:
    page = open_page(server)

    def draw(update: str | None, *names: str) -> None:
        points = np.array([[ord(name)] * dimensions for name in names])
        vis.scatter(points, win="words", update=update, opts={"textlabels": list(names)})

    def reads(*names: str) -> None:
        page.until(
            """names => {
                const plot = document.querySelector('.window[data-window="words"] .js-plotly-plot');
                return JSON.stringify(plot?.data?.[0]?.text) === JSON.stringify(names)
                    && plot.data[0].x.length === names.length;
            }""",
            arg=list(names),
        )

    draw(None, "a", "b")
    reads("a", "b")
    draw("append", "c")
    reads("a", "b", "c")
    draw("replace", "z")
    reads("z")


def test_someone_colours_each_point_by_its_value_while_points_arrive(
    server: ServerProcess, open_page: OpenPage, vis: Visdom, stored: Stored
) -> None:
    page = open_page(server)
    red, green, blue = [255, 0, 0], [0, 255, 0], [0, 0, 255]
    vis.scatter(np.array([[0, 0], [1, 1]]), win="values", opts={"markercolor": np.array([red, green])})
    vis.scatter(np.array([[2, 2]]), win="values", update="append", opts={"markercolor": np.array([blue])})
    page.points("values", 3)
    colours = page.plot_says("values", "plot.data[0].marker.color")
    assert colours == ["#ff0000", "#00ff00", "#0000ff"]
    assert stored("values")["content"]["data"][0]["marker"]["color"] == colours
    page.forgive_lost_server()


def test_someone_names_the_axes_of_a_finished_bar_chart(
    server: ServerProcess, open_page: OpenPage, vis: Visdom
) -> None:
    page = open_page(server)
    vis.bar([3, 1, 2], win="bars")
    page.points("bars", 3)
    vis.update_window_opts("bars", {"title": "per class", "ylabel": "images"})
    page.until(
        """() => {
            const plot = document.querySelector('.window[data-window="bars"] .js-plotly-plot');
            return plot?._fullLayout?.yaxis?.title?.text === 'images';
        }"""
    )
    page.points("bars", 3)
