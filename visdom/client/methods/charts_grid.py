"""Methods that draw matrices."""

from __future__ import annotations

from visdom.client.arrays import ArrayLike, to_array
from visdom.client.figures.heatmap import check_update, heatmap_request, removed_heatmap_request
from visdom.client.methods.windows import WindowMethods
from visdom.client.options import GivenOptions
from visdom.client.request import Reply


class GridCharts(WindowMethods):
    """Plots of values on a grid. `win=None` draws a new window, `env=None` in the client's own environment."""

    def heatmap(
        self,
        X: ArrayLike,
        win: str | None = None,
        env: str | None = None,
        update: str | None = None,
        opts: GivenOptions = None,
    ) -> Reply:
        """Draw a matrix as coloured cells; the first row is at the bottom. Note the order: `update` before `opts`.

        Args:
            X: rows x columns; NaN leaves a cell empty.
            update: "appendRow", "appendColumn", "prependRow" and "prependColumn" add `X` to an existing heatmap,
                "replace" replaces it, "remove" takes it away.
            opts: `colormap` (default "Viridis"), `xmin` and `xmax` (values at the ends of the colours),
                `columnnames` and `rownames` (lists), `nancolor` (colour of empty cells), and those of all plots.

        Returns the id of the window. Raises `BadArgument` for data and options that do not fit.

        Example: `vis.heatmap([[8, 1], [0, 9]], win="confusion", opts={"columnnames": ["cat", "dog"]})`
        """
        check_update(update)
        if update == "remove":
            return self._send(*removed_heatmap_request(win, env))
        return self._send(*heatmap_request(to_array(X, "X"), win, env, update, opts))
