import asyncio
import json
from collections.abc import Callable, Collection, Coroutine
from typing import Any

import pytest

from visdom.errors import StorageError
from visdom.server.push import viewer as viewer_module
from visdom.server.push.viewer import Viewer


class ListLink:
    """A link that records the messages, and is full when the test sets that."""

    def __init__(self) -> None:
        self.sent: list[Any] = []
        self.full = False
        self._room = asyncio.Event()

    def send(self, message: bytes) -> None:
        self.sent.append(json.loads(message))

    async def drained(self) -> None:
        await self._room.wait()

    def empty(self) -> None:
        self.full = False
        self._room.set()

    def close(self) -> None:
        self.full = True


class Shelf:
    """Windows of which some must be loaded first."""

    def __init__(self, *wins: str, loaded: bool = True) -> None:
        self.windows = dict.fromkeys(wins, 1)
        self.in_memory = set(wins) if loaded else set()
        self.loads: list[tuple[str, ...]] = []

    def has_message(self, eid: str, win: str) -> bool:
        return win in self.in_memory

    async def load_messages(self, eid: str, wins: Collection[str]) -> None:
        self.loads.append(tuple(wins))
        await asyncio.sleep(0)
        self.in_memory.update(wins)

    def window_message(self, eid: str, win: str) -> bytes | None:
        return change(win, self.windows[win])() if win in self.windows else None


def change(win: str, version: int) -> Callable[[], bytes]:
    return lambda: json.dumps([win, version]).encode()


def run(story: Callable[[], Coroutine[Any, Any, None]]) -> None:
    asyncio.run(story())


LAYOUT = b'"layout"'


def test_opening_sends_the_windows_in_order_and_then_the_last_message() -> None:
    async def story() -> None:
        link = ListLink()
        viewer = Viewer("sid", link, Shelf("a", "b"))
        viewer.watch("env")
        viewer.open(b'"reload"', dict.fromkeys("ba"), LAYOUT)
        assert link.sent == ["reload", ["b", 1], ["a", 1], "layout"]

    run(story)


def test_windows_that_are_not_in_memory_are_loaded_together() -> None:
    async def story() -> None:
        link, shelf = ListLink(), Shelf("a", "b", "c", loaded=False)
        viewer = Viewer("sid", link, shelf)
        viewer.watch("env")
        viewer.open(None, dict.fromkeys("abc"), LAYOUT)
        assert link.sent == []
        await asyncio.sleep(0.01)
        assert link.sent == [["a", 1], ["b", 1], ["c", 1], "layout"]
        assert shelf.loads == [("a", "b", "c")]

    run(story)


def test_nothing_about_the_new_environment_is_sent_before_it_is_opened() -> None:
    async def story() -> None:
        link, shelf = ListLink(), Shelf("a")
        viewer = Viewer("sid", link, shelf)
        viewer.watch("env")
        viewer.send_change("a", change("a", 2))
        assert link.sent == []
        shelf.windows["a"] = 2
        viewer.open(None, {}, LAYOUT)
        assert link.sent == [["a", 2], "layout"]

    run(story)


def test_changes_of_a_window_out_of_sync_are_replaced_by_the_window() -> None:
    async def story() -> None:
        link, shelf = ListLink(), Shelf("a", "b")
        viewer = Viewer("sid", link, shelf)
        link.full = True
        viewer.watch("env")
        viewer.open(None, dict.fromkeys("ab"), LAYOUT)
        shelf.windows["b"] = 5
        viewer.send_change("b", change("b", 5))
        link.empty()
        await asyncio.sleep(0.01)
        assert link.sent == [["a", 1], ["b", 5], "layout"]

    run(story)


def test_a_slow_page_gets_each_changed_window_once_when_there_is_room() -> None:
    async def story() -> None:
        link, shelf = ListLink(), Shelf("a", "b")
        viewer = Viewer("sid", link, shelf)
        link.full = True
        for version in range(2, 100):
            shelf.windows["a"] = shelf.windows["b"] = version
            viewer.send_change("a", change("a", version))
            viewer.send_change("b", change("b", version))
        link.empty()
        await asyncio.sleep(0.01)
        assert link.sent == [["a", 99], ["b", 99]]

    run(story)


def test_a_window_out_of_sync_that_does_not_exist_is_sent_as_closed() -> None:
    async def story() -> None:
        link, shelf = ListLink(), Shelf("a")
        viewer = Viewer("sid", link, shelf)
        link.full = True
        viewer.send_change("a", change("a", 2))
        del shelf.windows["a"]
        link.empty()
        await asyncio.sleep(0.01)
        assert link.sent == [{"command": "close", "data": "a"}]

    run(story)


def test_a_page_whose_windows_cannot_be_loaded_still_gets_changes(caplog: pytest.LogCaptureFixture) -> None:
    class Broken(Shelf):
        async def load_messages(self, eid: str, wins: Collection[str]) -> None:
            raise StorageError("no such luck")

    async def story() -> None:
        link, shelf = ListLink(), Broken("a", loaded=False)
        viewer = Viewer("sid", link, shelf)
        viewer.watch("env")
        viewer.open(None, {"a": None}, LAYOUT)
        await asyncio.sleep(0.01)
        viewer.send_change("b", change("b", 2))
        assert link.sent == ["layout", ["b", 2]]

    run(story)
    assert "no such luck" in caplog.text


def test_switching_to_another_environment_drops_unsent_windows() -> None:
    async def story() -> None:
        link, shelf = ListLink(), Shelf("a", "b", loaded=False)
        viewer = Viewer("sid", link, shelf)
        viewer.watch("one")
        viewer.open(None, {"a": None}, LAYOUT)
        viewer.watch("two")
        viewer.open(None, {"b": None}, LAYOUT)
        await asyncio.sleep(0.01)
        assert link.sent == [["b", 1], "layout"]

    run(story)


def test_a_comparing_page_gets_the_merged_windows_and_then_plain_changes() -> None:
    async def story() -> None:
        link = ListLink()
        viewer = Viewer("sid", link, Shelf())
        viewer.watch("one", "two")
        viewer.open(None, {"a": b'"merged"'}, LAYOUT)
        viewer.send_change("a", change("a", 7))
        assert link.sent == ["merged", "layout", ["a", 7]]

    run(story)


@pytest.mark.parametrize(("megabytes", "is_sent_without_a_pause"), [(1, True), (4, False)])
def test_only_a_large_environment_is_sent_with_pauses(
    monkeypatch: pytest.MonkeyPatch, megabytes: int, is_sent_without_a_pause: bool
) -> None:
    monkeypatch.setattr(viewer_module, "SLICE_PAUSE_SECONDS", 1000.0)
    wins = [str(number) for number in range(megabytes * 16)]
    encoded: dict[str, bytes | None] = {win: json.dumps([win, "x" * 65_536]).encode() for win in wins}

    async def story() -> None:
        link = ListLink()
        viewer = Viewer("sid", link, Shelf())
        for _ in range(2):  # an environment that is opened again is sent as the first one
            viewer.watch("env")
            link.sent.clear()
            viewer.open(None, encoded, LAYOUT)
            for _ in range(100):
                await asyncio.sleep(0)
            assert (link.sent[-1] == "layout") == is_sent_without_a_pause
            assert len(link.sent) > 16
        viewer.cancel()

    run(story)
