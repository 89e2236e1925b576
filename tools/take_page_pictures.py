"""Takes the pictures of the page for the README: one demo, on a desktop in both themes and on a phone.

    python tools/take_page_pictures.py

They become docs/images/page-light.png, page-dark.png and page-phone.png.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

import take_pictures as studio

TARGET = studio.ROOT / "docs" / "images"
DEMO = ("surf", "image", "properties", "graph", "contour")
CALM_MS = 6000


class Shot(NamedTuple):
    """One picture."""

    name: str
    theme: str
    width: int
    height: int


SHOTS = (
    Shot("page-light", "light", 1480, 1000),
    Shot("page-dark", "dark", 1480, 1000),
    Shot("page-phone", "light", 390, 800),
)


def draw(server: studio.ServerProcess) -> None:
    """A training run and a few of the examples, in one environment."""
    address = ["--server", "http://127.0.0.1", "--port", str(server.port), "--env", "demo"]
    for name in ("train_digits", *DEMO):
        example = studio.ROOT / "examples" / f"{name}.py"
        subprocess.run([sys.executable, example, *address], check=True, capture_output=True)


def take(browser: studio.Browser, server: studio.ServerProcess, shot: Shot) -> None:
    """Photograph the demo once nothing moves any more."""
    page = browser.new_page(viewport={"width": shot.width, "height": shot.height}, color_scheme=shot.theme)
    page.goto(f"{server.url}/env/demo")
    page.locator(".window").first.wait_for()
    page.wait_for_timeout(CALM_MS)
    (TARGET / f"{shot.name}.png").write_bytes(studio.small(page.screenshot(animations="disabled")))
    page.close()


def main() -> None:
    """Take them all."""
    with tempfile.TemporaryDirectory() as folder, studio.sync_playwright() as playwright:
        server = studio.ServerProcess(Path(folder, "server"), "-cache_type", "JPWA").start()
        try:
            draw(server)
            flags = [*studio.CHROMIUM_FLAGS, *studio.WEBGL]
            browser = playwright.chromium.launch(executable_path=studio.CHROMIUM, args=flags)
            for shot in SHOTS:
                take(browser, server, shot)
            browser.close()
        finally:
            server.stop()


if __name__ == "__main__":
    main()
