"""Frames of every size arrive whole and in order, also at a page that reads late."""

import asyncio
import json

import pytest
from peers import Page, ask, connected, text
from serving import ServerProcess
from tornado.websocket import websocket_connect

from visdom.server.push.frames import LARGE_BYTES, frame, frame_head

SIZES = (0, *range(65_536 - 500, 65_536 + 20, 20), LARGE_BYTES + 1, 3_000_000)
"""Of texts, which are a little shorter than their messages."""


@pytest.mark.parametrize(
    ("size", "head"),
    [
        (0, "8100"),
        (125, "817d"),
        (126, "817e007e"),
        (65_535, "817effff"),
        (65_536, "817f0000000000010000"),
        (5_000_000_000, "817f000000012a05f200"),
    ],
)
def test_the_head_of_a_frame_encodes_its_size(size: int, head: str) -> None:
    assert frame_head(size).hex() == head


def test_a_message_for_many_viewers_is_framed_once() -> None:
    message = b"x" * LARGE_BYTES
    (first,), (second,) = frame(message), frame(message)
    assert first is second
    large = message + b"x"
    assert frame(large)[1] is large


def test_messages_of_every_size_arrive_whole_at_websocket_client(server: ServerProcess) -> None:
    page = Page(server)
    with connected(page):
        page.watch("e")
        for length in SIZES:
            text(server, "w", "e", "x" * length)
            assert len(page.command("window")["content"]) == length


def test_messages_that_the_socket_has_no_room_for_arrive_later_in_order(server: ServerProcess) -> None:
    page = Page(server)
    with connected(page):
        page.watch("e")
        contents = [letter * size for letter, size in zip("abcdefgh", [1_500_000, 10, 700_000, 20] * 2, strict=True)]
        for number, content in enumerate(contents):  # the page does not read meanwhile, and the link is not full
            text(server, f"w{number}", "e", content)
        assert [page.command("window")["content"] for _ in contents] == contents


def test_messages_of_every_size_arrive_whole_at_the_client_of_tornado(server: ServerProcess) -> None:
    async def contents() -> list[str]:
        socket = await websocket_connect(server.url.replace("http", "ws") + "/socket", max_message_size=1 << 30)

        async def next_message(command: str) -> dict[str, str]:
            while True:
                message = json.loads(await socket.read_message() or "")
                if message["command"] == command:
                    return dict(message)

        sid = (await next_message("register"))["data"]
        await asyncio.to_thread(ask, server, "/env/e", sid=sid)
        found = []
        for length in SIZES:
            await asyncio.to_thread(text, server, "w", "e", "x" * length)
            found.append((await next_message("window"))["content"])
        socket.close()
        return found

    assert list(map(len, asyncio.run(contents()))) == list(SIZES)
