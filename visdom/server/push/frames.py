"""Websocket frames (RFC 6455, section 5.2): the bytes of a text message, built once for all viewers that receive it."""

from __future__ import annotations

from functools import lru_cache

WHOLE_TEXT = 0x81
"""The first byte of a frame that carries a whole text message, not compressed."""

LARGE_BYTES = 64 * 1024
"""A larger message is not copied behind its head: one that waits for many viewers is in memory once."""


def frame(message: bytes) -> tuple[bytes, ...]:
    """The frame of a text message, in parts to be sent one after the other."""
    if len(message) > LARGE_BYTES:
        return frame_head(len(message)), message
    return _small_frame(message)


@lru_cache(maxsize=1)
def _small_frame(message: bytes) -> tuple[bytes, ...]:
    return (frame_head(len(message)) + message,)


def frame_head(size: int) -> bytes:
    """The bytes before a text of this many bytes."""
    if size < 126:
        return bytes((WHOLE_TEXT, size))
    if size < 1 << 16:
        return bytes((WHOLE_TEXT, 126)) + size.to_bytes(2, "big")
    return bytes((WHOLE_TEXT, 127)) + size.to_bytes(8, "big")
