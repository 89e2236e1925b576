"""What the texts around the code promise, and what must not stand in any file."""

from __future__ import annotations

import os
import re
import subprocess

import pytest
from sources import ROOT, shown

# Put together from pieces, so that this file does not hold them.
NOT_OURS = [
    "/" + "work/",
    "/" + "root/",
    "npm" + "js.org",
    "python" + "hosted.org",
    "/" + "opt/pypi",
    "/" + "opt/wheels",
]
NOT_WRITTEN_BY_US = ("visdom/static/", "tests/conformance/")
COMMANDS = ("scripts/start", "scripts/test")
START = "python -m visdom.server -env_path ./visdom_env"


def test_no_file_names_a_machine_or_a_registry() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    names = [name for name in listed.split("\0") if name and not name.startswith(NOT_WRITTEN_BY_US)]
    found = [
        f"{name}: {phrase}"
        for name in names
        if (ROOT / name).is_file()
        for phrase in NOT_OURS
        if phrase.encode() in (ROOT / name).read_bytes()
    ]
    assert not found, "\n".join(["these hold on one machine only, remove them:", *found])


@pytest.mark.parametrize("command", COMMANDS)
def test_the_two_commands_of_the_readme_can_be_run(command: str) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    shown_there = "\n".join(re.findall(r"```[a-z]*\n(.*?)```", readme, flags=re.DOTALL))
    assert command in shown_there
    assert os.access(ROOT / command, os.X_OK)


def test_the_start_script_runs_the_command_of_the_readme() -> None:
    script = ROOT / "scripts" / "start"
    assert START.removeprefix("python ") in script.read_text(encoding="utf-8"), f"{shown(script)} and README.md differ"


def test_the_newest_entry_of_the_changelog_is_the_version() -> None:
    newest = re.search(r"^## \[?([0-9][^\s\]]*)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert newest, "CHANGELOG.md has no heading such as `## 0.3.0`"
    assert newest[1] == (ROOT / "visdom" / "VERSION").read_text(encoding="utf-8").strip()


def test_the_paths_in_the_architecture_exist() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:[\w.]+/)+[\w.]+\.(?:py|tsx?)|(?:[\w.]+/)+[\w]+)/?`", text))
    places = [ROOT, ROOT / "visdom", ROOT / "visdom" / "autosave", ROOT / "visdom" / "server"]
    missing = [name for name in sorted(named) if not any((place / name).exists() for place in places)]
    assert len(named) > 20
    assert not missing, "ARCHITECTURE.md names what is not there:\n" + "\n".join(missing)
