"""Calls of the released client, each in an environment of its own; run as a program in its virtual environment.

    python drawings.py PORT

prints `{drawing: {"returned": [...], "windows": {...}}}`: what the calls returned and the
windows of the server after them.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

Drawing = Callable[[Any], Iterator[Any]]
DRAWINGS: dict[str, Drawing] = {}


def drawing(function: Drawing) -> Drawing:
    """Put a function into the table of drawings."""
    DRAWINGS[function.__name__] = function
    return function


def array(*rows: Any) -> Any:
    """A numpy array; imported late, because the tests read the table without drawing."""
    import numpy

    return numpy.array(rows)


def pixels(*shape: int) -> Any:
    """A picture in which no two neighbours are alike."""
    import numpy

    return (numpy.arange(numpy.prod(shape)).reshape(shape) * 7 % 256).astype("uint8")


# Text and media


@drawing
def text(vis: Any) -> Iterator[Any]:
    yield vis.text("<b>epoch</b> 1", win="note", opts={"title": "Note", "width": 300, "height": 200})
    yield vis.text("epoch 2", win="note", append=True, opts={"title": "ignored"})
    yield vis.text("größer ✓", win="note", append=True)


@drawing
def text_appended_to_a_missing_window(vis: Any) -> Iterator[Any]:
    yield vis.text("first", win="other")
    yield vis.text("lost", win="missing", append=True)


@drawing
def text_without_a_window_id(vis: Any) -> Iterator[Any]:
    yield vis.text("anonymous")


@drawing
def text_in_a_window_with_a_number_as_id(vis: Any) -> Iterator[Any]:
    yield vis.text("seven", win=7)
    yield vis.win_exists("7")


@drawing
def text_replaces_a_window_of_another_kind(vis: Any) -> Iterator[Any]:
    yield vis.line(array(1, 2, 3), win="first")
    yield vis.line(array(1, 2, 3), win="second")
    yield vis.text("now a text", win="first")


@drawing
def properties(vis: Any) -> Iterator[Any]:
    items = [
        {"type": "text", "name": "name", "value": "run 1"},
        {"type": "number", "name": "rate", "value": "0.1"},
        {"type": "button", "name": "start", "value": "Start"},
        {"type": "checkbox", "name": "shuffle", "value": True},
        {"type": "select", "name": "device", "value": 1, "values": ["cpu", "gpu"]},
    ]
    yield vis.properties(items, win="form", opts={"title": "Settings"})


@drawing
def svg(vis: Any) -> Iterator[Any]:
    yield vis.svg(svgstr='<svg width="9" height="9"><circle r="3"/></svg>', win="circle", opts={"title": "Circle"})


@drawing
def matplot(vis: Any) -> Iterator[Any]:
    class Figure:
        def savefig(self, file: Any, format: str) -> None:
            file.write('<svg height="100.5pt" width="200pt"><path d="M0 0"/></svg>')

    yield vis.matplot(Figure(), win="figure", opts={"title": "Figure"})


@drawing
def plotly_figure(vis: Any) -> Iterator[Any]:
    figure = {"data": [{"type": "funnel", "y": ["a", "b"], "x": [5, 3]}], "layout": {"title": {"text": "Funnel"}}}
    yield vis.plotlyplot(figure, win="funnel")


@drawing
def image(vis: Any) -> Iterator[Any]:
    yield vis.image(pixels(3, 8, 6), win="colour", opts={"title": "Image", "caption": "a caption"})
    yield vis.image(pixels(8, 6), win="grey", opts={"jpgquality": 50})
    yield vis.image(pixels(3, 8, 6) / 255.0, win="colour")


@drawing
def images(vis: Any) -> Iterator[Any]:
    yield vis.images(pixels(5, 3, 4, 4), nrow=2, win="grid", opts={"title": "Grid"})


@drawing
def image_history(vis: Any) -> Iterator[Any]:
    for step in range(3):
        opts = {"store_history": True, "caption": f"step {step}", "show_slider": step != 1}
        yield vis.image(pixels(3, 4, 4 + step), win="history", opts=opts)


@drawing
def audio(vis: Any) -> Iterator[Any]:
    yield vis.audio(tensor=array(0.0, 0.5, -0.5, 0.25), win="sound", opts={"sample_frequency": 8000})


@drawing
def video(vis: Any) -> Iterator[Any]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "film.mp4")
        path.write_bytes(b"not really a film")
        yield vis.video(videofile=str(path), win="film", opts={"loop": True})


@drawing
def embeddings(vis: Any) -> Iterator[Any]:
    vis_module = sys.modules["visdom"]
    vis_module.do_tsne = lambda rows: [(float(row[0]), float(row[1])) for row in rows]  # type: ignore[attr-defined]
    yield vis.embeddings(array([0, 1], [2, 3], [4, 5]), [1, 2, 1], win="map", opts={"title": "Map"})
    handle = vis.event_handlers["map"][-1]
    handle({"target": "map", "event_type": "EntitySelected", "entityId": "Entity 1", "idx": "1"})
    handle({"target": "map", "event_type": "RegionSelected", "selectedIdxs": [0, 2]})


# Lines and points


@drawing
def scatter(vis: Any) -> Iterator[Any]:
    opts = {"legend": ["red", "blue"], "markersize": 5, "xlabel": "x", "ytickmin": 1, "ytickmax": 3, "title": "Points"}
    yield vis.scatter(array([1, 2], [3, 4], [5, 6]), array(1, 2, 1), win="points", opts=opts)
    colours = {"markercolor": array([255, 0, 0], [0, 255, 0]), "textlabels": ["a", "b"]}
    yield vis.scatter(array([1, 2], [3, 4]), win="coloured", opts=colours)
    yield vis.scatter(array([1, 2, 3], [4, 5, 6]), win="space", opts={"zlabel": "z"})
    yield vis.scatter(array([1, 2], [3, 4]), win="gl", opts={"webgl": True})


@drawing
def scatter_appended_with_colours(vis: Any) -> Iterator[Any]:
    yield vis.scatter(array([1, 2], [3, 4]), win="points", opts={"markercolor": array([1, 2, 3], [4, 5, 6])})
    yield vis.scatter(array([5, 6]), win="points", update="append", opts={"markercolor": array([7, 8, 9])})


@drawing
def line(vis: Any) -> Iterator[Any]:
    yield vis.line(array(1.5, 2.5, 3.5), win="curve", opts={"title": "Curve", "markers": True})
    yield vis.line(array([1, 2], [3, 4]), array(0, 1), win="two", opts={"legend": ["a", "b"], "fillarea": True})
    yield vis.line(array(1.0, float("nan"), 3.0), array(0, 1, 2), win="gap")


@drawing
def line_append(vis: Any) -> Iterator[Any]:
    yield vis.line(array(1, 2), array(0, 1), win="loss", opts={"title": "Loss", "width": 500})
    for step in range(2, 5):
        yield vis.line(array(step * 2), array(step), win="loss", update="append", opts={"title": f"Loss {step}"})


@drawing
def line_append_to_a_missing_window(vis: Any) -> Iterator[Any]:
    yield vis.line(array(1), array(0), win="new", update="append", opts={"title": "New", "xlabel": "step"})
    yield vis.line(array(2), array(1), win="new", update="append", opts={"title": "New", "xlabel": "step"})


@drawing
def line_append_of_several_columns(vis: Any) -> Iterator[Any]:
    yield vis.line(array([1, 2], [3, 4]), array(0, 1), win="both", opts={"legend": ["a", "b"]})
    yield vis.line(array([5, 6]), array([2, 2]), win="both", update="append")
    yield vis.line(array([7, 8]), array([3, 3]), win="both", update="append", opts={"legend": ["c", "d"]})


@drawing
def line_append_of_missing_values(vis: Any) -> Iterator[Any]:
    yield vis.line(array(1.0, 2.0), array(0, 1), win="loss")
    yield vis.line(array(float("nan")), array(2.0), win="loss", update="append")


@drawing
def line_replace(vis: Any) -> Iterator[Any]:
    yield vis.line(array(1, 2), array(0, 1), win="curve")
    yield vis.line(array(5, 6, 7), array(0, 1, 2), win="curve", update="replace")
    yield vis.line(array(5, 6, 7), array(0, 1, 2), win="missing", update="replace")


@drawing
def named_traces(vis: Any) -> Iterator[Any]:
    yield vis.line(array(1, 2), array(0, 1), win="runs", name="first")
    yield vis.line(array(3, 4), array(0, 1), win="runs", name="second", update="append")
    yield vis.line(array(5), array(2), win="runs", name="first", update="append")
    yield vis.line(array(9, 9), array(0, 1), win="runs", name="second", update="replace")
    yield vis.scatter(array(6, 7), array(8, 9), win="runs", name="third", update="append")


@drawing
def trace_removed(vis: Any) -> Iterator[Any]:
    yield vis.line(array([1, 2, 3], [4, 5, 6]), win="runs", opts={"legend": ["a", "b", "c"]})
    yield vis.line(None, win="runs", name="b", update="remove")
    yield vis.scatter(None, win="runs", name="missing", update="remove")


@drawing
def options_changed(vis: Any) -> Iterator[Any]:
    yield vis.line(array([1, 2], [3, 4]), win="curve", opts={"title": "Before", "xlabel": "x", "legend": ["a", "b"]})
    opts = {"title": "After", "width": 400, "height": 300, "ylabel": "y", "legend": ["c", "d"], "showlegend": True}
    yield vis.update_window_opts("curve", opts)


@drawing
def stem(vis: Any) -> Iterator[Any]:
    yield vis.stem(array(1, 2, 3), array(4, 5, 6), win="stems", opts={"title": "Stems"})
    yield vis.stem(array([1, 2], [3, 4]), win="two", opts={"legend": ["a", "b"]})


@drawing
def quiver(vis: Any) -> Iterator[Any]:
    yield vis.quiver(array([1.0, 0.0], [0.0, 1.0]), array([0.0, 1.0], [1.0, 0.0]), win="field", opts={"normalize": 0.9})


@drawing
def dual_axis_lines(vis: Any) -> Iterator[Any]:
    opts = {"title": "Two axes", "name_y1": "loss", "name_y2": "accuracy"}
    yield vis.dual_axis_lines(array(1, 2), array(3, 4), array(50, 60), opts=opts, win="axes")


# Heatmaps


@drawing
def heatmap(vis: Any) -> Iterator[Any]:
    opts = {"columnnames": ["a", "b"], "rownames": ["c", "d"], "colormap": "Electric", "title": "Heat"}
    yield vis.heatmap(array([1, 2], [3, 4]), win="named", opts=opts)
    yield vis.heatmap(array([1.0, float("nan")]), win="holes", opts={"nancolor": "red"})


@drawing
def heatmap_grown_on_every_side(vis: Any) -> Iterator[Any]:
    yield vis.heatmap(array([1, 2], [3, 4]), win="heat")
    yield vis.heatmap(array([5, 6]), win="heat", update="appendRow")
    yield vis.heatmap(array([7, 8]), win="heat", update="prependRow")
    yield vis.heatmap(array([1], [2], [3], [4]), win="heat", update="appendColumn")
    yield vis.heatmap(array([5], [6], [7], [8]), win="heat", update="prependColumn", opts={"colormap": "Hot"})


@drawing
def heatmap_grown_with_names(vis: Any) -> Iterator[Any]:
    yield vis.heatmap(array([1, 2], [3, 4]), win="heat", opts={"columnnames": ["a", "b"], "rownames": ["c", "d"]})
    yield vis.heatmap(
        array([5, 6]), win="heat", update="appendRow", opts={"columnnames": ["a", "b"], "rownames": ["e"]}
    )
    opts = {"columnnames": ["f"], "rownames": ["c", "d", "e"]}
    yield vis.heatmap(array([7], [8], [9]), win="heat", update="prependColumn", opts=opts)


@drawing
def heatmap_replaced_and_removed(vis: Any) -> Iterator[Any]:
    yield vis.heatmap(array([1, 2], [3, 4]), win="replaced", opts={"columnnames": ["a", "b"], "title": "Heat"})
    yield vis.heatmap(array([5, 6, 7]), win="replaced", update="replace", opts={"xmin": 0, "xmax": 9})
    yield vis.heatmap(array([1, 2]), win="removed")
    yield vis.heatmap(None, win="removed", update="remove")
    yield vis.heatmap(array([3, 4]), win="removed", update="replace")


@drawing
def heatmap_row_of_the_wrong_length(vis: Any) -> Iterator[Any]:
    yield vis.heatmap(array([1, 2], [3, 4]), win="heat")
    yield vis.heatmap(array([5, 6, 7]), win="heat", update="appendRow")


# Other charts


@drawing
def bar(vis: Any) -> Iterator[Any]:
    opts = {"stacked": True, "legend": ["a", "b"], "rownames": ["x", "y"], "title": "Bars"}
    yield vis.bar(array([1, 2], [3, 4]), win="bars", opts=opts)
    yield vis.bar(array(1, 2, 3), array(10, 20, 30), win="simple")


@drawing
def histogram(vis: Any) -> Iterator[Any]:
    yield vis.histogram(array(1, 1, 2, 3, 5, 8), win="counts", opts={"numbins": 3})


@drawing
def boxplot(vis: Any) -> Iterator[Any]:
    yield vis.boxplot(array([1, 2], [3, 4], [5, 9]), win="boxes", opts={"legend": ["a", "b"]})


@drawing
def pie(vis: Any) -> Iterator[Any]:
    yield vis.pie(array(3, 4, 5), win="slices", opts={"legend": ["a", "b", "c"]})


@drawing
def surfaces(vis: Any) -> Iterator[Any]:
    yield vis.surf(array([1, 2], [3, 4]), win="surface", opts={"colormap": "Hot", "xlabel": "x"})
    yield vis.contour(array([1, 2], [3, 4]), win="contour", opts={"title": "Contour"})


@drawing
def mesh(vis: Any) -> Iterator[Any]:
    corners = array([0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1])
    yield vis.mesh(corners, array([0, 1, 2], [0, 1, 3]), win="solid", opts={"opacity": 0.5})


@drawing
def sunburst(vis: Any) -> Iterator[Any]:
    opts = {"size": 12, "font_color": "red", "opacity": 0.5, "marker_width": 2}
    yield vis.sunburst(["all", "a", "b"], ["", "all", "all"], array(0, 2, 3), win="rings", opts=opts)


@drawing
def graph(vis: Any) -> Iterator[Any]:
    opts = {"directed": True, "scheme": "different", "showEdgeLabels": True, "title": "Graph"}
    yield vis.graph([(0, 1), (1, 2)], ["first", "second"], ["a", "b", "c"], win="net", opts=opts)
    yield vis.graph([(0, 1)], win="plain", opts={})


# Windows and environments


@drawing
def questions_about_windows(vis: Any) -> Iterator[Any]:
    yield vis.text("here", win="note")
    yield [vis.win_exists("note"), vis.win_exists("missing"), vis.win_exists("note", env="nowhere")]
    yield [vis.win_hash("note") == vis.win_hash("note"), vis.win_hash("missing")]
    yield vis.check_connection()


@drawing
def windows_closed(vis: Any) -> Iterator[Any]:
    for name in ("first", "second", "third"):
        vis.text(name, win=name)
    yield vis.close(win="second")
    yield vis.close(win="missing")
    yield vis.win_exists("second")


@drawing
def window_drawn_after_one_was_closed(vis: Any) -> Iterator[Any]:
    for name in ("first", "second", "third"):
        vis.text(name, win=name)
    vis.close(win="first")
    yield vis.text("fourth", win="fourth")


@drawing
def all_windows_closed(vis: Any) -> Iterator[Any]:
    vis.text("gone", win="first")
    vis.text("gone", win="second")
    yield vis.close()


@drawing
def window_data_put_back(vis: Any) -> Iterator[Any]:
    vis.line(array(1, 2), win="curve", opts={"title": "Curve"})
    stored = vis.get_window_data(win="curve")
    vis.close(win="curve")
    yield vis.set_window_data(stored, win="copy")
    yield vis.line(array(3), array(3), win="copy", update="append")


@drawing
def all_window_data_put_back(vis: Any) -> Iterator[Any]:
    vis.text("a", win="first")
    stored = vis.get_window_data()
    vis.text("b", win="second")
    yield vis.set_window_data(stored)


@drawing
def environment_saved(vis: Any) -> Iterator[Any]:
    vis.text("kept", win="note")
    yield vis.save([vis.env])
    yield vis.save([vis.env, "unknown environment"])


@drawing
def environment_forked(vis: Any) -> Iterator[Any]:
    vis.text("before", win="note")
    yield vis.fork_env(vis.env, f"{vis.env}/copy")
    vis.text("after", win="note", append=True)
    yield json.loads(vis.get_window_data(win="note", env=f"{vis.env}_copy"))["content"]
    yield f"{vis.env}_copy" in vis.get_env_list()


@drawing
def environment_deleted(vis: Any) -> Iterator[Any]:
    vis.text("kept", win="note")
    vis.text("gone", win="note", env="short_lived")
    yield vis.save(["short_lived"])
    yield vis.delete_env("short_lived")
    yield ["short_lived" in vis.get_env_list(), vis.win_exists("note", env="short_lived")]


@drawing
def environment_with_a_slash(vis: Any) -> Iterator[Any]:
    vis.text("below", win="note", env=f"{vis.env}/below")
    yield vis.win_exists("note", env=f"{vis.env}_below")
    yield vis.text("here", win="note")


# What the released server does wrong


@drawing
def updates_of_windows_that_take_none(vis: Any) -> Iterator[Any]:
    vis.pie(array(1, 2), win="slices")
    yield vis.line(array(1), array(1), win="slices", update="append")
    vis.image(pixels(3, 4, 4), win="picture")
    yield vis.line(array(1), array(1), win="picture", update="append")


@drawing
def values_that_are_no_numbers(vis: Any) -> Iterator[Any]:
    yield vis.surf(array([1.0, float("nan")], [3.0, 4.0]), win="surface", opts={"xmin": 0, "xmax": 1})


@drawing
def traces_of_one_name_removed(vis: Any) -> Iterator[Any]:
    yield vis.line(array([1, 2, 3], [4, 5, 6]), win="runs", opts={"legend": ["a", "b", "a"]})
    yield vis.line(None, win="runs", name="a", update="remove")


@drawing
def unknown_windows_and_environments(vis: Any) -> Iterator[Any]:
    vis.text("here", win="note")
    yield vis.get_window_data(win="missing")
    yield vis.text("lost", win="note", env="nowhere", append=True)
    yield vis.fork_env("nowhere", "copy_of_nowhere")
    yield vis.delete_env("nowhere")


def draw(vis: Any, name: str) -> dict[str, Any]:
    """Make one drawing in an environment of its own and read back what the server stores.

    Each call runs separately, so that an exception ends only the rest of its drawing.
    """
    vis.env = name
    returned: list[Any] = []
    try:
        returned.extend(DRAWINGS[name](vis))
    except Exception as error:
        returned.append(f"raised {error!r}")
    return {"returned": returned, "windows": json.loads(vis.get_window_data(win=None, env=name))}


def main(port: int) -> None:
    """Make all drawings on the server at a port."""
    import visdom

    vis = visdom.Visdom(port=port, raise_exceptions=True)
    print(json.dumps({name: draw(vis, name) for name in DRAWINGS}))


if __name__ == "__main__":
    main(int(sys.argv[1]))
