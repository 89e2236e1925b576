"""Methods that draw amounts and distributions: bars, boxes, slices and sectors."""

from __future__ import annotations

from visdom.client.arrays import ArrayLike, optional_array, to_array, to_numbers
from visdom.client.figures.bar import bar_request
from visdom.client.figures.boxplot import boxplot_request
from visdom.client.figures.histogram import histogram_bars
from visdom.client.figures.pie import pie_request
from visdom.client.figures.sunburst import sunburst_request
from visdom.client.messages import Reply
from visdom.client.methods.windows import WindowMethods
from visdom.client.options import GivenOptions, prepare


class AmountCharts(WindowMethods):
    """Plots of amounts. `win=None` draws a new window, `env=None` in the client's own environment.

    Dimensions of length 1 are removed from data first, so a column of a table is a vector.
    """

    def bar(
        self,
        X: ArrayLike,
        Y: ArrayLike | None = None,
        win: str | None = None,
        env: str | None = None,
        opts: GivenOptions = None,
    ) -> Reply:
        """Draw bars.

        Args:
            X: N heights of one series, or N x M heights of M series. NaN leaves a bar out.
            Y: N positions on the x axis: numbers, dates or text. Default: from 1 to N.
            opts: `stacked` (stack the series; default: side by side), `rownames` (list of N texts
                instead of `Y`), `legend` (list of M names; with a vector `X` a list of N, and each of its bars
                becomes a series of its own), and those of all plots.

        Returns the id of the window. Raises `BadArgument` for data and options that do not fit.

        Example: `vis.bar([[3, 5], [2, 4]], ["mon", "tue"], win="visits", opts={"legend": ["old", "new"]})`
        """
        return self._send(*bar_request(to_array(X, "X"), optional_array(Y, "Y"), win, env, prepare(opts)))

    def histogram(
        self, X: ArrayLike, win: str | None = None, env: str | None = None, opts: GivenOptions = None
    ) -> Reply:
        """Draw how often values occur, as bars from the smallest value to the largest.

        Args:
            X: N numbers, without NaN and infinity.
            opts: `numbins` (how many bins; default: 30, or N if that is less), and those of `bar`.

        Returns the id of the window. Raises `BadArgument` for data and options that do not fit.

        Example: `vis.histogram(numpy.random.randn(1000), win="weights", opts={"numbins": 20})`
        """
        counts, positions, own = histogram_bars(to_numbers(X, "X"), prepare(opts))
        return self.bar(counts, positions, win, env, own)

    def boxplot(self, X: ArrayLike, win: str | None = None, env: str | None = None, opts: GivenOptions = None) -> Reply:
        """Draw the distribution of values: median, quartiles, whiskers and outliers.

        Args:
            X: N values of one box, or N x M values of M boxes. NaN is ignored.
            opts: `legend` (list of M names; default: "column 0", ...), and those of all plots.

        Returns the id of the window. Raises `BadArgument` for data and options that do not fit.

        Example: `vis.boxplot(numpy.random.rand(100, 2), win="spread", opts={"legend": ["train", "test"]})`
        """
        return self._send(*boxplot_request(to_array(X, "X"), win, env, prepare(opts)))

    def pie(self, X: ArrayLike, win: str | None = None, env: str | None = None, opts: GivenOptions = None) -> Reply:
        """Draw shares of a whole.

        Args:
            X: N sizes from 0, in any unit.
            opts: `legend` (list of N names), and those of all plots.

        Returns the id of the window. Raises `BadArgument` for data and options that do not fit.

        Example: `vis.pie([19, 26, 55], win="seats", opts={"legend": ["left", "middle", "right"]})`
        """
        return self._send(*pie_request(to_numbers(X, "X"), win, env, prepare(opts)))

    def sunburst(
        self,
        labels: ArrayLike,
        parents: ArrayLike,
        values: ArrayLike | None = None,
        win: str | None = None,
        env: str | None = None,
        opts: GivenOptions = None,
    ) -> Reply:
        """Draw a hierarchy as rings of sectors, the root in the middle.

        Args:
            labels: N names of sectors.
            parents: for each of them the label of the sector that it belongs to, "" for the root.
            values: for each of them its size. Default: leaves of one size.
            opts: `size` (of the text outside of sectors, pixels; also as `font_size`), `font_color` (of that text),
                `opacity` (of leaves, 0 to 1), `marker_width` (of the lines between sectors, pixels; also as
                `line_width`), and those of all plots.

        Returns the id of the window. Raises `BadArgument` for data and options that do not fit.

        Example: `vis.sunburst(["all", "cats", "dogs"], ["", "all", "all"], [10, 4, 6], win="pets")`
        """
        names, above = to_array(labels, "labels"), to_array(parents, "parents")
        return self._send(*sunburst_request(names, above, optional_array(values, "values"), win, env, prepare(opts)))
