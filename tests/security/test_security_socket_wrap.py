"""`GET /socket_wrap`, which opens a polling session: not for pages of other origins."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import requests
from serving import ServerProcess

FRIEND = "http://friend.example"


def opened(server: ServerProcess, **headers: str) -> requests.Response:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return requests.get(server.url + "/socket_wrap", headers=sent, timeout=10)


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},  # the same host on another port
        {"Origin": "http://evil.example"},
        {"Origin": "http://127.0.0.1:9"},
        {"Origin": "null", "Sec_Fetch_Site": "cross-site"},
    ],
    ids=str,
)
def test_a_page_of_another_origin_may_not_open_a_polling_session(
    server: ServerProcess, headers: dict[str, str]
) -> None:
    answer = opened(server, **headers)
    assert answer.status_code == 403
    assert "-allow_origin" in answer.text


@pytest.mark.parametrize("site", ["same-origin", "none", None])
def test_pages_of_this_origin_and_programs_open_a_polling_session(server: ServerProcess, site: str | None) -> None:
    headers = {} if site is None else {"Sec_Fetch_Site": site}
    assert opened(server, **headers).json()["success"] is True
    assert opened(server, Origin=server.url, **headers).json()["success"] is True


def test_an_allowed_origin_opens_a_polling_session(make_server: Callable[..., ServerProcess]) -> None:
    server = make_server("-allow_origin", FRIEND)
    assert opened(server, Origin=FRIEND, Sec_Fetch_Site="cross-site").json()["success"] is True
    assert opened(server, Sec_Fetch_Site="cross-site").status_code == 403, "nothing says that it is the friend"
    anyone = make_server("-allow_origin", "*")
    assert opened(anyone, Sec_Fetch_Site="cross-site").json()["success"] is True
