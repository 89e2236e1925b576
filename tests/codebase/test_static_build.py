"""The page in visdom/static is the one that js/ builds."""

from __future__ import annotations

import gzip
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "js"
STATIC = ROOT / "visdom" / "static"
KINDS = sorted(path.name for path in (PAGE / "src" / "panes").iterdir() if path.is_dir())
COMMAND = "python tools/build_static.py"
FIRST_LOAD_CAP = 250_000
PRINT_DIGEST = "import build_static; print(build_static.digest_of_sources())"


def test_the_committed_page_was_built_from_these_sources() -> None:
    record = json.loads((STATIC / "BUILD.json").read_text(encoding="utf-8"))
    digest = subprocess.run(
        [sys.executable, "-c", PRINT_DIGEST], cwd=ROOT / "tools", check=True, capture_output=True, text=True
    )
    assert record["sources_sha256"] == digest.stdout.strip(), f"visdom/static is stale, run: {COMMAND}"


def test_a_fresh_build_equals_the_committed_page() -> None:
    check = subprocess.run(
        [sys.executable, ROOT / "tools" / "build_static.py", "--check"], capture_output=True, text=True
    )
    assert check.returncode == 0, check.stdout + check.stderr


def loaded_with(name: str) -> set[str]:
    """A script and all that it imports at once; what it imports later on stays out."""
    text = (STATIC / "js" / name).read_text(encoding="utf-8")
    needed = re.findall(r"""(?:\bfrom|\bimport)\s*["']\./([^"']+)["']""", text)
    return {name}.union(*map(loaded_with, needed))


def test_what_the_page_loads_at_first_is_small() -> None:
    files = [STATIC / "css" / "style.css", *(STATIC / "js" / name for name in loaded_with("main.js"))]
    assert sum(len(gzip.compress(path.read_bytes())) for path in files) <= FIRST_LOAD_CAP


def page_without(kind: str, folder: Path) -> Path:
    """A copy of the sources of the page without the folder of a kind of pane and its line in the registry."""
    copy = shutil.copytree(PAGE, folder / "js", ignore=shutil.ignore_patterns("node_modules"))
    (copy / "node_modules").symlink_to(PAGE / "node_modules")
    shutil.rmtree(copy / "src" / "panes" / kind)
    registry = copy / "src" / "panes" / "registry.ts"
    lines = registry.read_text(encoding="utf-8").splitlines(keepends=True)
    others = [line for line in lines if f'"./{kind}/' not in line]
    assert len(others) == len(lines) - 1
    registry.write_text("".join(others), encoding="utf-8")
    return copy


@pytest.mark.parametrize("kind", KINDS)
def test_the_page_has_no_type_errors_without_a_kind_of_pane(kind: str, tmp_path: Path) -> None:
    check = subprocess.run(
        ["npx", "--no-install", "tsc", "--noEmit"], cwd=page_without(kind, tmp_path), capture_output=True, text=True
    )
    assert check.returncode == 0, check.stdout + check.stderr


def test_the_page_builds_without_plots(tmp_path: Path) -> None:
    command = ["npx", "--no-install", "vite", "build", "--logLevel", "warn", "--emptyOutDir", "--outDir", "../static"]
    built = subprocess.run(command, cwd=page_without("plot", tmp_path), capture_output=True, text=True)
    assert built.returncode == 0, built.stdout + built.stderr
    assert not list((tmp_path / "static" / "js").glob("plotly*"))
