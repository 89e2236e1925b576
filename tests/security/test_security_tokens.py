"""The token of a server: its link, its cookie, and the programs that find it."""

from __future__ import annotations

import re
import stat
from collections.abc import Callable
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urljoin

import pytest
import requests
from accounts import TOKENS, Visitor, cookie_of, make_accounts, with_cookie, with_token
from proxied import KEEP_HOST, Nginx
from serving import ServerProcess

from visdom.server.identity.passwords import sent_for

MakeServer = Callable[..., ServerProcess]


def token_of(server: ServerProcess) -> str:
    """The token in the link that a server printed last."""
    return re.findall(r"^You can navigate to http://\S+/\?token=(\S+)$", server.log(), re.MULTILINE)[-1]


def file_of(server: ServerProcess) -> Path:
    return server.home / ".visdom" / ".visdom" / f"token-{server.port}"


def test_a_random_token_is_printed_as_a_link_and_kept_for_the_account_alone(make_server: MakeServer) -> None:
    server = make_server("-token")
    assert f"You can navigate to http://localhost:{server.port}/?token=" in server.log()
    token = token_of(server)
    assert len(token) == 43
    assert file_of(server).read_text().strip() == token
    assert stat.S_IMODE(file_of(server).stat().st_mode) == 0o600
    assert stat.S_IMODE(file_of(server).parent.stat().st_mode) == 0o700


def test_a_chosen_token_is_the_one(make_server: MakeServer) -> None:
    server = make_server("-token", "open/sesame+&%", "-base_url", "/lab")
    assert f"http://localhost:{server.port}/lab/?token=open%2Fsesame%2B%26%25" in server.log()
    assert with_token(server, "open/sesame+&%").may_write()
    answer = requests.get(f"{server.url}/?token=open%2Fsesame%2B%26%25", timeout=10)
    assert (answer.url, "ENV_LIST" in answer.text) == (f"{server.url}/", True)


@pytest.mark.parametrize(
    ("path", "location"),
    [
        ("/?token={}", "./"),
        ("/env/main?token={}&win=w%201", "./main?win=w+1"),
        ("/env/a%2Fb?view=x&token={}", "./a%2Fb?view=x"),
        ("/env/a:b?token={}", "./a:b"),
        ("/compare/a+b?token={}", "./a+b"),
        ("//evil.example/x?token={}", "./x"),
        ("/any/thing/?token={}", "./"),
    ],
)
@pytest.mark.parametrize("base_url", ["", "/lab"])
def test_the_link_sets_a_cookie_and_leaves_the_address(
    make_server: MakeServer, base_url: str, path: str, location: str
) -> None:
    server = make_server("-token", *(("-base_url", base_url) if base_url else ()))
    answer = Visitor(server).ask("GET", path.format(token_of(server)))
    assert answer.status_code == 303
    assert answer.headers["Location"] == location, "relative, so that it leads through every proxy"
    (morsel,) = SimpleCookie(answer.headers["Set-Cookie"]).values()
    assert morsel.key == f"visdom_login_{server.port}"
    assert (morsel["httponly"], morsel["samesite"], morsel["path"]) == (True, "Lax", base_url or "/")
    assert token_of(server) not in str(answer.headers)
    visitor = with_cookie(server, **{morsel.key: morsel.value})
    assert visitor.may_write() and visitor.is_greeted("/socket") and visitor.is_greeted("/vis_socket")


def test_a_wrong_link_shows_the_form_and_gets_no_cookie(make_server: MakeServer) -> None:
    server = make_server("-token")
    for path in ("/?token=wrong", "/?token=", "/env/main?token=wrong", "/"):
        answer = Visitor(server, {"Accept": "text/html"}).ask("GET", path)
        assert (answer.status_code, "Set-Cookie" in answer.headers) == (200, False)
        assert "ENV_LIST" not in answer.text and "enter its token" in answer.text


def test_clients_that_know_logins_only_use_the_token_as_password(make_server: MakeServer) -> None:
    server = make_server("-token")
    for sent, status in ((sent_for("wrong"), 400), (sent_for(token_of(server)), 200)):
        answer = requests.post(server.url, json={"username": "any", "password": sent}, timeout=10)
        assert answer.status_code == status
    assert with_cookie(server, **dict(answer.cookies)).may_write()


def test_strangers_get_a_sentence_and_the_way_in(make_server: MakeServer) -> None:
    server = make_server("-token")
    answer = Visitor(server).ask("POST", "/env_state")
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")
    assert answer.text == "The server asks for a login or a token."


def test_token_and_cookies_outlive_a_restart_until_a_new_one_is_asked_for(make_server: MakeServer) -> None:
    server = make_server("-token")
    token = token_of(server)
    answer = Visitor(server).ask("GET", f"/?token={token}")
    page = with_cookie(server, **dict(answer.cookies))
    server.restart(kill=True)
    assert token_of(server) == token
    assert page.may_write()
    server.flags.append("-force_new_cookie")
    server.restart()
    assert token_of(server) != token
    assert not page.may_write() and not with_token(server, token).may_read()
    assert with_token(server, token_of(server)).may_write()


def test_a_log_out_ends_the_cookie_and_not_the_token(make_server: MakeServer) -> None:
    server = make_server("-token")
    answer = Visitor(server).ask("GET", f"/?token={token_of(server)}")
    page = with_cookie(server, **dict(answer.cookies))
    assert page.ask("POST", "/logout").status_code == 200
    assert not page.may_read()
    assert with_token(server, token_of(server)).may_write()


def test_servers_of_one_account_keep_their_tokens_apart(make_server: MakeServer, tmp_path: Path) -> None:
    home = {"HOME": str(tmp_path / "account")}
    first, second = (make_server("-token", environ=home) for _ in range(2))
    assert token_of(first) != token_of(second)
    assert not with_token(second, token_of(first)).may_read()
    files = sorted((tmp_path / "account" / ".visdom" / ".visdom").glob("token-*"))
    assert files == sorted(files[0].parent / f"token-{server.port}" for server in (first, second))


def test_other_flags_limit_those_with_the_token(make_server: MakeServer) -> None:
    server = make_server("-token", "-readonly")
    program = with_token(server, token_of(server))
    page = Visitor(server, {**program.headers, "Origin": server.url})
    assert program.may_write() and page.may_read() and not page.may_write()


def test_a_token_and_accounts_go_together(make_server: MakeServer, tmp_path: Path) -> None:
    make_accounts(tmp_path / "envs")
    server = make_server("-token", "-enable_login", env_path=tmp_path / "envs")
    assert with_token(server, token_of(server)).may_write()
    assert with_token(server, TOKENS["vera"]).may_read() and not with_token(server, TOKENS["vera"]).may_write()
    assert with_cookie(server, **cookie_of(server, "ada")).may_write()
    page = with_cookie(server, **dict(Visitor(server).ask("GET", f"/?token={token_of(server)}").cookies))
    assert page.may_write()
    assert 'id="inputUsername"' in Visitor(server).ask("GET", "/").text


@pytest.mark.parametrize("path", ["/", "/env/main"])
def test_the_link_leads_through_a_proxy_that_cuts_a_prefix(
    make_server: MakeServer, make_proxy: Callable[..., Nginx], path: str
) -> None:
    server = make_server("-token")
    proxy = make_proxy(server, "/lab/", KEEP_HOST, "proxy_set_header X-Forwarded-Proto https;", cuts_prefix=True)
    answer = requests.get(f"{proxy.url}{path}?token={token_of(server)}", allow_redirects=False, timeout=10)
    assert urljoin(answer.url, answer.headers["Location"]) == proxy.url + path
    (morsel,) = SimpleCookie(answer.headers["Set-Cookie"]).values()
    assert (morsel["secure"], morsel["path"]) == (True, "/")
    headers = {"Cookie": f"{morsel.key}={morsel.value}"}
    assert "ENV_LIST" in requests.get(proxy.url + path, headers=headers, timeout=10).text
