from __future__ import annotations

import fcntl
import os
import re
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from commanding import command, command_line, contents, draw, fill, open_folder
from serving import ServerProcess

from visdom.autosave.cli.main import EPILOG, Exit, build_parser, size
from visdom.server import cli

WRITING = [
    ("migrate", "--to", "JPE"),
    ("check", "--repair"),
    ("compact",),
    ("trash", "empty"),
    ("import", "e.json"),
]

TRASH = ("trash list", "trash restore", "trash empty")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "envs"


def words_for(words: tuple[str, ...], folder: Path, tmp_path: Path) -> list[object]:
    """The words of a command with the folder where it belongs."""
    where = 2 if words[0] == "trash" else 1
    return [*words[:where], folder, *(tmp_path / word if word == "e.json" else word for word in words[where:])]


@pytest.mark.parametrize("words", WRITING)
def test_commands_that_write_name_the_process_that_has_locked_the_folder(
    tmp_path: Path, words: tuple[str, ...], make_server: Callable[..., ServerProcess]
) -> None:
    (tmp_path / "e.json").write_text('{"jsons": {}, "reload": {}}')
    server = make_server("-cache_type", "JPWA")
    draw(server, "exp", "w", "kept")
    done = command(*words_for(words, server.env_path, tmp_path))
    assert (done.code, done.out) == (3, "")
    assert f"process {server.pid} on " in done.err
    draw(server, "exp", "w", "on")
    server.stop()
    assert contents(server.env_path)["exp"] == {"w": "kept<br>on"}


def test_a_folder_that_is_not_there_is_named_and_not_made(folder: Path, tmp_path: Path) -> None:
    for words in [*WRITING[:-1], ("stat",), ("trash", "list")]:
        done = command(*words_for(words, folder, tmp_path))
        assert (done.code, done.out) == (2, "")
        assert f"{folder} is not a folder" in done.err
    assert not folder.exists()


@pytest.mark.parametrize("words", [(), ("frobnicate",), ("migrate", "x"), ("migrate", "x", "--to", "JPX"), ("trash",)])
def test_words_that_fit_no_command_end_with_the_usage(words: tuple[str, ...]) -> None:
    done = command(*words)
    assert done.code == 2
    assert done.err.startswith("usage: python -m visdom.autosave")


def test_scripts_get_errors_as_json_too(folder: Path) -> None:
    done = command("stat", folder, "--json")
    assert done.data == {
        "exit": 2,
        "error": f"{folder} is not a folder. Name the folder that the server has as -env_path.",
    }


def test_a_newer_format_is_left_alone(folder: Path) -> None:
    (folder / ".visdom").mkdir(parents=True)
    (folder / ".visdom" / "format").write_text('{"format": 2, "cache_type": "JPX"}')
    for words in (["check", folder], ["compact", folder], ["migrate", folder, "--to", "JPWA"]):
        done = command(*words)
        assert done.code == 4
        assert "newer visdom" in done.err
    assert (folder / ".visdom" / "format").read_text() == '{"format": 2, "cache_type": "JPX"}'


@pytest.mark.parametrize("cache_type", ["JPE", "JPW"])
def test_only_migrate_changes_the_mark_of_a_folder(folder: Path, tmp_path: Path, cache_type: str) -> None:
    fill(folder, cache_type, {"exp": {"w": "text"}})
    mark = (folder / ".visdom" / "format").read_bytes()
    (tmp_path / "e.json").write_text('{"jsons": {}, "reload": {}}')
    for words in WRITING[1:]:
        assert command(*words_for(words, folder, tmp_path)).code == 0
    assert (folder / ".visdom" / "format").read_bytes() == mark
    assert command("migrate", folder, "--to", "JPWA").code == 0
    assert b"JPWA" in (folder / ".visdom" / "format").read_bytes()


def test_the_console_script_has_the_commands_as_store(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    open_folder(folder).close()
    with pytest.raises(SystemExit) as end:
        cli.main(["store", "check", str(folder)])
    assert end.value.code == 0
    assert capsys.readouterr().out == "1 environment, 0 windows: all sound.\n"
    assert "visdom store -h" in cli.build_parser().format_help()


def test_the_help_lists_every_exit_code() -> None:
    listed = re.findall(r"^ +(\d+) ", EPILOG, re.MULTILINE)
    assert [int(number) for number in listed] == sorted(Exit)


def test_the_manual_has_every_command_and_exit_code() -> None:
    manual = (Path(__file__).parents[3] / "docs" / "storage.md").read_text(encoding="utf-8")
    commands = set(re.findall(r"^\| `(\w+(?: (?:list|restore|empty))?) ENV_PATH", manual, re.MULTILINE))
    assert commands == {"migrate", "check", "compact", "stat", "export", "import", *TRASH}
    for name in commands:
        with pytest.raises(SystemExit) as end:
            build_parser("test").parse_args([*name.split(), "--help"])
        assert end.value.code == 0
    assert [int(number) for number in re.findall(r"^\| (\d+) \|", manual, re.MULTILINE)] == sorted(Exit)


def test_ctrl_c_ends_with_its_own_code(folder: Path) -> None:
    """The file of an environment is a pipe here, so the command waits for it until it is interrupted."""
    open_folder(folder).close()
    os.mkfifo(folder / "waits.json")
    with subprocess.Popen(command_line("check", folder), stderr=subprocess.PIPE, text=True) as process:
        writer = os.open(folder / "waits.json", os.O_WRONLY)  # returns when the command has opened it to read
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 130
        os.close(writer)
        assert process.stderr is not None
        assert "Interrupted. What was done stays done" in process.stderr.read()


def test_a_locked_folder_is_left_alone(folder: Path) -> None:
    open_folder(folder).close()
    with (folder / ".lock").open("r+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert command("compact", folder).code == 3
    assert command("compact", folder).code == 0


@pytest.mark.parametrize(("number", "text"), [(0, "0 B"), (1023, "1023 B"), (1536, "1.5 KiB"), (5 << 40, "5.0 TiB")])
def test_bytes_are_written_as_people_read_them(number: int, text: str) -> None:
    assert size(number) == text
