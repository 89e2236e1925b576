"""`vis.audio`: samples as WAV, and files of sound."""

from __future__ import annotations

import base64
import io
import re
import tempfile
import wave

import numpy as np
import pytest

from visdom.errors import BadArgument

PLAYER = re.compile(r'<audio controls><source type="audio/(\w+)" src="data:audio/(\w+);base64,([^"]*)">[^<]*</audio>')


def recording(message: dict) -> tuple[str, bytes]:
    """The kind and the bytes of what the player plays."""
    (item,) = message["data"]
    assert item["type"] == "text"
    kind, same_kind, encoded = PLAYER.fullmatch(item["content"]).groups()
    assert kind == same_kind
    return kind, base64.b64decode(encoded)


def samples(vis, tensor, **opts) -> list:
    message, endpoint = vis.audio(tensor, opts=opts)
    kind, sound = recording(message)
    assert (kind, endpoint) == ("wav", "events")
    with wave.open(io.BytesIO(sound)) as file:
        assert (file.getsampwidth(), file.getframerate()) == (2, opts.get("sample_frequency", 44100))
        values = np.frombuffer(file.readframes(file.getnframes()), dtype="<i2")
        return values.reshape(-1, file.getnchannels()).squeeze(axis=1 if file.getnchannels() == 1 else ()).tolist()


@pytest.mark.parametrize(
    ("tensor", "expected"),
    [
        ([0.0, 0.5, -1.0, 0.25], [0, 16383, -32767, 8191]),
        ([1, -2, 3], [10922, -21844, 32767]),
        ([[0.0, 1.0], [2.0, -4.0]], [[0, 8191], [16383, -32767]]),
        (np.array([0.1, 0.2, 0.7], dtype=np.float32), [4681, 9362, 32767]),
        (np.array([0.5, -1], dtype=np.float16), [16383, -32767]),
        (np.array([-128, 64], dtype=np.int8), [-32767, 16383]),
        (np.array([200, 100], dtype=np.uint8), [32767, 16383]),
        (np.array([True, False]), [32767, 0]),
        ([5.0], [32767]),
    ],
)
def test_the_largest_sample_becomes_the_loudest(unsent, tensor, expected):
    assert samples(unsent, tensor) == expected


@pytest.mark.parametrize(
    ("tensor", "expected"),
    [
        (np.zeros(3), [0, 0, 0]),
        (np.zeros((2, 2)), [[0, 0], [0, 0]]),
        ([np.nan, 0.5, 1.0], [0, 16383, 32767]),
        ([np.inf, -np.inf, 2.0, np.nan], [32767, -32767, 32767, 0]),
        ([np.inf, 0.0], [32767, 0]),
        ([np.nan, np.nan], [0, 0]),
    ],
)
def test_silence_and_gaps_stay_silent(unsent, tensor, expected):
    assert samples(unsent, tensor) == expected


def test_the_sampling_frequency_may_be_chosen(unsent):
    assert samples(unsent, [1.0], sample_frequency=8000.0) == [32767]


def test_the_pane_has_the_size_of_the_player(unsent):
    opts = {"title": 5, "width": 10, "height": 10}
    message, _ = unsent.audio([1.0], win="w", env="e", opts=opts)
    assert (message["win"], message["eid"]) == ("w", "e")
    assert message["opts"] == {"title": "5", "sample_frequency": 44100, "height": 80, "width": 330}
    assert opts == {"title": 5, "width": 10, "height": 10}


@pytest.mark.parametrize("name", ["a.wav", "b.mp3", "c.ogg", "d.FLAC"])
def test_a_file_is_sent_as_it_is(unsent, tmp_path, name):
    path = tmp_path / name
    path.write_bytes(bytes(range(40)))
    for given in (path, str(path)):
        message, _ = unsent.audio(audiofile=given)
        assert recording(message) == (name.lower()[2:], bytes(range(40)))


def test_samples_count_if_both_are_given(unsent):
    message, _ = unsent.audio([1.0], audiofile="nowhere.aac")
    assert recording(message)[0] == "wav"


def test_no_file_remains(unsent, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    unsent.audio(np.ones(10))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ({}, "got neither"),
        ({"tensor": np.ones((4, 3))}, r"N or N x 2 samples, got shape \(4, 3\)"),
        ({"tensor": np.ones((4, 1))}, "got shape"),
        ({"tensor": np.ones((2, 2, 2))}, "got shape"),
        ({"tensor": np.array(1.0)}, "got shape"),
        ({"tensor": []}, "got shape"),
        ({"tensor": np.zeros((0, 2))}, "got shape"),
        ({"tensor": np.array([1j])}, "complex"),
        ({"tensor": ["a"]}, "expected numbers"),
        ({"tensor": (1.0, 2.0)}, "got tuple"),
        ({"tensor": [1.0], "opts": {"sample_frequency": "8000"}}, "got '8000'"),
        ({"tensor": [1.0], "opts": {"sample_frequency": 0}}, "got 0"),
        ({"tensor": [1.0], "opts": {"sample_frequency": 2**30}}, "sample_frequency"),
        ({"audiofile": "nowhere/a.wav"}, "can be read, got 'nowhere/a.wav'"),
        ({"audiofile": "a.aac"}, "ends in wav, mp3, ogg, flac, got 'a.aac'"),
        ({"tensor": [1.0], "opts": {"opacity": 2}}, "opacity"),
    ],
)
def test_other_samples_are_refused_and_nothing_is_sent(vis, recorder, arguments, reason):
    with pytest.raises(BadArgument, match=reason):
        vis.audio(**arguments)
    assert recorder.posts == []


def test_an_empty_file_is_refused(unsent, tmp_path):
    (path := tmp_path / "a.wav").touch()
    with pytest.raises(BadArgument, match="^audio: expected a recording, got the empty file"):
        unsent.audio(audiofile=path)
