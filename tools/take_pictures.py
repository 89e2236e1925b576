"""Takes the manual's pictures: runs the examples on a real server and photographs the real page in Chromium.

    python tools/take_pictures.py              # all of them
    python tools/take_pictures.py line graph   # these

Each becomes docs/images/methods/<example>.png; commit what changed for a reason.
"""

from __future__ import annotations

import io
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tools"), str(ROOT / "tests"), str(ROOT / "tests" / "browser")]

from method_pages import PAGES  # noqa: E402
from PIL import Image  # noqa: E402
from playwright.sync_api import Browser, Page, sync_playwright  # noqa: E402
from serving import ServerProcess  # noqa: E402
from watched_page import CHROMIUM, CHROMIUM_FLAGS  # noqa: E402

TARGET = ROOT / "docs" / "images" / "methods"
VIEWPORT = {"width": 1000, "height": 1600}
WEBGL = ["--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
MARGIN = 6
ENOUGH_BYTES = 60_000
PLAIN = "html, body { background: white !important }"  # the blank room between windows is none of the picture
CALM_SECS = 0.7
PATIENCE_SECS = 30.0


def take(browser: Browser, server: ServerProcess, name: str) -> None:
    """Run one example and write its picture."""
    example = ROOT / "examples" / f"{name}.py"
    command = [sys.executable, example, "--server", "http://127.0.0.1", "--port", str(server.port), "--env", name]
    subprocess.run(command, check=True, capture_output=True)
    page = browser.new_page(viewport=VIEWPORT, color_scheme="light")
    page.goto(f"{server.url}/env/{name}")
    page.add_style_tag(content=PLAIN)
    page.locator(".window").first.wait_for(timeout=PATIENCE_SECS * 1000)
    taken = calm_picture(page)
    page.close()
    target = TARGET / f"{name}.png"
    target.write_bytes(taken)
    print(f"{target.relative_to(ROOT)}: {len(taken) / 1000:.0f} kB")


def calm_picture(page: Page) -> bytes:
    """A picture of all windows, once nothing moves any more."""
    before, deadline = b"", time.monotonic() + PATIENCE_SECS
    while time.monotonic() < deadline:
        page.wait_for_timeout(CALM_SECS * 1000)
        now = page.screenshot(clip=around_windows(page), animations="disabled")
        if now == before:
            return small(now)
        before = now
    raise TimeoutError(f"{page.url} was still moving after {PATIENCE_SECS:.0f} s")


def around_windows(page: Page) -> dict[str, float]:
    """The smallest rectangle that holds all windows."""
    boxes = [box for window in page.locator(".window").all() if (box := window.bounding_box())]
    left, top = (min(box[side] for box in boxes) - MARGIN for side in ("x", "y"))
    right, bottom = (max(box[s] + box[size] for box in boxes) + MARGIN for s, size in (("x", "width"), ("y", "height")))
    return {"x": max(left, 0), "y": max(top, 0), "width": right - max(left, 0), "height": bottom - max(top, 0)}


def small(png: bytes) -> bytes:
    """The same picture in fewer bytes; with fewer colours if it takes many, so that the repository stays small."""
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    packed = encoded(picture)
    return packed if len(packed) <= ENOUGH_BYTES else encoded(picture.quantize(256, dither=Image.Dither.NONE))


def encoded(picture: Image.Image) -> bytes:
    """The picture as PNG."""
    packed = io.BytesIO()
    picture.save(packed, format="PNG", optimize=True)
    return packed.getvalue()


def main(names: list[str]) -> None:
    """Take the pictures of these examples."""
    TARGET.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        server = ServerProcess(Path(folder, "server"), "-cache_type", "JPWA").start()
        try:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*CHROMIUM_FLAGS, *WEBGL])
            for name in names:
                take(browser, server, name)
            browser.close()
        finally:
            server.stop()


if __name__ == "__main__":
    main(sys.argv[1:] or [page.name for page in PAGES])
