"""Trainings with the visdom loggers of other projects, unmodified, on our server with our client.

Run as a program (`scripts/foreign [NAME ...]`) it makes an environment for each of them, or for those named, runs the
trainings, and prints whether the server stores what it should, also after it was killed.
"""

from __future__ import annotations

import base64
import io
import json
import os
import re
import sys
import tempfile
from pathlib import Path
from typing import Any, NamedTuple

from PIL import Image
from serving import ServerProcess
from throwaway import make_venv, run

from visdom import Visdom

ROOT = Path(__file__).resolve().parents[2]
LOGGERS = Path(__file__).with_name("loggers")
NEEDED_BY_VISDOM = ["numpy", "pillow", "requests", "websocket-client"]
TORCH = "torch==2.13.0+cpu"
TORCH_INDEX = ["--extra-index-url", "https://download.pytorch.org/whl/cpu", "--retries", "1"]
WITH_TORCH = (["--no-deps", *TORCH_INDEX, TORCH], [TORCH, *NEEDED_BY_VISDOM])  # only torch comes from this index
MEDIA = re.compile(r'src="data:([\w/]+);base64,')


class Program(NamedTuple):
    """A training, the packages that it needs, and the port that it insists on."""

    file: str
    installs: tuple[list[str], ...]
    port: int | None = None

    @property
    def needs_torch(self) -> bool:
        """Whether torch is among the packages, which makes an environment of 1 GB."""
        return WITH_TORCH[0] in self.installs


PROGRAMS = {
    "tensorboardX": Program(
        "with_tensorboardx.py", ([*NEEDED_BY_VISDOM, "av", "matplotlib", "tensorboardX==2.6.2.2"],)
    ),
    "ignite": Program("with_ignite.py", (*WITH_TORCH, ["pytorch-ignite==0.5.5"])),
    "torchnet": Program("with_torchnet.py", (*WITH_TORCH, ["six"], ["--no-deps", "torchnet==0.0.4"])),
    "torchbearer": Program(
        "with_torchbearer.py",
        (*WITH_TORCH, ["tensorboardX==2.6.2.2", "tqdm"], ["--no-deps", "torchbearer==0.5.5"]),
        port=8097,
    ),
}


class Seen(NamedTuple):
    """The output of a training, and what the server stored at its end and after the server was killed."""

    versions: dict[str, str]
    expected: list[dict[str, Any]]
    stored: list[dict[str, Any]]
    after_kill: list[dict[str, Any]]


def train(name: str, environments: Path, server: ServerProcess) -> Seen:
    """Run one of the programs on this server, which is killed and started again."""
    program = PROGRAMS[name]
    python = make_venv(environments / name, *program.installs)
    printed = run([python, "-W", "ignore", LOGGERS / program.file, str(server.port), name], PYTHONPATH=str(ROOT))
    output = json.loads(printed.strip().rpartition("\n")[2])
    if Path(output["visdom"]).parent.parent != ROOT:
        raise RuntimeError(f"{name} used another visdom: {output['visdom']}")
    stored = windows_of(server, name)
    server.restart(kill=True)
    return Seen(output["versions"], in_order(output["windows"]), stored, windows_of(server, name))


def in_order(windows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same windows, whichever was made first; JSON has no tuples."""
    plain: list[dict[str, Any]] = json.loads(json.dumps(windows))
    return sorted(plain, key=lambda window: json.dumps(window, sort_keys=True))


def windows_of(server: ServerProcess, env: str) -> list[dict[str, Any]]:
    """What the windows of an environment show, in the form of `loggers/notes.py`."""
    vis = Visdom(server="http://127.0.0.1", port=server.port, env=env, use_incoming_socket=False)
    return in_order([shown(window) for window in json.loads(vis.get_window_data(env=env)).values()])


def shown(window: dict[str, Any]) -> dict[str, Any]:
    """What one window shows."""
    frame = {"title": window["title"] or None, "type": window["type"]}
    content = window["content"]
    if window["type"] == "image":
        picture = base64.b64decode(content["src"].partition(",")[2])
        return {**frame, "size": Image.open(io.BytesIO(picture)).size}
    if window["type"] == "text":
        media = MEDIA.search(content)
        return {**frame, "media": media[1]} if media else {**frame, "content": content}
    axes = [content["layout"].get(axis, {}).get("title") for axis in ("xaxis", "yaxis")]
    frame["labels"] = [axis.get("text") if isinstance(axis, dict) else axis for axis in axes]
    if content["data"][0]["type"] == "heatmap":
        return {**frame, "values": content["data"][0]["z"]}
    return {**frame, "traces": {trace.get("name", ""): (trace["x"], trace["y"]) for trace in content["data"]}}


def report(name: str, environments: Path) -> bool:
    """Run a program and print the result; returns whether everything is as expected."""
    with tempfile.TemporaryDirectory() as folder:
        server = ServerProcess(Path(folder) / "server", "-cache_type", "JPWA")
        server.port = PROGRAMS[name].port or server.port
        server.start()
        try:
            seen = train(name, environments, server)
        finally:
            server.stop()
    right = seen.stored == seen.expected
    is_same = seen.after_kill == seen.stored
    print(f"{name}: {', '.join(f'{package} {version}' for package, version in seen.versions.items())}")
    print(
        f"  {len(seen.stored)} of {len(seen.expected)} windows are there, {'all' if right else 'NOT all'} as expected"
    )
    print(f"  after kill -9 and restart: {'the same' if is_same else 'NOT the same'}")
    for window in seen.expected:
        if window not in seen.stored:
            print(f"  expected {window}")
    for window in seen.stored:
        if window not in seen.expected:
            print(f"  found    {window}")
    return right and is_same


if __name__ == "__main__":
    cache = Path(tempfile.gettempdir()) / f"visdom-foreign-{os.getuid()}"
    results = [report(name, cache) for name in sys.argv[1:] or PROGRAMS]
    sys.exit(0 if all(results) else 1)
