"""A player for sound or film, as HTML that holds the recording itself."""

from __future__ import annotations

import base64
from typing import Literal


def player(medium: Literal["audio", "video"], kind: str, recording: bytes, *switches: str) -> str:
    """The HTML of a player with controls; `switches` are further attributes, such as "loop"."""
    encoded = base64.b64encode(recording).decode("ascii")
    return (
        f"<{medium} {' '.join(('controls', *switches))}>"
        f'<source type="{medium}/{kind}" src="data:{medium}/{kind};base64,{encoded}">'
        f"This browser cannot play {medium}."
        f"</{medium}>"
    )
