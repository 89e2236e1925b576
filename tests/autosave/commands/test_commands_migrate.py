from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from commanding import command, command_line, contents, draw, fill, killed_writer, open_folder, text_window
from serving import ServerProcess

from visdom.autosave.cli import run
from visdom.autosave.disk import files
from visdom.windows.patch import replay

BOTH_WAYS = pytest.mark.parametrize(("written", "to"), [("JPE", "JPWA"), ("JPWA", "JPE"), ("JPE", "JPW")])
WINDOWS = {
    "exp_1": {"loss": "0", "a/b": "slash", "ü" * 150: "long", "": "no id", "..": "dots"},
    "e" * 300: {"w": "long"},
    "A:B?": {"W": "capital", "w": "small"},
    "empty": {},
    "main": {},
}
FEW = {"exp_1": {"loss": "0", "a/b": "slash"}, "e" * 300: {"w": "long"}, "main": {}}
CHANGING = ("make_folder", "write", "rename", "remove", "remove_tree", "overwrite", "sync")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "envs"


def forms(folder: Path) -> set[str]:
    """The forms of the environments in a folder."""
    stat = command("stat", folder, "--json").data["environments"]
    return {each["form"] for each in stat.values()}


@BOTH_WAYS
def test_every_environment_gets_the_form(folder: Path, written: str, to: str) -> None:
    fill(folder, written, WINDOWS)
    done = command("migrate", folder, "--to", to, "--json")
    assert (done.code, done.err) == (0, "")
    assert sorted(done.data["moved"]) == sorted(WINDOWS)
    assert forms(folder) == {"file" if to == "JPE" else "folder"}
    assert contents(folder) == WINDOWS
    assert len(list((folder / ".migrated").iterdir())) == len(WINDOWS)
    again = command("migrate", folder, "--to", to, "--json").data
    assert (again["moved"], again["environments"]) == ([], len(WINDOWS))


@BOTH_WAYS
def test_unknown_members_move_too(folder: Path, written: str, to: str) -> None:
    tree = open_folder(folder, written)
    members = {"reload": {"w": {"i": "w", "x": 3}}, "experiment": {"tags": ["ü"]}}
    tree["exp"] = {"jsons": {"w": text_window("w", "x", version=41)}, **members}
    tree.close()
    assert command("migrate", folder, "--to", to).code == 0
    tree = open_folder(folder, to)
    assert {key: value for key, value in tree["exp"].items() if key != "jsons"} == members
    assert tree["exp"]["jsons"]["w"] == text_window("w", "x", version=41)
    tree.close()


@pytest.mark.parametrize("to", ["JPE", "JPW", "jpwa"])
def test_changes_in_journals_are_migrated(folder: Path, to: str) -> None:
    fill(folder, "JPWA", {"exp": {"w": "0"}})
    killed_writer(folder, ("exp", "w", "1"), ("exp", "w", "2"))
    assert command("migrate", folder, "--to", to).code == 0
    assert len(list((folder / "exp").rglob("*.journal"))) == (1 if to == "jpwa" else 0)
    assert contents(folder)["exp"] == {"w": "012"}


def test_a_server_goes_on_with_what_was_migrated(folder: Path, make_server: Callable[..., ServerProcess]) -> None:
    fill(folder, "JPE", {"exp": {"w": "before"}})
    assert command("migrate", folder, "--to", "JPWA").code == 0
    server = make_server("-cache_type", "JPWA", env_path=folder)
    draw(server, "exp", "w", "after")
    server.stop(kill=True)
    assert contents(folder)["exp"] == {"w": "before<br>after"}


def test_what_is_damaged_is_named_and_stays_in_the_old_form(folder: Path) -> None:
    fill(folder, "JPWA", {"exp": {"bad": "x", "good": "y"}})
    (folder / "exp" / "jsons" / "bad.json").write_text("{")
    (folder / "exp" / "note.json").write_text("no json")
    done = command("migrate", folder, "--to", "JPE")
    assert done.code == 1
    assert "The window 'bad' of 'exp' is damaged: the window file is not JSON" in done.out
    assert "exp/note.json is not JSON." in done.out
    assert [path.read_text() for path in (folder / ".migrated").rglob("bad.json")] == ["{"]
    assert contents(folder)["exp"] == {"good": "y"}


def test_the_backup_replaces_a_damaged_window_file(folder: Path) -> None:
    fill(folder, "JPWA", {"exp": {"w": "x"}})
    window = folder / "exp" / "jsons" / "w.json"
    shutil.copy(window, window.with_name(".w.kept"))
    window.write_bytes(b"?" * window.stat().st_size)
    done = command("migrate", folder, "--to", "JPE")
    assert (done.code, "The window 'w' of 'exp' is damaged" in done.out) == (1, True)
    assert contents(folder)["exp"] == {"w": "x"}


def test_a_file_of_which_nothing_can_be_read_stays(folder: Path) -> None:
    fill(folder, "JPE", {"exp": {"w": "x"}})
    (folder / "broken.json").write_text("nothing of ours")
    done = command("migrate", folder, "--to", "JPWA", "--json")
    assert (done.code, done.data["left"], done.data["moved"]) == (1, ["broken"], ["exp", "main"])
    assert (folder / "broken.json").read_text() == "nothing of ours"


def test_of_both_forms_the_newer_one_moves(folder: Path) -> None:
    fill(folder, "JPE", {"exp": {"w": "older"}})
    fill(folder / "other", "JPWA", {"exp": {"w": "newer"}})
    (folder / "other" / "exp").rename(folder / "exp")
    shutil.rmtree(folder / "other")
    os.utime(folder / "exp.json", (1, 1))
    done = command("migrate", folder, "--to", "JPE")
    assert (done.code, "'exp' was there twice" in done.err) == (0, True)
    assert contents(folder)["exp"] == {"w": "newer"}
    assert len([path for path in (folder / ".migrated").iterdir() if "exp" in path.name]) == 2


def test_a_folder_that_cannot_be_used_is_an_error(folder: Path) -> None:
    fill(folder, "JPE", {"exp": {"w": "x"}})
    shutil.rmtree(folder / ".visdom")
    (folder / ".visdom").write_text("in the way")
    done = command("migrate", folder, "--to", "JPWA")
    assert done.code == 4
    assert "cannot be used: [Errno 20] Not a directory" in done.err
    assert (folder / "exp.json").exists()


def end_at(monkeypatch: pytest.MonkeyPatch, calls: int, end: Callable[[], None]) -> None:
    """After so many calls that change the disk, the next one does not happen: `end` is called."""
    left = calls

    def guarded(function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **options: Any) -> Any:
            nonlocal left
            left -= 1
            if left == -1:
                end()
            return function(*arguments, **options)

        return call

    for name in CHANGING:
        monkeypatch.setattr(files, name, guarded(getattr(files, name)))


def be_killed() -> None:
    os._exit(9)


def be_interrupted() -> None:
    raise KeyboardInterrupt


def migrate(folder: Path, to: str) -> int:
    return run(["migrate", str(folder), "--to", to], replay, program="test")


@BOTH_WAYS
@pytest.mark.parametrize("end", [be_killed, be_interrupted])
def test_ended_before_any_call_it_leaves_every_environment_whole(
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    written: str,
    to: str,
    end: Callable[[], None],
) -> None:
    fill(folder, written, FEW)
    copy = tmp_path / "copy"
    for calls in range(1000):
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(folder, copy)
        child = os.fork()
        if not child:
            end_at(monkeypatch, calls, end)
            os._exit(migrate(copy, to))
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        assert contents(copy) == FEW, f"ended before call {calls}"
        if code == 0:
            break
        assert code == (9 if end is be_killed else 130)
        assert migrate(copy, to) == 0
        assert contents(copy) == FEW, f"ended before call {calls}, and run again"
    assert calls > 4 * len(FEW)


def test_ctrl_c_and_kill_at_any_time(folder: Path) -> None:
    windows = {f"e{number}": {f"w{each}": "x" * 10_000 for each in range(20)} for number in range(40)}
    fill(folder, "JPE", windows)
    chance = random.Random(5)
    codes = set()
    for turn in range(12):
        to = ("JPWA", "JPE")[turn // 3 % 2]
        with subprocess.Popen(command_line("migrate", folder, "--to", to), stderr=subprocess.DEVNULL) as process:
            while process.poll() is None and f"process {process.pid} " not in (folder / ".lock").read_text():
                time.sleep(0.005)
            time.sleep(chance.random() * 0.4)
            process.send_signal(signal.SIGKILL if turn % 3 == 1 else signal.SIGINT)
            codes.add(process.wait())
        assert command("check", folder).code == 0
        assert {eid: len(found) for eid, found in contents(folder).items() if eid != "main"} == dict.fromkeys(
            windows, 20
        )
    assert codes <= {0, 130, -signal.SIGKILL, -signal.SIGINT}
    assert command("migrate", folder, "--to", "JPWA").code == 0
    assert contents(folder) == {"main": {}, **windows}
