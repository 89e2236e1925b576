"""Methods that draw matrices, fields, meshes and networks."""

from __future__ import annotations

from typing import Any

from visdom.client.arrays import ArrayLike, listed, optional_numbers, to_array, to_numbers
from visdom.client.figures.graph import graph_request
from visdom.client.figures.heatmap import check_update, heatmap_request, removed_heatmap_request
from visdom.client.figures.mesh import mesh_request
from visdom.client.figures.quiver import quiver_options, quiver_points
from visdom.client.figures.scatter import scatter_request
from visdom.client.figures.surface import surface_request
from visdom.client.messages import Appending, Reply
from visdom.client.methods.windows import WindowMethods
from visdom.client.options import GivenOptions, own_copy, prepare


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
            update: "appendRow", "appendColumn", "prependRow" and "prependColumn" add `X` to a heatmap, or make a new
                one if there is none; "replace" replaces it, "remove" removes it.
            opts: `colormap` (default "Viridis"), `xmin` and `xmax` (values at the ends of the colours),
                `columnnames` and `rownames` (lists), `nancolor` (colour of empty cells), and those of all plots.

        Returns the id of the window. Raises `BadArgument` for data and options that do not fit.

        Example: `vis.heatmap([[8, 1], [0, 9]], win="confusion", opts={"columnnames": ["cat", "dog"]})`
        """
        check_update(update)
        if update == "remove":
            return self._send(*removed_heatmap_request(win, env))
        may_be_new = update is not None and self._appending(win, env) is Appending.TO_ANY
        request = heatmap_request(to_array(X, "X"), win, env, update, prepare(opts), may_be_new)
        return self._send(*self._with_layout(request))

    def surf(self, X: ArrayLike, win: str | None = None, env: str | None = None, opts: GivenOptions = None) -> Reply:
        """Draw heights over a grid as a surface in space.

        Args:
            X: rows x columns; NaN leaves a hole. A single row or column is drawn as a band.
            opts: `colormap` (default "Viridis"), `xmin` and `xmax` (heights at the ends of the colours; default: the
                smallest and largest of `X`), and those of all plots, for the axes x, y and z.

        Returns the id of the window. Raises `BadArgument` for data and options that do not fit.

        Example: `vis.surf([[0, 1, 0], [1, 2, 1]], win="hill", opts={"zlabel": "height (m)"})`
        """
        return self._send(*surface_request(to_numbers(X, "X"), win, env, prepare(opts), "surf"))

    def contour(self, X: ArrayLike, win: str | None = None, env: str | None = None, opts: GivenOptions = None) -> Reply:
        """Draw lines of equal height over a grid.

        Args:
            X: rows x columns; NaN leaves a hole. A single row or column is drawn as a band.
            opts: `colormap`, `xmin` and `xmax` as for `surf`, and those of all plots.

        Returns the id of the window. Raises `BadArgument` for data and options that do not fit.

        Example: `vis.contour([[0, 1, 0], [1, 2, 1]], win="map", opts={"colormap": "Electric"})`
        """
        return self._send(*surface_request(to_numbers(X, "X"), win, env, prepare(opts), "contour"))

    def quiver(
        self,
        X: ArrayLike,
        Y: ArrayLike,
        gridX: ArrayLike | None = None,
        gridY: ArrayLike | None = None,
        win: str | None = None,
        env: str | None = None,
        opts: GivenOptions = None,
    ) -> Reply:
        """Draw a field of arrows.

        Args:
            X, Y: rows x columns, the parts of each arrow along the axes x and y, in the units of the axes.
            gridX, gridY: rows x columns, where each arrow begins. Default: row and column number.
            opts: `normalize` (length of the longest arrow; default: as given), `arrowheads` (default True),
                `linecolor` and the like of `scatter`, and those of all plots.

        Returns the id of the window. Raises `BadArgument` for data and options that do not fit.

        Example: `vis.quiver([[1, 0], [0, -1]], [[0, 1], [1, 0]], win="wind", opts={"normalize": 0.8})`
        """
        own = quiver_options(own_copy(opts))
        grids = optional_numbers(gridX, "gridX"), optional_numbers(gridY, "gridY")
        points = quiver_points(to_numbers(X, "X"), to_numbers(Y, "Y"), *grids, own)
        return self._send(*scatter_request(points, None, win, env, prepare(own), update=None, name=None))

    def mesh(
        self,
        X: ArrayLike,
        Y: ArrayLike | None = None,
        win: str | None = None,
        env: str | None = None,
        opts: GivenOptions = None,
    ) -> Reply:
        """Draw a body of triangles.

        Args:
            X: N x 3 corners in space, or N x 2 in the plane; tuples are accepted, too.
            Y: as many columns as `X`: the row numbers, from 0, of the corners of each triangle. Default: plotly
                finds triangles.
            opts: `color` (of the triangles), `opacity` (0 to 1), and those of all plots.

        Returns the id of the window. Raises `BadArgument` for data and options that do not fit.

        Example: `vis.mesh([[0, 0, 0], [1, 0, 0], [0, 1, 0]], [[0, 1, 2]], win="body", opts={"opacity": 0.5})`
        """
        corners = to_numbers(listed(X), "X")
        return self._send(*mesh_request(corners, optional_numbers(listed(Y), "Y"), win, env, prepare(opts)))

    def graph(
        self,
        edges: Any,
        edgeLabels: ArrayLike | None = None,
        nodeLabels: ArrayLike | None = None,
        opts: GivenOptions = None,
        env: str | None = None,
        win: str | None = None,
    ) -> Reply:
        """Draw a network. Note the order: `opts`, `env`, `win`.

        Args:
            edges: pairs of nodes, which are numbered from 0 without a gap; an E x 2 array, or the edges of networkx.
            edgeLabels: E texts. Default: "0-1" for the edge from 0 to 1.
            nodeLabels: a text for each node. Default: its number.
            opts: `directed` (draw arrows), `showVertexLabels` and `showEdgeLabels` (write the labels always, not
                only on hovering), `scheme` ("same" colour for all nodes, or "different" ones), `width` and `height`
                (pixels, default 500), `title`.

        Returns the id of the window. Raises `BadGraph`, a `BadArgument`, for other nodes, and `BadArgument` for
        labels that do not fit.

        Example: `vis.graph([(0, 1), (1, 2)], nodeLabels=["a", "b", "c"], win="net", opts={"directed": True})`
        """
        return self._send(*graph_request(edges, edgeLabels, nodeLabels, own_copy(opts), env, win))
