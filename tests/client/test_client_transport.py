"""Requests on the wire: connections, cookies, proxies, redirects, time-outs, retries."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
import urllib3
from recording import Answer, Post, Recorder

from visdom.client import connection, outages
from visdom.client.transport import Login, Transport
from visdom.errors import LoginFailed, Refused

CERTIFICATE = Path(__file__).with_name("localhost.pem")
"""A certificate and its key for 127.0.0.1, for tests only."""


@pytest.fixture
def to_recorder(recorder: Recorder):
    """A transport to the recorder."""
    made = Transport(f"http://127.0.0.1:{recorder.port}", None, None)
    yield made
    made.close()


def in_turn(*answers: Answer | str):
    """Give these answers one after another."""
    remaining = list(answers)
    return lambda post: remaining.pop(0)


def test_many_posts_share_one_connection(to_recorder, recorder):
    for number in range(5):
        assert to_recorder.post(f"{to_recorder.root}/events", f'{{"win": "{number}"}}') == str(number)
    assert recorder.paths == ["/events"] * 5
    assert recorder.connections == 1


def test_threads_may_post_at_once(to_recorder, recorder):
    def post(win: int) -> None:
        for _ in range(10):
            replies.append((str(win), to_recorder.post(f"{to_recorder.root}/events", f'{{"win": "{win}"}}')))

    replies: list[tuple[str, str]] = []
    threads = [threading.Thread(target=post, args=(win,)) for win in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(replies) == 40
    assert all(sent == received for sent, received in replies)


def test_the_body_is_sent_without_content_type(to_recorder, recorder):
    to_recorder.post(f"{to_recorder.root}/events", '{"data": "\\u00e9"}')
    assert recorder.posts[0].body == {"data": "é"}
    assert "Content-Type" not in recorder.posts[0].headers


def test_no_body_is_an_empty_post(to_recorder, recorder):
    assert to_recorder.post(f"{to_recorder.root}/events", None) == ""
    assert recorder.posts[0].headers["Content-Length"] == "0"


def test_answers_are_text_in_utf8(to_recorder, recorder):
    recorder.answer = lambda post: "größer"
    assert to_recorder.post(f"{to_recorder.root}/x", "{}") == "größer"


def test_a_refusal_is_raised_and_logged_once_while_it_stays_the_same(to_recorder, recorder, caplog):
    no, other = Answer("no such window", status=404), Answer("no such path", status=400)
    recorder.answer = in_turn(no, no, other, "fine", other)
    for reason in ("404 no such window", "404 no such window", "400 no such path", None, "400 no such path"):
        with pytest.raises(Refused, match=reason) if reason else contextlib.nullcontext():
            to_recorder.post(f"{to_recorder.root}/update", "{}")
    assert [record.message.split(": ")[1] for record in caplog.records] == [
        "404 no such window",
        "400 no such path",
        "400 no such path",
    ]


def test_names_with_blanks_are_quoted(to_recorder, recorder):
    to_recorder.post(f"{to_recorder.root}/env/run 7/ä", "{}")
    assert recorder.paths == ["/env/run%207/%C3%A4"]


def test_the_path_of_base_url_stays(recorder):
    below = Transport(f"http://127.0.0.1:{recorder.port}/vis/dom", None, None)
    below.post(f"{below.root}/events", "{}")
    below.close()
    assert recorder.paths == ["/vis/dom/events"]


def test_cookies_of_answers_are_sent_back(to_recorder, recorder):
    recorder.answer = in_turn(Answer("", headers={"Set-Cookie": "user_password=secret; Path=/"}), "")
    for _ in range(2):
        to_recorder.post(f"{to_recorder.root}/events", "{}")
    assert [post.headers.get("Cookie") for post in recorder.posts] == [None, "user_password=secret"]
    assert to_recorder.session.cookies["user_password"] == "secret"


def test_headers_and_authentication_of_the_session_are_used(to_recorder, recorder):
    to_recorder.post(f"{to_recorder.root}/events", "{}")
    to_recorder.session.headers["X-Team"] = "vision"
    to_recorder.session.auth = ("ann", "pw")
    to_recorder.post(f"{to_recorder.root}/events", "{}")
    assert "Authorization" not in recorder.posts[0].headers
    assert recorder.posts[1].headers["X-Team"] == "vision"
    assert recorder.posts[1].headers["Authorization"] == requests.auth._basic_auth_str("ann", "pw")


def test_proxies_are_used(recorder):
    proxied = Transport("http://visdom.invalid:8097", {"http": f"127.0.0.1:{recorder.port}"}, None)
    assert proxied.post(f"{proxied.root}/events", '{"win": "w"}') == "w"
    proxied.close()
    assert recorder.paths == ["http://visdom.invalid:8097/events"]


def test_an_adapter_of_the_caller_is_used(to_recorder, recorder):
    class Counting(requests.adapters.HTTPAdapter):
        sent = 0

        def send(self, *args, **kwargs):
            self.sent += 1
            return super().send(*args, **kwargs)

    to_recorder.session.mount("http://", counting := Counting())
    to_recorder.post(f"{to_recorder.root}/events", "{}")
    assert counting.sent == 1


def test_an_adapter_that_configures_its_pool_is_used(to_recorder, recorder):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]

    class Bound(requests.adapters.HTTPAdapter):
        def init_poolmanager(self, *args, **kwargs):
            super().init_poolmanager(*args, **kwargs, source_address=("127.0.0.1", port))

    to_recorder.session.mount("http://", Bound())
    to_recorder.post(f"{to_recorder.root}/events", "{}")
    assert recorder.posts[0].connection == port


def test_retries_of_an_adapter_are_made(to_recorder, recorder):
    recorder.answer = in_turn(Answer("", hang_up="end"), "w")
    retries = urllib3.Retry(1, allowed_methods=None)
    to_recorder.session.mount("http://", requests.adapters.HTTPAdapter(max_retries=retries))
    assert to_recorder.post(f"{to_recorder.root}/events", "{}") == "w"


def test_hooks_and_authentication_objects_of_the_session_are_called(to_recorder, recorder):
    class Token(requests.auth.AuthBase):
        def __call__(self, request):
            request.headers["X-Token"] = str(len(request.body))
            return request

    seen: list[int] = []
    to_recorder.session.auth = Token()
    to_recorder.session.hooks["response"].append(lambda response, **_: seen.append(response.status_code))
    assert to_recorder.post(f"{to_recorder.root}/events", '{"win": "w"}') == "w"
    assert (recorder.posts[0].headers["X-Token"], seen) == ("12", [200])


def test_authentication_is_read_from_netrc(to_recorder, recorder, monkeypatch, tmp_path):
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login ann password pw\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    to_recorder.post(f"{to_recorder.root}/events", "{}")
    assert recorder.posts[0].headers["Authorization"] == requests.auth._basic_auth_str("ann", "pw")


def test_a_cookie_of_another_host_or_path_is_not_sent(to_recorder, recorder):
    cookies = to_recorder.session.cookies
    cookies.set("everywhere", "1")
    cookies.set("elsewhere", "2", domain="visdom.invalid")
    cookies.set("below", "3", path="/below")
    to_recorder.post(f"{to_recorder.root}/events", "{}")
    assert recorder.posts[0].headers["Cookie"] == "everywhere=1"


def test_a_session_that_the_program_closes_opens_again(to_recorder, recorder):
    for _ in range(2):
        assert to_recorder.post(f"{to_recorder.root}/events", '{"win": "w"}') == "w"
        for pool in list(to_recorder.session.adapters["http://"].poolmanager.pools._container.values()):
            pool.close()
        to_recorder.session.close()
    assert recorder.connections == 2


def test_only_so_many_urls_are_remembered(to_recorder, recorder):
    for number in range(connection.MOST_URLS + 1):
        to_recorder.post(f"{to_recorder.root}/env/{number}", "{}")
    assert len(to_recorder._connection._targets) == 1
    assert recorder.connections == 1


def test_a_missing_file_of_certificates_is_a_connection_error(guarded):
    guarded.session.verify = "missing.pem"
    with pytest.raises(requests.ConnectionError, match=r"missing\.pem"):
        guarded.post(f"{guarded.root}/events", "{}")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_message_is_not_sent_to_another_host(to_recorder, recorder, status):
    recorder.answer = lambda post: Answer("", status, {"Location": f"http://localhost:{recorder.port}/new"})
    with pytest.raises(requests.ConnectionError, match=f"redirects with {status} to http://localhost"):
        to_recorder.post(f"{to_recorder.root}/old", "{}")
    assert recorder.paths == ["/old"]


def test_redirects_are_followed(to_recorder, recorder):
    def moved(post: Post) -> Answer | str:
        return Answer("", status=307, headers={"Location": "/new"}) if post.path == "/old" else "here"

    recorder.answer = moved
    assert to_recorder.post(f"{to_recorder.root}/old", '{"a": 1}') == "here"
    assert recorder.posts[-1].body == {"a": 1}


def test_a_connection_that_the_server_closed_is_replaced(to_recorder, recorder):
    recorder.answer = in_turn("one", Answer("", hang_up="reset"), "three")
    assert [to_recorder.post(f"{to_recorder.root}/events", "{}") for _ in range(2)] == ["one", "three"]
    assert recorder.connections == 2


@pytest.mark.parametrize("answers_before", [[], ["one"]])
def test_a_request_that_may_have_been_read_is_not_sent_twice(to_recorder, recorder, answers_before):
    recorder.answer = in_turn(*answers_before, Answer("", hang_up="end"), "too much")
    for answer in answers_before:
        assert to_recorder.post(f"{to_recorder.root}/events", "{}") == answer
    with pytest.raises(requests.ConnectionError):
        to_recorder.post(f"{to_recorder.root}/update", "{}")
    assert recorder.paths.count("/update") == 1


def test_a_new_connection_that_breaks_is_not_tried_again(to_recorder, recorder):
    recorder.answer = in_turn(Answer("", hang_up="reset"), "too much")
    with pytest.raises(requests.ConnectionError):
        to_recorder.post(f"{to_recorder.root}/events", "{}")
    assert len(recorder.posts) == 1


def test_a_server_that_does_not_answer_is_given_up(to_recorder, recorder, monkeypatch):
    monkeypatch.setattr(outages, "TRIAL_ANSWER_SECS", 0.05)
    answered = threading.Event()

    def late(post: Post) -> str:
        answered.wait(10)
        return "late"

    recorder.answer = late
    with pytest.raises(requests.Timeout):
        to_recorder.post(f"{to_recorder.root}/events", "{}")
    answered.set()


@pytest.fixture
def guarded() -> Iterator[Transport]:
    """A transport to a server with a self-signed certificate."""
    server = Recorder(CERTIFICATE)
    made = Transport(f"https://127.0.0.1:{server.port}", None, None)
    yield made
    made.close()
    server.close()


def test_the_session_decides_how_the_certificate_is_checked(guarded, monkeypatch):
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.setenv(name, requests.certs.where())  # the session has precedence
    with pytest.raises(requests.ConnectionError, match="self-signed"):
        guarded.post(f"{guarded.root}/events", "{}")
    guarded.session.verify = str(CERTIFICATE)
    assert guarded.post(f"{guarded.root}/events", '{"win": "w"}') == "w"
    assert guarded.post(f"{guarded.root}/env/with blanks", '{"win": "w"}') == "w"


def test_the_environment_may_name_certificates_to_trust(guarded, monkeypatch):
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(CERTIFICATE))
    assert guarded.post(f"{guarded.root}/events", '{"win": "w"}') == "w"


def test_a_refused_connection_is_a_connection_error(recorder):
    recorder.close()
    alone = Transport(f"http://127.0.0.1:{recorder.port}", None, None)
    with pytest.raises(requests.ConnectionError):
        alone.post(f"{alone.root}/events", "{}")
    alone.close()


def test_a_closed_transport_opens_again(to_recorder, recorder):
    for _ in range(2):
        to_recorder.post(f"{to_recorder.root}/events", '{"win": "w"}')
        to_recorder.close()
    assert recorder.connections == 2


def test_login_is_the_first_request_and_later_ones_have_its_cookie(recorder):
    recorder.answer = in_turn(Answer("", headers={"Set-Cookie": "user_password=secret; Path=/"}), "w")
    guarded = Transport(f"http://127.0.0.1:{recorder.port}/vis", None, Login("ann", "digest"))
    assert guarded.post(f"{guarded.root}/events", "{}") == "w"
    guarded.close()
    login, drawing = recorder.posts
    assert (login.path, login.body) == ("/vis", {"username": "ann", "password": "digest"})
    assert drawing.headers["Cookie"] == "user_password=secret"


def test_a_refused_login_raises(recorder):
    recorder.answer = lambda post: Answer("", status=400)
    guarded = Transport(f"http://127.0.0.1:{recorder.port}", None, Login("ann", "digest"))
    with pytest.raises(LoginFailed, match="refused the login of 'ann'"):
        guarded.post(f"{guarded.root}/events", "{}")
