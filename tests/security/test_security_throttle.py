"""Brute force: wrong logins and wrong tokens are slowed, logged, and do not hinder those who have come in before."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests
from accounts import PASSWORDS, TOKENS, cookie_of, log_in, make_accounts, with_cookie, with_token
from serving import ServerProcess

from visdom.errors import Refused, TooManyTries
from visdom.server.identity.guard import Guard
from visdom.server.identity.passwords import hash_password, sent_for
from visdom.server.identity.throttle import FORGET_AFTER, MOST_ENTRIES, Throttle, address_key, name_key
from visdom.server.settings import Credential, ServerSettings

MakeServer = Callable[..., ServerProcess]


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def delays(failures: int, *keys: str) -> list[float]:
    clock = Clock()
    throttle = Throttle(clock)
    found = []
    for _ in range(failures):
        throttle.failed(*keys)
        found.append(throttle.delay(keys[0]))
        clock.now += found[-1]
        assert throttle.delay(keys[0]) == 0
    return found


def test_delays_begin_with_the_fifth_failure_and_double_up_to_thirty_seconds() -> None:
    assert delays(14, "name ada") == [0, 0, 0, 0, 1, 2, 4, 8, 16, 30, 30, 30, 30, 30]
    assert delays(2000, "name ada")[-1] == 30


def test_the_address_and_the_name_count_each_for_itself() -> None:
    throttle = Throttle(Clock())
    for number in range(5):
        throttle.failed(address_key(f"10.0.0.{number}"), name_key("ada"))
    assert throttle.delay(address_key("10.9.9.9"), name_key("ada")) == 1
    assert throttle.delay(address_key("10.0.0.1"), name_key("bob")) == 0
    throttle = Throttle(Clock())
    for number in range(5):
        throttle.failed(address_key("10.0.0.1"), name_key(f"name{number}"))
    assert throttle.delay(address_key("10.0.0.1"), name_key("ada")) == 1
    assert throttle.delay(address_key("10.9.9.9"), name_key("name1")) == 0


@pytest.mark.parametrize(
    ("one", "other", "are_one"),
    [
        ("10.0.0.1", "::ffff:10.0.0.1", True),
        ("2001:db8::1", "2001:db8::ffff:1", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("10.0.0.1", "10.0.0.2", False),
        ("", "", True),
    ],
)
def test_the_addresses_of_one_machine_are_one(one: str, other: str, are_one: bool) -> None:
    assert (address_key(one) == address_key(other)) == are_one


def test_failures_are_forgotten_and_a_success_clears_the_name() -> None:
    clock = Clock()
    throttle = Throttle(clock)
    for _ in range(6):
        throttle.failed("name ada")
    throttle.succeeded("name ada")
    assert throttle.failed("name ada") == 1
    for _ in range(6):
        throttle.failed("name ada")
    clock.now += FORGET_AFTER + 1
    assert throttle.failed("name ada") == 1


def test_a_program_that_repeats_an_old_token_makes_one_failure() -> None:
    throttle = Throttle(Clock())
    assert [throttle.failed("address x", guess="old") for _ in range(3)] == [1, 0, 0]
    assert throttle.failed("address x", guess="other") == 2


def test_a_flood_of_names_does_not_grow_the_memory() -> None:
    throttle = Throttle(Clock())
    for number in range(MOST_ENTRIES + 10):
        throttle.failed(name_key(f"{number} " * 1000))
    assert len(throttle._entries) == MOST_ENTRIES
    assert max(map(len, throttle._entries)) < 200


# -- on a server


@pytest.fixture
def guarded(make_server: MakeServer, tmp_path: Path) -> ServerProcess:
    make_accounts(tmp_path / "envs")
    return make_server("-enable_login", env_path=tmp_path / "envs")


def until_delayed(ask: Callable[[int], requests.Response]) -> list[requests.Response]:
    """Answers up to the first that is not heard; the delays are longer than a request in the end."""
    answers: list[requests.Response] = []
    while not answers or (answers[-1].status_code != 429 and len(answers) < 12):
        answers.append(ask(len(answers)))
    return answers


def test_wrong_logins_are_slowed_and_refused_tries_say_when_to_come_back(guarded: ServerProcess) -> None:
    inside, program = with_cookie(guarded, **cookie_of(guarded, "ada")), with_token(guarded, TOKENS["vera"])
    answers = until_delayed(lambda number: log_in(guarded, "ada", f"guess {number}"))
    assert [each.status_code for each in answers[:5]] == [400] * 5
    refused = answers[-1]
    assert refused.status_code == 429
    assert 1 <= int(refused.headers["Retry-After"]) <= 30
    assert refused.text == f"Too many logins failed: try again in {refused.headers['Retry-After']} s."
    assert log_in(guarded, "ada").status_code == 429, "the right password is not heard either"
    assert inside.may_write() and program.may_read()
    assert "The login of 'ada' from 127.0.0.1 is wrong (failure 5)." in guarded.log()
    assert "guess" not in guarded.log() and sent_for("guess 0") not in guarded.log()


def test_addresses_behind_a_proxy_are_told_apart(guarded: ServerProcess) -> None:
    def guess(number: int) -> requests.Response:
        return log_in(guarded, f"name{number}", "guess", headers={"X-Forwarded-For": "10.1.1.1, 203.0.113.7"})

    assert until_delayed(guess)[-1].status_code == 429
    assert log_in(guarded, "ada", headers={"X-Forwarded-For": "203.0.113.8"}).status_code == 200
    assert "from 203.0.113.7 is wrong" in guarded.log()


def test_wrong_tokens_are_slowed_and_random_ones_go_on(make_server: MakeServer) -> None:
    server = make_server("-token", "sesame")
    chosen = with_token(server, "sesame")
    assert chosen.may_write()
    answers = until_delayed(lambda number: with_token(server, f"guess{number}").ask("POST", "/env_state"))
    assert [each.status_code for each in answers[:5]] == [401] * 5
    assert (answers[-1].status_code, "Retry-After" in answers[-1].headers) == (429, True)
    assert chosen.ask("POST", "/env_state").status_code == 429, "a token that can be guessed is not heard"
    assert chosen.ask("GET", "/?token=sesame").status_code == 429


def test_a_token_is_no_cookie_and_a_cookie_no_token(make_server: MakeServer) -> None:
    """Otherwise a token that a person chose could be guessed as a cookie, without any delay."""
    server = make_server("-token", "sesame")
    for name in ("user_password", f"visdom_login_{server.port}"):
        assert not with_cookie(server, **{name: "sesame"}).may_read()
    answer = requests.get(f"{server.url}/?token=sesame", allow_redirects=False, timeout=10)
    (cookie,) = answer.cookies
    assert with_cookie(server, **{str(cookie.name): str(cookie.value)}).may_read()
    assert not with_token(server, str(cookie.value)).may_read()


def test_a_random_token_is_heard_while_others_guess(make_server: MakeServer) -> None:
    server = make_server("-token")
    token = (server.home / ".visdom" / ".visdom" / f"token-{server.port}").read_text().strip()
    answers = until_delayed(lambda number: with_token(server, f"guess{number}").ask("POST", "/env_state"))
    assert answers[-1].status_code == 429
    assert with_token(server, token).may_write()


# -- many at once


def made_guard(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Guard:
    monkeypatch.setenv("HOME", str(tmp_path))
    credential = Credential("ada", hash_password(sent_for(PASSWORDS["ada"])))
    return Guard(ServerSettings(credential=credential, cookie_secret="signs", port=0))


def test_guesses_sent_at_once_are_heard_one_after_the_other(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    guard = made_guard(monkeypatch, tmp_path)

    async def guess(number: int) -> type[Exception] | None:
        try:
            await guard.log_in("ada", sent_for(f"guess {number}"), "10.0.0.1")
        except (Refused, TooManyTries) as error:
            return type(error)
        return None

    async def guess_all() -> list[type[Exception] | None]:
        return list(await asyncio.gather(*map(guess, range(40))))

    found = asyncio.run(guess_all())
    assert found.count(Refused) < 10
    assert found.count(Refused) + found.count(TooManyTries) == 40


def test_programs_that_start_together_all_log_in(guarded: ServerProcess) -> None:
    with ThreadPoolExecutor(24) as pool:
        answers = list(pool.map(lambda _: log_in(guarded, "ada"), range(48)))
    assert {each.status_code for each in answers} == {200}
    assert len({each.cookies["user_password"] for each in answers}) == 48


def test_the_event_loop_goes_on_while_a_password_is_checked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    guard = made_guard(monkeypatch, tmp_path)
    ticks = 0

    async def tick() -> None:
        nonlocal ticks
        while True:
            ticks += 1
            await asyncio.sleep(0)

    async def log_in_meanwhile() -> None:
        ticking = asyncio.create_task(tick())
        await guard.log_in("ada", sent_for(PASSWORDS["ada"]), "10.0.0.1")
        ticking.cancel()

    asyncio.run(log_in_meanwhile())
    assert ticks > 20
