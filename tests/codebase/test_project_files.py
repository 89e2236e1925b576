"""The files around the code: they parse, and what they call or name is there."""

from __future__ import annotations

import ast
import importlib
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from sources import ROOT

sys.path.insert(0, str(ROOT / "tools"))

from check_line_ends import wrong_ends  # noqa: E402
from floors import floors  # noqa: E402

WORKFLOW = ROOT / ".github" / "workflows" / "test.yml"
TEMPLATES = sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.yml"))
HOOKS = ROOT / ".pre-commit-config.yaml"
PYPROJECT = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
FLAG = re.compile(r"`(-[a-z_]+)")
SCRIPT = re.compile(r"(?:scripts|tools)/\w+(?:\.py)?\b")


def parsed(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def test_setup_only_calls_setuptools() -> None:
    tree = ast.parse((ROOT / "setup.py").read_text(encoding="utf-8"))
    assert [ast.unparse(node) for node in tree.body[1:]] == ["from setuptools import setup", "setup()"]


def test_every_package_that_users_need_has_a_floor_and_a_reason() -> None:
    sections = PYPROJECT[PYPROJECT.index("\ndependencies = [") : PYPROJECT.index("\ndocs = [")]
    lines = [line for line in sections.splitlines() if '"' in line]
    assert len(lines) > 10
    assert [line for line in lines if not re.search(r'"[\w.-]+>=[\d.]+",?\]? +# \w', line)] == []
    assert floors() == [found.replace(">=", "==") for found in re.findall(r'"([\w.-]+>=[\d.]+)"', sections)]
    assert "tornado==6.5.3" in floors()
    assert "scripts/floors" in (ROOT / "scripts" / "test").read_text(encoding="utf-8")


def test_the_console_script_of_the_metadata_can_be_called() -> None:
    named = re.search(r'^visdom = "([\w.]+):(\w+)"$', PYPROJECT, re.MULTILINE)
    assert named
    assert callable(getattr(importlib.import_module(named[1]), named[2]))


def test_the_workflow_runs_the_test_command_on_the_oldest_python() -> None:
    job = parsed(WORKFLOW)["jobs"]["test"]
    assert "scripts/test" in [step.get("run") for step in job["steps"]]
    oldest = re.search(r'requires-python = ">=([\d.]+)"', PYPROJECT)
    assert oldest and job["strategy"]["matrix"]["python"][0] == oldest[1]


def test_the_hooks_are_local_and_call_what_lint_calls() -> None:
    (repository,) = parsed(HOOKS)["repos"]
    assert repository["repo"] == "local"
    entries = "\n".join(hook["entry"] for hook in repository["hooks"])
    lint = (ROOT / "scripts" / "lint").read_text(encoding="utf-8")
    for program in re.findall(r"\.venv/bin/\w+", lint):
        assert program in entries
    for script in SCRIPT.findall(entries):
        assert (ROOT / script).exists()


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_an_issue_template_has_what_the_form_needs(path: Path) -> None:
    template = parsed(path)
    assert template["name"] and template["description"]
    fields = [field for field in template["body"] if field["type"] != "markdown"]
    assert all(field["attributes"]["label"] for field in fields)
    assert len({field["id"] for field in fields}) == len(fields)


@pytest.mark.parametrize(
    "name", ["SECURITY.md", "docs/security.md", "CONTRIBUTING.md", ".github/pull_request_template.md"]
)
def test_a_page_names_scripts_and_flags_that_exist(name: str) -> None:
    from visdom.server.cli import build_parser

    text = (ROOT / name).read_text(encoding="utf-8")
    assert [script for script in SCRIPT.findall(text) if not (ROOT / script).exists()] == []
    known = {flag for action in build_parser()._actions for flag in action.option_strings}
    assert "security" not in name.lower() or set(FLAG.findall(text)) <= known


def test_scripts_can_be_run() -> None:
    assert [path.name for path in (ROOT / "scripts").iterdir() if not os.access(path, os.X_OK)] == []


def test_files_end_with_one_line_end() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    exclude = re.compile(parsed(HOOKS)["exclude"])
    names = [
        name for name in listed.split("\0") if name.endswith((".py", ".md", ".yml", ".yaml", ".toml", ".ts", ".tsx"))
    ]
    assert wrong_ends(ROOT / name for name in names if not exclude.match(name) and (ROOT / name).is_file()) == []


def test_a_file_without_or_with_many_line_ends_is_named(tmp_path: Path) -> None:
    texts = {"none": "a", "one": "a\n", "two": "a\n\n", "empty": ""}
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert wrong_ends(tmp_path / name for name in texts) == [tmp_path / "none", tmp_path / "two"]
