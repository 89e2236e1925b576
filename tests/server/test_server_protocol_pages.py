from __future__ import annotations

import getpass
import hashlib
import json
import re
from collections.abc import Callable
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

import pytest
import requests
import websocket
from peers import ask, text
from serving import ServerProcess

MakeServer = Callable[..., ServerProcess]
ODD_NAMES = ["it's", 'say "hi"', "a&b<c>", "back\\slash", "trail\\", "</script><b>", "<!--", "line\nbreak", "\u2028",
             "é 名", "${x}", "{{ROOT}}", "<!--VISDOM_BOOT-->", "\ud800"]  # fmt: skip
LOGIN = {
    "VISDOM_USE_ENV_CREDENTIALS": "1",
    "VISDOM_USERNAME": "alice",
    "VISDOM_PASSWORD": "secret",
    "VISDOM_COOKIE": "signs",
}
RIGHT = {"username": "alice", "password": hashlib.sha256(b"secret").hexdigest()}


def get(server: ServerProcess, path: str, **more: Any) -> requests.Response:
    return requests.get(server.url + path, timeout=10, **more)


def declared(server: ServerProcess, path: str) -> dict[str, Any]:
    """What the page at an address declares for its script."""
    answer = get(server, path)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/html")
    (script,) = re.findall('<script nonce="[\\w-]+">\n(var .*?)</script>', answer.text, flags=re.DOTALL)
    return {name: json.loads(value) for name, value in re.findall(r"^var (\w+) = (.*);$", script, flags=re.MULTILINE)}


def links_of(page: str) -> list[str]:
    """The addresses of the files that a page loads."""
    links = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert len(links) >= 4
    return links


# -- the index page


def test_the_page_declares_what_its_script_reads(shared: ServerProcess) -> None:
    found = declared(shared, "/")
    assert found["ENV_LIST"] == sorted(ask(shared, "/env_state").json())
    assert (found["ACTIVE_ENV"], found["USER"], found["USE_POLLING"]) == ("", getpass.getuser(), False)
    assert '<div id="app">' in get(shared, "/").text


def test_odd_names_reach_the_page_unchanged_and_cannot_run_anything(shared: ServerProcess, eid: str) -> None:
    names = [f"{eid} {odd}" for odd in ODD_NAMES]
    for name in names:
        text(shared, "w", name, "x")
    names = [name.replace("/", "_") for name in names]
    found = declared(shared, "/")["ENV_LIST"]
    assert found == sorted(found)
    assert set(names) <= set(found)
    assert "<b>" not in get(shared, "/").text
    for name in names[:-1]:  # half a surrogate pair has no address
        assert declared(shared, "/env/" + quote(name, safe=""))["ACTIVE_ENV"] == name
    for name in names:
        ask(shared, "/delete_env", eid=name)


def test_the_address_of_an_environment_is_escaped_like_every_name(shared: ServerProcess, eid: str) -> None:
    text(shared, "w", f"{eid}/deep", "x")
    for path in (f"/env/{eid}/deep", f"/env/{eid}%2Fdeep", f"/env/{eid}_deep"):
        assert declared(shared, path)["ACTIVE_ENV"] == f"{eid}_deep"


def test_a_page_of_nothing_has_nothing_active_and_makes_nothing(shared: ServerProcess, eid: str) -> None:
    before = ask(shared, "/env_state").json()
    for path in (f"/env/{eid}", f"/compare/{eid}+{eid}x", "/env/", "/compare/", "/env", "/compare"):
        assert declared(shared, path)["ACTIVE_ENV"] == ""
    assert ask(shared, "/env_state").json() == before


def test_a_comparing_page_names_the_known_environments_in_the_order_of_the_address(
    shared: ServerProcess, eid: str
) -> None:
    for name in ("b", "a b"):
        text(shared, "w", f"{eid} {name}", "x")
    found = declared(shared, f"/compare/{eid} b+missing+{eid}%20a%20b")
    assert found["ACTIVE_ENV"] == f"{eid} b+{eid} a b"


@pytest.mark.parametrize("path", ["/some/where", "/nonsense", "/favicon.png", "/user", "/error", "//", "/événement"])
def test_every_path_without_a_route_is_the_page(shared: ServerProcess, path: str) -> None:
    assert declared(shared, path)["ACTIVE_ENV"] == ""


# -- the others


def test_static_files_are_served_and_nothing_around_them(shared: ServerProcess) -> None:
    for link in links_of(get(shared, "/").text):
        assert get(shared, urljoin("/", link)).status_code == 200, link
    for path in ("/static/js/nope.js", "/static/%00", "/static/css", "/static/..%2fserver/app.py"):
        answer = get(shared, path)
        assert answer.status_code in (403, 404)
        assert "Traceback" not in answer.text


def test_browsers_revalidate_static_files(shared: ServerProcess) -> None:
    answer = get(shared, "/static/js/main.js")
    assert answer.headers["Cache-Control"] == "no-cache"
    again = get(shared, "/static/js/main.js", headers={"If-None-Match": answer.headers["Etag"]})
    assert (again.status_code, again.text) == (304, "")


def test_the_error_page_and_unknown_user_files(shared: ServerProcess) -> None:
    answer = get(shared, "/error/" + quote("too <b>bad</b>/é"))
    assert (answer.status_code, answer.text) == (500, "too <b>bad</b>/é")
    assert answer.headers["Content-Type"].startswith("text/plain")
    assert (get(shared, "/user/other").status_code, get(shared, "/user/other").text) == (200, "")


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS"])
@pytest.mark.parametrize("path", ["/", "/events", "/env/x", "/compare/x", "/user/x", "/error/x", "/socket_wrap"])
def test_other_methods_are_not_allowed(shared: ServerProcess, method: str, path: str) -> None:
    assert requests.request(method, shared.url + path, timeout=10).status_code == 405


def test_get_and_post_where_only_the_other_is_meant(shared: ServerProcess) -> None:
    posts = ("events", "update", "close", "win_exists", "win_data", "win_hash", "env_state", "save", "fork_env")
    for path in (*posts, "delete_env", "vis_socket_wrap"):
        assert get(shared, "/" + path).status_code == 405, path
    for path in ("/user/style.css", "/error/x", "/static/css/style.css", "/socket"):
        assert requests.post(shared.url + path, data="{}", timeout=10).status_code == 405, path


UNKNOWN_POSTS = ("/unknown", "/events/", "/env", "/update/x", "/export/x", "/static", "/a/b?c=d", "/%F0%9F")


@pytest.mark.parametrize("path", UNKNOWN_POSTS)
@pytest.mark.parametrize("data", ["{}", "nonsense", json.dumps(RIGHT)])
def test_a_post_to_an_unknown_route_is_not_found(shared: ServerProcess, path: str, data: str) -> None:
    answer = requests.post(shared.url + path, data=data, timeout=10)
    assert (answer.status_code, answer.headers["Content-Type"]) == (404, "text/plain; charset=UTF-8")
    assert answer.text.startswith(f"There is no route POST {path.partition('?')[0]}: ")


@pytest.mark.parametrize("path", ["/events", "/upload_env", "/save", "/vis_socket_wrap", "/env_state"])
@pytest.mark.parametrize("accept", ["*/*", "text/html"])
def test_a_route_without_the_method_names_those_that_it_has(
    shared: ServerProcess, guarded: ServerProcess, path: str, accept: str
) -> None:
    for server in (shared, guarded):
        answer = get(server, path, headers={"Accept": accept})
        assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
        assert f"{path} takes POST, not GET." in answer.text


def test_the_style_of_the_user_is_read_once_at_start(make_server: MakeServer) -> None:
    server = make_server(environ={"XDG_CONFIG_HOME": ""})
    assert get(server, "/user/style.css").text == ""
    server.stop()
    of_account = server.home / ".config" / "visdom" / "style.css"
    of_account.parent.mkdir(parents=True)
    of_account.write_text(".one {}")
    (server.env_path / "style.css").write_text(".two {}")
    server.start()
    answer = get(server, "/user/style.css")
    assert answer.text == "\n.one {}\n.two {}"
    assert answer.headers["Content-Type"].startswith("text/css")
    (server.env_path / "style.css").write_text(".three {}")
    assert get(server, "/user/style.css").text == answer.text
    assert "./user/style.css" in links_of(get(server, "/").text)


@pytest.mark.parametrize("base_url", ["/vis", "/a/b", "/vis.dom+1"])
def test_everything_moves_behind_the_base_url(make_server: MakeServer, base_url: str) -> None:
    server = make_server("-base_url", base_url)
    text(server, "w", "e", "x")
    for path, active in (("", ""), ("/", ""), ("/env/e", "e"), ("/compare/e+x", "e"), ("/any/thing", "")):
        assert declared(server, path)["ACTIVE_ENV"] == active
    for link in links_of(get(server, "/").text):
        assert link.startswith(base_url + "/")
        assert requests.get(f"http://127.0.0.1:{server.port}{link}", timeout=10).status_code == 200
    for path in ("/", "/env/e", "/visXdom+1/env/e", base_url + "x", "/events"):
        for method in ("GET", "POST"):
            answer = requests.request(method, f"http://127.0.0.1:{server.port}{path}", data="{}", timeout=10)
            assert (answer.status_code, answer.text) == (
                404,
                f"All addresses of this visdom begin with {base_url} (-base_url).",
            )


@pytest.mark.parametrize("prefix", ["", "/lab", "/user/ada/proxy/8097", "/a%2Fb"])
@pytest.mark.parametrize(
    "path", ["/", "/env/e", "/env/", "/env", "/compare/e+x", "/any/thing", "/env/a/b", "/env/é?x#y"]
)
def test_the_addresses_in_a_page_hold_below_any_prefix(
    shared: ServerProcess, guarded: ServerProcess, path: str, prefix: str
) -> None:
    for server in (shared, guarded):
        page = get(server, path, headers={"Accept": "text/html"}).text
        found = {urlsplit(urljoin(f"https://host{prefix}{path}", link)).path for link in links_of(page)}
        script = "main" if "ENV_LIST" in page else "login"
        files = ("static/favicon.svg", "static/css/style.css", "user/style.css", f"static/js/{script}.js")
        assert found == {f"{prefix}/{file}" for file in files}


# -- login


def log_in(server: ServerProcess, path: str = "/") -> dict[str, str]:
    """The cookie that opens the server."""
    answer = requests.post(server.url + path, data=json.dumps(RIGHT), timeout=10)
    assert (answer.status_code, answer.text) == (200, "")
    return dict(answer.cookies)


def may_read(server: ServerProcess, cookie: dict[str, str]) -> bool:
    answer = requests.post(server.url + "/env_state", data="{}", cookies=cookie, timeout=10)
    assert answer.status_code in (200, 400)
    assert answer.status_code == 200 or answer.text == ""
    return answer.status_code == 200


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Any:
    made = ServerProcess(tmp_path_factory.mktemp("guarded") / "server", "-enable_login", environ=LOGIN).start()
    yield made
    made.stop()


def test_without_a_login_only_the_door_is_open(guarded: ServerProcess) -> None:
    for path in ("/", "/any/thing"):
        page = get(guarded, path)
        assert page.status_code == 200
        assert "ENV_LIST" not in page.text
        assert 'type="password"' in page.text
    for path in ("/env/x", "/env/main", "/compare/main", "/socket_wrap"):
        answer = get(guarded, path)
        assert (answer.status_code, answer.text) == (400, "")
    for path in ("/user/style.css", "/static/css/style.css"):
        assert get(guarded, path).status_code == 200
    assert get(guarded, "/error/x").status_code == 500
    assert not may_read(guarded, {})


def test_only_a_login_may_be_sent_to_an_unknown_route(guarded: ServerProcess) -> None:
    """The form of the released server sends it to the address at which the form is shown."""
    wrong: dict[str, Any]
    for wrong in ({}, {"username": "alice"}, {"win": "w"}):
        assert requests.post(guarded.url + "/any/thing", data=json.dumps(wrong), timeout=10).status_code == 404
    assert log_in(guarded, "/any/thing")


def test_sockets_close_without_a_word(guarded: ServerProcess) -> None:
    for path in ("/socket", "/vis_socket"):
        socket = websocket.create_connection(guarded.url.replace("http", "ws") + path, timeout=10)
        assert socket.recv() == ""
        socket.shutdown()


def test_the_cookie_opens_everything_for_thirty_days(guarded: ServerProcess) -> None:
    answer = requests.post(guarded.url + "/any/thing", data=json.dumps(RIGHT), timeout=10)
    (morsel,) = SimpleCookie(answer.headers["Set-Cookie"]).values()
    assert (morsel.key, morsel["path"]) == ("user_password", "/")
    (cookie,) = answer.cookies
    assert cookie.expires is not None
    opens = log_in(guarded)
    assert may_read(guarded, opens)
    assert "ENV_LIST" in get(guarded, "/env/main", cookies=opens).text
    header = f"Cookie: user_password={opens['user_password']}"
    for path in ("/socket", "/vis_socket"):
        socket = websocket.create_connection(guarded.url.replace("http", "ws") + path, timeout=10, header=[header])
        assert "command" in socket.recv()
        socket.shutdown()


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"username": "alice"},
        {"username": None, "password": 7},
        {**RIGHT, "username": "bob"},
        {**RIGHT, "password": "secret"},
        {**RIGHT, "password": ""},
    ],
)
def test_a_wrong_login_is_refused_and_gets_no_cookie(guarded: ServerProcess, body: dict[str, Any]) -> None:
    answer = requests.post(guarded.url + "/", data=json.dumps(body), timeout=10)
    assert answer.status_code == 400
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("value", ["", "x", '"2|1:0|10:1700000000|13:user_password|4:eA==|0000"', "é"])
def test_a_cookie_that_the_server_did_not_sign_opens_nothing(guarded: ServerProcess, value: str) -> None:
    headers = {"Cookie": f"user_password={value}".encode()}
    answer = requests.post(guarded.url + "/env_state", data="{}", headers=headers, timeout=10)
    assert (answer.status_code, answer.text) == (400, "")


def test_a_login_without_login_on_is_refused(shared: ServerProcess) -> None:
    answer = requests.post(shared.url + "/", data=json.dumps(RIGHT), timeout=10)
    assert answer.status_code == 400
    assert "login is not enabled" in answer.text


def test_cookies_outlive_the_server_until_the_password_or_the_secret_changes(make_server: MakeServer) -> None:
    server = make_server("-enable_login", "-base_url", "/vis", environ=LOGIN)
    cookie = log_in(server, path="")
    server.environ["VISDOM_COOKIE"] = "another, which is not used"
    server.restart(kill=False)
    assert may_read(server, cookie)
    server.environ["VISDOM_PASSWORD"] = "changed"
    server.restart(kill=False)
    assert not may_read(server, cookie)
    server.environ["VISDOM_PASSWORD"] = "secret"
    server.flags.append("-force_new_cookie")
    server.restart(kill=False)
    assert not may_read(server, cookie)
    assert may_read(server, log_in(server))
    secret = Path(server.home) / ".visdom" / "COOKIE_SECRET"
    assert (secret.read_text(), secret.stat().st_mode & 0o777) == ("another, which is not used", 0o600)
