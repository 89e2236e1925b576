"""A forked child draws, whatever the threads of its parent were doing when it was made."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
import websocket

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows does not fork")

TIMEOUT_SECS = 120

METHODS = """
import datetime, sys
import numpy as np

CALLS = {
    "line": lambda vis: vis.line([1, 2]),
    "append": lambda vis: vis.line([1], [1], win="a", update="append"),
    "dates": lambda vis: vis.line([1], [datetime.datetime(2020, 1, 1)], win="d"),
    "masked": lambda vis: vis.line(np.array([1, np.nan], dtype="float16")),
    "scatter": lambda vis: vis.scatter([[1, 2], [3, 4]], [1, 2]),
    "stem": lambda vis: vis.stem([1, 2]),
    "dual_axis_lines": lambda vis: vis.dual_axis_lines([1], [1], [1]),
    "bar": lambda vis: vis.bar([1, 2]),
    "histogram": lambda vis: vis.histogram([1, 2]),
    "boxplot": lambda vis: vis.boxplot([1, 2]),
    "pie": lambda vis: vis.pie([1, 2]),
    "sunburst": lambda vis: vis.sunburst(["a", "b"], ["", "a"]),
    "heatmap": lambda vis: vis.heatmap([[1, 2]]),
    "surf": lambda vis: vis.surf([[1, 2], [3, 4]]),
    "contour": lambda vis: vis.contour([[1, 2], [3, 4]]),
    "quiver": lambda vis: vis.quiver([[1, 2]], [[1, 2]]),
    "mesh": lambda vis: vis.mesh([[1, 2], [2, 3], [3, 1]]),
    "graph": lambda vis: vis.graph([[0, 1]]),
    "text": lambda vis: vis.text("x"),
    "properties": lambda vis: vis.properties([]),
    "svg": lambda vis: vis.svg("<svg ></svg>"),
    "image": lambda vis: vis.image(np.zeros((3, 2, 2))),
    "jpeg": lambda vis: vis.image(np.zeros((3, 2, 2)), opts={"jpgquality": 60}),
    "images": lambda vis: vis.images(np.zeros((2, 3, 2, 2))),
    "audio": lambda vis: vis.audio([0.5, 1.0]),
    "update_window_opts": lambda vis: vis.update_window_opts("a", {"title": "T"}),
    "get_window_data": lambda vis: vis.get_window_data(),
    "set_window_data": lambda vis: vis.set_window_data("{}"),
    "win_exists": lambda vis: vis.win_exists("a") is not None,
    "win_hash": lambda vis: vis.win_hash("a") or True,
    "fork_env": lambda vis: vis.fork_env("main", "copy"),
    "save": lambda vis: vis.save(["main"]),
    "get_env_list": lambda vis: vis.get_env_list(),
    "check_connection": lambda vis: vis.check_connection(),
    "close": lambda vis: vis.close("a") == "",
    "delete_env": lambda vis: vis.delete_env("other") is not None,
}
"""

IMPORTS = (
    METHODS
    + """
import visdom
arguments = {"server": "http://localhost", "port": PORT}
vis = visdom.Visdom(**arguments, **dict(eval(sys.argv[1])))
before = set(sys.modules)
for name, call in CALLS.items():
    assert call(vis) is not False or vis.offline, name
try:
    visdom.Visdom(port=1, use_incoming_socket=False).text("x")
    vis.line("nonsense")
except visdom.errors.BadArgument:
    pass
vis.close_connection()
assert vis.text("again") or vis.offline
new = sorted(set(sys.modules) - before)
assert not new, new
"""
)


@pytest.mark.parametrize(
    "arguments",
    [{"use_incoming_socket": False}, {}, {"use_incoming_socket": False, "use_polling": True}, {"offline": True}],
    ids=["quiet", "socket", "polling", "offline"],
)
def test_no_call_imports_anything(server, tmp_path, arguments):
    if "offline" in arguments:
        arguments = {**arguments, "log_to_filename": str(tmp_path / "log")}
    program = IMPORTS.replace("PORT", str(server.port))
    command = [sys.executable, "-c", program, repr(arguments)]
    run = subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT_SECS)
    assert run.returncode == 0, run.stderr


FIRST_CALLS = (
    METHODS
    + """
import os, threading, time
import requests, urllib3, websocket, visdom.client  # what `import` loads, before a client exists

def fork_in_first_call(name, delay):
    "What a fresh program does; its exit code tells whether the child drew."
    vis = visdom.Visdom(server="http://127.0.0.1", port=PORT, use_incoming_socket=False, raise_exceptions=True)
    thread = threading.Thread(target=CALLS[name], args=(vis,))
    thread.start()
    time.sleep(delay)
    child = os.fork()
    CALLS[name](vis)
    if child == 0:
        os._exit(0)
    thread.join()
    os._exit(0 if os.waitpid(child, 0)[1] == 0 else 1)

programs = {}
for number in range(50):
    name = list(CALLS)[number % len(CALLS)]
    if (pid := os.fork()) == 0:
        os.setpgid(0, 0)
        fork_in_first_call(name, number % 10 * 0.001)
    programs[pid] = name
    if len(programs) % 4 == 0:
        time.sleep(0.05)
failed = []
deadline = time.monotonic() + 60
for pid, name in programs.items():
    while (status := os.waitpid(pid, os.WNOHANG))[0] == 0 and time.monotonic() < deadline:
        time.sleep(0.01)
    if status != (pid, 0):
        failed.append(name)
        os.killpg(pid, 9)
assert not failed, failed
"""
)


def test_a_program_may_fork_during_the_first_call_of_a_method(server):
    program = FIRST_CALLS.replace("PORT", str(server.port))
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=TIMEOUT_SECS)
    assert run.returncode == 0, run.stderr


BUSY = """
import os, threading, time, numpy, visdom
vis = visdom.Visdom(server="http://127.0.0.1", port=PORT, raise_exceptions=True)
vis.register_event_handler(print, "w")
stop = threading.Event()
def draw(name):
    while not stop.is_set():
        vis.line([1], [1], win=name, update="append")
        vis.image(numpy.zeros((3, 8, 8)), win=name + "i")
threads = [threading.Thread(target=draw, args=(name,)) for name in "abc"]
for thread in threads:
    thread.start()
children = []
for number in range(50):
    child = os.fork()
    if child == 0:
        win = f"child{number}"
        assert all(vis.text("x", win=win) == win for _ in range(3))
        assert (vis.use_socket, vis.socket_alive, vis.event_handlers) == (False, False, {})
        assert vis.check_connection()
        os._exit(0)
    children.append(child)
    time.sleep(0.003)
assert [os.waitpid(child, 0)[1] for child in children] == [0] * 50
stop.set()
for thread in threads:
    thread.join()
assert vis.socket_alive and len(vis.event_handlers["w"]) == 1
"""


def test_children_draw_while_threads_of_the_parent_do(server, connect):
    program = BUSY.replace("PORT", str(server.port))
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=TIMEOUT_SECS)
    assert run.returncode == 0, run.stderr
    vis = connect(server.port)
    assert all(vis.win_exists(f"child{number}") for number in range(50))


CHILD_LISTENS = """
import os, queue, sys, visdom
vis = visdom.Visdom(server="http://127.0.0.1", port=PORT, **dict(eval(sys.argv[1])))
child = os.fork()
if child == 0:
    keys = queue.Queue()
    vis.register_event_handler(lambda event: keys.put(event["key"]), vis.text("x", win="w"))
    assert vis.check_connection(timeout_seconds=10)
    print("ready", flush=True)
    os._exit(0 if keys.get(timeout=10) == "a" else 1)
assert os.waitpid(child, 0)[1] == 0
assert vis.check_connection()
"""


@pytest.mark.parametrize("way", [{}, {"use_incoming_socket": False, "use_polling": True}], ids=["socket", "polling"])
def test_a_child_that_registers_a_handler_listens(server, way):
    program = CHILD_LISTENS.replace("PORT", str(server.port))
    run = subprocess.Popen([sys.executable, "-c", program, repr(way)], stdout=subprocess.PIPE, text=True)
    assert run.stdout is not None
    assert run.stdout.readline() == "ready\n"
    page = websocket.create_connection(f"ws://127.0.0.1:{server.port}/socket", timeout=TIMEOUT_SECS)
    event = {"event_type": "KeyPress", "key": "a", "target": "w", "eid": "main"}
    page.send(json.dumps({"cmd": "forward_to_vis", "data": event}))
    assert run.wait(TIMEOUT_SECS) == 0
    page.close()
    run.stdout.close()
