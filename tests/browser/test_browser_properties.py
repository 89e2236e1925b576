"""Properties windows on the page: every kind of field, and what programs hear of them."""

from __future__ import annotations

from collections.abc import Callable
from queue import Queue
from typing import Any

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
FIELDS = [
    {"type": "text", "name": "Text input", "value": "initial"},
    {"type": "number", "name": "Number input", "value": "12"},
    {"type": "button", "name": "Button", "value": "Start"},
    {"type": "checkbox", "name": "Checkbox", "value": True},
    {"type": "select", "name": "Select", "value": 1, "values": ["Red", "Green", "Blue"]},
]


def opened(server: ServerProcess, open_page: OpenPage, draw: Draw, fields: list[dict[str, Any]]) -> Locator:
    draw(server).properties(fields, win="form", opts={"title": "A form"})
    pane = open_page(server).window("form")
    expect(pane.locator("tr")).to_have_count(len(fields))
    return pane


def test_every_kind_of_field_tells_programs(
    server: ServerProcess, open_page: OpenPage, draw: Draw, listen: Listen
) -> None:
    pane, heard = opened(server, open_page, draw, FIELDS), listen(server, "form")

    def update() -> tuple[object, ...]:
        event = heard.get(timeout=WAIT_SECONDS)
        assert (event["event_type"], event["target"], event["eid"]) == ("PropertyUpdate", "form", "main")
        assert event["pane_data"]["content"] == FIELDS
        return event["propertyId"], event["value"]

    text = pane.get_by_label("Text input")
    expect(text).to_have_value("initial")
    text.fill("other")
    text.press("Enter")
    assert update() == (0, "other")
    number = pane.get_by_label("Number input")
    number.fill("-2.5")
    number.press("Tab")
    assert update() == (1, "-2.5")
    pane.get_by_role("button", name="Button").click()
    assert update() == (2, "clicked")
    checkbox = pane.get_by_label("Checkbox")
    expect(checkbox).to_be_checked()
    checkbox.click()
    assert update() == (3, False)
    expect(checkbox).to_be_checked()  # until the program says otherwise
    select = pane.get_by_label("Select")
    expect(select).to_have_value("1")
    select.select_option("Blue")
    assert update() == (4, "2")
    expect(select).to_have_value("1")


def test_a_field_that_was_not_changed_is_not_told(
    server: ServerProcess, open_page: OpenPage, draw: Draw, listen: Listen
) -> None:
    pane, heard = opened(server, open_page, draw, FIELDS), listen(server, "form")
    text, number = pane.get_by_label("Text input"), pane.get_by_label("Number input")
    text.focus()
    number.focus()
    number.fill("many")
    expect(number).to_have_attribute("aria-invalid", "true")
    number.press("Enter")
    text.focus()
    expect(number).to_have_value("12")
    text.press("Enter")
    event = heard.get(timeout=WAIT_SECONDS)
    assert (event["propertyId"], event["value"]) == (0, "initial")


def test_what_a_program_answers_is_shown_but_not_over_what_is_being_typed(
    server: ServerProcess, open_page: OpenPage, draw: Draw
) -> None:
    pane = opened(server, open_page, draw, FIELDS)
    text, number = pane.get_by_label("Text input"), pane.get_by_label("Number input")
    number.fill("7")
    number.press("Enter")
    expect(number).to_have_value("7")
    text.fill("half typ")
    answer = [{**FIELDS[0], "value": "answer"}, FIELDS[1], FIELDS[2], {**FIELDS[3], "value": False}]
    draw(server).properties(answer, win="form")
    expect(pane.locator("tr")).to_have_count(4)
    expect(pane.get_by_label("Checkbox")).not_to_be_checked()
    expect(number).to_have_value("12")
    expect(text).to_have_value("half typ")
    text.press("Escape")
    expect(text).to_have_value("answer")


def test_a_program_answers_what_it_hears(server: ServerProcess, open_page: OpenPage, draw: Draw) -> None:
    vis = draw(server, use_incoming_socket=True)
    fields = [{"type": "checkbox", "name": "on", "value": False}]
    vis.properties(fields, win="form")

    def answer(event: dict[str, Any]) -> None:
        fields[event["propertyId"]]["value"] = event["value"]
        vis.properties(fields, win="form")

    vis.register_event_handler(answer, "form")
    pane = open_page(server).window("form")
    for expected in (True, False):
        pane.get_by_label("on").click()
        expect(pane.get_by_label("on")).to_be_checked(checked=expected)


def test_a_long_list_scrolls_and_strange_fields_disturb_nobody(
    server: ServerProcess, open_page: OpenPage, draw: Draw
) -> None:
    many = [{"type": "text", "name": f"field {number}", "value": number} for number in range(30)]
    pane = opened(server, open_page, draw, [*many, {"type": "slider", "name": "new", "value": 3}, {"type": "select"}])
    pane.get_by_label("field 29", exact=True).fill("seen")
    expect(pane.get_by_label("field 29", exact=True)).to_be_in_viewport()
    expect(pane.locator("tr").nth(30)).to_have_text("new3")


def test_a_read_only_page_shows_fields_and_changes_none(
    make_server: Callable[..., ServerProcess], open_page: OpenPage, draw: Draw
) -> None:
    pane = opened(make_server("-readonly"), open_page, draw, FIELDS)
    for name in ("Text input", "Number input", "Button", "Checkbox", "Select"):
        expect(pane.get_by_label(name)).to_be_disabled()
