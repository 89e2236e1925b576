"""The types that programs see: a script that uses everything public passes mypy in its strictest form, and runs."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

from visdom import Visdom

SCRIPT = Path(__file__).with_name("typed_script.py")
ROOT = Path(__file__).parents[2]


def test_a_script_with_all_types_said_passes_mypy(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "mypy", "--strict", "--follow-imports=silent", "--config-file="]
    done = subprocess.run(
        [*command, f"--cache-dir={tmp_path}", str(SCRIPT)],
        capture_output=True,
        text=True,
        env={**os.environ, "MYPYPATH": str(ROOT)},
        cwd=tmp_path,
    )
    assert done.returncode == 0, done.stdout


def test_that_script_runs(tmp_path: Path) -> None:
    log = tmp_path / "vis.log"
    subprocess.run([sys.executable, SCRIPT, log], check=True, capture_output=True, cwd=tmp_path)
    assert len(log.read_text(encoding="utf-8").splitlines()) > 20


def test_that_script_uses_everything_public() -> None:
    used = {node.attr for node in ast.walk(ast.parse(SCRIPT.read_text())) if isinstance(node, ast.Attribute)}
    unused = {name for name in dir(Visdom) if not name.startswith("_")} - used
    assert not unused, f"use these in {SCRIPT.name}, with their types said: {sorted(unused)}"


def test_wrong_types_are_found(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.py"
    wrong.write_text("from visdom import Visdom\nVisdom(port='8097')\nVisdom().text('x', wni='w')\n")
    command = [sys.executable, "-m", "mypy", "--strict", "--follow-imports=silent", f"--cache-dir={tmp_path}"]
    environ = {**os.environ, "MYPYPATH": str(ROOT)}
    done = subprocess.run([*command, wrong], capture_output=True, text=True, env=environ, cwd=tmp_path)
    assert [line.split(":")[1] for line in done.stdout.splitlines() if ": error:" in line] == ["2", "3"]
