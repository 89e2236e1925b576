"""The example of a training run, watched while it runs."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect
from serving import ServerProcess
from watched_page import WAIT_MS, WatchedPage

pytestmark = [pytest.mark.browser, pytest.mark.slow]

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "train_digits.py"


def test_the_digits_run_appears_live(
    make_server: Callable[..., ServerProcess], open_page: Callable[..., WatchedPage]
) -> None:
    server = make_server("-cache_type", "JPWA")
    page = open_page(server, "/env/digits")
    page.link("online")
    command = [sys.executable, str(EXAMPLE), "--port", str(server.port), "--env", "digits", "--epochs", "5"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as run:
        page.choose("digits")
        expect(page.window("weights").locator("img")).to_be_visible(timeout=WAIT_MS)
        page.text("log", "5")
        output = run.communicate(timeout=120)[0]
    assert run.returncode == 0, output
    assert page.plot_says("confusion", "plot._fullData.at(-1).type") == "heatmap"
    expect(page.window("summary").locator("table").first).to_be_visible()
