"""Values that are nested deeply: sent as far as Python's stack has room, and refused with a sentence beyond."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from misbehaving import http

from visdom import Visdom
from visdom.client.messages import read_log, to_json
from visdom.errors import BadArgument, CallsLost, TooDeep
from visdom.jsontext import MAX_SENT_DEPTH

TOO_DEEP = 100_000
"""More levels than the stack of any Python has room for."""


def nested(levels: int, kind: type = dict, value: Any = 1) -> Any:
    """A value below so many dicts, lists or tuples."""
    for _ in range(levels):
        value = {"plotly": value} if kind is dict else kind([value])
    return value


def endless() -> dict[str, Any]:
    """A dict that contains itself."""
    value: dict[str, Any] = {}
    value["plotly"] = value
    return value


CALLS: dict[str, Callable[[Visdom, Any], Any]] = {
    "any option": lambda vis, deep: vis.text("x", opts={"own": deep}),
    "title": lambda vis, deep: vis.text("x", opts={"title": deep}),
    "layoutopts": lambda vis, deep: vis.bar([1, 2], opts={"layoutopts": {"plotly": {"a": deep}}}),
    "traceopts": lambda vis, deep: vis.line([1, 2], opts={"traceopts": {"plotly": {"1": {"a": deep}}}}),
    "textlabels": lambda vis, deep: vis.scatter([[1, 2]], opts={"textlabels": [deep]}),
    "an append": lambda vis, deep: vis.line([1], [1], win="w", update="append", opts={"own": deep}),
    "options alone": lambda vis, deep: vis.update_window_opts("w", {"xtickfont": deep}),
    "a network": lambda vis, deep: vis.graph([(0, 1)], opts={"own": deep}),
    "edges": lambda vis, deep: vis.graph([deep]),
    "properties": lambda vis, deep: vis.properties([{"type": "text", "name": "a", "value": deep}]),
    "a dict of plotly": lambda vis, deep: vis.plotlyplot({"data": [deep], "layout": {}}),
    "labels": lambda vis, deep: vis.embeddings(np.eye(2), [deep, 1]),
    "a name": lambda vis, deep: vis.text("x", win=deep),
    "an own message": lambda vis, deep: vis._send({"data": [deep], "win": "w"}),
}


@pytest.mark.parametrize("kind", [dict, list, tuple])
@pytest.mark.parametrize("name", CALLS)
def test_what_is_nested_too_deeply_is_refused_and_neither_sent_nor_logged(recorder, connect, tmp_path, name, kind):
    vis = connect(recorder.port, log_to_filename=str(tmp_path / "log"))
    recorder.forget()
    with pytest.raises(TooDeep, match=f"nested at most {MAX_SENT_DEPTH} levels deep"):
        CALLS[name](vis, nested(TOO_DEEP, kind))
    assert set(recorder.paths) <= {"/win_exists"}
    assert not (tmp_path / "log").exists()


@pytest.mark.parametrize("name", CALLS)
def test_what_contains_itself_is_refused(unsent, name):
    with pytest.raises(BadArgument):
        to_json(CALLS[name](unsent, endless())[0])


def test_a_value_that_json_lacks_may_be_deep_down(vis):
    for levels in (100, 600, 900, TOO_DEEP):
        with pytest.raises(BadArgument, match="set as data|nested at most"):
            vis._send({"data": nested(levels, list, {1})})


@pytest.mark.parametrize("kind", [dict, list])
def test_the_stack_has_room_for_hundreds_of_levels(real, kind):
    opts = {"own": nested(600, kind), "layoutopts": {"plotly": {"meta": nested(600, kind)}}}
    assert real.line([1, 2], win="w", opts=opts) == "w"
    assert json.loads(real.get_window_data("w"))["content"]["layout"]["meta"] == nested(600, kind)


def test_a_deep_answer_of_another_program_is_an_outage(misbehaving, connect):
    server = misbehaving(lambda path: http("[" * TOO_DEEP))
    with pytest.warns(CallsLost, match="not from visdom"):
        vis = connect(server.port)
        assert vis.get_env_list() == []


def test_a_line_of_a_log_that_is_nested_too_deeply_is_named(tmp_path: Path):
    (tmp_path / "log").write_text(f'["events", {"[" * TOO_DEEP}\n')
    with pytest.raises(ValueError, match="line 1: expected"):
        list(read_log(str(tmp_path / "log")))
