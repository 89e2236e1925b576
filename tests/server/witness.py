"""A server among witnesses: an environment that nobody may change, files around `env_path` that nobody may touch."""

from __future__ import annotations

import hashlib
import http.client
import json
import re
import socket
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
        """Did the server say no?"""
        return 400 <= self.status < 500


class World:
    """The server under test, and everything that must stay as it is."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.env_path = root / "some" / "levels" / "deep" / "envs"
        self.server = ServerProcess(root / "process", "-cache_type", "JPWA", env_path=self.env_path)
        for folder in (root, *list(self.env_path.parents)[:3]):
            for name in SENTINELS:
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                (folder / name).write_text("not yours")
        self._populate()
        self.files = self._files_of_the_witness()
        self.outside = self._files_outside()
        self.windows = self.everything()[WITNESS]

    def _populate(self) -> None:
        """Make the windows, and restart so that all journals are folded."""
        self.server.start()
        for win in WINDOWS:
            self.put(WITNESS, win)
            self.put(SCRATCH, win)
        self.server.restart(kill=False)

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
        """Send bytes that are no proper request, say that no more will come, and read what comes back."""
        with socket.create_connection(("127.0.0.1", self.server.port), timeout=30) as link:
            link.sendall(request)
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
        names = strict_json(self.post("/env_state", {}).text)
        return {eid: strict_json(self.post("/win_data", {"win": None, "eid": eid}).text) for eid in names}

    # -- judgement

    def check(self, answer: Answer, before: State) -> None:
        """The answer is decent, the server lives, nothing that was not named changed; a refusal changed nothing."""
        assert answer.status < 500, answer
        assert "Traceback" not in answer.text and 'File "' not in answer.text, answer
        after = self.check_unharmed()
        if answer.status >= 400:
            assert after == before, "a refused request changed something"

    def check_unharmed(self) -> State:
        """The server lives, its log is clean, and the witnesses are unchanged; returns the whole state."""
        after = self.everything()
        assert after.get(WITNESS) == self.windows, "the witness environment changed"
        assert self._files_of_the_witness() == self.files, "files of the witness environment changed"
        assert self._files_outside() == self.outside, "files outside env_path changed"
        log = self.server.log()
        assert "Traceback" not in log, log[-3000:]
        return after

    def _files_of_the_witness(self) -> dict[str, tuple[int, str]]:
        return files_below(self.env_path / WITNESS)

    def _files_outside(self) -> dict[str, tuple[int, str]]:
        """All files around `env_path`, except the server's log."""
        found = {}
        for folder in (self.root, *list(self.env_path.parents)[:3], self.server.home):
            for path in folder.iterdir():
                if path != self.env_path and path.name != "server.log":
                    found.update(files_below(path))
        return found


def is_sentence(text: str) -> bool:
    """A plain sentence for people: one line, not too long, no markup."""
    return bool(text.strip()) and len(text) <= LONGEST_SENTENCE and "\n" not in text and not text.startswith("<")


def files_below(path: Path) -> dict[str, tuple[int, str]]:
    """Path -> time of change and digest, of a file or of everything in a folder."""
    paths = [path, *path.rglob("*")]
    return {
        str(each): (each.stat().st_mtime_ns, hashlib.sha256(each.read_bytes()).hexdigest())
        if each.is_file()
        else (0, "folder")
        for each in paths
    }


def strict_json(text: str) -> Any:
    """The value of JSON text as browsers read it: without NaN and Infinity."""

    def refuse(constant: str) -> NoReturn:
        raise AssertionError(f"{constant} is no JSON")

    return json.loads(text, parse_constant=refuse)


def case_id(value: object) -> str:
    """A short name for a parametrized value."""
    return re.sub(r"[^\w.,:=\[\]{}-]+", "_", ascii(value))[:60]
