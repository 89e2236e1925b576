"""`vis.video`: frames as MP4, and files of film."""

from __future__ import annotations

import base64
import io
import re
import sys
from fractions import Fraction

import av
import numpy as np
import pytest

from visdom import Visdom
from visdom.errors import BadArgument, BadFrames, MissingPackage

PLAYER = re.compile(r'<video ([a-z ]+)><source type="video/(\w+)" src="data:video/(\w+);base64,([^"]*)">[^<]*</video>')
TOLERANCE = 8


def player(message: dict) -> tuple[str, str, bytes]:
    """The switches, the kind and the bytes of what the player plays."""
    (item,) = message["data"]
    assert item["type"] == "text"
    switches, kind, same_kind, encoded = PLAYER.fullmatch(item["content"]).groups()
    assert kind == same_kind
    return switches, kind, base64.b64decode(encoded)


class Film:
    """What a browser makes of the message."""

    def __init__(self, message: dict) -> None:
        _, kind, data = player(message)
        assert kind == "mp4"
        with av.open(io.BytesIO(data)) as container:
            stream = container.streams.video[0]
            self.format = stream.codec_context.name, stream.codec_context.pix_fmt
            self.rate = stream.average_rate
            self.frames = [frame.to_ndarray(format="rgb24").astype(int) for frame in container.decode(stream)]

    @property
    def size(self) -> tuple[int, int]:
        return self.frames[0].shape[1], self.frames[0].shape[0]

    @property
    def colour(self) -> list[float]:
        return self.frames[-1].mean(axis=(0, 1)).tolist()


def frames(*shape: int, blue_green_red=(60, 120, 200)) -> np.ndarray:
    return (np.zeros(shape) + np.array(blue_green_red)[: shape[-1]]).astype(np.uint8)


def film(vis, tensor, **arguments) -> Film:
    message, endpoint = vis.video(tensor, **arguments)
    assert endpoint == "events"
    return Film(message)


@pytest.mark.parametrize(
    ("tensor", "dim"),
    [
        (frames(3, 16, 32, 3), "LxHxWxC"),
        (frames(3, 16, 32, 3).transpose(0, 3, 1, 2), "LxCxHxW"),
        (frames(3, 16, 32, 3) / 255, "LxHxWxC"),
        (frames(3, 16, 32, 3).astype(np.float32) / 255, "LxHxWxC"),
        (frames(3, 16, 32, 3).astype(int), "LxHxWxC"),
        (frames(3, 16, 32, 3).tolist(), "LxHxWxC"),
    ],
)
def test_frames_become_a_film(unsent, tensor, dim):
    shown = film(unsent, tensor, dim=dim)
    assert shown.format == ("h264", "yuv420p")
    assert (len(shown.frames), shown.size, shown.rate) == (3, (32, 16), 25)
    assert shown.colour == pytest.approx([200, 120, 60], abs=TOLERANCE)


def test_one_channel_is_grey(unsent):
    assert film(unsent, frames(2, 16, 16, 1)).colour == pytest.approx([60] * 3, abs=TOLERANCE)


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize(("height", "width"), [(15, 17), (1, 1), (2, 33), (33, 2)])
def test_odd_sizes_are_made_even(unsent, height, width, channels):
    shown = film(unsent, frames(2, height, width, channels, blue_green_red=(90, 90, 90)))
    assert shown.size == (width + width % 2, height + height % 2)
    assert shown.colour == pytest.approx([90] * 3, abs=TOLERANCE)


@pytest.mark.parametrize(
    ("value", "brightness"),
    [(1.5, 255), (-0.5, 0), (np.nan, 0), (np.inf, 255), (-np.inf, 0), (300, 255), (-7, 0), (10**12, 255)],
)
def test_values_out_of_range_are_cut_off(unsent, value, brightness):
    tensor = np.full((2, 16, 16, 1), value)
    assert film(unsent, tensor).colour == pytest.approx([brightness] * 3, abs=TOLERANCE)


@pytest.mark.parametrize(
    ("values", "brightness"),
    [
        ([0.2, 0.6], [51, 153]),
        ([-1.0, 0.6], [0, 153]),
        ([np.nan, 1.0001], [0, 255]),
        ([100.0, 256.4], [100, 255]),
        ([1.0, 200.0], [1, 200]),
        (np.array([-7, 127], dtype=np.int8), [0, 127]),
        (np.array([False, True]), [0, 255]),
    ],
)
def test_all_frames_decide_the_range_of_brightness(unsent, values, brightness):
    shown = film(
        unsent, np.asarray(values)[:, None, None, None] * np.ones((1, 16, 16, 1), dtype=np.asarray(values).dtype)
    )
    assert [frame.mean() for frame in shown.frames] == pytest.approx(brightness, abs=TOLERANCE)


@pytest.mark.parametrize(
    ("fps", "rate"),
    [
        (10, 10),
        (12.5, Fraction(25, 2)),
        (29.97, Fraction(2997, 100)),
        (30000 / 1001, Fraction(30000, 1001)),
        (0.5, Fraction(1, 2)),
        (np.float32(12.5), Fraction(25, 2)),
        (0, 24),
        (None, 24),
    ],
)
def test_the_rate_may_be_broken(unsent, fps, rate):
    assert film(unsent, frames(4, 16, 16, 1), opts={"fps": fps}).rate == rate


def test_the_options_have_their_defaults(unsent):
    opts = {"title": 3, "loop": True}
    message, _ = unsent.video(frames(1, 16, 16, 1), win="w", env="e", opts=opts)
    assert (message["win"], message["eid"]) == ("w", "e")
    assert message["opts"] == {"title": "3", "fps": 25, "loop": True, "autoplay": False}
    assert opts == {"title": 3, "loop": True}


@pytest.mark.parametrize(
    ("opts", "switches"),
    [
        ({}, "controls"),
        ({"loop": True}, "controls loop"),
        ({"loop": True, "autoplay": 1}, "controls autoplay loop"),
        ({"loop": False, "autoplay": None}, "controls"),
    ],
)
def test_the_player_may_start_and_repeat_by_itself(unsent, opts, switches):
    message, _ = unsent.video(frames(1, 16, 16, 1), opts=opts)
    assert player(message)[0] == switches


@pytest.mark.parametrize(("name", "kind"), [("a.mp4", "mp4"), ("b.ogv", "ogg"), ("c.avi", "avi"), ("d.WEBM", "webm")])
def test_a_file_is_sent_as_it_is(unsent, tmp_path, name, kind):
    path = tmp_path / name
    path.write_bytes(b"film")
    for given in (path, str(path)):
        message, _ = unsent.video(videofile=given)
        assert player(message) == ("controls", kind, b"film")


def test_frames_count_if_both_are_given(unsent):
    message, _ = unsent.video(frames(1, 16, 16, 1), videofile="nowhere.mkv")
    assert len(Film(message).frames) == 1


def test_a_program_may_encode_by_itself():
    class Own(Visdom):
        def _encode(self, tensor, fps):
            return f"{tensor.shape} {fps}".encode(), "webm"

    message, _ = Own(send=False, use_incoming_socket=False).video(np.zeros((5, 3, 8, 9)), "LxCxHxW", opts={"fps": 7})
    assert player(message) == ("controls", "webm", b"(5, 8, 9, 3) 7")


@pytest.mark.parametrize(
    ("arguments", "error", "reason"),
    [
        ({}, BadArgument, "got neither"),
        ({"tensor": np.zeros((4, 16, 16))}, BadArgument, r"4 dimensions, got shape \(4, 16, 16\)"),
        ({"tensor": np.zeros((1, 2, 3, 4, 5))}, BadArgument, "4 dimensions"),
        ({"tensor": np.zeros((1, 2, 2, 3)), "dim": "HxWxCxL"}, BadArgument, "LxHxWxC or LxCxHxW, got 'HxWxCxL'"),
        ({"tensor": np.zeros((1, 2, 2, 4))}, BadFrames, r"^video: expected 3 channels .* got 4$"),
        ({"tensor": np.zeros((1, 2, 2, 2))}, KeyError, "got 2"),
        ({"tensor": np.zeros((0, 16, 16, 3))}, BadArgument, r"at least one frame .*, got shape \(0, 16, 16, 3\)"),
        ({"tensor": np.zeros((1, 3, 0, 2)), "dim": "LxCxHxW"}, BadArgument, r"one pixel, got shape \(1, 3, 0, 2\)"),
        ({"tensor": np.full((1, 2, 2, 3), "a")}, BadArgument, "expected numbers, got <U1"),
        ({"tensor": "film.mp4"}, BadArgument, "got str"),
        ({"tensor": np.zeros((1, 2, 2, 3)), "opts": {"fps": -1}}, BadArgument, "fps"),
        ({"tensor": np.zeros((1, 2, 2, 3)), "opts": {"fps": "25"}}, BadArgument, "fps"),
        ({"tensor": np.zeros((1, 2, 2, 3)), "opts": {"fps": np.inf}}, BadArgument, "got infinity"),
        ({"videofile": "nowhere/a.mp4"}, BadArgument, "can be read, got 'nowhere/a.mp4'"),
        ({"videofile": "a.mkv"}, BadArgument, "ends in mp4, ogv, avi, webm, got 'a.mkv'"),
    ],
)
def test_other_data_are_refused_and_nothing_is_sent(vis, recorder, arguments, error, reason):
    with pytest.raises(error, match=reason):
        vis.video(**arguments)
    assert recorder.posts == []


def test_an_empty_file_is_refused_and_nothing_is_sent(vis, recorder, tmp_path):
    (path := tmp_path / "a.mp4").touch()
    with pytest.raises(BadArgument, match="^video: expected a recording, got the empty file '.*a.mp4'"):
        vis.video(videofile=path)
    assert recorder.posts == []


def test_only_frames_need_a_further_package(unsent, monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "av", None)
    path = tmp_path / "a.mp4"
    path.write_bytes(b"film")
    assert unsent.video(videofile=path)[1] == "events"
    with pytest.raises(MissingPackage, match=r"av: pip install 'visdom\[video\]'"):
        unsent.video(frames(1, 16, 16, 3))
