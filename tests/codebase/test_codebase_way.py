"""The way of one appended point through the code, as a reader has to follow it: measured, and printed."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from types import FrameType

from sources import ROOT

from benchmarks.counting import ENV, CountingLink, update_of, updated_server
from visdom.server.push.viewer import Viewer

PACKAGE = ROOT / "visdom"


@contextmanager
def called() -> Iterator[list[Path]]:
    """The file of each function of ours that is called inside, in this order; comprehensions are no calls."""
    calls: list[Path] = []

    def profile(frame: FrameType, event: str, _: object) -> None:
        path, name = Path(frame.f_code.co_filename), frame.f_code.co_name
        if event == "call" and path.is_relative_to(PACKAGE) and not name.startswith("<"):
            calls.append(path.relative_to(PACKAGE))

    sys.setprofile(profile)
    try:
        yield calls
    finally:
        sys.setprofile(None)


def point(step: int) -> dict[str, object]:
    trace = {"type": "scatter", "mode": "lines", "name": "loss", "x": [step], "y": [step / 2]}
    return {"data": [trace], "win": "loss", "eid": ENV, "layout": {}, "opts": {}, "name": "loss", "append": True}


def test_an_appended_point_takes_few_calls() -> None:
    """From the body of the request to the journal and a page: a point costs no more than what it changes."""
    with updated_server([point(0)], [point(1)]) as workspace:
        page = Viewer("page", CountingLink(), workspace.io, extended=True)
        page.watch(ENV)
        page.open(None, {}, None)
        workspace.hub.viewers[page.sid] = page
        update_of(workspace, point(2))()
        work = update_of(workspace, point(3))
        with called() as calls:
            work()
    files, rooms = set(calls), {path.parent for path in calls}
    changes = sum(before != after for before, after in pairwise(calls))
    print(
        f"\n  an appended point: {len(calls)} calls, {len(files)} files, {len(rooms)} rooms, {changes} changes of file"
    )
    assert Path("autosave/disk/files.py") in files, "nothing was written"
    assert Path("server/push/messages.py") in files, "nothing was sent"
    assert len(calls) <= 60
    assert len(files) <= 25
    assert len(rooms) <= 12
