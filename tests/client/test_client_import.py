"""Importing `visdom` is cheap, and old names are still found."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

import visdom

HEAVY = ("numpy", "requests", "urllib3", "PIL", "websocket", "tornado", "sklearn")


@pytest.mark.parametrize(
    ("statement", "unwanted"),
    [
        ("import visdom", HEAVY),
        ("from visdom import Visdom", ("PIL", "tornado", "sklearn", "visdom.server", "visdom.autosave")),
    ],
)
def test_only_what_is_used_is_loaded(statement, unwanted):
    program = f"{statement}; import sys; print(*[name for name in {unwanted} if name in sys.modules])"
    run = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert run.stdout.split() == []


def test_every_public_name_is_found_and_listed():
    for name in ("Visdom", "__version__", "do_tsne", "server", "logger", "here", "torch_types", "BS4_AVAILABLE"):
        assert getattr(visdom, name) is not None
        assert name in dir(visdom)


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = visdom.nonsense


def test_helpers_of_old_programs_work(tmp_path):
    (tmp_path / "file").write_bytes(b"abc")
    assert visdom.loadfile(str(tmp_path / "file")) == b"abc"
    assert (visdom.isstr("a"), visdom.isnum(np.float32(1)), visdom.isndarray([1])) == (True, True, False)
    assert visdom.nan2none([1.0, float("nan")]) == [1.0, None]
    assert int(visdom.get_rand_id(), 16) > 0
    total = visdom.pytorch_wrap(lambda values, scale: (values * scale).sum())
    assert total([1, 2], scale=[3]) == 9


def test_audio_needs_no_further_package():
    program = (
        "import sys; sys.modules['scipy'] = None; from visdom import Visdom; print(Visdom(send=False).audio([1.0]))"
    )
    run = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert "data:audio/wav;base64," in run.stdout
