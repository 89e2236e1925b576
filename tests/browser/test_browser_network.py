"""Network windows on the page: what is drawn, dragging, zoom, updates, saving."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from PIL import Image
from playwright.sync_api import Locator, expect
from serving import ServerProcess
from watched_page import WatchedPage

from visdom import Visdom

pytestmark = pytest.mark.browser

OpenPage = Callable[..., WatchedPage]
Draw = Callable[..., Visdom]

EDGES = [(0, 1), (0, 2), (1, 3), (1, 4), (2, 5), (4, 5)]


def draw_network(vis: Visdom, win: str = "net", count: int = 6, **opts: Any) -> None:
    """Send a network of `count` nodes, each in a club of its own."""
    nodes = [{"name": index, "label": f"node{index}", "club": index} for index in range(count)]
    edges = [
        {"source": source, "target": target, "label": f"{source}-{target}"}
        for source, target in EDGES
        if max(source, target) < count
    ]
    opts = {"width": 500, "height": 500, "showVertexLabels": True, "showEdgeLabels": True, **opts}
    content = {"nodes": nodes, "edges": edges}
    vis._send({"data": [{"type": "network", "content": content}], "win": win, "eid": "main", "opts": opts})


def drawn(page: WatchedPage, win: str = "net") -> Locator:
    """The drawing, once its nodes were put somewhere and rest."""
    svg = page.window(win).locator(".Network_Div > svg")
    svg.locator("g.node[transform]").last.wait_for()
    page.until(
        """win => {
            const box = document.querySelector(`[data-window="${win}"] .Network_Div > svg`).getAttribute('viewBox');
            const rests = globalThis.lastBox === box;
            globalThis.lastBox = box;
            return rests;
        }""",
        arg=win,
        poll_ms=300,
    )
    return svg


def test_nodes_edges_and_labels_are_drawn(server: ServerProcess, open_page: OpenPage, draw: Draw) -> None:
    draw_network(draw(server))
    page = open_page(server)
    svg = drawn(page)
    counts = {tag: svg.locator(tag).count() for tag in ("line", "path", "text", "g")}
    assert counts == {"line": 6, "path": 6, "text": 12, "g": 6}
    colours = svg.locator("g.node").evaluate_all("nodes => nodes.map(node => node.getAttribute('fill'))")
    assert len(set(colours)) == 6
    expect(svg.locator("text.edgelabel").first).to_have_text("0-1")
    expect(svg.locator("g.node title").nth(3)).to_have_text("3")
    centres = svg.locator("circle").evaluate_all(
        "circles => circles.map(circle => { const { x, y } = circle.getBoundingClientRect(); return [x, y]; })"
    )
    assert len({(round(x), round(y)) for x, y in centres}) == 6


@pytest.mark.parametrize(("option", "edges", "nodes"), [("showEdgeLabels", 0, 6), ("showVertexLabels", 6, 0)])
def test_labels_can_be_left_out(
    server: ServerProcess, open_page: OpenPage, draw: Draw, option: str, edges: int, nodes: int
) -> None:
    draw_network(draw(server), **{option: False})
    svg = drawn(open_page(server))
    assert svg.locator("text.edgelabel").count() == edges
    assert svg.locator("g.node text").count() == nodes


def test_directed_edges_have_arrows(server: ServerProcess, open_page: OpenPage, draw: Draw) -> None:
    vis = draw(server)
    draw_network(vis, "plain")
    draw_network(vis, "net", directed=True)
    page = open_page(server)
    svg = drawn(page)
    expect(svg.locator("line").first).to_have_attribute(
        "marker-end", f"url(#{svg.locator('marker').get_attribute('id')})"
    )
    expect(drawn(page, "plain").locator("marker")).to_have_count(0)


def test_every_network_stands_in_its_own_window_and_follows_changes(
    server: ServerProcess, open_page: OpenPage, draw: Draw
) -> None:
    vis = draw(server)
    draw_network(vis, "small", count=3)
    draw_network(vis)
    page = open_page(server)
    assert drawn(page, "small").locator("g.node").count() == 3
    assert drawn(page).locator("g.node").count() == 6
    draw_network(vis, "small", count=5)
    expect(page.window("small").locator("g.node")).to_have_count(5)
    drawn(page, "small").locator("g.node:nth-of-type(5)[transform]").wait_for()
    assert page.window("net").locator("g.node").count() == 6


def position(node: Locator) -> tuple[float, float]:
    box = node.locator("circle").bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_a_node_can_be_dragged_and_the_network_moved_and_zoomed(
    server: ServerProcess, open_page: OpenPage, draw: Draw
) -> None:
    draw_network(draw(server))
    page = open_page(server)
    svg = drawn(page)
    node = svg.locator("g.node").first
    x, y = position(node)
    page.page.mouse.move(x, y)
    page.page.mouse.down()
    page.page.mouse.move(x + 60, y + 40, steps=5)
    page.until(
        """([x, y]) => {
            const box = document.querySelector('g.node circle').getBoundingClientRect();
            return Math.hypot(box.x + box.width / 2 - x, box.y + box.height / 2 - y) < 8;
        }""",
        arg=[x + 60, y + 40],
    )
    page.page.mouse.up()
    svg = drawn(page)
    before = svg.get_attribute("viewBox") or ""
    page.window("net").locator(".Network_Div").focus()
    page.page.keyboard.press("+")
    expect(svg).not_to_have_attribute("viewBox", before)
    left, top, width, _ = (float(number) for number in (svg.get_attribute("viewBox") or "").split())
    assert width == pytest.approx(float(before.split()[2]) / 1.25)
    page.page.mouse.move(80, 120)
    page.page.mouse.down()
    page.page.mouse.move(120, 120, steps=4)
    page.page.mouse.up()
    moved = [float(number) for number in (svg.get_attribute("viewBox") or "").split()]
    assert moved[:2] == pytest.approx([left - 40 * width / 501, top], abs=0.5)
    page.window("net").locator('button[title="reset"]').click()
    expect(svg).to_have_attribute("viewBox", before)


def test_a_network_is_saved(server: ServerProcess, open_page: OpenPage, draw: Draw, tmp_path: Path) -> None:
    draw_network(draw(server), title="A net", directed=True)
    page = open_page(server)
    drawn(page)
    for label in ("SVG", "PNG"):
        page.window("net").locator('button[title="save"]').click()
        with page.page.expect_download() as download:
            page.page.get_by_role("menuitem", name=label, exact=True).click()
        assert download.value.suggested_filename == f"A net.{label.lower()}"
        download.value.save_as(tmp_path / label)
    saved = ElementTree.parse(tmp_path / "SVG").getroot()
    assert len(saved.findall(".//{http://www.w3.org/2000/svg}circle")) == 6
    with Image.open(tmp_path / "PNG") as picture:
        assert picture.size[0] >= 1000
        assert len(picture.getcolors(1 << 24) or []) > 50


def test_strange_networks_disturb_nobody(server: ServerProcess, open_page: OpenPage, draw: Draw) -> None:
    vis = draw(server)
    for win, content in (("empty", {"nodes": [], "edges": []}), ("odd", {"nodes": [{}], "edges": [{"source": 3}]})):
        vis._send({"data": [{"type": "network", "content": content}], "win": win, "eid": "main"})
    page = open_page(server)
    page.shows("empty", "odd")
    expect(page.window("odd").locator("g.node")).to_have_count(1)
