"""Serve, train and look without a network; a program of its own, because it runs where there is none.

    unshare --net --map-root-user python offline_run.py PYTHON EXAMPLE FOLDER

PYTHON holds the installed package. Prints as JSON what a browser saw of the run.
"""

from __future__ import annotations

import fcntl
import json
import os
import socket
import struct
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

PORT = 8097
HERE = f"http://127.0.0.1:{PORT}"
START = "-m visdom.server -cache_type JPWA -env_path ./visdom_env"
CHROMIUM = "/usr/bin/chromium"
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
TITLES = ["Loss", "Validation accuracy", "What the hidden units look for", "Confusion (validation)", "Summary", "Log"]
SECONDS = 60.0
SIOCSIFFLAGS = 0x8914
UP_AND_RUNNING = 0x1 | 0x40


def raise_loopback() -> None:
    """Switch on the loopback, which is down in a new network namespace."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, SIOCSIFFLAGS, struct.pack("16sh", b"lo", UP_AND_RUNNING))


def wait_for(what: str, holds: Callable[[], bool]) -> None:
    """Wait until something holds, or say what did not."""
    deadline = time.monotonic() + SECONDS
    while not holds():
        if time.monotonic() > deadline:
            raise TimeoutError(f"waited {SECONDS:.0f} s for {what}")
        time.sleep(0.05)


def answers() -> bool:
    """Whether the server answers."""
    try:
        urllib.request.urlopen(HERE, timeout=5).close()
    except OSError:
        return False
    return True


def environments() -> list[str]:
    """The environments that the server has."""
    with urllib.request.urlopen(f"{HERE}/env_state", data=b"{}", timeout=5) as answer:
        names: list[str] = json.load(answer)
    return names


def watch(page: Page, program: list[str], folder: Path) -> dict[str, Any]:
    """Train, open the page as soon as the run has begun, and note what is seen while the program is still running."""
    seen: dict[str, Any] = {"console": [], "foreign": [], "updates": 0}
    page.on("console", lambda message: seen["console"].append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: seen["console"].append(str(error)))
    page.on("request", lambda request: None if is_ours(request.url) else seen["foreign"].append(request.url))

    def count_update(text: str | bytes) -> None:
        seen["updates"] += '"window_update"' in str(text)

    page.on("websocket", lambda link: link.on("framereceived", count_update))
    with (folder / "training.log").open("wb") as log:
        training = subprocess.Popen(program, stdout=log, stderr=log, cwd=folder)
    try:
        wait_for("the environment of the run", lambda: "digits" in environments())
        page.goto(f"{HERE}/env/digits")
        for title in TITLES:
            page.get_by_text(title, exact=True).first.wait_for(timeout=SECONDS * 1000)
        page.get_by_text("epoch 2: validation loss").first.wait_for(timeout=SECONDS * 1000)
        page.locator(".js-plotly-plot .scatterlayer path").first.wait_for(state="attached", timeout=SECONDS * 1000)
        seen["still_training"] = training.poll() is None
        seen["exit_code"] = training.wait(SECONDS)
    finally:
        training.kill()
    page.get_by_text("epoch 12: validation loss").first.wait_for(timeout=SECONDS * 1000)
    seen["training"] = (folder / "training.log").read_text(encoding="utf-8")
    return seen


def is_ours(url: str) -> bool:
    """Whether an address is on this server, or no address at all."""
    return url.startswith((f"{HERE}/", "data:", "blob:"))


def main(python: str, example: str, folder: Path) -> None:
    """Start the server as the README says, watch one run, end the server."""
    devices = [name for _, name in socket.if_nameindex()]
    if devices == ["lo"]:
        raise_loopback()
    environ = {**os.environ, "PATH": str(Path(python).parent)}  # where no Node is
    program = [python, example, "--port", str(PORT), "--env", "digits", "--epochs", "12", "--pause", "0.3"]
    with (folder / "server.log").open("wb") as log:
        server = subprocess.Popen([python, *START.split()], stdout=log, stderr=log, cwd=folder, env=environ)
    try:
        wait_for("the server", answers)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_FLAGS)
            seen = watch(browser.new_page(), program, folder)
            browser.close()
    finally:
        server.terminate()
        server.wait()
    print(json.dumps({**seen, "devices": devices, "server": (folder / "server.log").read_text(encoding="utf-8")}))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]))
