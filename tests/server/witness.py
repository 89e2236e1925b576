"""A server with witnesses: an environment that no request may change, and files around `env_path`."""

from __future__ import annotations

import http.client
import json
import os
import re
import socket
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from serving import ServerProcess

WITNESS = "witness"
SCRATCH = "scratch"
LONGEST_SENTENCE = 1000
SENTINELS = ("sentinel.json", "evil.json", "x.json", "x", "jsons/x.json", "view/layouts.json", "reload.json")

TRACE = {"type": "scatter", "mode": "lines", "name": "train", "x": [1, 2, 3], "y": [3, 2, 1]}
CELLS = {"type": "heatmap", "z": [[1, 2], [3, 4]], "x": None, "y": None, "colorscale": "Viridis"}
POINT = {"group": 0, "name": "a", "label": "a", "position": [0, 1], "idx": 0}
WINDOWS: dict[str, dict[str, Any]] = {
    "text": {"data": [{"type": "text", "content": "hello"}]},
    "line": {"data": [TRACE], "layout": {"title": "loss"}, "opts": {"title": "loss"}},
    "heatmap": {"data": [CELLS], "layout": {}},
    "image": {"data": [{"type": "image", "content": {"src": "data:,x", "caption": None}}]},
    "history": {"data": [{"type": "image_history", "content": {"src": "data:,x", "caption": None}}]},
    "properties": {"data": [{"type": "properties", "content": [{"type": "text", "name": "n", "value": "v"}]}]},
    "embeddings": {"data": [{"type": "embeddings", "content": {"data": [POINT]}}]},
}


State = dict[str, dict[str, Any]]
"""Environment -> window id -> window."""


@dataclass(frozen=True)
class Answer:
    """Status and text of an answer; status 0: the server closed the connection without one."""

    status: int
    text: str

    @property
    def is_refusal(self) -> bool:
        """Did the server refuse?"""
        return 400 <= self.status < 500


class World:
    """The server under test, and everything that must stay as it is."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.env_path = root / "some" / "levels" / "deep" / "envs"
        self.server = ServerProcess(root / "process", "-cache_type", "JPWA", env_path=self.env_path)
        self.kept_open = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=30)
        for folder in list(self.env_path.parents)[:4]:
            for name in SENTINELS:
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                (folder / name).write_text("not yours")
        self._populate()
        self.read_of_log = 0
        self.seen = self._witnesses(self.everything())

    def _populate(self) -> None:
        """Make the windows, and restart so that all journals are folded."""
        self.server.start()
        for win in WINDOWS:
            self.put(WITNESS, win)
            self.put(SCRATCH, win)
        self.server.restart(kill=False)

    def close(self) -> None:
        """End the server."""
        self.kept_open.close()
        self.server.stop()

    def put(self, eid: str, win: str) -> None:
        """Make a window of the kind that its id names."""
        answer = self.post("/events", {"win": win, "eid": eid, **WINDOWS[win]})
        assert answer == Answer(200, win), answer

    # -- requests

    def post(self, path: str, body: Any) -> Answer:
        """POST a body: bytes as they are, anything else as JSON."""
        return self.ask("POST", path, body if isinstance(body, bytes) else json.dumps(body).encode())

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Answer:
        """Send one request on a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=30)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return Answer(answer.status, answer.read().decode())
        except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
            return Answer(0, "")
        finally:
            connection.close()

    def send_raw(self, request: bytes) -> Answer:
        """Send bytes that are not a valid request, end the stream, and read the reply."""
        with socket.create_connection(("127.0.0.1", self.server.port), timeout=30) as link:
            link.sendall(request)
            with suppress(OSError):  # the server may have ended the connection by now
                link.shutdown(socket.SHUT_WR)
            received = b""
            try:
                while piece := link.recv(65536):
                    received += piece
            except ConnectionResetError:
                pass
        head, _, body = received.partition(b"\r\n\r\n")
        return Answer(int(head.split()[1]) if head else 0, body.decode(errors="replace"))

    def everything(self) -> State:
        """All windows of all environments; the answers must be strict JSON."""
        return {eid: self._read("/win_data", {"win": None, "eid": eid}) for eid in self._read("/env_state", {})}

    def _read(self, path: str, body: dict[str, Any]) -> Any:
        """A reply on a connection that stays open while the server runs."""
        for last_try in (False, True):
            try:
                self.kept_open.request("POST", path, json.dumps(body))
                return strict_json(self.kept_open.getresponse().read().decode())
            except (OSError, http.client.HTTPException):
                self.kept_open.close()
                if last_try:
                    raise

    # -- judgement

    def check(self, answer: Answer, before: State) -> State:
        """The answer is decent, the server lives, nothing that was not named changed; a refusal changed nothing."""
        after, changed, logged = self._look()
        assert answer.status < 500, f"{answer}\n{logged[-3000:]}"
        assert "Traceback" not in answer.text and 'File "' not in answer.text, answer
        if answer.status >= 400:
            assert after == before, "a refused request changed something"
        self._judge(changed, logged)
        return after

    def check_unharmed(self) -> State:
        """The server lives, its log is clean, and the witnesses are unchanged; returns the whole state."""
        after, changed, logged = self._look()
        self._judge(changed, logged)
        return after

    def _look(self) -> tuple[State, list[str], str]:
        """The state, which witnesses changed, and what was logged since the last look."""
        after = self.everything()
        before, self.seen = self.seen, self._witnesses(after)
        changed = [name for name in before.keys() | self.seen.keys() if before.get(name) != self.seen.get(name)]
        log = self.server.log()
        logged, self.read_of_log = log[self.read_of_log :], len(log)
        return after, sorted(changed), logged

    def _judge(self, changed: list[str], logged: str) -> None:
        assert not changed, f"these were not to be touched: {changed}"
        assert "Traceback" not in logged, logged[-3000:]

    def _witnesses(self, state: State) -> dict[str, Any]:
        """Everything that no request may change, by name."""
        inside = files_below(self.env_path / WITNESS)
        return {
            **{f"window {win}": window for win, window in state[WITNESS].items()},
            **inside,
            **self._files_outside(),
        }

    def _files_outside(self) -> dict[str, tuple[int, int]]:
        """All files around `env_path`, those in the server's home among them; its log is where the tests put it."""
        found = files_below(self.root, but=self.env_path)
        del found[str(self.server.folder / "server.log")]
        return found


def is_sentence(text: str) -> bool:
    """A plain sentence for people: one line, not too long, no markup."""
    return bool(text.strip()) and len(text) <= LONGEST_SENTENCE and "\n" not in text and not text.startswith("<")


def files_below(folder: Path, but: Path | None = None) -> dict[str, tuple[int, int]]:
    """Path -> time of change and size, of every file and folder in a folder, except those in `but`."""
    found = {}
    for top, folders, names in os.walk(folder):
        if Path(top) == but:
            folders.clear()
            continue
        found.update({f"{top}/{name}/": (0, 0) for name in folders})
        for name in names:
            status = Path(top, name).stat()
            found[f"{top}/{name}"] = status.st_mtime_ns, status.st_size
    return found


def strict_json(text: str) -> Any:
    """The value of JSON text as browsers read it: without NaN and Infinity."""

    def refuse(constant: str) -> NoReturn:
        raise AssertionError(f"{constant} is no JSON")

    return json.loads(text, parse_constant=refuse)


def case_id(value: object) -> str:
    """A short name for a parametrized value."""
    text = ".".join(map(str, value)) if isinstance(value, tuple) else value if isinstance(value, str) else repr(value)
    return re.sub(r"[^\w.,:=+/%-]+", "_", ascii(text)[1:-1])[:60]
