from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from peers import Page, ask, line, text, window
from serving import ServerProcess

Visit = Callable[..., Page]
LEGEND = "window_compare_legend"


def plot(server: ServerProcess, win: str, eid: str, *names: str | None, title: str = "loss", x: int = 1) -> None:
    data = [{"type": "scatter", "x": [x], "y": [x], **({} if name is None else {"name": name})} for name in names]
    ask(server, "/events", win=win, eid=eid, data=data, layout={"margin": {"l": 1}}, opts={"title": title})


def compared(messages: list[Any]) -> dict[str, Any]:
    assert [messages[0]["command"], messages[-1]["command"]] == ["reload", "layout"]
    assert {message["command"] for message in messages[1:-1]} == {"window"}
    return {message["id"]: message for message in messages[1:-1]}


def names(shown: Any) -> list[str]:
    return [one["name"] for one in shown["content"]["data"]]


def test_plots_of_one_title_are_merged_in_the_order_of_the_address(
    shared: ServerProcess, eid: str, visit: Visit
) -> None:
    first, second, unknown = f"{eid} z", f"{eid} a", f"{eid} missing"
    text(shared, "early", first, "no plot")
    plot(shared, "p", first, "train", "test", x=1)
    plot(shared, "q", second, "train", x=2)
    plot(shared, "alone", second, "train", title="of one only")
    shown = compared(visit(shared).compare(first, unknown, second))
    assert list(shown) == ["p", LEGEND]
    assert names(shown["p"]) == ["0_train", "0_test", "2_train"]
    assert [one["x"] for one in shown["p"]["content"]["data"]] == [[1], [1], [2]]
    assert shown["p"]["content"]["layout"] == {"margin": {"l": 1}, "showlegend": True}
    assert shown["p"]["has_compare"] is True
    assert shown["p"]["contentID"] != window(shared, "p", first)["contentID"]


def test_the_legend_lists_numbers_and_names_and_cannot_run_anything(
    shared: ServerProcess, eid: str, visit: Visit
) -> None:
    first, second = f"{eid} <img src=x onerror=alert(1)>", f"{eid} & Co"
    plot(shared, "p", first, "a")
    plot(shared, "p", second, "a")
    legend = compared(visit(shared).compare(first.replace("<", "%3C").replace(">", "%3E"), second))[LEGEND]
    members = ("type", "title", "contentID", "i", "has_compare", "inflate", "width", "height")
    assert [legend[name] for name in members] == ["text", "compare_legend", "compare_legend", 1, True, True, None, None]
    assert legend["layout"] == {"title": "compare_legend"}
    assert "<img" not in legend["content"]
    assert "&lt;img src=x onerror=alert(1)&gt;</td><td>0</td>" in legend["content"]
    assert "&amp; Co</td><td>1</td>" in legend["content"]


def test_the_positions_are_those_of_the_first_environment(shared: ServerProcess, eid: str, visit: Visit) -> None:
    page = visit(shared)
    for name, x in ((f"{eid} b", 1), (f"{eid} a", 2)):
        plot(shared, "p", name, "a")
        page.send(cmd="layout_item_update", eid=name, win="p", data={"i": "p", "x": x})
    page.send(cmd="save_layouts", data=f"the positions in {eid} are saved")
    page.until(lambda message: message.get("data") == f"the positions in {eid} are saved")
    assert page.compare(f"{eid} b", f"{eid} a")[-4] == {"command": "reload", "data": {"p": {"i": "p", "x": 1}}}


@pytest.mark.parametrize("without", [0, 1])
def test_plots_without_names_are_left_out(shared: ServerProcess, eid: str, visit: Visit, without: int) -> None:
    eids = [f"{eid} a", f"{eid} b"]
    for number, name in enumerate(eids):
        plot(shared, "p", name, None if number == without else "a")
    assert list(compared(visit(shared).compare(*eids))) == [LEGEND]


def test_nothing_is_stored_by_comparing(shared: ServerProcess, eid: str, visit: Visit) -> None:
    eids = [f"{eid} a", f"{eid} b"]
    for name in eids:
        plot(shared, "p", name, "a")
    before = [window(shared, None, name) for name in eids]
    visit(shared).compare(*eids)
    assert [window(shared, None, name) for name in eids] == before


def test_a_comparing_page_gets_changes_of_all_its_environments_and_no_others(
    shared: ServerProcess, eid: str, visit: Visit
) -> None:
    one, two, other = f"{eid} 1", f"{eid} 2", f"{eid} 3"
    for name in (one, two, other):
        plot(shared, "p", name, "a")
    page = visit(shared)
    page.compare(one, two)
    line(shared, "p", other, [2], append=True)
    for name in (one, two):
        line(shared, "p", name, [2], append=True)
        sent = page.command("window", "window_update", "close")
        assert (sent.get("win", sent.get("id")), sent.get("env", name)) == ("p", name)
    ask(shared, "/close", win="p", eid=two)
    assert page.command("window", "window_update", "close") == {"command": "close", "data": "p"}
    page.watch(other)
    line(shared, "p", one, [3], append=True)
    line(shared, "p", other, [3], append=True)
    assert page.command("window", "window_update")["env"] == other


def test_a_single_known_environment_has_nothing_to_compare_with(shared: ServerProcess, eid: str, visit: Visit) -> None:
    plot(shared, "p", eid, "a")
    assert list(compared(visit(shared).compare(eid, eid + " missing"))) == [LEGEND]
