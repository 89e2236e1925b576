from __future__ import annotations

import fcntl
import os
import pty
import struct
import subprocess
import termios
from pathlib import Path

import pytest
from commanding import command, command_line, fill


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    fill(tmp_path / "envs", "JPE", {f"e{number}": {"w": "x" * 1000} for number in range(3)})
    return tmp_path / "envs"


def on_terminal(*words: object) -> str:
    """What a command writes to standard error when that is a terminal."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    with subprocess.Popen(command_line(*words), stdout=subprocess.DEVNULL, stderr=theirs) as process:
        os.close(theirs)
        pieces = []
        try:
            while piece := os.read(ours, 4096):
                pieces.append(piece)
        except OSError:  # which is how Linux tells that the other end is closed
            pass
        assert process.wait(20) == 0
    os.close(ours)
    return b"".join(pieces).decode()


@pytest.mark.parametrize(
    ("words", "doing"), [(("migrate", "--to", "JPWA"), "to JPWA"), (("check",), "checking"), (("stat",), "counting")]
)
def test_a_terminal_gets_a_bar_and_a_script_none(folder: Path, words: tuple[str, ...], doing: str) -> None:
    shown = on_terminal(words[0], folder, *words[1:])
    assert f"{doing}: " in shown
    assert "%|" in shown
    assert command(words[0], folder, *words[1:]).err == ""
