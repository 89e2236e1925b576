from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import requests
from playwright.sync_api import BrowserContext, expect
from serving import ServerProcess
from watched_page import WatchedPage

from visdom import Visdom

pytestmark = pytest.mark.browser

Draw = Callable[..., Visdom]
OpenFile = Callable[..., WatchedPage]
HOSTILE = "<b>bold</b> \u2028 é 名 </script><script>document.title = 'taken over'</script><!--"


@pytest.fixture
def open_file(context: BrowserContext, tmp_path: Path) -> OpenFile:
    """Downloads an environment as one file, ends the server and opens the file, which may ask for nothing."""

    def open_one(server: ServerProcess, eid: str) -> WatchedPage:
        answer = requests.get(f"{server.url}/export/{eid}.html", timeout=60)
        assert answer.status_code == 200, answer.text
        assert answer.headers["Content-Disposition"].startswith(f'attachment; filename="{eid}.html"')
        server.stop()
        file = tmp_path / "exported.html"
        file.write_bytes(answer.content)
        asked: list[str] = []
        context.on("request", lambda request: asked.append(request.url))
        page = WatchedPage.opened(context, file.as_uri())
        page.page.wait_for_selector(".window")
        assert [url for url in asked if not url.startswith(("blob:", "data:"))] == [file.as_uri()]
        return page

    return open_one


def check_clean(page: WatchedPage) -> None:
    assert (page.foreign, page.errors) == ([], [])


def test_an_exported_environment_opens_without_a_server(server: ServerProcess, draw: Draw, open_file: OpenFile) -> None:
    vis = draw(server, env="run_1")
    vis.text(HOSTILE, win="note", opts={"title": "a note"})
    vis.text("Euler knew $e^{i\\pi} = -1$.", win="formula")
    vis.line(Y=np.arange(50.0), win="loss", opts={"title": "loss"})
    vis.image(np.full((3, 20, 20), 128, np.uint8), win="picture", opts={"caption": "grey"})
    page = open_file(server, "run_1")
    page.shows("note", "formula", "loss", "picture")
    page.text("note", "bold \u2028 é 名")
    page.points("loss", 50)
    expect(page.window("formula").locator("svg").first).to_be_visible()
    expect(page.window("picture").locator("img").first).to_be_visible()
    page.window("loss").get_by_role("button", name="save").click()
    offered = page.page.get_by_role("menuitem")
    expect(offered.filter(has_text="PNG")).to_be_visible()
    expect(offered.filter(has_text="link")).to_have_count(0)
    expect(page.page).to_have_title("run_1 - visdom")
    expect(page.page.get_by_role("heading", name="run_1")).to_be_visible()
    check_clean(page)


def test_nothing_can_be_changed_in_it_but_all_be_looked_at(
    server: ServerProcess, draw: Draw, open_file: OpenFile
) -> None:
    vis = draw(server, env="e")
    for win in ("first", "second"):
        vis.text(f"in {win}", win=win, opts={"title": win})
    page = open_file(server, "e")
    page.shows("first", "second")
    for win in ("first", "second"):
        expect(page.window(win).get_by_role("button", name="close")).to_be_disabled()
    page.page.get_by_label("Filter by title").fill("second")
    expect(page.window("first")).to_be_hidden()
    page.text("second", "in second")
    page.page.locator("#theme-button").click()
    check_clean(page)


def test_panes_stand_where_they_stood(server: ServerProcess, draw: Draw, open_file: OpenFile) -> None:
    windows = {
        win: {"command": "window", "id": win, "type": "text", "title": win, "content": win, "i": i, "contentID": win}
        for i, win in enumerate("abc")
    }
    places = {win: {"i": win, "w": 20, "h": 10, "x": 0, "y": 10 * y} for y, win in enumerate("cab")}
    file = ("e.json", json.dumps({"jsons": windows, "reload": places}))
    assert requests.post(server.url + "/upload_env", files={"file": file}, timeout=10).json()["success"] is True
    open_file(server, "e").in_order("c", "a", "b")


def test_a_file_is_as_large_as_what_it_shows_needs(server: ServerProcess, draw: Draw) -> None:
    draw(server, env="texts").text("only text", win="w")
    draw(server, env="plots").line(Y=np.arange(3.0), win="w")
    sizes = {
        eid: len(requests.get(f"{server.url}/export/{eid}.html", timeout=60).content) for eid in ("texts", "plots")
    }
    assert sizes["texts"] < 600_000
    assert 1_000_000 < sizes["plots"] < 3_000_000
