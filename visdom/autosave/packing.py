"""Window files as gzip (`-compress`): packed when a window is folded, unpacked whatever the flag.

zlib lets other threads run meanwhile. Level 1 takes 20 to 40 ms for a megabyte and leaves 78 % of a picture (which is
base64 of what is compressed already), 45 % of a plot and 23 % of a log; level 6 takes two to five times as long for
two points less.
"""

from __future__ import annotations

import zlib
from contextlib import suppress

from visdom.autosave import files
from visdom.autosave.names import PACKED_ENDING, WINDOW_ENDING

LEVEL = 1
_GZIP = 16 + zlib.MAX_WBITS
_MAGIC = b"\x1f\x8b"
"""How gzip begins, and JSON never does."""
_SIZE_BYTES = 4
"""The last bytes of gzip tell the length of the text."""


def pack(text: bytes) -> bytes:
    """A text as gzip without a time or a name in it: the same text always becomes the same bytes."""
    packer = zlib.compressobj(LEVEL, zlib.DEFLATED, _GZIP)
    return packer.compress(text) + packer.flush()


def unpack(data: bytes) -> bytes:
    """The text of a window file of either form, which its first bytes tell; ValueError when it is not all there."""
    if not data.startswith(_MAGIC):
        return data
    unpacker = zlib.decompressobj(_GZIP)
    try:
        text = unpacker.decompress(data)
    except (zlib.error, MemoryError) as error:  # a damaged one may claim to be larger than any memory
        raise ValueError(f"what is compressed in it is damaged: {error}") from None
    if not unpacker.eof:
        raise ValueError("what is compressed in it does not end")
    if unpacker.unused_data:
        raise ValueError("something follows after what is compressed in it")
    return text


def other_form(path: str) -> str:
    """The path that a window file has when it is compressed, or of a compressed one when it is not."""
    ending, other = (PACKED_ENDING, WINDOW_ENDING) if path.endswith(PACKED_ENDING) else (WINDOW_ENDING, PACKED_ENDING)
    return path.removesuffix(ending) + other


def read_either(path: str) -> bytes | None:
    """What is in the window file of this path, or of the other form if another process just gave it that one."""
    for each in (path, other_form(path), path):
        with suppress(FileNotFoundError):
            return files.read(each)
    return None


def text_size(path: str) -> int:
    """How long the text is in a compressed window file, told by its end."""
    try:
        return int.from_bytes(files.read_end(path, _SIZE_BYTES), "little")
    except FileNotFoundError:
        return 0
