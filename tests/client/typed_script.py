"""A program that uses everything public of `visdom`, with all types said; mypy checks it, and it is run offline.

python tests/client/typed_script.py LOG_FILE
"""

from __future__ import annotations

import sys
from typing import Any

import numpy as np

import visdom
from visdom import Visdom
from visdom.errors import BadArgument, CallsLost, LoginFailed, MissingPackage, NoServer, VisdomError


def draw_points(vis: Visdom) -> None:
    """Plots over an x axis."""
    win: str = vis.line([0.5, 0.25], X=[0, 1], opts={"title": "Loss", "markers": True})
    vis.line(np.array([0.1]), np.array([2]), win=win, name="train", update="append")
    vis.line(None, win=win, name="train", update="remove")
    vis.scatter(np.eye(2), Y=[1, 2], env="other", opts={"legend": ["a", "b"], "markercolor": np.array([0, 255])})
    vis.stem([1, 2, 3], Y=[0, 1, 2])
    vis.dual_axis_lines([1, 2], [3, 4], [5, 6], opts={"name_y1": "left"})
    vis.update_window_opts(win, {"title": "New"})


def draw_amounts(vis: Visdom) -> None:
    """Plots of quantities."""
    vis.bar([1, 2], opts={"rownames": ["a", "b"]})
    vis.histogram(np.arange(50), opts={"numbins": 5})
    vis.boxplot(np.ones((4, 2)), opts={"legend": ["a", "b"]})
    vis.pie([1, 2], opts={"legend": ["a", "b"]})
    vis.sunburst(["all", "part"], ["", "all"], [2, 1])


def draw_grids(vis: Visdom) -> None:
    """Plots over two axes."""
    grid = np.arange(12.0).reshape(3, 4)
    vis.heatmap(grid, win="heat", opts={"columnnames": list("abcd")})
    vis.heatmap(grid[:1], win="heat", update="appendRow")
    vis.surf(grid)
    vis.contour(grid, opts={"colormap": "Hot"})
    vis.quiver(grid, grid, opts={"normalize": 0.5})
    vis.mesh([[0, 0], [0, 1], [1, 0]], opts={"opacity": 0.5})
    vis.graph([(0, 1), (1, 2)], nodeLabels=["a", "b", "c"], opts={"directed": True})


def draw_media(vis: Visdom) -> None:
    """Text, pictures, sound and film."""
    note: str = vis.text("<b>hello</b>", opts={"title": "Log"})
    vis.text("more", win=note, append=True)
    vis.properties([{"type": "number", "name": "rate", "value": "0.1"}])
    vis.svg('<svg width="1"></svg>')
    vis.image(np.zeros((3, 4, 4)), win="picture", opts={"store_history": True, "caption": "black"})
    vis.images([np.zeros((3, 4, 4))] * 3, nrow=2, padding=1)
    vis.audio(tensor=np.zeros(100), opts={"sample_frequency": 8000})


def draw_with_extras(vis: Visdom, plot: Any, figure: Any, film: str) -> None:
    """What needs further packages, or an events channel."""
    vis.matplot(plot, opts={"resizable": True})
    vis.plotlyplot(figure, env="other")
    vis.video(videofile=film, opts={"loop": True})
    vis.embeddings(np.eye(5), list("abcde"), data_getter=lambda index: f"<b>{index}</b>", data_type="html")
    positions: list[tuple[float, float]] = visdom.do_tsne(np.eye(30))
    print(positions)


def keep_house(vis: Visdom, log: str) -> None:
    """Environments and windows."""
    vis.save(["main"])
    vis.fork_env("main", "copy")
    vis.delete_env("copy")
    names: list[str] = vis.get_env_list()
    exists: bool | None = vis.win_exists("note", env=names[0])
    digest: str | None = vis.win_hash("note")
    data: str = vis.get_window_data("note")
    vis.set_window_data(data, "note", env="copy")
    vis.close("note")
    print(exists, digest, vis.check_connection(timeout_seconds=0.5), vis.env_list, log)


def listen(vis: Visdom, log: str) -> None:
    """Events, and the methods about the connection."""

    def pressed(event: dict[str, Any]) -> None:
        print(event["event_type"], event.get("key"))

    vis.register_event_handler(pressed, "note")
    vis.clear_event_handlers("note")
    vis.setup_socket()
    vis.setup_polling()
    vis.replay_log(log)
    vis.session.verify = False
    print(vis.use_socket, vis.socket_alive, vis.socket_connection_achieved, vis.socket_thread, vis.vis_sid)
    vis.close_connection()


def guarded(server: str) -> Visdom | None:
    """A client with every argument."""
    try:
        return Visdom(
            server=server,
            port=8097,
            base_url="/vis",
            env="lab",
            send=True,
            raise_exceptions=True,
            use_incoming_socket=False,
            username="ann",
            password="secret",
            proxies={"http": "proxy.example:3128"},
            use_polling=True,
        )
    except (NoServer, LoginFailed, BadArgument, MissingPackage) as error:
        known: VisdomError = error
        print(known, CallsLost.__doc__)
        return None


def main() -> None:
    """Draw without a server."""
    vis = Visdom(offline=True, log_to_filename=sys.argv[1])
    for draw in (draw_points, draw_amounts, draw_grids, draw_media):
        draw(vis)
    keep_house(vis, sys.argv[1])
    print(visdom.__version__)


if __name__ == "__main__":
    main()
