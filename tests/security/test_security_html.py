"""The HTML of a window stays inside its window, and does there what it should."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect
from serving import ServerProcess
from watched_page import WatchedPage

from visdom import Visdom

pytestmark = pytest.mark.browser

OpenPage = Callable[..., WatchedPage]
Draw = Callable[..., Visdom]

COVERING = """
<style>
  :host { contain: none !important; position: fixed !important; inset: 0 !important; z-index: 99999 !important }
  .cover { position: fixed; inset: -5000px; z-index: 99999; width: 20000px; height: 20000px; background: red }
  html, body, .window, .navbar-form, #app { display: none !important; opacity: 0 !important }
  button { color: rgb(9, 9, 9) }
</style>
<p>inside</p>
<div class="cover"></div>
<div class="cover" popover="manual" id="pop">pop</div>
<button popovertarget="pop" popovertargetaction="show" command="show-popover" commandfor="pop">show</button>
<dialog open class="cover">dialog</dialog>
<style>
  select, ::picker(select) { appearance: base-select }
  ::picker(select) { position: fixed; inset: 0; width: 100vw; height: 100vh; max-height: none }
</style>
<select><option>one</option><option>two</option></select>
"""

ATTRIBUTION = """<b>by me</b> <a href="/health" target="_top">more</a>
<style>.navbar-form, .bar { display: none !important }</style><div style="position: fixed; inset: 0">cover</div>"""

COVERED = """selector => {
    const { x, y, width, height } = document.querySelector(selector).getBoundingClientRect();
    const found = document.elementFromPoint(x + width / 2, y + height / 2);
    return found.closest(selector) === null;
}"""


def test_nothing_covers_the_page_or_styles_it(server: ServerProcess, open_page: OpenPage, draw: Draw) -> None:
    page, vis = open_page(server), draw(server)
    vis.text(COVERING, win="evil")
    vis.text("still here", win="other")
    points = [{"position": [i % 2, i / 4], "group": 0, "name": "a", "label": "a", "idx": i} for i in range(4)]
    cloud = {"data": points, "selected": {"html": COVERING, "entityId": "a"}}
    vis._send({"data": [{"type": "embeddings", "content": cloud}], "win": "cloud", "eid": "main"})
    page.text("evil", "inside")
    page.window("cloud").locator(".embeddings-cloud").focus()
    page.page.keyboard.press("ArrowRight")
    expect(page.window("cloud").locator(".entity-preview p")).to_have_text("inside")
    for win in ("evil", "cloud"):
        page.window(win).get_by_role("button", name="show").dispatch_event("click")
        expect(page.window(win).locator("dialog, [popover], [popovertarget], [commandfor]")).to_have_count(0)
    select = page.window("cloud").locator("select")
    for open_list in (lambda: select.dispatch_event("mousedown", {"button": 0}), lambda: select.press("Space")):
        open_list()
        assert not select.evaluate("select => select.matches(':open')")
    for selector in (".navbar-form", "[data-window=other]", "[data-window=cloud] .bar", "[data-window=evil] .bar"):
        assert not page.page.evaluate(COVERED, selector), selector
    expect(page.window("evil").locator(".cover")).to_have_count(2)
    expect(page.page.locator(".environment-button")).not_to_have_css("color", "rgb(9, 9, 9)")
    page.page.evaluate("document.querySelectorAll('.shelter').forEach((each) => each.classList.remove('shelter'))")
    assert page.page.evaluate(COVERED, "[data-window=evil] .bar")  # without its shelter


def test_links_open_in_a_tab_of_their_own_and_forms_go_nowhere(
    server: ServerProcess, open_page: OpenPage, draw: Draw
) -> None:
    page, vis = open_page(server), draw(server)
    vis.text(
        f"<a href='{server.url}/health'>away</a> <a href='#end'>down</a>"
        f"<form action='{server.url}/health'><input name='field'><button>send</button></form>"
        "<div style='height: 3000px'></div><b id='end'>end</b>",
        win="w",
    )
    text = page.window("w").locator(".content-text")
    with page.page.expect_popup() as opened:
        text.get_by_text("away").click()
    assert opened.value.url == f"{server.url}/health"
    assert opened.value.evaluate("opener") is None
    opened.value.close()
    text.get_by_role("button", name="send").click()
    text.get_by_text("down").click()
    expect(text.locator("#end")).to_be_in_viewport()
    assert page.page.url == server.url + "/"


def test_links_of_plots_open_in_a_tab_of_their_own(server: ServerProcess, open_page: OpenPage, draw: Draw) -> None:
    page, vis = open_page(server), draw(server)
    vis.line([1, 2], win="plot", opts={"title": f"<a href='{server.url}/health' target='_top'>away</a>"})
    with page.page.expect_popup() as opened:
        page.window("plot").locator("svg a").dispatch_event("click")
    assert opened.value.url == f"{server.url}/health"
    assert opened.value.evaluate("opener") is None
    assert page.page.url == server.url + "/"


def test_the_sources_of_a_map_are_named_without_styles(server: ServerProcess, open_page: OpenPage, draw: Draw) -> None:
    page, vis = open_page(server), draw(server)
    source = {"type": "geojson", "data": {"type": "Point", "coordinates": [0, 0]}, "attribution": ATTRIBUTION}
    layers = [{"id": "points", "type": "circle", "source": "given"}]
    map_layout = {"style": {"version": 8, "sources": {"given": source}, "layers": layers}}
    trace = {"type": "scattermap", "lat": [0], "lon": [0]}
    vis._send({"data": [trace], "layout": {"map": map_layout}, "win": "map", "eid": "main"})
    attribution = page.window("map").locator(".maplibregl-ctrl-attrib-inner")
    expect(attribution.locator("b")).to_have_text("by me")
    expect(attribution.locator("a")).to_have_attribute("target", "_blank")
    expect(attribution.locator("style, [style]")).to_have_count(0)
    expect(page.page.locator(".navbar-form")).to_be_visible()


def test_macros_end_with_their_window(server: ServerProcess, open_page: OpenPage, draw: Draw) -> None:
    page, vis = open_page(server), draw(server)
    vis.text(r"$\def\loss{L}\newcommand{\twice}[1]{#1 #1}\loss$", win="first")
    vis.text(r"and $\twice{\loss}$", win="first", append=True)
    expect(page.window("first").locator("mjx-container")).to_have_count(2)
    vis.text(r"$\twice{\loss}$", win="second")
    vis.line([1, 2], win="plot", opts={"title": r"$\loss$", "xlabel": r"$\def\twice{2}\twice$"})
    known = "[data-mml-node=mtext][fill=red]"  # MathJax draws unknown commands so
    expect(page.window("second").locator(known)).to_have_count(2)
    expect(page.window("plot").locator(f".gtitle-math-group {known}")).to_have_count(1)
    expect(page.window("plot").locator(".xtitle-math-group [data-mml-node=mn]")).to_have_count(1)
    expect(page.window("first").locator(known)).to_have_count(0)


def test_the_style_sheet_of_the_user_holds_inside(
    make_server: Callable[..., ServerProcess], open_page: OpenPage, draw: Draw
) -> None:
    server = make_server()
    server.stop()
    rules = ".window .content-text td { color: rgb(1, 2, 3) } i { color: rgb(4, 5, 6) } .content-text { padding: 7px }"
    (server.env_path / "style.css").write_text(rules)
    server.start()
    draw(server).text("<table><tr><td>cell</td></tr></table><i>leaning</i>", win="w")
    text = open_page(server).window("w").locator(".content-text")
    expect(text.locator("td")).to_have_css("color", "rgb(1, 2, 3)")
    expect(text.locator("i")).to_have_css("color", "rgb(4, 5, 6)")
    expect(text).to_have_css("padding", "7px")
    expect(text.locator(".html")).to_have_css("padding", "0px")
