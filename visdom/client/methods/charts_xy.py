"""Methods that draw points and lines."""

from __future__ import annotations

from visdom.client.arrays import ArrayLike, optional_array, to_array, to_numbers
from visdom.client.figures.dual_axis_lines import dual_axis_lines_request
from visdom.client.figures.line import line_options, line_points
from visdom.client.figures.scatter import check_update, named_points, removed_trace_request, scatter_request
from visdom.client.figures.stem import stem_points
from visdom.client.messages import Appending, Reply
from visdom.client.methods.windows import WindowMethods
from visdom.client.options import GivenOptions, own_copy, prepare
from visdom.errors import BadArgument


class XYCharts(WindowMethods):
    """Plots over an x axis. `win=None` draws a new window, `env=None` in the client's own environment.

    The options that all plots know, such as titles of axes, are in `visdom.client.options`, and those of each method
    in its module of `visdom.client.figures`, with what they expect and their defaults.
    """

    def scatter(
        self,
        X: ArrayLike,
        Y: ArrayLike | None = None,
        win: str | None = None,
        env: str | None = None,
        opts: GivenOptions = None,
        update: str | None = None,
        name: str | None = None,
    ) -> Reply:
        """Draw points.

        Args:
            X: N x 2 or N x 3, one row per point. For an update by name two vectors may be given: abscissas in `X`,
                ordinates in `Y`.
            Y: N labels, whole numbers from 1; each label is a trace of its own.
            opts: `mode` ("markers", "lines", ...), `markersymbol`, `markersize` (pixels), `markerborderwidth`
                (pixels), `markercolor` (list or array from 0 to 255: N x 3 or K x 3 colours, or N or K opacities, for N
                points of K labels), `linecolor` (list or array K x 3), `dash` (K names), `textlabels`
                (N texts), `legend` (K names), `webgl`, `fillarea`, `traceopts={"plotly": {trace: {...}}}` (with the
                name of a trace, or its number from 0).
            update: "append" extends the traces of `win`, "replace" replaces their data, "remove" removes the trace
                `name`. If there is no such window, the first two make a new plot.
            name: the trace to draw or update; without it each label updates the trace of its name, in `legend` or
                its number, and other names the traces in order. A new name makes a new trace.

        Returns the id of the window. Raises `BadArgument` for data and options that do not fit.

        Example: `vis.scatter([[0, 1], [2, 3]], Y=[1, 2], win="points", opts={"legend": ["a", "b"]})`
        """
        check_update(update)
        if update == "remove":
            return self._send(*removed_trace_request(win, env, opts, name))
        points, labels = to_array(X, "X"), optional_array(Y, "Y")
        may_be_new = False
        if update is not None:
            if win is None:
                raise BadArgument(f"update={update!r} needs the win to update")
            if name:
                points, labels = named_points(points, labels)
            appending = self._appending(win, env, asks=update == "append")
            may_be_new = appending is Appending.TO_ANY
            update = None if appending is Appending.TO_NEW else update
        request = scatter_request(points, labels, win, env, prepare(opts), update, name, may_be_new)
        return self._send(*self._with_layout(request))

    def line(
        self,
        Y: ArrayLike,
        X: ArrayLike | None = None,
        win: str | None = None,
        env: str | None = None,
        opts: GivenOptions = None,
        update: str | None = None,
        name: str | None = None,
    ) -> Reply:
        """Draw one or several lines. Note the order: `Y` is first.

        Args:
            Y: N values of one line, or N x M values of M lines.
            X: N abscissas, or one per value of `Y`; numbers, dates or text. Default: evenly from 0 to 1.
            opts: `markers` (also draw the points), `fillarea` (fill below the line), and those of `scatter`.
            update: as for `scatter`; needs `X`, except for "remove".
            name: as for `scatter`.

        Returns the id of the window. Raises `BadArgument` for data and options that do not fit.

        Example, a curve that grows: `vis.line([loss], [step], win="loss", name="train", update="append")`
        """
        check_update(update)
        if update == "remove":
            return self._send(*removed_trace_request(win, env, opts, name))
        if update is not None and X is None:
            raise BadArgument(f"line: update={update!r} needs X, the abscissas of the new points")
        points, labels = line_points(to_array(Y, "Y"), optional_array(X, "X"))
        return self.scatter(points, labels, win, env, line_options(own_copy(opts)), update, name)

    def stem(
        self,
        X: ArrayLike,
        Y: ArrayLike | None = None,
        win: str | None = None,
        env: str | None = None,
        opts: GivenOptions = None,
    ) -> Reply:
        """Draw values as strokes that stand on the x axis. Note that `X` are the heights.

        Args:
            X: N heights of one series, or N x M heights of M series.
            Y: N positions on the x axis, or one per value of `X`; numbers, dates or text. Default: from 1 to N.
            opts: `legend` (M names), `linecolor` (list or array M x 3, from 0 to 255), `dash` (M names),
                and those of all plots.

        Returns the id of the window. Raises `BadArgument` for data and options that do not fit.

        Example: `vis.stem([1.0, 0.6, 0.2], [0, 0.5, 1.0], win="response", opts={"xlabel": "time (s)"})`
        """
        own = own_copy(opts)
        points, series = stem_points(to_numbers(X, "X"), optional_array(Y, "Y"), own)
        return self.scatter(points, series, win, env, {**own, "mode": "lines"})

    def dual_axis_lines(
        self,
        X: ArrayLike | None = None,
        Y1: ArrayLike | None = None,
        Y2: ArrayLike | None = None,
        opts: GivenOptions = None,
        win: str | None = None,
        env: str | None = None,
    ) -> Reply:
        """Draw two lines in different units over one x axis. Note the order: `opts`, `win`, `env`.

        Args:
            X: N abscissas: numbers, dates or text.
            Y1: N values, with the axis on the left.
            Y2: N values, with the axis on the right.
            opts: `title`, `name_y1` and `name_y2` (of lines and axes), `color_title_y1`, `color_tick_y1`,
                `color_title_y2`, `color_tick_y2`, `side` ("right" or "left": of the second axis), `showlegend`,
                `width` and `height` (pixels, default 500 and 300), `left`, `right`, `top`, `bottom` (margins,
                pixels, default 60). Other options of plots have no effect here.

        Returns the id of the window. Raises `BadArgument` unless all three have N numbers.

        Example: `vis.dual_axis_lines([1, 2], [0.9, 0.5], [60, 80], {"name_y1": "loss", "name_y2": "accuracy (%)"})`
        """
        return self._send(*dual_axis_lines_request(X, Y1, Y2, own_copy(opts), win, env))
