"""Drawings in text windows: all of them is shown, and nothing of another file."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect
from serving import ServerProcess
from watched_page import WatchedPage

from visdom import Visdom

PARTS = """
<svg width="90" height="30" xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">
  <defs><path id="letter" d="M 0 0 H 20 V 20 H 0 Z"/></defs>
  <use class="own" xlink:href="#letter"/>
  <use class="own" href="#letter" x="30"/>
  <use class="foreign" href="/static/elsewhere.svg#letter" x="60"/>
  <use class="foreign" xlink:href="data:image/svg+xml,x#letter" x="60"/>
</svg>
"""


def test_a_drawing_shows_its_repeated_parts_and_none_of_other_files(
    server: ServerProcess, open_page: Callable[..., WatchedPage], draw: Callable[..., Visdom]
) -> None:
    page = open_page(server)
    draw(server).svg(svgstr=PARTS, win="drawing")
    drawing = page.window("drawing").locator("svg").filter(has=page.page.locator("use"))
    expect(drawing.locator("use")).to_have_count(4)
    widths = drawing.locator("use.own").evaluate_all("parts => parts.map(part => part.getBBox().width)")
    assert widths == [20, 20]
    foreign = drawing.locator("use.foreign")
    assert foreign.evaluate_all("parts => parts.map(part => part.outerHTML.includes('href'))") == [False, False]


def test_a_figure_of_matplotlib_shows_its_letters(
    server: ServerProcess, open_page: Callable[..., WatchedPage], draw: Callable[..., Visdom]
) -> None:
    from matplotlib.figure import Figure

    figure = Figure()
    figure.add_subplot().set_title("Letters")
    page = open_page(server)
    draw(server).matplot(figure, win="figure")
    letters = page.window("figure").locator("svg [id^=text_] use")
    expect(letters.first).to_be_attached()
    widths = letters.evaluate_all("parts => parts.map(part => part.getBBox().width)")
    assert len(widths) > 20
    assert min(widths) > 0
