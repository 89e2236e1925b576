"""A picture, encoded as PNG or JPEG."""

from __future__ import annotations

import base64
import io
from typing import Any

import numpy as np

from visdom.client.arrays import Array
from visdom.client.figures.pixels import to_bytes, white_of
from visdom.client.messages import EVENTS, UPDATE, Appending, Message, Request
from visdom.client.options import A_STRING, A_SWITCH, WINDOW, Option, Options, checked, sizes
from visdom.errors import BadArgument, BadPixels

PNG_EFFORT = 1
"""zlib level: higher levels double the time of the whole call and save a tenth of the bytes."""

_MODES = {2: "LA", 3: "RGB", 4: "RGBA"}

OPTIONS = (
    *WINDOW,
    *sizes("that of the picture"),
    Option("caption", A_STRING, "Text below the picture."),
    checked("jpgquality", "Send JPEG of this quality instead of PNG."),
    Option("store_history", A_SWITCH, "Keep previous pictures of the window; the page shows a slider.", "False"),
    Option("show_slider", A_SWITCH, "Show that slider.", "True"),
)


def image_request(img: Array, win: str | None, env: str | None, opts: Options) -> Request:
    """A new picture."""
    if img.ndim not in (2, 3):
        raise BadArgument(f"image: expected height x width or channels x height x width, got shape {img.shape}")
    if not img.size:
        raise BadArgument(f"image: expected at least one pixel, got shape {img.shape}")
    opts.setdefault("width", img.shape[-1])
    opts.setdefault("height", img.shape[-2])
    content = {"src": _data_url(_pixels(img), opts), "caption": opts.get("caption")}
    kind = "image_history" if opts.get("store_history") else "image"
    return Request({"data": [{"content": content, "type": kind}], "win": win, "eid": env, "opts": opts})


def history_request(message: Message, appending: Appending) -> Request:
    """The picture of this message as one more in the history of its window."""
    if appending is Appending.TO_ANY:
        return Request({**message, "append": True}, UPDATE)
    return Request(message, UPDATE if appending is Appending.TO_EXISTING else EVENTS)


def _pixels(img: Array) -> Array:
    """The picture as height x width x channels of bytes; grey ones get three equal channels."""
    if img.ndim == 2:
        img = img[np.newaxis]
    if img.shape[0] == 1:
        img = np.repeat(img, 3, axis=0)
    if img.dtype.kind == "f":
        img = to_bytes(img, white_of(img))
    if img.dtype != np.uint8:
        raise BadPixels(f"image: expected floats or bytes (uint8), got {img.dtype}; .astype(float) makes floats of it")
    if img.shape[0] not in _MODES:
        raise BadPixels(f"image: expected 1 to 4 channels in front (channels x height x width), got {img.shape[0]}")
    return np.ascontiguousarray(img.transpose(1, 2, 0))


def _data_url(pixels: Array, opts: Options) -> str:
    """The encoded picture as a data URL: JPEG if `opts` has a `jpgquality`, else PNG."""
    # At the top it would slow every import by a dozen plots; `forks.import_for_calls` loads it before the first call.
    from PIL import Image

    height, width, channels = pixels.shape
    picture = Image.frombytes(_MODES[channels], (width, height), pixels.tobytes())
    encoded = io.BytesIO()
    if "jpgquality" in opts:
        kind = "jpeg"
        picture.save(encoded, format="JPEG", quality=_quality(opts["jpgquality"], channels))
    else:
        kind = "png"
        picture.save(encoded, format="PNG", compress_level=PNG_EFFORT)
    return f"data:image/{kind};base64,{base64.b64encode(encoded.getvalue()).decode('ascii')}"


def _quality(given: Any, channels: int) -> int:
    if channels != 3:
        raise BadArgument("opts['jpgquality']: a JPEG has no transparency, expected 1 or 3 channels")
    if not isinstance(given, (int, float)) or given != int(given):
        raise BadArgument(f"opts['jpgquality']: expected a whole number up to 100, got {given!r}")
    return int(given)
