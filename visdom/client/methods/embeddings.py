"""The method that shows embeddings, and its replies to the events of their window."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from typing import Any

from visdom.client.arrays import ArrayLike, listed, to_array
from visdom.client.events import Event, EventMethods
from visdom.client.figures.embeddings import (
    NO_PREVIEW,
    Point,
    change_request,
    check_count,
    check_rows,
    do_tsne,
    embeddings_request,
    moved,
    plain_labels,
    points_at,
)
from visdom.client.messages import CLOSE, Reply
from visdom.client.options import GivenOptions, prepare
from visdom.errors import BadArgument

logger = logging.getLogger("visdom")

DataGetter = Callable[[int], Any]


class EmbeddingsMethods(EventMethods):
    """Rows of a matrix as points of a plane.

    Attributes:
        win_data: window id -> what its events need: `features`, `labels`, `points`, `data` (the getter), `data_type`,
            `env` and `opts`.
    """

    win_data: dict[str, dict[str, Any]]

    def embeddings(
        self,
        features: ArrayLike,
        labels: ArrayLike,
        data_getter: DataGetter | None = None,
        data_type: str | None = None,
        win: str | None = None,
        env: str | None = None,
        opts: GivenOptions = None,
    ) -> Reply:
        """Show rows as points that lie near each other where the rows do (t-SNE), coloured by label.

        A click on a point shows what `data_getter` returns for it. A region that is drawn around points is computed
        again and enlarged. This program answers both events as long as it runs and listens.

        Args:
            features: N x D matrix without NaN. It goes unchanged to `visdom.do_tsne`, which programs may replace.
            labels: N numbers or texts.
            data_getter: called with the index of a row, returns the HTML to show for it.
            data_type: kind of what `data_getter` returns; "html" is the only one.
            opts: `title`, `width` and `height` in pixels.

        Returns the id of the window. Raises `BadArgument` for features, labels and options that do not fit, and if this
        client does not listen; `MissingPackage` without a t-SNE: `pip install 'visdom[embeddings]'`. If the t-SNE fails
        itself, the window is closed.

        Example: `vis.embeddings(digits.data, digits.target, lambda row: f"<b>{digits.target[row]}</b>", "html")`
        """
        own, known_labels = prepare(opts), plain_labels(labels)
        self._check_embeddings(features, known_labels)
        reply = self._send(*embeddings_request(None, win, env, own))
        if reply is False:
            return False
        shown_in = reply if isinstance(reply, str) else win
        try:
            positions = list(_do_tsne(features))
            check_count(positions, known_labels)
            points = points_at(positions, known_labels)
            reply = self._send(*embeddings_request(points, shown_in, env, own))
        except BaseException:
            with suppress(ConnectionError):
                self._send({"win": shown_in, "eid": env}, CLOSE, quiet=True, create=False)
            raise
        if shown_in is None or not isinstance(reply, str):
            return reply
        self._register_embeddings(features, known_labels, points, data_getter, data_type, shown_in, env, own)
        return shown_in

    def _check_embeddings(self, features: ArrayLike, labels: list[Any]) -> None:
        """Raise what would otherwise be raised once the window shows that it is loading."""
        check_count(features, labels)
        if import_module("visdom").do_tsne is do_tsne:
            check_rows(features)
        may_listen = self.use_socket or self._parent_listens
        has_stopped = self.socket_thread is None or self._closing.is_set()
        if self.send and not self.offline and not may_listen and has_stopped:
            raise BadArgument(
                "embeddings: this client does not listen to clicks: create it with use_incoming_socket=True"
            )

    def _register_embeddings(
        self,
        features: ArrayLike,
        labels: list[Any],
        points: list[Point],
        data_getter: DataGetter | None,
        data_type: str | None,
        win: str,
        env: str | None,
        opts: GivenOptions,
    ) -> None:
        """Store what the events of the window need, and register their handler; subclasses may override this."""
        if data_getter is not None and data_type not in (None, "html"):
            logger.warning("embeddings: there is no preview, expected data_type='html', got %r", data_type)
        self.win_data[win] = {
            "features": features,
            "labels": labels,
            "points": points,
            "data": data_getter,
            "data_type": data_type,
            "env": env,
            "opts": opts,
        }
        if self.offline or self._on_embeddings_event in self.event_handlers.get(win, ()):
            return
        if not self.use_socket:
            self.setup_socket(self._polls)  # a child after a fork, or no server ran when this client began to listen
        self.register_event_handler(self._on_embeddings_event, win)

    def _on_embeddings_event(self, event: Event) -> None:
        """Show the clicked point, or enlarge the selected region."""
        win = event["target"]
        known = self.win_data[win]
        kind = event["event_type"]
        if kind == "EntitySelected":
            html = _preview(known, int(event["idx"]))
            change: dict[str, Any] = {"selected": {"html": html, "entityId": event["entityId"]}}
        elif kind == "RegionSelected":
            rows = [int(index) for index in event["selectedIdxs"]]
            positions = _do_tsne(to_array(listed(known["features"]))[rows])
            change = {"points": moved([known["points"][row] for row in rows], positions)}
        else:
            return
        self._send(*change_request(kind, change, win, known["env"], known["opts"]))


def _do_tsne(features: Any) -> Any:
    """Each call reads `visdom.do_tsne`, because programs replace it by a function of their own."""
    return import_module("visdom").do_tsne(features)


def _preview(known: dict[str, Any], row: int) -> Any:
    if known["data"] is None or known["data_type"] not in (None, "html"):
        return NO_PREVIEW
    return known["data"](row)
