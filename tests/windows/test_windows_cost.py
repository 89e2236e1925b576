"""An update costs what it changes: no rule reads the points, rows, images or lines that are there already."""

from __future__ import annotations

import json
import sys
import tracemalloc
from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any

import pytest
from window_cases import heat, stored, trace

from visdom.windows.edit import Edit
from visdom.windows.patch import replay
from visdom.windows.update import pop_embeddings, update


class Unread(list[Any]):
    """A list that fails code that reads all of it, compares it, copies it or writes it out."""

    def __iter__(self) -> Iterator[Any]:
        raise AssertionError("a list of the window was read from end to end")

    def _read(self, *ignored: Any) -> Any:
        return iter(self)

    copy = index = count = __reversed__ = __contains__ = __eq__ = __repr__ = __reduce_ex__ = _read  # type: ignore

    def __getitem__(self, index: Any) -> Any:
        return iter(self) if isinstance(index, slice) else super().__getitem__(index)


def unread(count: int, value: Any = 0) -> Unread:
    return Unread([value] * count)


def plot(*traces: Any) -> Any:
    return stored("plot", {"data": list(traces), "layout": {}})


def line(**more: Any) -> Any:
    return trace(unread(1000), unread(1000), marker={"color": unread(1000)}, **more)


READERS: list[Callable[[Any], object]] = [
    list,
    deepcopy,
    repr,
    json.dumps,
    any,
    lambda some: some == [1, 2, 3],
    lambda some: some[:],
    lambda some: some.copy(),
    lambda some: 1 in some,
    lambda some: [*some],
]


@pytest.mark.parametrize("read", READERS)
def test_the_lists_of_this_test_notice_readers(read: Callable[[Any], object]) -> None:
    with pytest.raises(AssertionError):
        read(unread(3))


@pytest.mark.parametrize(
    ("window", "request_body"),
    [
        (plot(line()), {"data": [trace([1], [2], marker={"color": [3]})], "append": True, "opts": {"title": "T"}}),
        (plot(line(), line()), {"data": [trace([1, 2], [2, 3])] * 2, "append": True}),
        (plot(line(), line(name="b")), {"data": [trace([1], [2])], "name": "b", "append": True}),
        (plot(line()), {"data": [trace([1], [2])], "append": False}),
        (plot(line()), {"data": [trace([1], [2])], "name": "new"}),
        (plot(line(), line()), {"data": [], "name": "a", "delete": True}),
        (plot(line()), {"opts": {"title": "T", "legend": ["p"]}, "layout": {"title": "T"}}),
        (
            plot(heat(unread(1000, unread(3)))),
            {"data": [heat([[1, 2, 3]])], "updateDir": "appendRow", "append": True},
        ),
        (
            plot(heat(unread(1000, unread(3)))),
            {"data": [heat([[1, 2, 3]])], "updateDir": "prependRow", "append": True},
        ),
        (
            plot(heat([unread(1000), unread(1000)])),
            {"data": [heat([[1], [2]])], "updateDir": "appendColumn", "append": True},
        ),
        (stored("image_history", unread(1000)), {"data": [{"type": "image_history", "content": {}}]}),
        (
            stored("embeddings", {"data": unread(1000)}, old_content=unread(10)),
            {"data": {"update_type": "RegionSelected", "points": [1, 2]}},
        ),
    ],
)
def test_present_values_are_not_read(window: Any, request_body: Any) -> None:
    patch = update(window, request_body, content_id="new").patch
    assert len(patch) <= 10


def test_zooming_out_reads_no_points() -> None:
    window = stored("embeddings", {"data": unread(1000)}, old_content=[unread(1000)])
    patch = pop_embeddings(window, content_id="new").patch
    assert not any(isinstance(operation.get("value"), list) for operation in patch)


@pytest.fixture
def memory_peak() -> Iterator[Callable[[], int]]:
    """What was allocated at most since the last call. A tracer, as coverage has one, would hinder the interpreter."""
    tracer = sys.gettrace()
    sys.settrace(None)
    tracemalloc.start()

    def peak() -> int:
        present, highest = tracemalloc.get_traced_memory()
        tracemalloc.reset_peak()
        return highest - present

    yield peak
    tracemalloc.stop()
    sys.settrace(tracer)


LONG = 4_000_000
WARM_UP = 50  # calls until the interpreter has specialised a function


def test_a_line_appended_to_a_long_text_copies_none_of_it(memory_peak: Callable[[], int]) -> None:
    window = stored("text", "x" * LONG)
    request: Any = {"data": [{"content": "a line"}]}
    for _ in range(WARM_UP):
        update(window, request, content_id="c")
    memory_peak()
    for _ in range(5):
        update(window, request, content_id="c")
    assert memory_peak() < LONG / 10
    assert len(window["content"]) == LONG + (WARM_UP + 5) * len("<br>a line")


def test_replay_of_a_long_log_copies_none_of_it(memory_peak: Callable[[], int]) -> None:
    window = {"content": "x" * LONG}
    for number in range(WARM_UP):
        replay(window, [{"op": "str_ins", "path": "/content", "pos": LONG + number, "str": "\n"}])
    memory_peak()
    replay(window, [{"op": "str_ins", "path": "/content", "pos": LONG + WARM_UP, "str": "a line"}])
    assert memory_peak() < LONG / 10
    assert len(window["content"]) == LONG + WARM_UP + len("a line")


def test_a_refused_line_leaves_a_text_that_still_grows_in_place(memory_peak: Callable[[], int]) -> None:
    window = {"content": "x" * LONG}
    for _ in range(WARM_UP):
        edit = Edit(window)
        edit.append_text(("content",), "a line")
    memory_peak()
    edit.append_text(("content",), "kept by no inverse")
    assert memory_peak() < LONG / 10
    edit.undo()
    assert len(window["content"]) == LONG + (WARM_UP - 1) * len("a line")
