"""The records of a file in LevelDB's log format, as wandb writes it, up to the first that is not whole."""

from __future__ import annotations

import struct
from collections.abc import Iterator

BLOCK_BYTES = 32768
FILE_HEADER_BYTES = 7
CHUNK_HEADER = struct.Struct("<IHB")
"""Checksum, length and kind of a chunk."""
WHOLE, FIRST, MIDDLE, LAST = 1, 2, 3, 4


def records(content: bytes) -> Iterator[bytes]:
    """All records that are there as a whole."""
    at, parts = FILE_HEADER_BYTES, b""
    while at + CHUNK_HEADER.size <= len(content):
        rest_of_block = BLOCK_BYTES - at % BLOCK_BYTES
        if rest_of_block < CHUNK_HEADER.size:
            at += rest_of_block
            continue
        _, length, kind = CHUNK_HEADER.unpack_from(content, at)
        chunk = content[at + CHUNK_HEADER.size : at + CHUNK_HEADER.size + length]
        if len(chunk) < length or kind not in (WHOLE, FIRST, MIDDLE, LAST):
            return
        at += CHUNK_HEADER.size + length
        parts = chunk if kind in (WHOLE, FIRST) else parts + chunk
        if kind in (WHOLE, LAST):
            yield parts
