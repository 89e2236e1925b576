"""Methods that show text, forms, drawings and the figures of other libraries."""

from __future__ import annotations

from typing import Any

from visdom.client.figures.files import FilePath
from visdom.client.figures.matplot import Drawing, drawn
from visdom.client.figures.plotlyplot import plotly_request
from visdom.client.figures.properties import properties_request
from visdom.client.figures.svg import svg_text
from visdom.client.figures.text import text_request
from visdom.client.messages import Appending, Reply
from visdom.client.methods.windows import WindowMethods
from visdom.client.options import GivenOptions, own_copy, prepare


class DocumentMethods(WindowMethods):
    """Text, forms and drawings. `win=None` draws a new window, `env=None` in the client's own environment."""

    def text(
        self,
        text: str,
        win: str | None = None,
        env: str | None = None,
        opts: GivenOptions = None,
        append: bool = False,
    ) -> Reply:
        """Show a text, which may contain HTML.

        Args:
            opts: `title`, `width` and `height` in pixels; other options go to the page as they are.
            append: add the text as a new line to a text window, whose options stay; or make the window if there is
                none.

        Returns the id of the window. Raises `BadArgument` for options that do not fit.

        Example: `log = vis.text("started"); vis.text("epoch 1 done", win=log, append=True)`
        """
        may_be_new = append and self._appending(win, env) is Appending.TO_ANY
        return self._send(*text_request(text, win, env, prepare(opts), append, may_be_new))

    def properties(
        self, data: list[dict[str, Any]], win: str | None = None, env: str | None = None, opts: GivenOptions = None
    ) -> Reply:
        """Show a form. Each input on the page sends an event; see `register_event_handler`.

        Args:
            data: one dict per row: its `type` ("text", "number", "button", "checkbox" or "select"), `name` and
                `value`; for "select" also the `values` to choose from, and `value` is the index of the chosen one.
            opts: `title` (text), `width` and `height` in pixels.

        Returns the id of the window. Raises `BadArgument` for options that do not fit.

        Example:
            form = vis.properties([{"type": "number", "name": "rate", "value": "0.1"}], opts={"title": "Settings"})
            vis.register_event_handler(lambda event: print(event["propertyId"], event["value"]), form)
        """
        return self._send(*properties_request(data, win, env, own_copy(opts)))

    def svg(
        self,
        svgstr: str | bytes | None = None,
        svgfile: FilePath | None = None,
        win: str | None = None,
        env: str | None = None,
        opts: GivenOptions = None,
    ) -> Reply:
        """Show a drawing in SVG.

        Args:
            svgstr: text that contains the drawing; text before `<svg ` and after the last `</svg>` is removed.
            svgfile: a file with such a text in UTF-8; it is used if both are given.
            opts: `title`, `width` and `height` in pixels.

        Returns the id of the window. Raises `BadArgument` if the text has no drawing or the file cannot be read.

        Example: `vis.svg('<svg width="40" height="40"><circle cx="20" cy="20" r="18"/></svg>')`
        """
        return self.text(svg_text(svgstr, svgfile), win, env, opts)

    def matplot(
        self, plot: Drawing, opts: GivenOptions = None, env: str | None = None, win: str | None = None
    ) -> Reply:
        """Show a figure of matplotlib. Note the order: `opts`, `env`, `win`.

        Args:
            plot: a figure, its axes, or `matplotlib.pyplot` for its current one; anything with
                `savefig(file, format="svg")`.
            opts: `title`, `width` and `height` of the pane in pixels (default: those of the figure), `resizable`
                (the drawing grows and shrinks with its pane).

        Returns the id of the window. Raises `BadArgument` for other types and for options that do not fit, and
        `MissingPackage` if `resizable` lacks lxml or beautifulsoup4: `pip install 'visdom[matplot]'`.

        Example: `pyplot.plot([1, 3, 2]); vis.matplot(pyplot, opts={"title": "Curve", "resizable": True})`
        """
        svg, own = drawn(plot, prepare(opts))
        return self.svg(svg, win=win, env=env, opts=own)

    def plotlyplot(self, figure: Any, win: str | None = None, env: str | None = None) -> Reply:
        """Show a figure of plotly. The title of its layout becomes the title of the pane; frames are ignored.

        Args:
            figure: a `plotly.graph_objects.Figure`, or a dict with `data` (list of traces) and `layout` (dict).

        Returns the id of the window. Raises `BadArgument` for other types, and `MissingPackage` without plotly:
        `pip install 'visdom[plotly]'`.

        Example: `vis.plotlyplot(plotly.graph_objects.Figure(plotly.graph_objects.Funnel(x=[90, 40, 10])))`
        """
        return self._send(*plotly_request(figure, win, env))
