"""One writer: a program that sends requests of all kinds until the server is gone, and keeps a ledger of them.

Run as `python writers.py PORT SEED LEDGER`: reads the ledger file, prints `ready` once the first request was answered,
and writes the ledger back when the connection breaks.
"""

from __future__ import annotations

import http.client
import json
import random
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import window_model as model
from ledger import SHARED, Environments, Ledger, Windows

WINDOW_IDS = ("loss", "a/b", "a_b", "CON", "../note", "größe 名", "img.json")
KINDS = ("text", "line", "heatmap", "image", "image_history")
TRACE_NAMES = ("train", "test", "validation")
BIG_POINTS = 7000
BIG_IMAGE = 70_000
LONGEST = 60_000


@dataclass
class Request:
    """One request, the answer it must get, and the state that it leads to."""

    path: str
    body: dict[str, Any]
    answer: str
    after: Environments
    one_by_one: bool = False


class Surprise(Exception):
    """The server's answer is not the expected one."""


class Writer:
    """Chooses requests at random; `state` is what the server has acknowledged so far."""

    def __init__(self, ledger: Ledger, port: int, seed: str) -> None:
        self.ledger = ledger
        self.random = random.Random(seed)
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self.serial = ledger.answered
        self.own_environments = [f"{ledger.owner}_{letter}" for letter in "abc"]

    @property
    def state(self) -> Environments:
        """The acknowledged state."""
        return self.ledger.acknowledged

    def work(self, ready: Callable[[], None]) -> None:
        """Send requests until the connection breaks or an answer is not the expected one."""
        try:
            while True:
                self.send(self.next_request())
                ready()
        except Surprise as surprise:
            self.ledger.surprise = str(surprise)
        except (OSError, http.client.HTTPException):
            return

    def send(self, request: Request) -> None:
        """Send one request; the ledger knows of it before it leaves, and that it holds once it was answered."""
        text = json.dumps(request.body)
        self.ledger.in_flight, self.ledger.one_by_one = request.after, request.one_by_one
        self.ledger.last_request = f"{request.path} {text[:200]}"
        answer = self.post(request.path, text)
        if answer != request.answer:
            raise Surprise(f"{self.ledger.last_request} was answered {answer[:300]!r}, expected {request.answer!r}")
        self.ledger.acknowledged, self.ledger.in_flight = request.after, None
        self.ledger.one_by_one = False
        self.ledger.answered += 1

    def read(self, eid: str, win: str | None) -> dict[str, Any]:
        """What the server holds now: one window, or with None all of an environment."""
        stored: dict[str, Any] = json.loads(self.post("/win_data", json.dumps({"win": win, "eid": eid})))
        return stored

    def post(self, path: str, body: str) -> str:
        """Text of the answer, whose status must be 200."""
        encoded = body.encode()
        self.ledger.sent += len(encoded)
        self.connection.request("POST", path, encoded, {"Content-Type": "application/json"})
        answer = self.connection.getresponse()
        text = answer.read().decode()
        if answer.status != 200:
            raise Surprise(f"{path} {body[:200]} was answered {answer.status} {text[:300]!r}")
        return text

    def next_request(self) -> Request:
        """A request of a random kind that suits the present state."""
        self.serial += 1
        if self.random.random() < 0.25:
            eid, wins = SHARED, [f"{self.ledger.owner} {win}" for win in WINDOW_IDS[:3]]
        else:
            eid, wins = self.random.choice(self.own_environments), list(WINDOW_IDS)
            if self.random.random() < 0.12:
                return self.change_environment(eid)
        present = [win for win in wins if win in self.state.get(eid, {})]
        choice = self.random.random()
        if not present or choice < 0.2:
            return self.create(eid, self.random.choice(wins))
        win = self.random.choice(present)
        if choice < 0.28:
            return self.close(eid, win)
        if choice < 0.32:
            return self.put_window(eid, win)
        return self.update(eid, win)

    # -- whole environments

    def change_environment(self, eid: str) -> Request:
        """Fork, delete, make, empty, overwrite or save an environment of the writer's own."""
        kinds = [self.make_environment, self.fork, self.delete_environment, self.close_all, self.put_environment]
        choice = self.random.choices([*kinds, self.save], [2, 4, 3, 2, 3, 3])[0]
        return choice(eid) if eid in self.state else self.make_environment(eid)

    def make_environment(self, eid: str) -> Request:
        after = {**self.state, eid: self.state.get(eid, {})}
        return Request(f"/env/{quote(eid)}", {"eid": eid}, "", after)

    def fork(self, eid: str) -> Request:
        """Copy over another environment, and now and then over itself."""
        target = self.random.choice(self.own_environments)
        after = self.with_windows(target, self.state[eid])
        return Request("/fork_env", {"prev_eid": eid, "eid": target}, target, after)

    def delete_environment(self, eid: str) -> Request:
        after = {other: windows for other, windows in self.state.items() if other != eid}
        return Request("/delete_env", {"eid": eid}, "", after)

    def save(self, eid: str) -> Request:
        return Request("/save", {"data": [eid]}, json.dumps([eid]), self.state)

    def close_all(self, eid: str) -> Request:
        return Request("/close", {"win": None, "eid": eid}, "", self.with_windows(eid, {}), one_by_one=True)

    def put_environment(self, eid: str) -> Request:
        """Read all windows, leave out one, change the title of the rest, and store them."""
        kept = dict(list(self.read(eid, None).items())[1:])
        title = f"put {self.serial}"
        for window in kept.values():
            window["title"] = title
        after = {win: {**window, "title": title} for win, window in self.state[eid].items() if win in kept}
        body = {"win": None, "eid": eid, "data": json.dumps(kept)}
        return Request("/win_data", body, "", self.with_windows(eid, after))

    # -- single windows

    def create(self, eid: str, win: str) -> Request:
        """Make a window, or replace it by one of any kind."""
        kind = self.random.choice(KINDS)
        data, layout = self.content(kind, big=self.random.random() < 0.15)
        opts = {"title": f"{kind} {self.serial}", "width": self.random.choice([None, 300])}
        new = model.replaced(self.state.get(eid, {}).get(win), model.created(win, data, opts, layout))
        body = {"win": win, "eid": eid, "data": data, "opts": opts} | ({} if layout is None else {"layout": layout})
        return Request("/events", body, win, self.with_window(eid, win, new))

    def content(self, kind: str, big: bool) -> tuple[list[dict[str, Any]], dict[str, Any] | None]:
        """`data` and `layout` for a new window."""
        if kind == "text":
            return [{"type": kind, "content": f"text {self.serial} é名" + " word" * (BIG_IMAGE // 5 * big)}], None
        if kind in ("image", "image_history"):
            return [{"type": kind, "content": self.image(big)}], None
        if kind == "heatmap":
            cells = [[self.serial, row, 0.5] for row in range(BIG_POINTS if big else 3)]
            return [{"type": kind, "z": cells, "x": None, "y": None, "colorscale": "Viridis"}], {"title": "h"}
        names = self.random.sample(TRACE_NAMES, 2)
        return [self.trace(name, BIG_POINTS if big else 4) for name in names], {"title": "t", "margin": {"l": 60}}

    def image(self, big: bool) -> dict[str, Any]:
        size = self.random.randint(BIG_IMAGE, 2 * BIG_IMAGE) if big else self.random.randint(10, 3000)
        return {"src": f"data:image/png;base64,{self.serial}" + "A" * size, "caption": f"image {self.serial}"}

    def trace(self, name: str, count: int) -> dict[str, Any]:
        heights = [self.serial + place / 8 + 0.1 for place in range(count)]
        return {"type": "scatter", "mode": "lines", "name": name, "x": list(range(count)), "y": heights}

    def close(self, eid: str, win: str) -> Request:
        windows = {other: window for other, window in self.state[eid].items() if other != win}
        return Request("/close", {"win": win, "eid": eid}, "", self.with_windows(eid, windows))

    def put_window(self, eid: str, win: str) -> Request:
        """Read one window, change its title, and store it."""
        title = f"put {self.serial}"
        body = {"win": win, "eid": eid, "data": json.dumps({**self.read(eid, win), "title": title})}
        after = {**self.state[eid][win], "title": title}
        return Request("/win_data", body, "", self.with_window(eid, win, after))

    def update(self, eid: str, win: str) -> Request:
        """A change of the kind that fits the window; one that has grown long is replaced instead."""
        window = self.state[eid][win]
        if window["type"] == "image" or len(json.dumps(window)) > LONGEST and self.random.random() < 0.5:
            return self.create(eid, win)
        if window["type"] == "text":
            line = f"line {self.serial} <b>é</b>"
            return self.update_request(eid, model.text_appended(window, line), data=[{"type": "text", "content": line}])
        if window["type"] == "image_history":
            image = self.image(big=self.random.random() < 0.1)
            data = [{"type": "image_history", "content": image}]
            return self.update_request(eid, model.image_appended(window, image), data=data)
        if self.random.random() < 0.15:
            opts, layout = {"title": f"new title {self.serial}"}, {"title": f"new title {self.serial}"}
            return self.update_request(eid, model.dressed(window, opts, layout), opts=opts, layout=layout)
        traces = window["content"]["data"]
        is_heatmap = bool(traces) and traces[0]["type"] == "heatmap"
        return self.update_heatmap(eid, window) if is_heatmap else self.update_line(eid, window)

    def update_line(self, eid: str, window: model.Window) -> Request:
        """Append to all traces or one of them, replace one, or remove one."""
        names = [trace["name"] for trace in window["content"]["data"]]
        choice = self.random.random()
        if choice < 0.4 and names:
            data = [self.trace(name, self.random.randint(1, 5)) for name in names]
            return self.update_request(eid, model.traces_changed(window, data, None, True), data=data, append=True)
        if choice < 0.5 and names:
            name = self.random.choice(names)
            return self.update_request(eid, model.trace_removed(window, name), data=[], name=name, delete=True)
        name = self.random.choice(TRACE_NAMES)
        data, append = [self.trace(name, self.random.randint(1, 5))], choice < 0.85
        after = model.traces_changed(window, data, name, append)
        return self.update_request(eid, after, data=data, name=name, append=append)

    def update_heatmap(self, eid: str, window: model.Window) -> Request:
        """Append rows or columns."""
        cells = window["content"]["data"][0]["z"]
        if self.random.random() < 0.7:
            direction, new = "appendRow", [[self.serial + 0.25] * len(cells[0])]
            after = model.rows_appended(window, new)
        else:
            direction, new = "appendColumn", [[self.serial + row] for row in range(len(cells))]
            after = model.columns_appended(window, new)
        data = [{"type": "heatmap", "z": new, "x": None, "y": None}]
        return self.update_request(eid, after, data=data, append=True, updateDir=direction)

    def update_request(self, eid: str, after: model.Window, **members: Any) -> Request:
        body = {"win": after["id"], "eid": eid, "opts": {}, "layout": {}, **members}
        return Request("/update", body, after["id"], self.with_window(eid, after["id"], after))

    # -- the state that a request leads to

    def with_window(self, eid: str, win: str, window: model.Window) -> Environments:
        return self.with_windows(eid, {**self.state.get(eid, {}), win: window})

    def with_windows(self, eid: str, windows: Windows) -> Environments:
        return {**self.state, eid: dict(windows)}


def main(port: str, seed: str, path: str) -> None:
    """Work until the server is gone."""
    ledger = Ledger.load(Path(path))
    told: list[bool] = []

    def tell_once() -> None:
        if not told:
            print("ready", flush=True)
            told.append(True)

    Writer(ledger, int(port), seed).work(tell_once)
    ledger.save(Path(path))


if __name__ == "__main__":
    main(*sys.argv[1:])
