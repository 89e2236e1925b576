"""Bad requests are refused with a sentence and change nothing; the server lives and writes nowhere else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import bad_http
import bad_requests as bad
import odd_windows
import pytest
from witness import SCRATCH, WINDOWS, Answer, State, World, case_id, is_sentence

PATHS = [(name, path) for name, (_, body) in bad.GOOD.items() for path in bad.paths(body)]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    made = World(tmp_path_factory.mktemp("bad_input"))
    yield made
    made.close()


def fresh_scratch(world: World, win: Any) -> State:
    """Put the window that a request is about back to what it was; returns the state of everything."""
    if win in WINDOWS:
        world.put(SCRATCH, win)
    return world.everything()


def check_refused(world: World, answer: Answer, before: State) -> None:
    """Nothing but a sentence."""
    world.check(answer, before)
    assert answer.is_refusal, answer
    assert is_sentence(answer.text), answer


def check_refused_or_done(world: World, answer: Answer, before: State) -> None:
    """A sentence and no change, or a success; never an error of the server."""
    world.check(answer, before)
    assert answer.status == 200 or is_sentence(answer.text), answer


@pytest.mark.parametrize("name", bad.MALFORMED)
@pytest.mark.parametrize("route", bad.ROUTES_WITH_BODY)
def test_a_body_that_is_not_an_object_is_refused(world: World, route: str, name: str) -> None:
    before = fresh_scratch(world, "text")
    check_refused(world, world.post(route, bad.MALFORMED[name]), before)


@pytest.mark.parametrize("name", bad.MALFORMED)
@pytest.mark.parametrize("route", bad.ROUTES_WITH_BODY_OR_NOT)
def test_a_body_that_is_not_an_object_changes_nothing(world: World, route: str, name: str) -> None:
    before = world.everything()
    check_refused_or_done(world, world.post(route, bad.MALFORMED[name]), before)
    assert world.everything() == before


@pytest.mark.parametrize("name", bad.GOOD)
def test_the_requests_that_bad_ones_are_made_from_are_good(world: World, name: str) -> None:
    route, body = bad.GOOD[name]
    world.post("/env/copy", {"eid": "copy"})
    fresh_scratch(world, body.get("win"))
    answer = world.post(route, body)
    assert answer.status == 200 or name in bad.MAY_BE_REFUSED, answer


@pytest.mark.parametrize(("name", "path"), PATHS, ids=case_id)
def test_a_member_of_a_wrong_type_is_refused_or_harmless(world: World, name: str, path: tuple[Any, ...]) -> None:
    route, body = bad.GOOD[name]
    found = []
    before = fresh_scratch(world, body.get("win"))
    for value in bad.WRONG:
        answer = world.post(route, bad.with_value(body, path, value))
        try:
            check_refused_or_done(world, answer, before)
        except AssertionError as error:
            found.append(f"with {ascii(value)[:50]}: {error}")
        if not answer.is_refusal:
            before = fresh_scratch(world, body.get("win"))
    assert not found, "\n".join(found)


@pytest.mark.parametrize(("name", "path"), PATHS, ids=case_id)
def test_a_missing_member_is_refused_or_harmless(world: World, name: str, path: tuple[Any, ...]) -> None:
    route, body = bad.GOOD[name]
    before = fresh_scratch(world, body.get("win"))
    check_refused_or_done(world, world.post(route, bad.without(body, path)), before)


@pytest.mark.parametrize("depth", bad.DEPTHS)
@pytest.mark.parametrize("name", bad.NESTED)
def test_deep_nesting_is_refused_or_stored(world: World, name: str, depth: int) -> None:
    route, body = bad.NESTED[name]
    before = fresh_scratch(world, body.get("win"))
    check_refused_or_done(world, world.post(route, bad.nested(body, depth)), before)
    fresh_scratch(world, body.get("win"))


@pytest.mark.parametrize("name", bad.UNKNOWN)
def test_unknown_names_get_a_reply_that_names_them(world: World, name: str) -> None:
    route, body, status, text = bad.UNKNOWN[name]
    before = fresh_scratch(world, body.get("win"))
    answer = world.post(route, body)
    world.check(answer, before)
    assert world.everything() == before
    assert answer.status == status, answer
    assert answer.text == text if text is not None else is_sentence(answer.text), answer


@pytest.mark.parametrize("address", bad_http.ADDRESSES, ids=case_id)
def test_an_odd_address_is_answered_decently(world: World, address: str) -> None:
    before = world.everything()
    for answer in (world.ask("GET", address), world.post(address, {"sid": "missing"}), world.post(address, b"x")):
        if not address.startswith("/error/"):
            world.check(answer, before)
        assert "root:" not in answer.text and "not yours" not in answer.text and "setup(" not in answer.text
    assert world.check_unharmed() == before


@pytest.mark.parametrize("route", (*bad.ROUTES_WITH_BODY, *bad.ROUTES_WITH_BODY_OR_NOT))
@pytest.mark.parametrize("method", bad_http.METHODS)
def test_an_unknown_method_is_refused(world: World, method: str, route: str) -> None:
    before = world.everything()
    answer = world.ask(method, route, b'{"win": "text", "eid": "scratch"}')
    world.check(answer, before)
    assert answer.is_refusal or answer.status == 0, answer


@pytest.mark.parametrize("route", bad.ROUTES_WITH_BODY)
def test_get_is_refused_where_only_post_is_meant(world: World, route: str) -> None:
    before = world.everything()
    answer = world.ask("GET", route)
    world.check(answer, before)
    assert answer.status == 405, answer


@pytest.mark.parametrize("name", bad_http.RAW)
def test_odd_http_does_no_harm(world: World, name: str) -> None:
    before = world.everything()
    world.check(world.send_raw(bad_http.RAW[name]), before)
    assert world.everything() == before


@pytest.mark.parametrize("name", odd_windows.ODD_WINDOWS)
def test_a_window_stored_unexamined_breaks_no_request(world: World, name: str) -> None:
    before = world.everything()
    check_refused_or_done(world, world.post("/win_data", odd_windows.stored(name)), before)
    found = []
    for route, body in odd_windows.requests_about(name):
        before = world.everything()
        try:
            check_refused_or_done(world, world.post(route, body), before)
        except AssertionError as error:
            found.append(f"{route} {ascii(body)[:120]}: {error}")
    assert not found, "\n".join(found)


def test_windows_stored_before_a_kill_survive_it(world: World) -> None:
    before = world.everything()
    world.server.restart(kill=True)
    assert world.check_unharmed() == before
