"""The page in visdom/static is the one that js/ builds."""

from __future__ import annotations

import gzip
import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "visdom" / "static"
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
