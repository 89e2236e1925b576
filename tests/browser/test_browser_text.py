"""Text windows on the page: HTML of all kinds, growth, formulas, keys, saving."""

from __future__ import annotations

import base64
import io
import wave
from collections.abc import Callable
from pathlib import Path
from queue import Queue
from typing import Any

import pytest
from playwright.sync_api import expect
from serving import ServerProcess
from watched_page import WAIT_MS, WatchedPage

from visdom import Visdom

pytestmark = pytest.mark.browser

OpenPage = Callable[..., WatchedPage]
Draw = Callable[..., Visdom]
Listen = Callable[[ServerProcess, str], "Queue[dict[str, Any]]"]

WAIT_SECONDS = WAIT_MS / 1000


def silence() -> str:
    """A tenth of a second of sound, as a data address."""
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(bytes(1600))
    return "data:audio/wav;base64," + base64.b64encode(file.getvalue()).decode()


def test_styles_tables_and_drawings_are_shown(server: ServerProcess, open_page: OpenPage, draw: Draw) -> None:
    page = open_page(server)
    drawing = (
        "<svg width='60' height='20' xmlns:xlink='http://www.w3.org/1999/xlink'>"
        "<defs><path id='letter' d='M0 0h9v9z'/></defs>"
        "<use xlink:href='#letter' x='5'/><use class='outside' href='http://elsewhere.test/a.svg#b'/></svg>"
    )
    draw(server).text(
        "<style>.odd { color: rgb(1, 2, 3) }</style><table><tr><td class='odd'>cell</td></tr></table>"
        f"<p style='text-align: right'>right</p>{drawing}<math><mi>x</mi></math><a href='/x' target='_blank'>link</a>",
        win="rich",
    )
    text = page.window("rich").locator(".content-text")
    expect(text.locator("td")).to_have_css("color", "rgb(1, 2, 3)")
    expect(text.locator("p")).to_have_css("text-align", "right")
    expect(text.locator("use").first).to_have_attribute("xlink:href", "#letter")
    expect(text.locator("use.outside")).not_to_have_attribute("href", "http://elsewhere.test/a.svg#b")
    expect(text.locator("math mi")).to_have_text("x")
    expect(text.locator("a")).to_have_attribute("rel", "noopener noreferrer")


def test_sound_can_be_played_and_goes_on_while_text_arrives(
    server: ServerProcess, open_page: OpenPage, draw: Draw
) -> None:
    page, vis = open_page(server), draw(server)
    html = f"<audio controls><source type='audio/wav' src='{silence()}'>No sound here.</audio>"
    vis.text(html + "<video controls loop></video>", win="player")
    audio = page.window("player").locator("audio")
    expect(audio).to_have_js_property("duration", 0.1)
    audio.evaluate("audio => { audio.mark = 'the same'; }")
    vis.text("more", win="player", append=True)
    page.text("player", "more")
    assert audio.evaluate("audio => audio.mark") == "the same"
    expect(page.window("player").locator("video")).to_have_attribute("loop", "")


def test_text_grows_in_place_and_is_followed_at_its_end(server: ServerProcess, open_page: OpenPage, draw: Draw) -> None:
    page, vis = open_page(server), draw(server)
    vis.text("<b id='first'>line 0</b>", win="log")
    text = page.window("log").locator(".content-text")
    page.window("log").locator("#first").evaluate("element => { element.mark = 1; }")
    for line in range(1, 40):
        vis.text(f"line {line}", win="log", append=True)
    page.text("log", "line 39")
    at_end = "text => text.scrollHeight - text.scrollTop - text.clientHeight < 4"
    assert text.evaluate(at_end)
    text.evaluate("text => { text.scrollTop = 20; }")
    vis.text("line 40", win="log", append=True)
    page.text("log", "line 40")
    assert text.evaluate("text => text.scrollTop") == 20
    assert page.window("log").locator("#first").evaluate("element => element.mark") == 1
    assert text.locator(".html").inner_text().splitlines() == [f"line {line}" for line in range(41)]


def test_a_long_log_grows_like_a_short_one(server: ServerProcess, open_page: OpenPage, draw: Draw) -> None:
    page, vis = open_page(server), draw(server)
    lines = [f"<b>line</b> {line}" for line in range(1000)]
    vis.text("<br>".join(lines), win="log")
    page.text("log", "line 999")
    text = page.window("log").locator(".content-text")
    height = text.evaluate("text => text.scrollHeight")
    for line in range(1000, 1400):
        vis.text(f"<b>line</b> {line}", win="log", append=True)
    page.text("log", "line 1399")
    assert text.locator(".html").inner_text().splitlines() == [f"line {line}" for line in range(1400)]
    assert text.evaluate("text => text.scrollHeight") == pytest.approx(height * 1.4, rel=0.01)


@pytest.mark.parametrize(
    "parts",
    [
        ["<b>bold", "still bold</b>", "plain"],
        ["<table><tr><td>a</td></tr>", "<tr><td>b</td></tr></table>", "after"],
        ["<i>a</i>", "<ul><li>b", "<li>c</ul>", "<p>d", "e"],
        ["a &lt; b", "<!-- open", "still --> shown"],
        ["<svg width='9' height='9'><g>", "<circle r='4'/></g></svg>", "after"],
    ],
)
def test_what_is_open_at_the_end_reaches_into_what_is_appended(
    server: ServerProcess, open_page: OpenPage, draw: Draw, parts: list[str]
) -> None:
    page, vis = open_page(server), draw(server)
    vis.text("<br>".join(parts), win="whole")
    vis.text(parts[0], win="grown")
    grown = "document.querySelector('[data-window=grown] .content-text > div')?.shadowRoot.firstChild"
    page.until(f"{grown}?.firstChild")
    for part in parts[1:]:
        vis.text(part, win="grown", append=True)
    whole = page.window("whole").locator(".content-text .html").inner_html()
    expect(page.window("grown").locator(".content-text")).to_have_text(
        page.window("whole").locator(".html").text_content() or "", use_inner_text=False
    )
    page.until(f"html => html === {grown}.innerHTML", arg=whole)


def test_formulas_are_drawn(server: ServerProcess, open_page: OpenPage, draw: Draw) -> None:
    page, vis = open_page(server), draw(server)
    vis.text("no formula for $5 or $6", win="prices")
    page.text("prices", "$5 or $6")
    loaded = "performance.getEntriesByType('resource').filter(({ name }) => name.includes('tex-svg')).length"
    assert page.page.evaluate(loaded) == 0
    vis.text("loss $L = \\frac{1}{2}$, \\(x^2\\) <pre>$HOME$</pre>", win="maths")
    vis.text("and $$\\sum_i x_i$$ but $\\nonsense{$", win="maths", append=True)
    drawn = page.window("maths").locator("mjx-container")
    expect(drawn).to_have_count(3)
    expect(drawn.first.locator("svg")).to_be_visible()
    expect(drawn.nth(2)).to_have_attribute("display", "true")
    page.text("maths", "$\\nonsense{$")
    expect(page.window("maths").locator("pre")).to_have_text("$HOME$")
    assert page.page.evaluate(loaded) == 1


def test_keys_typed_into_a_text_are_told(
    server: ServerProcess, open_page: OpenPage, draw: Draw, listen: Listen
) -> None:
    draw(server).text("type here", win="note")
    heard = listen(server, "note")
    page = open_page(server)
    page.window("note").locator(".content-text").click()
    for key in ("a", "Shift+B", "Enter", "ArrowLeft"):
        page.page.keyboard.press(key)
    events = [heard.get(timeout=WAIT_SECONDS) for _ in range(5)]
    assert [(event["key"], event["key_code"]) for event in events] == [
        ("a", 65),
        ("B", 66),
        ("Shift", 16),
        ("Enter", 13),
        ("ArrowLeft", 37),
    ]
    assert {(event["event_type"], event["target"], event["eid"]) for event in events} == {("KeyPress", "note", "main")}
    assert events[0]["pane_data"]["content"] == "type here"


def test_fields_in_a_text_keep_their_keys(
    server: ServerProcess, open_page: OpenPage, draw: Draw, listen: Listen
) -> None:
    draw(server).text("<input id='field'> beside", win="form")
    heard = listen(server, "form")
    page = open_page(server)
    page.page.locator("#field").click()
    page.page.keyboard.type("ab")
    expect(page.page.locator("#field")).to_have_value("ab")
    page.window("form").locator(".content-text").click(position={"x": 200, "y": 100})
    page.page.keyboard.press("c")
    assert heard.get(timeout=WAIT_SECONDS)["key"] == "c"


@pytest.mark.parametrize(
    ("label", "name", "content"), [("HTML", "A note.html", "one<br><b>two</b>"), ("Text", "A note.txt", "one\ntwo")]
)
def test_a_text_is_saved(
    server: ServerProcess, open_page: OpenPage, draw: Draw, tmp_path: Path, label: str, name: str, content: str
) -> None:
    draw(server).text("one<br><b>two</b>", win="note", opts={"title": "A note"})
    page = open_page(server)
    page.window("note").hover()
    page.window("note").locator('button[title="save"]').click()
    with page.page.expect_download() as download:
        page.page.get_by_role("menuitem", name=label, exact=True).click()
    assert download.value.suggested_filename == name
    download.value.save_as(tmp_path / "saved")
    assert (tmp_path / "saved").read_text() == content


def test_every_window_is_saved_as_json(server: ServerProcess, open_page: OpenPage, draw: Draw, tmp_path: Path) -> None:
    vis = draw(server)
    vis.text("text", win="note")
    page = open_page(server)
    page.text("note", "text")
    page.window("note").locator('button[title="save"]').focus()
    page.page.keyboard.press("Enter")
    expect(page.page.get_by_role("menuitem", name="HTML", exact=True)).to_be_focused()
    for _ in range(2):
        page.page.keyboard.press("ArrowDown")
    with page.page.expect_download() as download:
        page.page.keyboard.press("Enter")
    assert download.value.suggested_filename == "visdom_text.json"
    download.value.save_as(tmp_path / "saved")
    vis.set_window_data((tmp_path / "saved").read_text(), win="again")
    assert vis.win_exists("again")
