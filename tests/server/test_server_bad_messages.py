"""Bad messages on the sockets and their polling twins are ignored; the connection and the server go on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import bad_requests as bad
import pytest
import websocket
from witness import SCRATCH, WINDOWS, WITNESS, World, case_id, strict_json

COMMANDS: dict[str, dict[str, Any]] = {
    "close": {"cmd": "close", "data": "text", "eid": SCRATCH},
    "save": {"cmd": "save", "data": {"text": {"i": "text", "w": 1}}, "prev_eid": SCRATCH, "eid": "copy"},
    "delete_env": {"cmd": "delete_env", "eid": "copy", "prev_eid": SCRATCH},
    "save_layouts": {"cmd": "save_layouts", "data": "{}"},
    "forward_to_vis": {
        "cmd": "forward_to_vis",
        "data": {"event_type": "Click", "target": "text", "eid": SCRATCH, "pane_data": False},
    },
    "layout_item_update": {
        "cmd": "layout_item_update", "eid": SCRATCH, "win": "text", "data": {"i": "text", "w": 1, "h": 1, "x": 0},
    },
    "pop_embeddings_pane": {"cmd": "pop_embeddings_pane", "data": {"eid": SCRATCH, "target": "embeddings"}},
    "undo": {"cmd": "undo", "eid": SCRATCH},
    "save_all": {"cmd": "save_all"},
    "echo": {"cmd": "echo", "mark": 1},
}  # fmt: skip
PATHS = [(name, path) for name, command in COMMANDS.items() for path in bad.paths(command)]
NOT_COMMANDS: dict[str, str] = {
    **{name: body.decode() for name, body in bad.MALFORMED.items() if "UTF-8" not in name},
    "empty object": "{}",
    "no command": '{"data": "text", "eid": "scratch"}',
    "unknown command": '{"cmd": "dance"}',
    "command of a method": '{"cmd": "__init__", "data": "text", "eid": "scratch"}',
    "command with dots": '{"cmd": "../close"}',
    "member names of objects": '{"cmd": "close", "__proto__": {}, "constructor": null}',
    "unpaired surrogate": '{"cmd": "close", "data": "\\ud800", "eid": "\\ud800"}',
}
IGNORED = [
    {"cmd": "close", "eid": WITNESS},
    {"cmd": "close", "data": None, "eid": WITNESS},
    {"cmd": "close", "data": ["text"], "eid": WITNESS},
    {"cmd": "close", "data": {}, "eid": WITNESS},
    {"cmd": "close", "data": "missing", "eid": WITNESS},
    {"cmd": "close", "data": "text"},
    {"cmd": "save", "data": {}, "eid": WITNESS},
    {"cmd": "save", "data": {}, "prev_eid": SCRATCH},
    {"cmd": "save", "data": {}, "prev_eid": None, "eid": WITNESS},
    {"cmd": "layout_item_update", "win": "text", "data": {}},
    {"cmd": "save", "data": {}, "prev_eid": "missing", "eid": WITNESS},
    {"cmd": "save", "prev_eid": SCRATCH, "eid": WITNESS},
    {"cmd": "save", "data": "x", "prev_eid": SCRATCH, "eid": WITNESS},
    {"cmd": "delete_env"},
    {"cmd": "delete_env", "prev_eid": WITNESS},
    {"cmd": "delete_env", "eid": [WITNESS]},
    {"cmd": "delete_env", "eid": "missing"},
    {"cmd": "delete_env", "eid": f"../envs/{WITNESS}"},
    {"cmd": "delete_env", "eid": f"{WITNESS}/jsons"},
    {"cmd": "delete_env", "eid": "../../../x"},
    {"cmd": "layout_item_update", "eid": "missing", "win": "text", "data": {}},
    {"cmd": "pop_embeddings_pane", "data": {"eid": WITNESS, "target": "text"}},
    {"cmd": "pop_embeddings_pane", "data": {"eid": WITNESS, "target": "missing"}},
    {"cmd": "pop_embeddings_pane", "data": {"eid": WITNESS, "target": "embeddings"}},
]


class Wire:
    """A page's socket and a program's: what the page forwards arrives at the program, so both are seen to live."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.page = self.connect("/socket")
        self.program = self.connect("/vis_socket")
        self.marks = 0

    def connect(self, path: str) -> websocket.WebSocket:
        address = f"ws://127.0.0.1:{self.world.server.port}{path}"
        return websocket.create_connection(address, timeout=30, http_no_proxy=["127.0.0.1"])

    def check_alive(self) -> None:
        """What was sent before on either socket was dealt with, and both still work."""
        for socket, message in (
            (self.page, {"cmd": "forward_to_vis", "data": {"event_type": "x", "target": "x", "eid": "x"}}),
            (self.program, {"cmd": "echo"}),
        ):
            self.marks += 1
            mark = f"mark {self.marks}"
            data = message.get("data", message)
            data["mark"] = mark
            socket.send(json.dumps(message))
            while strict_json(self.program.recv()).get("mark") != mark:
                continue

    def close(self) -> None:
        self.page.close()
        self.program.close()


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    made = World(tmp_path_factory.mktemp("bad_messages"))
    yield made
    made.close()


@pytest.fixture(scope="module")
def wire(world: World) -> Iterator[Wire]:
    made = Wire(world)
    yield made
    made.close()


def refresh(world: World) -> None:
    for win in WINDOWS:
        world.put(SCRATCH, win)
    world.post("/env/copy", {"eid": "copy"})


@pytest.mark.parametrize("name", NOT_COMMANDS)
@pytest.mark.parametrize("end", ["page", "program"])
def test_a_text_that_is_not_a_command_is_ignored(wire: Wire, end: str, name: str) -> None:
    before = wire.world.everything()
    getattr(wire, end).send(NOT_COMMANDS[name])
    wire.check_alive()
    assert wire.world.check_unharmed() == before


@pytest.mark.parametrize("frame", [b"", b"\x00", b"\xff\xfe", b"[" * 1000, b"{}"], ids=case_id)
@pytest.mark.parametrize("end", ["page", "program"])
def test_a_binary_frame_does_no_harm(wire: Wire, end: str, frame: bytes) -> None:
    before = wire.world.everything()
    getattr(wire, end).send_binary(frame)
    wire.check_alive()
    assert wire.world.check_unharmed() == before


@pytest.mark.parametrize("path", ["/socket", "/vis_socket"])
def test_bytes_that_are_not_frames_end_that_connection_only(wire: Wire, path: str) -> None:
    before = wire.world.everything()
    for end_of_frame in (b"\xff\xff\xff\xff", b"\x81\x05hello", b"\x8f\x00", b"\x88\x7e\xff\xff"):
        broken = wire.connect(path)
        broken.sock.sendall(end_of_frame)
        broken.shutdown()
    invalid_text = wire.connect(path)
    invalid_text.send(b"\xff\xfe", websocket.ABNF.OPCODE_TEXT)
    invalid_text.shutdown()
    wire.check_alive()
    assert wire.world.check_unharmed() == before


@pytest.mark.parametrize(("name", "path"), PATHS, ids=case_id)
def test_a_field_of_a_wrong_type_does_no_harm(wire: Wire, name: str, path: tuple[Any, ...]) -> None:
    for value in bad.WRONG:
        refresh(wire.world)
        wire.page.send(json.dumps(bad.with_value(COMMANDS[name], path, value)))
        wire.program.send(json.dumps(bad.with_value(COMMANDS[name], path, value)))
        wire.check_alive()
        wire.world.check_unharmed()


@pytest.mark.parametrize(("name", "path"), PATHS, ids=case_id)
def test_a_missing_field_does_no_harm(wire: Wire, name: str, path: tuple[Any, ...]) -> None:
    refresh(wire.world)
    wire.page.send(json.dumps(bad.without(COMMANDS[name], path)))
    wire.check_alive()
    wire.world.check_unharmed()


@pytest.mark.parametrize("command", IGNORED, ids=case_id)
def test_a_command_about_nothing_is_ignored(wire: Wire, command: dict[str, Any]) -> None:
    before = wire.world.everything()
    wire.page.send(json.dumps(command))
    wire.check_alive()
    assert wire.world.check_unharmed() == before


# -- the polling twins


def poll(world: World, path: str, body: dict[str, Any]) -> Any:
    """The reply of a twin, which is always JSON."""
    answer = world.post(path, body)
    assert answer.status == 200, answer
    return strict_json(answer.text)


@pytest.fixture(scope="module", params=["/socket_wrap", "/vis_socket_wrap"])
def twin(request: pytest.FixtureRequest, world: World) -> Iterator[tuple[str, str]]:
    """Path and session id of a polling twin."""
    path = request.param
    opened = world.ask("GET", path) if path == "/socket_wrap" else world.post(path, {"message_type": "init"})
    yield path, strict_json(opened.text)["sid"]


@pytest.mark.parametrize("name", NOT_COMMANDS)
def test_a_text_that_is_not_a_command_is_ignored_by_the_twin(world: World, twin: tuple[str, str], name: str) -> None:
    path, sid = twin
    before = world.everything()
    sent = poll(world, path, {"sid": sid, "message_type": "send", "message": NOT_COMMANDS[name]})
    assert sent == {"success": True}
    assert poll(world, path, {"sid": sid, "message_type": "query"})["success"] is True
    assert world.check_unharmed() == before


@pytest.mark.parametrize("command", IGNORED, ids=case_id)
def test_a_command_about_nothing_is_ignored_by_the_twin(
    world: World, twin: tuple[str, str], command: dict[str, Any]
) -> None:
    path, sid = twin
    before = world.everything()
    poll(world, path, {"sid": sid, "message_type": "send", "message": json.dumps(command)})
    assert poll(world, path, {"sid": sid, "message_type": "query"})["success"] is True
    assert world.check_unharmed() == before


@pytest.mark.parametrize("member", ["sid", "message_type", "message"])
def test_a_member_of_a_wrong_type_does_not_affect_the_twin(world: World, twin: tuple[str, str], member: str) -> None:
    path, sid = twin
    before = world.everything()
    for value in bad.WRONG:
        world.check(world.post(path, {"sid": sid, "message_type": "send", "message": "{}", member: value}), before)
    assert poll(world, path, {"sid": sid, "message_type": "query"})["success"] is True
    assert world.check_unharmed() == before
