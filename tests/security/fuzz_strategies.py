"""Hypothesis strategies: what good programs and pages send, and files, spoiled in a member or in their bytes."""

from __future__ import annotations

import copy
import json
from dataclasses import dataclass
from typing import Any

from bad_requests import DEPTHS, GOOD, paths, with_value
from hypothesis import strategies as st

Draw = Any
Strategy = st.SearchStrategy[Any]

MARK = "\ue000"
"""Stands for a value that `json.dumps` cannot write."""

SHOWN_BYTES = 300
LONG = 100_000
IN_TEXTS = ("]", "[", "}{", '"', '"]', "\\", '\\"]', "\ud83d", "\x00", "</script>")
ODD_NUMBERS = ("-0", "1e999", "-1e-999", "NaN", "Infinity", "9" * 400, "0.1e1", "18446744073709551616")
COMMANDS: tuple[dict[str, Any], ...] = (
    {"cmd": "close", "data": "text", "eid": "scratch"},
    {"cmd": "undo", "eid": "scratch"},
    {"cmd": "send_window", "eid": "scratch", "win": "line"},
    {"cmd": "save", "data": {"line": ["line", 1]}, "eid": "copy", "prev_eid": "scratch"},
    {"cmd": "save_all"},
    {"cmd": "save_layouts", "data": '{"scratch": {}}'},
    {"cmd": "delete_env", "eid": "copy"},
    {"cmd": "forward_to_vis", "data": {"eid": "scratch", "target": "line", "event_type": "Click"}},
    {"cmd": "layout_item_update", "eid": "scratch", "win": "line", "data": ["line", 1]},
    {"cmd": "pop_embeddings_pane", "data": {"eid": "scratch", "target": "embeddings"}},
    {"cmd": "echo", "data": "text"},
)


@dataclass(frozen=True)
class Step:
    """One request: a body for a path, or a message for a websocket (`/socket`, `/vis_socket`)."""

    path: str
    body: bytes

    def __repr__(self) -> str:
        return f"Step({self.path!r}, {self.body[:SHOWN_BYTES]!r} of {len(self.body)} bytes)"

    @property
    def is_message(self) -> bool:
        """Is it sent over a websocket?"""
        return self.path.endswith("socket")


@st.composite
def nested(draw: Draw) -> str:
    """The text of lists or objects nested deeply, perhaps each beside a text that looks like a bracket."""
    depth = draw(st.sampled_from(DEPTHS) | st.integers(400, 1030))
    beside = draw(st.none() | st.sampled_from(IN_TEXTS))
    if draw(st.booleans()):
        other = "" if beside is None else f',"b":{json.dumps(beside)}'
        return '{"a":' * depth + "0" + f"{other}}}" * depth
    before, after = ("", "") if beside is None else (f"{json.dumps(beside)},", f",{json.dumps(beside[::-1])}")
    return f"[{before}" * depth + "0" + f"{after}]" * depth


odd_texts = st.lists(st.sampled_from([*IN_TEXTS, "a", "/", "..", "+"]), max_size=6).map("".join) | st.just(
    "x" * 100_000
)
small_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | odd_texts,
    lambda some: st.lists(some, max_size=3) | st.dictionaries(odd_texts, some, max_size=3),
    max_leaves=5,
)
odd_values = small_values.map(json.dumps) | st.sampled_from(ODD_NUMBERS) | nested() | nested()


@st.composite
def spoiled(draw: Draw, body: dict[str, Any]) -> bytes:
    """The text of an object in which one member has another value, or of one more member."""
    where = draw(st.sampled_from([*paths(body), ("more",)]))
    changed = copy.deepcopy(body) | {"more": MARK} if where == ("more",) else with_value(body, where, MARK)
    return json.dumps(changed).replace(json.dumps(MARK), draw(odd_values)).encode("utf-8", "surrogatepass")


@st.composite
def cut(draw: Draw, whole: bytes) -> bytes:
    """Bytes of which some are missing, doubled, or others."""
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(whole)))
        end = min(len(whole), start + draw(st.sampled_from([0, 1, 2, 7, 100])))
        new = draw(st.binary(max_size=4) | st.just(whole[start:end] * 2) | st.sampled_from([b"{", b"]", b'"', b"\\"]))
        whole = whole[:start] + new + whole[end:]
    return whole


@st.composite
def requests(draw: Draw) -> Step:
    """A request that a server may meet."""
    path, body = draw(st.sampled_from([*GOOD.values()]))
    return Step(path, draw(st.just(json.dumps(body).encode()) | spoiled(body) | cut(json.dumps(body).encode())))


@st.composite
def stored_windows(draw: Draw) -> Step:
    """A window that a program stores as text."""
    inner = draw(spoiled({"id": "text", "type": "text", "content": "x", "title": "t"})).decode("utf-8", "replace")
    return Step("/win_data", json.dumps({"win": "text", "eid": "scratch", "data": inner}).encode())


@st.composite
def commands(draw: Draw) -> Step:
    """A message of a page or of a program."""
    command = draw(st.sampled_from(COMMANDS))
    text = draw(st.just(json.dumps(command).encode()) | spoiled(command) | cut(json.dumps(command).encode()))
    return Step(draw(st.sampled_from(["/socket", "/vis_socket"])), text)


steps = st.lists(requests() | requests() | stored_windows() | commands(), min_size=20, max_size=60)
