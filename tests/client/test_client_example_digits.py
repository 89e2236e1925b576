"""The example run: it learns, shows itself, and outlives the server."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

from serving import ServerProcess

from visdom import Visdom

EXAMPLE = Path(__file__).parents[2] / "examples" / "train_digits.py"
TIMEOUT_SECS = 60


def start(server: ServerProcess, *flags: str) -> subprocess.Popen[str]:
    command = [sys.executable, str(EXAMPLE), "--server", "http://127.0.0.1", "--port", str(server.port), *flags]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def windows(vis: Visdom) -> dict[str, dict]:
    return json.loads(vis.get_window_data(env="digits") or "{}")


def epochs_logged(vis: Visdom) -> list[int]:
    log = windows(vis).get("log", {"content": ""})["content"]
    return [int(line.split()[1].rstrip(":")) for line in log.split("<br>") if line]


def wait_for_epoch(vis: Visdom, epoch: int) -> None:
    deadline = time.monotonic() + TIMEOUT_SECS
    while max(epochs_logged(vis), default=-1) < epoch:
        assert time.monotonic() < deadline, f"epoch {epoch} never came"
        time.sleep(0.05)


def test_the_run_learns_and_fills_its_windows(server, connect):
    run = start(server, "--epochs", "20", "--pause", "0")
    printed, _ = run.communicate(timeout=TIMEOUT_SECS)
    assert run.returncode == 0, printed
    assert float(printed.split()[-1].rstrip("%")) > 90

    shown = windows(connect(server.port))
    assert {win: shown[win]["type"] for win in shown} == {
        "loss": "plot",
        "accuracy": "plot",
        "weights": "image",
        "confusion": "plot",
        "summary": "text",
        "log": "text",
    }
    curves = {trace["name"]: trace["x"] for trace in shown["loss"]["content"]["data"]}
    assert curves["validation"] == list(range(21))
    assert curves["train"] == sorted(curves["train"])
    assert sum(map(sum, shown["confusion"]["content"]["data"][0]["z"])) == 360
    assert "20&thinsp;/&thinsp;20" in shown["summary"]["content"]


def test_the_run_goes_on_in_the_same_windows_after_the_server_was_killed(make_server, connect):
    server = make_server("-cache_type", "JPWA")
    vis = connect(server.port, env="digits")
    run = start(server, "--epochs", "80", "--pause", "0.05")
    wait_for_epoch(vis, 5)
    server.stop(kill=True)
    server.start()
    wait_for_epoch(vis, max(epochs_logged(vis)) + 5)
    printed, _ = run.communicate(timeout=TIMEOUT_SECS)
    assert run.returncode == 0, printed

    epochs = epochs_logged(vis)
    assert epochs == sorted(set(epochs))
    assert epochs[:6] == [0, 1, 2, 3, 4, 5]
    assert epochs[-1] == 80
    shown = windows(vis)
    assert len(shown) == 6
    assert shown["loss"]["content"]["data"][0]["x"][0] == 0
    assert shown["accuracy"]["content"]["data"][0]["x"][-1] == 80


def test_the_run_does_not_need_a_server(server):
    server.stop()
    run = start(server, "--epochs", "2", "--pause", "0")
    printed, _ = run.communicate(timeout=TIMEOUT_SECS)
    assert run.returncode == 0
    assert printed.count("No visdom server answers") == 1
