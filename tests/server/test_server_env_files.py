from __future__ import annotations

import json
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import quote, unquote

import pytest
import requests
from peers import Page, ask, line, text, window
from serving import ServerProcess

from visdom.server.http.env_file import file_name_of

MakeServer = Callable[..., ServerProcess]
TEXT = {"command": "window", "id": "w", "title": "", "type": "text", "content": "hello", "i": 0, "contentID": "c"}
PLACES = {"w": {"i": "w", "x": 2}}
FILE = {"jsons": {"w": TEXT}, "reload": PLACES}


def upload(server: ServerProcess, name: str, content: Any, **more: Any) -> requests.Response:
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    return requests.post(server.url + "/upload_env", files={"file": (name, data)}, timeout=30, **more)


def uploaded(server: ServerProcess, name: str, content: Any) -> str:
    answer = upload(server, name, content)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/json"), answer.text
    sent = answer.json()
    assert set(sent) == {"success", "eid", "message"}
    assert sent["success"] is True
    eid: str = sent["eid"]
    return eid


# -- uploads


def test_an_environment_is_uploaded_as_it_is(shared: ServerProcess, eid: str, visit: Callable[..., Page]) -> None:
    page = visit(shared)
    assert uploaded(shared, f"{eid}.json", FILE) == eid
    assert eid in page.command("env_update")["data"]
    assert window(shared, None, eid) == {"w": TEXT}
    assert page.watch(eid)[0]["data"] == PLACES
    line(shared, "v", eid, [1])
    text(shared, "w", eid, "over it")
    shared.restart(kill=False)
    assert sorted(window(shared, None, eid)) == ["v", "w"]


def test_it_is_on_disk_when_it_is_answered(shared: ServerProcess, eid: str) -> None:
    uploaded(shared, f"{eid}.json", {**FILE, "experiment": {"by": "newer upstream"}})
    shared.restart(kill=True)
    assert window(shared, "w", eid) == TEXT


def test_an_environment_that_is_there_stays_and_the_file_gets_another_name(shared: ServerProcess, eid: str) -> None:
    text(shared, "mine", eid, "x")
    answer = upload(shared, f"{eid}.json", FILE).json()
    assert answer["eid"] == f"{eid}_2"
    assert f"there is an environment '{eid}' already" in answer["message"]
    assert uploaded(shared, f"{eid}.json", FILE) == f"{eid}_3"
    assert list(window(shared, None, eid)) == ["mine"]


def test_files_of_one_name_at_the_same_time_all_arrive(shared: ServerProcess, eid: str) -> None:
    with ThreadPoolExecutor(6) as threads:
        names = list(threads.map(lambda _: uploaded(shared, f"{eid}.json", FILE), range(6)))
    assert sorted(names) == [eid, *(f"{eid}_{number}" for number in range(2, 7))]
    assert all(window(shared, "w", name) == TEXT for name in names)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("{}.json", "{}"),
        ("{}", "{}"),
        ("{}.json.json", "{}.json"),
        ("folder/../{}.json", "{}"),
        ("C:\\\\folder\\\\{}.json", "{}"),
        ("{} é 名.json", "{} é 名"),
        ("{}%2Fb.json", "{}_b"),
        ("{}%zz.json", "{}%zz"),
    ],
)
def test_the_name_of_the_file_is_that_of_the_environment(
    shared: ServerProcess, eid: str, name: str, expected: str
) -> None:
    assert uploaded(shared, name.format(eid), FILE) == expected.format(eid)


def test_too_long_a_name_stands_in_the_file(shared: ServerProcess, eid: str) -> None:
    long = eid + "x" * 300
    assert uploaded(shared, file_name_of(long), {"name": long, **FILE}) == long
    assert window(shared, "w", long) == TEXT


def test_pages_that_wait_for_the_environment_see_it(
    shared: ServerProcess, visit: Callable[..., Page], eid: str
) -> None:
    page = visit(shared)
    page.watch(eid)
    assert uploaded(shared, f"{eid}.json", FILE) == eid
    assert page.command("window") == TEXT


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "cannot be read: byte 0"),
        (b"\xff\xfe", "cannot be read: byte 0"),
        (b"PNG...", "cannot be read: byte 0"),
        (b"null", "does not contain an environment"),
        (b"{}", "does not contain an environment"),
        (b'{"jsons": [], "reload": {}}', "cannot be read: byte 10: expected the windows as an object"),
        (b'{"jsons": {"w": {"content": "never ends', "cannot be read: byte"),
        (b'{"jsons": {"w": 7}}', "The window 'w' in bad.json is not an object."),
        (b'{"jsons": {"w": {1: 2}}}', "The window 'w' in bad.json cannot be read"),
        (b'{"jsons": {"w": {"version": 99999999999999999}}}', "The window 'w' in bad.json: 'version' must be at most"),
        (b'{"jsons": {"w": {"content": ' + b"[" * 1000 + b"]" * 1000 + b"}}}", "nested more than 950 levels deep"),
        (b'{"jsons": {"w": {"id": [1]}}}', "The window 'w' in bad.json: 'id' must be text; got a list"),
        (b'{"jsons": {"w": {"type": 7}}}', "The window 'w' in bad.json: 'type' must be text; got a whole number"),
        (b'{"jsons": {"w": {}}, "name": 7}', "bad.json: 'name' must be text; got a whole number"),
        (b'{"reload": [1]}', "bad.json: 'reload' must be an object; got a list"),
        (b'{"reload": {"w": ' + b"[" * 960 + b"]" * 960 + b"}}", "nested more than 950 levels deep"),
    ],
)
def test_a_file_without_an_environment_is_refused_with_a_sentence(
    shared: ServerProcess, content: bytes, words: str
) -> None:
    before = ask(shared, "/env_state").json()
    answer = upload(shared, "bad.json", content)
    assert answer.status_code == 400
    assert (answer.json()["success"], answer.json()["eid"]) == (False, None)
    assert words in answer.json()["message"]
    assert ask(shared, "/env_state").json() == before


@pytest.mark.parametrize("body", [{"data": b"{}"}, {"files": {"other": ("e.json", b"{}")}}, {"json": {"file": {}}}])
def test_a_request_without_a_file_is_refused(shared: ServerProcess, body: dict[str, Any]) -> None:
    answer = requests.post(shared.url + "/upload_env", timeout=10, **body)
    assert answer.status_code == 400
    assert 'the field "file" of a multipart form' in answer.json()["message"]


def test_a_file_without_a_name_is_refused(shared: ServerProcess) -> None:
    assert "The file has no name" in upload(shared, ".json", FILE).json()["message"]


def test_files_may_be_as_large_as_the_setting_allows(make_server: MakeServer) -> None:
    server = make_server("-upload_mb", "0.01")
    fits = {"jsons": {"w": {**TEXT, "content": "x" * 9_000}}}
    too_large = {"jsons": {"w": {**TEXT, "content": "x" * 1_000_000}}}
    assert uploaded(server, "fits.json", fits) == "fits"
    answer = upload(server, "large.json", too_large)
    assert answer.status_code == 413
    assert answer.json()["message"] == "large.json has 1.0 MB; files may have up to 0.01 MB (-upload_mb)."


def test_uploads_are_refused_as_other_changes_are(make_server: MakeServer) -> None:
    server = make_server("-readonly")
    foreign = upload(server, "e.json", FILE, headers={"Origin": "http://evil.example"})
    page = upload(server, "e.json", FILE, headers={"Origin": server.url})
    assert (foreign.status_code, page.status_code) == (403, 403)
    assert "read-only" in page.json()["message"]
    assert ask(server, "/env_state").json() == ["main"]
    assert uploaded(server, "e.json", FILE) == "e"


def test_uploads_need_a_login(make_server: MakeServer) -> None:
    server = make_server(
        "-enable_login",
        environ={
            "VISDOM_USE_ENV_CREDENTIALS": "1",
            "VISDOM_USERNAME": "alice",
            "VISDOM_PASSWORD": "secret",
            "VISDOM_COOKIE": "signs",
        },
    )
    assert (upload(server, "e.json", FILE).status_code, upload(server, "e.json", FILE).text) == (400, "")
    assert requests.get(server.url + "/health", timeout=10).json()["status"] == "ok"


def test_an_upload_that_the_disk_refuses_leaves_nothing_behind(make_server: MakeServer) -> None:
    server = make_server("-cache_type", "JPWA")
    (server.env_path / ".building").write_text("no folder")
    answer = upload(server, "e.json", FILE)
    assert answer.status_code == 500
    assert answer.json()["success"] is False
    assert answer.json()["message"].startswith("The environment 'e' could not be saved: ")
    assert ask(server, "/env_state").json() == ["main"]


# -- downloads


def download(server: ServerProcess, name: str) -> requests.Response:
    return requests.get(f"{server.url}/export/{name}", timeout=30)


def test_an_environment_is_downloaded_in_the_format_of_upstream(shared: ServerProcess, eid: str) -> None:
    uploaded(shared, f"{eid}.json", {**FILE, "experiment": {"by": "newer upstream"}})
    line(shared, "v", eid, [1])
    answer = download(shared, f"{eid}.json")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Content-Disposition"].startswith(f'attachment; filename="{eid}.json"')
    assert answer.json() == {
        "jsons": window(shared, None, eid),
        "reload": PLACES,
        "experiment": {"by": "newer upstream"},
    }


@pytest.mark.parametrize("odd", ["", "/b", " é 名", '"quoted"', "50%", "x" * 300, "..", "?#&", "a+b", ".json"])
def test_what_is_downloaded_can_be_uploaded_under_its_name(shared: ServerProcess, eid: str, odd: str) -> None:
    text(shared, "w", eid + odd, "hello")
    answer = download(shared, quote(eid + odd, safe="") + ".json")
    assert answer.status_code == 200, answer.text
    name = unquote(answer.headers["Content-Disposition"].rpartition("UTF-8''")[2])
    assert answer.headers["Content-Disposition"].isascii()
    ask(shared, "/delete_env", eid=eid + odd)
    assert uploaded(shared, name, answer.content) == (eid + odd).replace("/", "_")
    assert window(shared, "w", eid + odd)["content"] == "hello"


def test_an_unopened_environment_is_downloaded_without_unreadable_windows(make_server: MakeServer) -> None:
    server = make_server("-cache_type", "JPWA")
    for win in ("small", "broken"):
        text(server, win, "e", "hello")
    text(server, "large", "e", "x" * 100_000)
    ask(server, "/save", data=["e"])
    server.stop()
    jsons = server.env_path / "e" / "jsons"
    (jsons / "broken.json").write_bytes(b'{"id": "broken", ')
    (jsons / "nan.json").write_bytes(b'{"id": "nan", "content": NaN}')
    server.start()
    found = download(server, "e.json").json()["jsons"]
    assert sorted(found) == ["large", "nan", "small"]
    assert (found["nan"]["content"], len(found["large"]["content"])) == (None, 100_000)


def test_an_unknown_environment_cannot_be_downloaded(shared: ServerProcess) -> None:
    answer = download(shared, "missing.json")
    assert (answer.status_code, answer.text) == (404, "There is no environment 'missing'.")
    assert "Content-Disposition" not in answer.headers


def test_an_exported_page_contains_the_environment_and_nothing_ends_it(make_server: MakeServer) -> None:
    server = make_server("-trust_html")
    server.stop()
    (server.env_path / "style.css").write_text(".mine { content: '</style><b>' }")
    server.start()
    hostile = "</script><script>alert(1)</script><!-- <script> \u2028 é"
    text(server, "w", "a</b", hostile)
    page = download(server, quote("a</b", safe="") + ".html")
    assert page.headers["Content-Type"] == "text/html; charset=UTF-8"
    (data,) = re.findall('<script type="application/json" id="visdom-export">(.*?)</script>', page.text, re.DOTALL)
    exported = json.loads(data)
    assert exported["eid"] == "a<_b"
    assert exported["environment"]["jsons"] == {"w": window(server, "w", "a<_b")}
    assert "<!-- <script>" not in page.text
    assert "alert(1)</script>" not in page.text
    assert ".mine { content: '<\\/style>" in page.text
    assert download(server, "missing.html").status_code == 404


def test_a_large_environment_is_downloaded_in_pieces(shared: ServerProcess, eid: str) -> None:
    for number in range(8):
        text(shared, f"w{number}", eid, "x" * 300_000)
    answer = requests.get(f"{shared.url}/export/{eid}.json", stream=True, timeout=30)
    assert answer.headers["Transfer-Encoding"] == "chunked"
    assert len(json.loads(answer.content)["jsons"]) == 8
    answer.close()


def test_half_a_download_does_not_end_like_a_whole_one(shared: ServerProcess, eid: str) -> None:
    for number in range(60):
        text(shared, f"w{number}", eid, "x" * 300_000)
    with requests.get(f"{shared.url}/export/{eid}.json", stream=True, timeout=30) as answer:
        ask(shared, "/delete_env", eid=eid)
        with pytest.raises(requests.exceptions.ChunkedEncodingError):
            assert answer.content


# -- health


def test_health_reports_that_the_server_runs(server: ServerProcess) -> None:
    answer = requests.get(server.url + "/health", timeout=10)
    assert answer.headers["Content-Type"] == "application/json"
    health = answer.json()
    assert (health["status"], health["refused_windows"]) == ("ok", 0)
    assert health["version"].count(".") == 2
