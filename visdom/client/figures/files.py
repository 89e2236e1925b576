"""Files that a call names, and the HTML that plays a recording."""

from __future__ import annotations

import base64
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Literal, TypeAlias

from visdom.errors import BadArgument

FilePath: TypeAlias = str | os.PathLike[str]


def read_file(path: FilePath, call: str) -> bytes:
    """The bytes of a file; raises `BadArgument` if it cannot be read."""
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise BadArgument(f"{call}: expected a file that can be read, got {str(path)!r} ({error.strerror})") from error


def read_recording(path: FilePath, kinds: Mapping[str, str], call: str) -> tuple[bytes, str]:
    """The bytes of a file, and its kind from its extension in upper or lower case; an empty file is refused."""
    extension = str(path).rpartition(".")[2].lower()
    if extension not in kinds:
        raise BadArgument(f"{call}: expected a file that ends in {', '.join(kinds)}, got {str(path)!r}")
    recording = read_file(path, call)
    if not recording:
        raise BadArgument(f"{call}: expected a recording, got the empty file {str(path)!r}")
    return recording, kinds[extension]


def player(medium: Literal["audio", "video"], kind: str, recording: bytes, *switches: str) -> str:
    """The HTML of a player with controls; `switches` are further attributes, such as "loop"."""
    encoded = base64.b64encode(recording).decode("ascii")
    return (
        f"<{medium} {' '.join(('controls', *switches))}>"
        f'<source type="{medium}/{kind}" src="data:{medium}/{kind};base64,{encoded}">'
        f"This browser cannot play {medium}."
        f"</{medium}>"
    )
