"""A sound: samples as a WAV file, or an unchanged file."""

from __future__ import annotations

import io
import wave
from typing import Any

import numpy as np

from visdom.client.arrays import Array, ArrayLike, to_array
from visdom.client.figures.files import FilePath, player, read_recording
from visdom.client.options import A_COUNT, EVERY_WINDOW, Option, Options
from visdom.errors import BadArgument

KINDS = {kind: kind for kind in ("wav", "mp3", "ogg", "flac")}
PLAYER_SIZE = {"height": 80, "width": 330}
MAX_FREQUENCY = 2**30 - 1
"""The header of a WAV file has 32 bits for the bytes per second: two channels of two bytes."""

LOUDEST = 32767

OPTIONS = (EVERY_WINDOW, Option("sample_frequency", A_COUNT, "Samples of each channel per second.", "44100", "Hz"))


def audio_html(tensor: ArrayLike | None, audiofile: FilePath | None, opts: Options) -> tuple[str, Options]:
    """A player with the sound, and the options with its size; samples are used if both are given."""
    opts.setdefault("sample_frequency", 44100)
    if tensor is not None:
        recording, kind = wav(to_array(tensor, "tensor"), opts["sample_frequency"]), "wav"
    elif audiofile is not None:
        recording, kind = read_recording(audiofile, KINDS, "audio")
    else:
        raise BadArgument("audio: expected samples in tensor or a file in audiofile, got neither")
    return player("audio", kind, recording), {**opts, **PLAYER_SIZE}


def wav(samples: Array, frequency: Any) -> bytes:
    """The samples as a WAV file of 16 bits at full volume."""
    if samples.ndim not in (1, 2) or samples.shape[1:] not in ((), (2,)) or not samples.size:
        raise BadArgument(f"audio: expected N or N x 2 samples, got shape {samples.shape}")
    if samples.dtype.kind not in "fiub":
        raise BadArgument(f"audio: expected numbers as samples, got {samples.dtype}")
    if not isinstance(frequency, (int, float)) or not 1 <= frequency <= MAX_FREQUENCY:
        raise BadArgument(f"opts['sample_frequency']: expected a number of samples per second, got {frequency!r}")
    file = io.BytesIO()
    with wave.open(file, "wb") as recording:
        recording.setnchannels(samples.ndim)
        recording.setsampwidth(2)
        recording.setframerate(frequency)
        recording.writeframes(_loud(samples).tobytes())
    return file.getvalue()


def _loud(samples: Array) -> Array:
    """The samples as 16-bit numbers, scaled to full volume; NaN becomes silence."""
    if samples.dtype.kind != "f" or samples.dtype == np.float16:
        samples = samples.astype(np.float64)
    finite = np.isfinite(samples)
    peak = np.abs(samples, where=finite, out=np.zeros_like(samples)).max() or 1
    samples = np.nan_to_num(samples, nan=0, posinf=peak, neginf=-peak)
    return (samples / peak * LOUDEST).astype(np.int16)
