"""Counts what an update takes, in this process, without sockets: numbers that are the same on every machine."""

from __future__ import annotations

import asyncio
import gc
import os
import statistics
import sys
import tempfile
import threading
import tracemalloc
from collections.abc import Callable, Coroutine, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from types import FrameType
from typing import Any

import orjson

from benchmarks.bodies import Body
from visdom import jsontext
from visdom.autosave import open_tree
from visdom.autosave.disk import files
from visdom.jsontext import dumps
from visdom.server.http.windows import update
from visdom.server.push.hub import Hub
from visdom.server.push.viewer import Viewer
from visdom.server.workspace import Workspace, parsing
from visdom.windows.patch import replay

ENV = "env"
UPDATES = 9
Work = Callable[[], None]


@dataclass(frozen=True)
class Counts:
    """What one update took; of several, the middle value of each."""

    steps: float
    """Operations of the interpreter."""
    memory: float
    """The most bytes that it allocated."""
    json: float
    """Bytes of JSON text, read and written."""
    file_calls: float
    """Calls to the system about files."""
    file_bytes: float
    """Bytes written to files."""
    messages: float
    """Messages to the viewer."""
    sent_bytes: float
    """Bytes of these messages."""


class CountingOs:
    """The module `os` as the file layer sees it: counts the calls of this thread, and the bytes that they write."""

    def __init__(self) -> None:
        self.calls = 0
        self.bytes = 0
        self._thread = threading.get_ident()

    def __getattr__(self, name: str) -> Any:
        real = getattr(os, name)

        def call(*arguments: Any, **keywords: Any) -> Any:
            if threading.get_ident() == self._thread:  # others tidy up
                self.calls += 1
                self.bytes += len(arguments[1]) if name == "write" else 0
            return real(*arguments, **keywords)

        return call if callable(real) else real


class CountingJson:
    """The module `orjson` as the server sees it: counts the bytes that this thread reads and writes."""

    JSONDecodeError = orjson.JSONDecodeError

    def __init__(self) -> None:
        self.bytes = 0
        self._thread = threading.get_ident()

    def dumps(self, value: Any) -> bytes:
        text = orjson.dumps(value)
        self._count(text)
        return text

    def loads(self, text: bytes | str) -> Any:
        self._count(text)
        return orjson.loads(text)

    def _count(self, text: bytes | str) -> None:
        if threading.get_ident() == self._thread:
            self.bytes += len(text)


class CountingLink:
    """A link to a page that reads everything at once."""

    full = False

    def __init__(self) -> None:
        self.messages = 0
        self.bytes = 0

    def send(self, message: bytes) -> None:
        self.messages += 1
        self.bytes += len(message)

    async def drained(self) -> None:
        """There is always room."""

    def close(self) -> None:
        """There is nothing to close."""


def count(made: Iterable[Body], grown: Iterable[Body], updates: Callable[[int], Body]) -> Counts:
    """Make windows, update them, and count what further updates take while one page watches."""
    tracemalloc.start()  # before the windows exist: a list that grows in place must not count as new
    try:
        with updated_server(made, [*grown, updates(-1)]) as workspace:
            return counted(workspace, updates)
    finally:
        tracemalloc.stop()


@contextmanager
def updated_server(made: Iterable[Body], grown: Iterable[Body]) -> Iterator[Workspace]:
    """A server without sockets, after these windows and at least one update: the first one has to wait."""
    with tempfile.TemporaryDirectory() as folder:
        tree = open_tree(folder, replay=replay, fsync="never", cache_mb=0.0)
        for timer in [*tree._timers, *tree._store._timers]:  # what is tidied up meanwhile is not the price of an update
            timer.stop()
        workspace = Workspace(tree, Hub())
        try:
            asyncio.run(_prepare(workspace, made, grown))
            tree.save_all()
            yield workspace
        finally:
            tree.close()
            workspace.close()


def update_of(workspace: Workspace, body: Body) -> Work:
    """An update as a request describes it, applied at once: one that has to wait is a RuntimeError."""
    text = dumps(body)

    def work() -> None:
        _at_once(update(workspace, parsing.body(text)))

    return work


def counted(workspace: Workspace, updates: Callable[[int], Body]) -> Counts:
    """Count what these updates take, with one viewer."""
    link = CountingLink()
    page = Viewer("page", link, workspace.io, extended=True)
    page.watch(ENV)
    page.open(None, {}, None)
    workspace.hub.viewers[page.sid] = page
    works = [update_of(workspace, updates(number)) for number in range(2 * UPDATES)]
    gc.collect()
    gc.disable()
    try:
        each = [_count_one(*pair, link) for pair in zip(works[::2], works[1::2], strict=True)]
    finally:
        gc.enable()
    return Counts(*(statistics.median(found) for found in zip(*map(astuple, each), strict=True)))


async def _prepare(workspace: Workspace, made: Iterable[Body], grown: Iterable[Body]) -> None:
    for body in made:
        await workspace.windows.create(body)
    for body in grown:
        await workspace.windows.update(body)


def _count_one(work: Work, like_it: Work, link: CountingLink) -> Counts:
    """Count two updates that are alike: counting the steps takes memory, and counting the memory takes steps."""
    messages, sent_bytes = link.messages, link.bytes
    with _counting() as (system, text):
        steps = _steps(work)
    messages, sent_bytes = link.messages - messages, link.bytes - sent_bytes
    return Counts(steps, _memory(like_it), text.bytes, system.calls, system.bytes, messages, sent_bytes)


@contextmanager
def _counting() -> Iterator[tuple[CountingOs, CountingJson]]:
    """Count the calls about files and the bytes of JSON text inside the block."""
    system, text = CountingOs(), CountingJson()
    files.os, jsontext.orjson = system, text  # type: ignore[assignment]
    try:
        yield system, text
    finally:
        files.os, jsontext.orjson = os, orjson


def _steps(work: Work) -> int:
    """The number of operations of the interpreter."""
    steps = 0

    def trace(frame: FrameType, event: str, argument: object) -> Any:
        nonlocal steps
        frame.f_trace_opcodes, frame.f_trace_lines = True, False
        steps += event == "opcode"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before)
    return steps


def _memory(work: Work) -> int:
    """The most bytes in use, beyond those before. Under a tracer texts would not grow in place."""
    tracer = sys.gettrace()
    sys.settrace(None)
    try:
        tracemalloc.reset_peak()
        before = tracemalloc.get_traced_memory()[0]
        work()
        return tracemalloc.get_traced_memory()[1] - before
    finally:
        sys.settrace(tracer)


def _at_once(work: Coroutine[Any, Any, object]) -> None:
    """Run a coroutine that waits for nothing."""
    try:
        work.send(None)
    except StopIteration:
        return
    work.close()
    raise RuntimeError("an update of a window in memory waited for something")
