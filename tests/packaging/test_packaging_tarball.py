"""The source tarball is all that a user needs: no Node to install it, no network to run it."""

from __future__ import annotations

import json
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import Any

import pytest
from throwaway import make_venv, run

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples" / "train_digits.py"
OFFLINE_RUN = Path(__file__).with_name("offline_run.py")
WITHOUT_NETWORK = ["unshare", "--net", "--map-root-user"]
NOWHERE = "http://127.0.0.1:9"

pytestmark = [pytest.mark.network, pytest.mark.slow, pytest.mark.browser]


@pytest.fixture(scope="session")
def tarball(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The source tarball, built from this checkout."""
    folder = tmp_path_factory.mktemp("dist")
    run([sys.executable, "-m", "build", "--sdist", "--outdir", folder, ROOT])
    (built,) = folder.iterdir()
    return built


@pytest.fixture(scope="session")
def installed_python(tarball: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The interpreter of a fresh environment that the tarball was installed into, with no Node to be found."""
    folder = tmp_path_factory.mktemp("fresh") / "venv"
    return make_venv(folder, [str(tarball), "scikit-learn"], PATH=str(folder / "bin"))


@pytest.fixture(scope="session")
def seen(installed_python: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What a browser saw of a training run that was served and run by the installed package."""
    can_unshare = subprocess.run([*WITHOUT_NETWORK, "true"], stderr=subprocess.DEVNULL).returncode == 0
    command = [sys.executable, OFFLINE_RUN, installed_python, EXAMPLE, tmp_path_factory.mktemp("run")]
    blocked = {"http_proxy": NOWHERE, "https_proxy": NOWHERE, "no_proxy": "127.0.0.1,localhost"}
    printed = run([*(WITHOUT_NETWORK if can_unshare else []), *command], **blocked)
    what_was_seen: dict[str, Any] = json.loads(printed)
    assert what_was_seen["devices"] == ["lo"] or not can_unshare
    return what_was_seen


def members(tarball: Path) -> set[str]:
    with tarfile.open(tarball) as opened:
        return {name.partition("/")[2] for name in opened.getnames()}


def test_the_tarball_is_named_after_the_version(tarball: Path) -> None:
    version = (ROOT / "visdom" / "VERSION").read_text(encoding="utf-8").strip()
    assert tarball.name == f"visdom-{version}.tar.gz"


def test_the_tarball_holds_the_built_page_and_the_texts(tarball: Path) -> None:
    static = ROOT / "visdom" / "static"
    page = {path.relative_to(ROOT).as_posix() for path in static.rglob("*") if path.is_file()}
    assert "visdom/static/index.html" in page
    assert page | {"visdom/VERSION", "visdom/py.typed", "LICENSE", "README.md", "CHANGELOG.md"} <= members(tarball)


def test_the_tarball_holds_no_sources_of_the_page(tarball: Path) -> None:
    extra = {name for name in members(tarball) if name.startswith(("js/", "tests/")) or "node_modules" in name}
    assert not extra


def test_the_installed_package_is_complete(installed_python: Path) -> None:
    code = "import visdom, visdom.server, importlib.metadata as m; print(m.version('visdom'), visdom.__file__)"
    version, file = run([installed_python, "-I", "-c", code]).split()  # -I: not from this checkout
    assert version == (ROOT / "visdom" / "VERSION").read_text(encoding="utf-8").strip()
    assert not Path(file).is_relative_to(ROOT)


def test_the_console_script_is_installed(installed_python: Path) -> None:
    assert "-env_path" in run([installed_python.with_name("visdom"), "-h"])


def test_the_digits_run_appears_while_it_trains(seen: dict[str, Any]) -> None:
    assert seen["still_training"]
    assert seen["updates"] > 0
    assert seen["exit_code"] == 0, seen["training"]


def test_the_page_reports_no_error(seen: dict[str, Any]) -> None:
    assert seen["console"] == []


def test_the_page_asks_no_other_host(seen: dict[str, Any]) -> None:
    assert seen["foreign"] == []


def test_the_server_reports_no_error(seen: dict[str, Any]) -> None:
    assert "It's Alive!" in seen["server"]
    assert "Traceback" not in seen["server"] and "ERROR" not in seen["server"]
