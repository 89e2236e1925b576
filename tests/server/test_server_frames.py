"""Frames of every size come whole and in order, also to a page that reads late."""

import pytest
from peers import Page, connected, text
from serving import ServerProcess

from visdom.server.push.frames import LARGE_BYTES, frame_head


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
def test_the_head_of_a_frame_tells_its_size(size: int, head: str) -> None:
    assert frame_head(size).hex() == head


def test_messages_of_every_size_come_whole(server: ServerProcess) -> None:
    page = Page(server)
    with connected(page):
        page.watch("e")
        near_the_second_bound = range(65_536 - 500, 65_536 + 20, 20)  # a text is not all of its message
        for length in (0, *near_the_second_bound, LARGE_BYTES + 1, 3_000_000):
            text(server, "w", "e", "x" * length)
            assert len(page.command("window")["content"]) == length


def test_what_the_socket_has_no_room_for_comes_later_and_in_order(server: ServerProcess) -> None:
    page = Page(server)
    with connected(page):
        page.watch("e")
        contents = [letter * size for letter, size in zip("abcdefgh", [1_500_000, 10, 700_000, 20] * 2, strict=True)]
        for number, content in enumerate(contents):  # nobody reads meanwhile, and it is less than a link may hold back
            text(server, f"w{number}", "e", content)
        assert [page.command("window")["content"] for _ in contents] == contents
