"""Embeddings windows on the page: points, previews, the lasso and the way back."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from queue import Queue
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Locator, expect
from serving import ServerProcess
from watched_page import WAIT_MS, WatchedPage

from visdom import Visdom

pytestmark = pytest.mark.browser

OpenPage = Callable[..., WatchedPage]
Draw = Callable[..., Visdom]
Listen = Callable[[ServerProcess, str], "Queue[dict[str, Any]]"]

WAIT_SECONDS = WAIT_MS / 1000
FILLED = 0.9


def grid(side: int) -> list[dict[str, Any]]:
    """`side` by `side` points, row by row from the lower left corner."""
    places = np.linspace(-1, 1, side)
    return [
        {"position": [float(x), float(y)], "group": row % 3, "name": f"Entity {row * side + column}"}
        | {"label": f"row {row}", "idx": row * side + column}
        for row, y in enumerate(places)
        for column, x in enumerate(places)
    ]


def send(vis: Visdom, content: dict[str, Any], **opts: Any) -> None:
    opts = {"width": 400, "height": 400, "title": "Cloud", **opts}
    vis._send({"data": [{"type": "embeddings", "content": content}], "win": "cloud", "eid": "main", "opts": opts})


def opened(server: ServerProcess, open_page: OpenPage, draw: Draw, side: int = 7) -> tuple[WatchedPage, Visdom]:
    vis = draw(server)
    send(vis, {"data": grid(side)})
    page = open_page(server)
    expect(cloud(page)).to_have_attribute("aria-label", f"{side * side} points; arrow keys go from one to the next")
    return page, vis


def cloud(page: WatchedPage) -> Locator:
    return page.window("cloud").locator(".embeddings-cloud")


def at(page: WatchedPage, x: float, y: float) -> tuple[float, float]:
    """Where on the page a position between -1 and 1 is seen."""
    box = cloud(page).bounding_box()
    assert box is not None
    half = min(box["width"], box["height"]) / 2 * FILLED
    return box["x"] + box["width"] / 2 + x * half, box["y"] + box["height"] / 2 - y * half


def lasso(page: WatchedPage, reach: float, close: bool = True) -> None:
    """Draw a square around all points up to this distance from the middle."""
    corners = [
        (-reach, -reach),
        (reach, -reach),
        (reach, reach),
        (-reach, reach),
        *([(-reach, -reach)] if close else []),
    ]
    page.page.mouse.move(*at(page, *corners[0]))
    page.page.mouse.down()
    for corner in corners[1:]:
        page.page.mouse.move(*at(page, *corner), steps=4)
    page.page.mouse.up()


def ink(page: WatchedPage) -> int:
    """How many pixels of the canvas are not empty."""
    found = (
        page.window("cloud")
        .locator("canvas")
        .evaluate(
            """canvas => {
            const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
            return data.filter((value, index) => index % 4 === 3 && value > 0).length;
        }"""
        )
    )
    assert isinstance(found, int)
    return found


def selection_mode(page: WatchedPage) -> Locator:
    return page.window("cloud").get_by_role("button", name="Selection mode")


def test_a_note_stands_until_points_come(server: ServerProcess, open_page: OpenPage, draw: Draw) -> None:
    vis, page = draw(server), open_page(server)
    send(vis, {"isLoading": True})
    expect(page.window("cloud")).to_contain_text("Generating embeddings visualization...")
    send(vis, {"data": grid(3)})
    expect(cloud(page)).to_be_visible()
    page.until("document.querySelector('.embeddings-cloud canvas').width > 300")
    expect(page.window("cloud")).not_to_contain_text("Generating")


def test_points_are_drawn_without_the_network(server: ServerProcess, open_page: OpenPage, draw: Draw) -> None:
    page, _ = opened(server, open_page, draw)
    page.page.wait_for_timeout(300)
    drawn = ink(page)
    assert 49 * 20 < drawn < 49 * 50


def test_looking_at_a_point_asks_for_its_preview(
    server: ServerProcess, open_page: OpenPage, draw: Draw, listen: Listen
) -> None:
    page, vis = opened(server, open_page, draw)
    heard = listen(server, "cloud")
    page.page.mouse.click(*at(page, 0.17, 0.17))  # between points; gives the focus
    page.page.mouse.move(*at(page, 0, 0))
    box = page.window("cloud").locator(".entity-box")
    expect(box).to_contain_text("Entity 24")
    expect(box).to_contain_text("Label: row 3")
    event = heard.get(timeout=WAIT_SECONDS)
    assert {name: event[name] for name in ("event_type", "target", "eid", "entityId", "idx")} == {
        "event_type": "EntitySelected",
        "target": "cloud",
        "eid": "main",
        "entityId": "Entity 24",
        "idx": 24,
    }
    assert not event.get("pane_data")
    answer = {"html": "<b>preview</b><script>window.hacked = 1</script>", "entityId": "Entity 24"}
    data = {"update_type": "EntitySelected", "selected": answer}
    vis._send({"data": data, "win": "cloud", "eid": "main"}, endpoint="update")
    expect(box.locator("b")).to_have_text("preview")
    assert page.page.evaluate("window.hacked") is None
    page.page.mouse.move(*at(page, 1 / 3, 0))
    expect(box).to_contain_text("Entity 25")
    expect(box.locator(".entity-preview")).to_have_css("opacity", "0.2")


def test_a_click_asks_at_once(server: ServerProcess, open_page: OpenPage, draw: Draw, listen: Listen) -> None:
    page, _ = opened(server, open_page, draw)
    heard = listen(server, "cloud")
    page.page.mouse.click(*at(page, 1, 1))
    assert heard.get(timeout=WAIT_SECONDS)["idx"] == 48


def test_keys_go_from_point_to_point(server: ServerProcess, open_page: OpenPage, draw: Draw, listen: Listen) -> None:
    page, _ = opened(server, open_page, draw)
    heard = listen(server, "cloud")
    cloud(page).focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowUp"):
        page.page.keyboard.press(key)
    expect(page.window("cloud").locator(".entity-box")).to_contain_text("Entity 8")
    page.page.keyboard.press("Enter")
    events = [heard.get(timeout=WAIT_SECONDS) for _ in range(5)]
    pressed = [event for event in events if event["event_type"] == "KeyPress"]
    assert [event["key"] for event in pressed] == ["ArrowRight", "ArrowRight", "ArrowUp", "Enter"]
    assert not any(event.get("pane_data") for event in pressed)
    assert [event["idx"] for event in events if event["event_type"] == "EntitySelected"] == [8]


def test_the_lasso_selects_a_region_and_the_arrow_leads_back(
    server: ServerProcess, open_page: OpenPage, draw: Draw, listen: Listen
) -> None:
    page, vis = opened(server, open_page, draw)
    heard = listen(server, "cloud")
    selection_mode(page).click()
    expect(page.window("cloud")).to_contain_text("Selection mode: drag a line")
    lasso(page, 0.8)
    event = heard.get(timeout=WAIT_SECONDS)
    assert event["event_type"] == "RegionSelected"
    assert sorted(event["selectedIdxs"]) == [row * 7 + column for row in range(1, 6) for column in range(1, 6)]
    assert not event.get("pane_data")
    expect(page.window("cloud")).to_contain_text("25 points are selected")
    points = [point for point in grid(7) if point["idx"] in event["selectedIdxs"]]
    data = {"update_type": "RegionSelected", "points": points}
    vis._send({"data": data, "win": "cloud", "eid": "main"}, endpoint="update")
    expect(cloud(page)).to_have_attribute("aria-label", "25 points; arrow keys go from one to the next")
    expect(page.window("cloud")).not_to_contain_text("points are selected")
    page.window("cloud").get_by_role("button", name="Back").click()
    expect(cloud(page)).to_have_attribute("aria-label", "49 points; arrow keys go from one to the next")
    expect(page.window("cloud").get_by_role("button", name="Back")).to_have_count(0)
    stored = json.loads(vis.get_window_data("cloud"))
    assert (len(stored["content"]["data"]), stored["old_content"]) == (49, [])


def test_the_client_answers_the_page(
    server: ServerProcess, open_page: OpenPage, draw: Draw, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("visdom.do_tsne", lambda rows: [(float(x), float(y)) for x, y in rows])
    vis = draw(server, use_incoming_socket=True)
    rows = np.array([point["position"] for point in grid(7)])
    labels = [f"row {number // 7}" for number in range(49)]
    opts = {"width": 400, "height": 400}
    vis.embeddings(rows, labels, lambda index: f"<i>row of {index}</i>", "html", win="cloud", opts=opts)
    page = open_page(server)
    page.page.mouse.click(*at(page, 0, 0))
    expect(page.window("cloud").locator(".entity-box i")).to_have_text("row of 24")
    selection_mode(page).click()
    lasso(page, 0.8)
    expect(cloud(page)).to_have_attribute("aria-label", "25 points; arrow keys go from one to the next")
    page.window("cloud").get_by_role("button", name="Back").click()
    expect(cloud(page)).to_have_attribute("aria-label", "49 points; arrow keys go from one to the next")


def test_a_lasso_that_selects_too_little_says_so(
    server: ServerProcess, open_page: OpenPage, draw: Draw, listen: Listen
) -> None:
    page, _ = opened(server, open_page, draw)
    heard = listen(server, "cloud")
    selection_mode(page).click()
    lasso(page, 0.5)
    expect(page.window("cloud")).to_contain_text("Only 9 points are selected: at least 22 are needed.")
    lasso(page, 1.05, close=False)
    expect(page.window("cloud")).to_contain_text("end the line where it began")
    lasso(page, 1.05)
    assert len(heard.get(timeout=WAIT_SECONDS)["selectedIdxs"]) == 49


def test_all_points_in_sight_are_selected_by_keyboard(
    server: ServerProcess, open_page: OpenPage, draw: Draw, listen: Listen
) -> None:
    page, _ = opened(server, open_page, draw)
    heard = listen(server, "cloud")
    cloud(page).focus()
    for _ in range(2):
        page.page.keyboard.press("+")
    selection_mode(page).focus()
    page.page.keyboard.press("Enter")
    expect(cloud(page)).to_be_focused()
    page.page.keyboard.press("Enter")
    while (event := heard.get(timeout=WAIT_SECONDS))["event_type"] == "KeyPress":
        pass
    assert sorted(event["selectedIdxs"]) == [row * 7 + column for row in range(1, 6) for column in range(1, 6)]


def test_the_wheel_zooms_about_the_pointer_and_a_double_click_resets(
    server: ServerProcess, open_page: OpenPage, draw: Draw
) -> None:
    page, _ = opened(server, open_page, draw)
    page.page.mouse.click(*at(page, 0.17, 0.17))
    x, y = at(page, 1 / 3, 0)
    page.page.mouse.move(x, y)
    expect(page.window("cloud").locator(".entity-box")).to_contain_text("Entity 25")
    for _ in range(8):
        page.page.mouse.wheel(0, -100)
    page.page.mouse.move(x + 1, y)
    expect(page.window("cloud").locator(".entity-box")).to_contain_text("Entity 25")
    neighbour = x + (at(page, 2 / 3, 0)[0] - x) * 2.2255  # e to the power of 0.8
    page.page.mouse.move(neighbour, y)
    expect(page.window("cloud").locator(".entity-box")).to_contain_text("Entity 26")
    page.page.mouse.dblclick(*at(page, 0.9, 0.9))
    page.page.mouse.move(*at(page, -1, -1))
    expect(page.window("cloud").locator(".entity-box")).to_contain_text("Entity 0")


def test_ten_thousand_points_stay_fluent(server: ServerProcess, open_page: OpenPage, draw: Draw) -> None:
    page, _ = opened(server, open_page, draw, side=100)
    page.page.mouse.click(*at(page, 0.005, 0.005))
    drawn = ink(page)
    assert drawn > 50_000
    page.page.mouse.wheel(0, -100)
    page.until(
        """before => {
            const canvas = document.querySelector('.embeddings-cloud canvas');
            const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
            return data.filter((value, index) => index % 4 === 3 && value > 0).length !== before;
        }""",
        arg=drawn,
    )


def test_a_read_only_page_looks_and_asks_nothing(
    make_server: Callable[..., ServerProcess], open_page: OpenPage, draw: Draw
) -> None:
    page, _ = opened(make_server("-readonly"), open_page, draw)
    page.page.mouse.move(*at(page, 0, 0))
    expect(page.window("cloud").locator(".entity-box")).to_contain_text("Entity 24")
    expect(selection_mode(page)).to_be_disabled()


def test_the_points_are_saved(server: ServerProcess, open_page: OpenPage, draw: Draw, tmp_path: Path) -> None:
    page, _ = opened(server, open_page, draw)
    page.window("cloud").locator('button[title="save"]').click()
    with page.page.expect_download() as download:
        page.page.get_by_role("menuitem", name="JSON of the points").click()
    assert download.value.suggested_filename == "Cloud.points.json"
    download.value.save_as(tmp_path / "saved")
    assert json.loads((tmp_path / "saved").read_text()) == grid(7)
