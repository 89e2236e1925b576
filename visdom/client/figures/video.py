"""A film: frames encoded as H.264 in MP4, or an unchanged file."""

from __future__ import annotations

import io
from fractions import Fraction
from typing import Any

import numpy as np

from visdom.client.arrays import Array
from visdom.client.figures.files import FilePath, player, read_recording
from visdom.client.figures.pixels import to_bytes, white_of
from visdom.client.options import A_SWITCH, WINDOW, Option, Options, checked
from visdom.errors import BadArgument, BadFrames, MissingPackage

KINDS = {"mp4": "mp4", "ogv": "ogg", "avi": "avi", "webm": "webm"}
DIMENSIONS = ("LxHxWxC", "LxCxHxW")
RATE_OF_NONE = 24
"""Frames per second for `fps` 0 or None."""

FINEST_RATE = 10**6
_FORMATS = {1: "gray", 3: "bgr24"}

OPTIONS = (
    *WINDOW,
    checked("fps", "Pictures per second.", "25", "Hz"),
    Option("loop", A_SWITCH, "Begin again at the end.", "False"),
    Option("autoplay", A_SWITCH, "Begin at once.", "False"),
)


def video_options(opts: Options) -> Options:
    """The options with the defaults of a film."""
    return {"fps": 25, "loop": False, "autoplay": False, **opts}


def video_html(recording: bytes, kind: str, opts: Options) -> str:
    """A player with the film."""
    return player("video", kind, recording, *(switch for switch in ("autoplay", "loop") if opts[switch]))


def read_video(path: FilePath) -> tuple[bytes, str]:
    """The bytes of a file and its kind."""
    return read_recording(path, KINDS, "video")


def frames_of(tensor: Array, dim: str) -> Array:
    """The frames as frames x height x width x channels."""
    if tensor.ndim != 4:
        raise BadArgument(f"video: expected a tensor with 4 dimensions, got shape {tensor.shape}")
    if dim not in DIMENSIONS:
        raise BadArgument(f"video: expected dim to be {' or '.join(DIMENSIONS)}, got {dim!r}")
    if not tensor.size:
        raise BadArgument(f"video: expected at least one frame with at least one pixel, got shape {tensor.shape}")
    return tensor if dim == DIMENSIONS[0] else tensor.transpose(0, 2, 3, 1)


def encode_mp4(frames: Array, fps: Any) -> bytes:
    """The frames as an MP4 file.

    Args:
        frames: frames x height x width x channels, with brightness as in pictures. H.264 needs even sizes: the last row
            or column of odd ones is doubled.
        fps: frames per second, fractions included.
    """
    try:
        import av
    except ImportError as error:
        raise MissingPackage("video from a tensor", "av", "video") from error
    _check(frames)
    height, width = (size + size % 2 for size in frames.shape[1:3])
    white = white_of(frames)
    file = io.BytesIO()
    with av.open(file, "w", format="mp4") as container:
        stream = container.add_stream("h264", rate=_rate(fps))
        stream.height, stream.width, stream.pix_fmt = height, width, "yuv420p"
        for frame in frames:
            pixels = _padded(to_bytes(frame, white), height, width)
            picture = av.VideoFrame.from_ndarray(pixels, format=_FORMATS[frames.shape[3]])
            container.mux(stream.encode(picture))
        container.mux(stream.encode())
    return file.getvalue()


def _check(frames: Array) -> None:
    if frames.shape[3] not in _FORMATS:
        raise BadFrames(f"video: expected 3 channels (blue, green, red) or 1 (grey), got {frames.shape[3]}")
    if frames.dtype.kind not in "fiub":
        raise BadArgument(f"video: expected numbers, got {frames.dtype}")


def _rate(fps: Any) -> Fraction | int:
    if not fps:
        return RATE_OF_NONE
    if fps == float("inf"):
        raise BadArgument("opts['fps']: expected frames per second, got infinity")
    return max(Fraction(fps).limit_denominator(FINEST_RATE), Fraction(1, FINEST_RATE))


def _padded(frame: Array, height: int, width: int) -> Array:
    """One frame in the size of the film."""
    rows, columns, channels = frame.shape
    if (rows, columns) != (height, width):
        frame = np.pad(frame, ((0, height - rows), (0, width - columns), (0, 0)), mode="edge")
    return np.ascontiguousarray(frame if channels > 1 else frame[:, :, 0])
