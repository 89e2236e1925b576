from __future__ import annotations

import io
import math
import struct
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from benchmarks.peers import runs
from benchmarks.peers.contenders import PEERS, PROGRAMS, Peer
from benchmarks.peers.report import kill_figure, kill_row, logging_figure, logging_row, orderly_end, page
from benchmarks.peers.runs import Installed, Job, Loss, loss
from benchmarks.peers.writers.log_records import BLOCK_BYTES, records
from benchmarks.peers.writers.training import decoded, picture_of, steps_of_pictures, steps_of_values, value_of

PROGRAM = '''
import subprocess
import sys
from pathlib import Path

from training import main

HELPER = "import time; time.sleep(120)"


class Tens:
    """Writes values by tens, and has a helper that does nothing."""

    def __init__(self, folder):
        self.path = folder / "values"
        self.values = []
        self.helper = subprocess.Popen([sys.executable, "-c", HELPER])

    def scalar(self, step, value):
        self.values.append(value)
        if len(self.values) == 10:
            self.write()

    def write(self):
        with self.path.open("a") as file:
            file.writelines(f"{value}\\n" for value in self.values)
        self.values.clear()

    def close(self):
        self.write()
        self.helper.kill()
        self.helper.wait()


def read(folder, kind):
    print("a peer may print what it likes")
    return [float(line) for line in (folder / "values").open()] if kind == "scalars" else []


main(Tens, read)
'''


@pytest.fixture
def tens(tmp_path: Path) -> Installed:
    program = tmp_path / "to_tens.py"
    program.write_text(PROGRAM, encoding="utf-8")
    peer = Peer("tens", str(program), "tens", "", "", environ={"PYTHONPATH": str(PROGRAMS)})
    return Installed(peer, Path(sys.executable), "1.0")


def test_only_values_that_were_logged_are_steps() -> None:
    assert steps_of_values([value_of(0), value_of(1), value_of(7), 0.6, math.nan, math.inf, -0.5 - 1e-9]) == {0, 1, 7}


def test_only_pictures_that_are_the_same_to_the_pixel_are_steps() -> None:
    changed, elsewhere = picture_of(4), picture_of(5)
    changed[100, 100, 0] ^= 1
    elsewhere[0, 0] = (0, 6, 77)
    found = [picture_of(0), picture_of(3), picture_of(300), changed, elsewhere, picture_of(7)[:-1]]
    assert steps_of_pictures(found) == {0, 3, 300}


def test_a_picture_is_read_whole_or_not_at_all() -> None:
    file = io.BytesIO()
    Image.fromarray(picture_of(2)).convert("RGBA").save(file, "png")
    assert [steps_of_pictures([picture]) for picture in decoded(io.BytesIO(file.getvalue()))] == [{2}]
    assert list(decoded(io.BytesIO(file.getvalue()[:-1000]))) == []
    assert list(decoded(Path("nowhere.png"))) == []


def test_what_is_lost_was_returned_and_is_not_readable() -> None:
    assert loss(5, [0, 1, 3]) == Loss(5, 2)
    assert loss(5, [4, 3, 2, 1, 0, 5]) == Loss(5, 0), "a call that had not returned yet may be readable"
    assert loss(5, [7, 8]) == Loss(5, 5)
    assert loss(0, []) == Loss(0, 0)


def log_file(*contents: bytes) -> bytes:
    """A file of records in LevelDB's log format, with the 7 bytes that wandb puts before them."""
    file = bytearray(b":W&B\0\0\0")
    for content in contents:
        rest, first = content, True
        while rest or first:
            room = BLOCK_BYTES - len(file) % BLOCK_BYTES - 7
            if room < 0:
                file += bytes(room + 7)
                continue
            part, rest = rest[:room], rest[room:]
            kind = (1 if first else 4) if not rest else (2 if first else 3)
            file += struct.pack("<IHB", 0, len(part), kind) + part
            first = False
    return bytes(file)


def test_records_are_read_over_the_borders_of_blocks() -> None:
    # The third leaves 5 bytes in its block, which are too few for another header.
    contents = [b"a", b"b" * 100_000, b"c" * (BLOCK_BYTES - (7 + 8 + 100_000 + 4 * 7) % BLOCK_BYTES - 7 - 5), b"d" * 9]
    assert list(records(log_file(*contents))) == contents


def test_records_end_before_the_first_that_is_torn() -> None:
    file = log_file(b"a" * 10, b"b" * 40_000, b"c" * 10)
    assert list(records(file[:-1])) == [b"a" * 10, b"b" * 40_000]
    assert list(records(file[:35_000])) == [b"a" * 10]
    assert list(records(file[:3])) == []
    assert list(records(file[:24] + bytes(1000))) == [b"a" * 10], "what was allocated but never written is no record"


def test_a_peer_is_measured_and_read_after_its_end(tens: Installed, tmp_path: Path) -> None:
    outcomes = tens.measured(tmp_path / "run", {"scalars": Job(25, 0)}, read=True)
    outcome = outcomes["scalars"]
    assert len(outcome["calls"]["scalars"]) == 25
    assert outcome["calls"]["images"] == []
    assert outcome["readable"] == 25
    assert outcome["disk_bytes"] >= 4096
    assert outcome["seconds"] >= outcome["loop_seconds"] >= sum(outcome["calls"]["scalars"])


def test_a_job_stops_at_its_limit(tens: Installed, tmp_path: Path) -> None:
    outcomes = tens.measured(tmp_path / "run", {"scalars": Job(1_000_000, 0, pause=0.01, limit=0.1)}, read=True)
    logged = len(outcomes["scalars"]["calls"]["scalars"])
    assert 1 <= logged < 1000
    assert outcomes["scalars"]["readable"] == logged


@pytest.mark.parametrize("everything", [False, True])
def test_what_a_killed_peer_lost_is_counted(
    tens: Installed, tmp_path: Path, everything: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs, "SETTLE_SECONDS", 0.1)
    job = Job(1_000_000, 0, pause=0.001)
    scalars, images = tens.killed(tmp_path / "run", job, after=0.3, everything=everything)
    written = len((tmp_path / "run" / "data" / "values").read_text(encoding="utf-8").splitlines())
    assert written % 10 == 0
    assert scalars.returned > 0
    assert scalars.lost == max(0, scalars.returned - written)
    assert images == Loss(0, 0)


def test_everything_is_the_program_and_its_helpers(tens: Installed, tmp_path: Path) -> None:
    with tens.running(tmp_path / "run") as run:
        run.start(Job(1_000_000, 0, pause=0.001))
        run.begin()
        assert run.program is not None
        (helper,) = run.helpers()
        assert run.family.living() == {run.program.pid, helper}
        run.kill(everything=True)
        assert run.family.living() == set()


def test_no_process_outlives_a_run(tens: Installed, tmp_path: Path) -> None:
    with tens.running(tmp_path / "run") as run:
        run.start(Job(1_000_000, 0, pause=0.001))
        run.begin()
    assert run.family.wait_until_gone(seconds=10) == set()


def test_a_peer_that_fails_says_why(tens: Installed, tmp_path: Path) -> None:
    Path(tens.peer.program).write_text("raise SystemExit('no such tool')", encoding="utf-8")
    with pytest.raises(RuntimeError, match="no such tool"):
        tens.measured(tmp_path / "run", {"scalars": Job(1, 0)}, read=False)


def outcome(calls: int, readable: int) -> dict[str, object]:
    seconds = [0.001] * calls
    spent = {"seconds": 2.0, "cpu_seconds": 1.5, "helper_cpu_seconds": 0.0, "disk_bytes": 2_000_000}
    return {"calls": {"scalars": seconds, "images": []}, "readable": readable, **spent}


def test_a_peer_that_was_stopped_says_how_far_it_came(tens: Installed) -> None:
    figure = logging_figure(tens, "scalars", 100, [outcome(100, 100), outcome(60, 60)])
    assert (figure["logged"], figure["p50_us"], figure["unreadable"]) == (60, 1000, 0)
    assert logging_row(figure)[:2] == ["tens", "**60**, then stopped"]


def test_a_reader_that_finds_too_little_is_named(tens: Installed) -> None:
    whole = logging_figure(tens, "scalars", 100, [outcome(100, 100)])
    less = logging_figure(tens, "scalars", 100, [outcome(100, 90)])
    assert "find all." in orderly_end([whole])
    assert "tens lacks 10 of 100 scalars" in orderly_end([whole, less])


def test_losses_are_told_as_median_and_worst(tens: Installed) -> None:
    losses = [(Loss(100, 0), Loss(0, 0)), (Loss(200, 20), Loss(0, 0)), (Loss(10, 10), Loss(0, 0))]
    figure = kill_figure(tens, "program", losses)
    assert figure["scalars"]["lost"] == [0, 20, 10]
    assert kill_row(figure) == ["tens", "program", "3", "100", "10", "20 (100%)", "–", "–", "–"]


def test_a_peer_that_is_missing_is_named_with_the_reason(tens: Installed) -> None:
    figures = [logging_figure(tens, "scalars", 100, [outcome(100, 100)])]
    texts = page(
        figures, [tens.peer], {"other": "not installed: no wheel"}, dict.fromkeys(["scalars", "images", "kill"], "")
    )
    assert "**other is missing:** not installed: no wheel" in texts


def test_each_peer_has_a_program() -> None:
    assert {peer.path for peer in PEERS} == set(PROGRAMS.glob("to_*.py"))
    assert len({peer.name for peer in PEERS}) == len(PEERS)


def test_pictures_are_noise_on_a_gradient() -> None:
    picture = picture_of(9).astype(float)
    assert picture.shape == (512, 512, 3)
    assert np.abs(np.diff(picture[:, :, 0], axis=1)).mean() > 5
    assert picture[400:].mean() > picture[:100].mean() + 50
