"""`/metrics`: what Prometheus gets, without a name or a secret; nothing unless `-metrics` is given."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import requests
from peers import Page, Program, ask, connected, text
from prometheus_client.parser import text_string_to_metric_families
from serving import ServerProcess

MakeServer = Callable[..., ServerProcess]
Samples = dict[tuple[str, tuple[tuple[str, str], ...]], float]


def scraped(server: ServerProcess) -> Samples:
    """What Prometheus reads: name and labels of each sample, and its value."""
    answer = requests.get(server.url + "/metrics", timeout=20)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/plain; version=")
    families = text_string_to_metric_families(answer.text)
    return {(each.name, tuple(each.labels.items())): each.value for family in families for each in family.samples}


def value(samples: Samples, name: str, **labels: str) -> float:
    return samples.get((name, tuple(labels.items())), 0.0)


def test_requests_of_both_readers_are_counted_by_status(make_server: MakeServer) -> None:
    server = make_server("-metrics")
    before = scraped(server)
    for number in range(5):
        text(server, f"w{number}", "runs", "x")
    requests.post(server.url + "/win_data", json={"win": "no", "eid": "runs"}, timeout=20)
    requests.get(server.url + "/health", timeout=20)
    after = scraped(server)

    def more(name: str, **labels: str) -> float:
        return value(after, name, **labels) - value(before, name, **labels)

    assert more("visdom_requests_total", method="POST", status="2xx") == 5
    assert more("visdom_requests_total", method="POST", status="4xx") == 1
    assert more("visdom_requests_total", method="GET", status="2xx") == 2  # /health and the first /metrics
    assert more("visdom_request_seconds_count") == 8
    assert more("visdom_request_seconds_bucket", le="+Inf") == 8
    assert more("visdom_response_bytes_total") > 0
    assert more("visdom_writes_total") > 0


def test_what_the_workspace_knows_is_told(make_server: MakeServer) -> None:
    server = make_server("-metrics", "-cache_type", "JPE", "-save_interval", "0", "-save_threshold", "0")
    text(server, "w", "runs", "x" * 1000)
    page, program = Page(server), Program(server)
    with connected(page, program), requests.Session() as session:
        session.post(server.url + "/win_exists", json={"win": "w"}, timeout=20)
        found = scraped(server)
        assert (value(found, "visdom_pages"), value(found, "visdom_sources")) == (1, 1)
        assert value(found, "visdom_connections") >= 2
    assert value(found, "visdom_environments") == 2
    assert value(found, "visdom_windows_in_memory") == 1
    assert 1000 < value(found, "visdom_window_text_bytes") < 2000
    assert (value(found, "visdom_unsaved_windows"), value(found, "visdom_refused_windows")) == (1, 0)
    building = server.env_path / ".building"
    shutil.rmtree(building, ignore_errors=True)
    building.write_text("no folder")
    requests.post(server.url + "/save", json={"data": ["runs"]}, timeout=20)
    assert value(scraped(server), "visdom_refused_windows") == 1


def test_no_name_and_no_content_is_in_it(make_server: MakeServer) -> None:
    server = make_server("-metrics")
    text(server, "name-of-window", "name-of-environment", "name-in-content")
    requests.get(server.url + "/env/name-of-environment?token=name-of-token", timeout=20)
    requests.request("NAME-OF-METHOD", server.url + "/name-of-path", timeout=20)
    assert "name-" not in requests.get(server.url + "/metrics", timeout=20).text.lower()


def test_without_the_flag_there_are_no_metrics(server: ServerProcess) -> None:
    ask(server, "/env_state")
    answer = requests.get(server.url + "/metrics", timeout=20)
    assert (answer.status_code, answer.text) == (404, "This server has no metrics: start it with -metrics.")


def test_a_server_without_the_flag_does_not_load_the_package() -> None:
    code = "import sys, visdom.server.app, visdom.server.http.routes; sys.exit('prometheus_client' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_metrics_need_a_login_where_pages_do(make_server: MakeServer) -> None:
    credentials = {"VISDOM_USERNAME": "ada", "VISDOM_PASSWORD": "x", "VISDOM_COOKIE": "y"}
    server = make_server("-metrics", "-enable_login", environ={"VISDOM_USE_ENV_CREDENTIALS": "1", **credentials})
    answer = requests.get(server.url + "/metrics", timeout=20)
    assert 400 <= answer.status_code < 500 and "visdom_" not in answer.text


def test_a_missing_package_is_named_at_start(make_server: MakeServer, tmp_path: Path) -> None:
    (tmp_path / "prometheus_client.py").write_text("raise ImportError\n")
    with pytest.raises(RuntimeError, match=r"-metrics needs prometheus-client: pip install 'visdom\[metrics\]'"):
        make_server("-metrics", environ={"PYTHONPATH": str(tmp_path)})
