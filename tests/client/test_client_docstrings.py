"""The examples in the docstrings of `Visdom` run."""

from __future__ import annotations

import functools
import inspect
import json
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import matplotlib
import numpy
import plotly.graph_objects
from matplotlib import pyplot
from serving import ServerProcess
from sklearn.datasets import load_digits

import visdom
from visdom import Visdom

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))

import method_pages  # noqa: E402

LISTENING = ("embeddings", "properties", "register_event_handler")


def examples() -> dict[str, str]:
    """The examples in the docstrings by method, private methods included."""
    members = [("Visdom", Visdom), *inspect.getmembers(Visdom, inspect.isfunction)]
    texts = {name: inspect.getdoc(member) or "" for name, member in members if not name.startswith("__")}
    found = {name: method_pages.examples(text) for name, text in texts.items()}
    return {name: "\n".join(codes) for name, codes in found.items() if codes}


def test_the_server_takes_every_example(server: ServerProcess, connect, monkeypatch, tmp_path, caplog):
    matplotlib.use("Agg")
    monkeypatch.chdir(tmp_path)
    connect(server.port, offline=True, log_to_filename="offline_run.log").text("x", win="offline")
    digits = load_digits()
    names: dict[str, Any] = {
        "visdom": visdom,
        "Visdom": functools.partial(connect, server.port),
        "json": json,
        "numpy": numpy,
        "plotly": plotly,
        "pyplot": pyplot,
        "digits": SimpleNamespace(data=digits.data[:50], target=digits.target[:50]),
        "loss": 0.5,
        "step": 7,
    }
    refused = {}
    for method, code in examples().items():
        vis = connect(server.port, env=method, use_incoming_socket=method in LISTENING)
        for env in (None, "run", "first_try"):
            vis.line([0.5, 0.4], win="loss", env=env)
        caplog.clear()
        exec(code, {**names, "vis": vis})
        refused[method] = [record.getMessage() for record in caplog.records if record.name == "visdom"]
    assert len(refused) > 40
    assert {method: said for method, said in refused.items() if said} == {}
