from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from peers import Page
from serving import ServerProcess

Visit = Callable[..., Page]


def views_of(page: Page) -> list[str]:
    return [message["data"] for message in page.seen if message["command"] == "layout_update"]


def stored_views(server: ServerProcess) -> bytes:
    return (server.env_path / "view" / "layouts.json").read_bytes()


@pytest.mark.parametrize(
    "views", ["", "no JSON", '{"main": {"é \\u00e9": {"w": [0, 1.5, 2]}}}', "a\r\nb\u2028\ud800", "x" * 100_000]
)
def test_views_are_an_opaque_text_for_pages_and_the_disk(shared: ServerProcess, visit: Visit, views: str) -> None:
    one, two = visit(shared), visit(shared)
    one.rest()
    two.send(cmd="save_layouts", data=views)
    assert one.command("layout_update")["data"] == two.until(lambda message: message.get("data") == views)["data"]
    assert stored_views(shared).decode("utf-8", "surrogatepass") == views
    shared.restart(kill=True)
    assert views_of(visit(shared)) == [views]


@pytest.mark.parametrize("data", [None, 7, {"main": {}}, ["x"]])
def test_views_that_are_not_text_are_refused(shared: ServerProcess, visit: Visit, data: object) -> None:
    page = visit(shared)
    before = views_of(page)
    page.send(cmd="save_layouts", data=data)
    page.send(cmd="save_layouts")
    page.watch("main")
    assert views_of(page) == before == views_of(visit(shared))


@pytest.mark.parametrize("cache_type", ["JPE", "JPW", "JPWA"])
def test_views_of_another_server_are_shown(
    make_server: Callable[..., ServerProcess], visit: Visit, cache_type: str
) -> None:
    server = make_server("-cache_type", cache_type)
    server.stop()
    (server.env_path / "view").mkdir(exist_ok=True)
    (server.env_path / "view" / "layouts.json").write_text('{"main": {}}')
    server.start()
    page = visit(server)
    assert views_of(page) == ['{"main": {}}']
    assert "view" not in page.seen[-1]["data"]


def test_unreadable_views_go_to_quarantine_when_new_ones_are_saved(
    make_server: Callable[..., ServerProcess], visit: Visit
) -> None:
    server = make_server()
    server.stop()
    (server.env_path / "view").mkdir(exist_ok=True)
    (server.env_path / "view" / "layouts.json").write_bytes(b'{"main": {"caf\xe9": {}}}')
    server.start()
    page = visit(server)
    assert views_of(page) == [""]
    assert b"caf\xe9" in stored_views(server)
    for views in ("new", "newer"):
        page.send(cmd="save_layouts", data=json.dumps(views))
        page.command("layout_update")
    (damaged,) = (server.env_path / ".damaged").iterdir()
    assert b"caf\xe9" in damaged.read_bytes()
    assert stored_views(server) == b'"newer"'
    assert "layouts.json" in server.log()
    assert [path.name for path in (server.env_path / "view").iterdir()] == ["layouts.json"]
