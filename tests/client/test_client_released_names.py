"""What programs import from visdom 0.2.4 can be imported, and does what its name says, or nothing."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from serving import free_port

from visdom.autosave import open_tree
from visdom.windows.patch import replay

NAMES: dict[str, list[str]] = json.loads(Path(__file__).with_name("released_names.json").read_text(encoding="utf-8"))
"""Module of 0.2.4 -> its names, without those that it imports for its own use from other packages."""

RUNNING = """
import sys
from tornado.ioloop import IOLoop
from visdom.server.app import Application
Application(port=int(sys.argv[1]), env_path=sys.argv[2]).listen(int(sys.argv[1]), "127.0.0.1")
IOLoop.current().call_later(60, sys.exit)
print("ready", flush=True)
try:
    IOLoop.current().start()
except KeyboardInterrupt:
    pass
"""
MAIN = """
import sys
from visdom.server.run_server import main
sys.argv[1:] = ["-port", sys.argv[1], "-env_path", sys.argv[2], "-bind_local"]
main(print_func=lambda port: print("ready", port, flush=True))
"""


@pytest.mark.parametrize("module", NAMES)
def test_every_module_and_name_can_be_imported(module: str) -> None:
    command = [f"import {module}", *(f"from {module} import {name}; {module}.{name}" for name in NAMES[module])]
    subprocess.run([sys.executable, "-W", "error", "-c", "\n".join(command)], check=True)


def test_a_module_has_one_name_only() -> None:
    handlers = import_module("visdom.server.handlers.web_handlers")
    assert issubclass(handlers.PostHandler, import_module("visdom.server.handlers.base_handlers").BaseHandler)
    assert handlers.PostHandler is import_module("visdom.server.app").PostHandler
    assert not [name for name in sys.modules if name.startswith("visdom.released.")]


@pytest.mark.parametrize(
    ("name", "args", "result"),
    [
        ("_opts2layout", [{"xlabel": "x"}], {"xaxis": {"title": "x"}}),
        ("_opts2layout", [{"xlabel": "x"}, True], {"scene": {"xaxis": {"title": "x"}}}),
        ("_axisformat", ["x", {}], None),
        ("_title2str", [{"title": 5}], {"title": "5"}),
        ("_scrub_dict", [{"a": None, "b": {"c": None, "d": 1}}], {"b": {"d": 1}}),
        ("_lineColorCheck", [np.array([[1, 2, 3], [4, 5, 6]]), 2], ["#010203", "#040506"]),
        ("_dashCheck", [["dot", "dash"], 2], ["dot", "dash"]),
        (
            "_markerColorCheck",
            [np.array([[1, 2, 3], [4, 5, 6]]), np.zeros((4, 2)), np.array([1, 2, 1, 2]), 2],
            {1: ["#010203"] * 2, 2: ["#040506"] * 2},
        ),
        ("_to_numpy", ["text"], "text"),
        ("_assert_opts", [{"opacity": 1}], None),
    ],
)
def test_helpers_of_the_client_do_what_they_did(name: str, args: list[Any], result: Any) -> None:
    found = getattr(import_module("visdom"), name)(*args)
    assert found == result or found.items() >= result.items()


def test_axes_have_all_members_and_bad_options_are_refused() -> None:
    visdom = import_module("visdom")
    assert visdom._axisformat3d("x", {"xtickmin": 0, "xtickmax": 2, "xtickstep": 1}).items() >= {"nticks": 2.0}.items()
    assert visdom._to_numpy([1, 2]).tolist() == [1, 2]
    with pytest.raises(AssertionError):
        visdom._assert_opts({"opacity": 2})


@pytest.mark.parametrize(
    ("name", "args", "result"),
    [
        ("hash_password", ["abc"], "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        ("escape_eid", ["a/b"], "a_b"),
        ("extract_eid", [{"eid": "a/b"}], "a_b"),
        ("extract_eid", [{}], "main"),
        ("extract_eid", [{"eid": None}], "main"),
        ("extract_eid", [{"eid": ""}], ""),
        ("extract_eid", [{"eid": "7"}], "7"),
        (
            "stringify",
            [{"b": [1, 2.0], "a": None, "c": {"z": 1, "y": True}}],
            '{"a":null,"b":[1,2],"c":{"y":true,"z":1}}',
        ),
        ("hash_md_window", [{"b": [1, 2.0], "a": None}], "3f2a35ff1a3876f3bd2c97710bc3752a"),
        ("order_by_key", [("k", 1)], "k"),
        ("serialize_env", [{}, ["main"]], []),
        ("broadcast", [None, {}, "main"], None),
    ],
)
def test_helpers_of_the_server_do_what_they_did_or_nothing(name: str, args: list[Any], result: Any) -> None:
    assert getattr(import_module("visdom.utils.server_utils"), name)(*args) == result


@pytest.mark.parametrize("eid", [7, 0, 7.5, True, ["main"]])
def test_an_environment_that_is_no_text_has_no_name_as_before(eid: Any) -> None:
    with pytest.raises(AttributeError, match="replace"):
        import_module("visdom.utils.server_utils").extract_eid({"eid": eid})


def test_windows_are_made_and_changed() -> None:
    utils = import_module("visdom.utils.server_utils")
    window = utils.window({"data": [{"type": "scatter", "x": [1], "y": [1], "name": "1"}], "layout": {}, "win": "w"})
    assert (window["id"], window["type"], window["content"]["layout"]) == ("w", "plot", {})
    changed = utils.update_window(
        window, {"layout": {"title": "q"}, "opts": {"title": "T", "legend": ["z"]}, "data": []}
    )
    assert changed is window
    assert (window["title"], window["content"]["layout"], window["content"]["data"][0]["name"]) == (
        "T",
        {"title": "q"},
        "z",
    )


def test_files_and_folders_are_found(tmp_path: Path) -> None:
    utils, shared = import_module("visdom.utils.server_utils"), import_module("visdom.utils.shared_utils")
    shared.ensure_dir_exists(str(tmp_path / "a" / "b"))
    (tmp_path / "a" / "run.json").write_text('{"jsons": {}, "reload": {}}')
    assert utils.gather_envs({"main": {}}, env_path=str(tmp_path / "a")) == ["main", "run"]
    lazy = utils.LazyEnvData(str(tmp_path / "a" / "run.json"))
    assert (dict(lazy), len(lazy)) == ({"jsons": {}, "reload": {}}, 2)
    version = Path(shared.get_visdom_path("VERSION")).read_text(encoding="utf-8").strip()
    assert version == import_module("visdom").__version__
    assert import_module("visdom.server.build").download_scripts(install_dir=str(tmp_path / "none")) is None
    assert not (tmp_path / "none").exists()


def test_a_method_of_a_handler_is_for_those_who_are_logged_in() -> None:
    called: list[Any] = []

    class Handler:
        login_enabled, current_user, status = True, None, None

        @import_module("visdom.utils.server_utils").check_auth
        def post(self, value: int) -> None:
            called.append(value)

        def set_status(self, status: int) -> None:
            self.status = status

    handler = Handler()
    handler.post(1)
    assert (handler.status, called) == (400, [])
    handler.login_enabled = False
    handler.post(2)
    assert called == [2]


def test_a_sentence_is_a_warning_once() -> None:
    warn_once = import_module("visdom.utils.shared_utils").warn_once
    with pytest.warns(UserWarning, match="a sentence of this test"):
        warn_once("a sentence of this test")
    warn_once("a sentence of this test")


@pytest.mark.parametrize("script", [RUNNING, MAIN], ids=["Application", "main"])
def test_programs_that_run_the_server_themselves_go_on_doing_so(
    script: str, tmp_path: Path, connect: Callable[..., Any]
) -> None:
    port = free_port()
    views = tmp_path / "view" / "layouts.json"
    views.parent.mkdir()
    views.write_text('{"main": {}}', encoding="utf-8")
    with subprocess.Popen(
        [sys.executable, "-c", script, str(port), str(tmp_path)], stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline().startswith("ready")
            vis = connect(port)
            for step in range(3):
                assert vis.line([step], [step], win="w", update="append") == "w"
            assert vis.win_exists("w") is True
            views.unlink()
            for _ in range(1000):
                if views.exists():
                    break
                time.sleep(0.02)
            assert views.exists(), "the server does not tidy up while it runs"
        finally:
            process.send_signal(2)
    with contextlib.closing(open_tree(str(tmp_path), replay=replay)) as tree:
        assert tree["main"]["jsons"]["w"]["content"]["data"][0]["x"] == [0, 1, 2]
