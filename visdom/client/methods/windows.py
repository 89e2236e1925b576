"""Methods for windows of any kind."""

from __future__ import annotations

import logging
import re
import time

from visdom.client.figures.update_window_opts import options_request
from visdom.client.messages import CLOSE, UPDATE, WIN_DATA, WIN_EXISTS, WIN_HASH, Appending, Reply, Request
from visdom.client.methods.sender import Sender
from visdom.client.options import GivenOptions, layout_changes
from visdom.errors import BadArgument
from visdom.protocol.names import LAYOUT_CHANGES, LAYOUT_IF_NEW

logger = logging.getLogger("visdom")

CHECK_SECS = 0.1
SILENCE_SECS = 1.0
"""How long the silence of a server is remembered within a call."""

_STARTS_WITH_MD5 = re.compile(r"[0-9a-fA-F]{32}")


class WindowMethods(Sender):
    """Close, find, read, write and change windows. `env=None` means the client's own environment."""

    def close(self, win: str | None = None, env: str | None = None) -> Reply:
        """Close a window; without `win` all windows of the environment.

        Example: `vis.close("loss")`
        """
        return self._send({"win": win, "eid": env}, CLOSE, create=False)

    def win_exists(self, win: str, env: str | None = None) -> bool | None:
        """Does a window with this id exist? None if the server does not answer that.

        Raises `BadArgument` for `win=None`.

        Example: `vis.win_exists("loss") or vis.line([0.0], win="loss")`
        """
        if win is None:
            raise BadArgument("win_exists: expected the id of a window, got None")
        try:
            reply = self._win_exists_wrap(win, env)
        except ConnectionError as error:
            logger.error("win_exists: %s", error)
            return None
        return {"true": True, "false": False}.get(reply) if isinstance(reply, str) else None

    def win_hash(self, win: str, env: str | None = None) -> str | None:
        """MD5 of the stored window, which changes with every update; None if the window does not exist.

        Raises `BadArgument` for `win=None`.

        Example: `before = vis.win_hash("loss")`
        """
        if win is None:
            raise BadArgument("win_hash: expected the id of a window, got None")
        try:
            reply = self._send({"win": win, "env": env, "eid": env}, WIN_HASH, quiet=True, create=False)
        except ConnectionError as error:
            logger.error("win_hash: %s", error)
            return None
        return reply if isinstance(reply, str) and _STARTS_WITH_MD5.match(reply) else None

    def get_window_data(self, win: str | None = None, env: str | None = None) -> Reply:
        """The stored window as JSON text; without `win`, all windows of the environment by id.

        Example: `json.loads(vis.get_window_data("loss"))["content"]["data"][0]["y"]`
        """
        return self._send({"win": win, "eid": env}, WIN_DATA, create=False)

    def set_window_data(self, data: str, win: str | None = None, env: str | None = None) -> Reply:
        """Store a window exactly as `get_window_data` returned it; without `win`, all windows of the environment.

        Args:
            data: JSON text of one window, or of an object with windows by id.

        Example: `vis.set_window_data(vis.get_window_data("loss"), "loss", env="copy")`
        """
        return self._send({"win": win, "eid": env, "data": data}, WIN_DATA, create=False)

    def update_window_opts(self, win: str, opts: GivenOptions, env: str | None = None) -> Reply:
        """Change title, size, axes, legend and the like of an existing window, but not its data.

        What `opts` does not name stays as it is. A `legend` renames the traces of a plot in order. Windows that are no
        plots have a title, a size and options of their own, such as `caption` for images.

        Returns the id of the window. Raises `BadArgument` for `opts=None`.

        Example: `vis.update_window_opts("loss", {"title": "Loss", "ytype": "log"})`
        """
        return self._send(*self._with_layout(options_request(win, env, opts)))

    def check_connection(self, timeout_seconds: float = 0) -> bool:
        """Does the server answer, and is the client connected for events if it listens?

        Checks every 0.1 s until the answer is yes or the time is over.

        Example: `assert vis.check_connection(timeout_seconds=3), "start the server first"`
        """
        deadline = time.monotonic() + timeout_seconds
        self._transport.try_again()
        while not (connected := self._is_connected()) and time.monotonic() < deadline:
            time.sleep(CHECK_SECS)
            self._transport.try_again()
        return connected

    def _appending(
        self, win: str | None, env: str | None, otherwise: Appending = Appending.TO_EXISTING, *, asks: bool = False
    ) -> Appending:
        """How to change a window that may be missing: the server makes it, if it can.

        Args:
            otherwise: what to assume of other servers, and without an answer.
            asks: let `win_exists` decide instead of assuming; with a log file always, so that the file begins with the
                window and any server can draw it.
        """
        if self.offline:
            return Appending.TO_ANY  # the server that replays the log decides
        if not self.send:
            return otherwise
        can_make = self._understands(LAYOUT_IF_NEW)
        if win is None or not asks:
            return Appending.TO_ANY if can_make else otherwise
        if can_make and self.log_to_filename is None:
            return Appending.TO_ANY
        exists = None if self._transport.is_unanswered else self.win_exists(win, env)
        if exists is None:
            return Appending.TO_ANY if can_make else otherwise
        return Appending.TO_EXISTING if exists else Appending.TO_NEW

    def _understands(self, feature: str) -> bool:
        """Does the server, or the one that replays the log, have a feature that visdom 0.2.4 lacks?

        A server that started later than this client is asked first, once in each call.
        """
        if self._transport.is_unanswered and time.monotonic() >= self._ask_again_at:
            self._has_connection()
            self._ask_again_at = time.monotonic() + SILENCE_SECS
        return self.offline or self._transport.understands(feature)

    def _with_layout(self, request: Request) -> Request:
        """An update with what its options change in the layout, unless the server only knows what 0.2.4 sends."""
        if request.endpoint != UPDATE or not self._understands(LAYOUT_CHANGES):
            return request
        changes = layout_changes(request.message["opts"], request.message.get("data", ()))
        if not (changes or request.message["layout"]):
            return request
        return request._replace(message={**request.message, LAYOUT_CHANGES: changes})

    def _is_connected(self) -> bool:
        return self._has_connection() and (self.socket_alive or not self.use_socket)

    def _win_exists_wrap(self, win: str, env: str | None = None) -> Reply:
        """The server's reply to whether the window exists; subclasses may override this."""
        return self._send({"win": win, "eid": env}, WIN_EXISTS, quiet=True)

    def _has_connection(self) -> bool:
        """Does the server answer a request that changes nothing? Subclasses may override this."""
        try:
            reply = self._win_exists_wrap("")
        except ConnectionError:
            return False
        return isinstance(reply, str) and bool(reply)
