"""Names the files that do not end with exactly one line end; `pre-commit` calls it.

python tools/check_line_ends.py FILE...
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path


def wrong_ends(paths: Iterable[Path]) -> list[Path]:
    """The files whose last line has no end, or that end with empty lines; an empty file is right."""
    texts = ((path, path.read_bytes()) for path in paths)
    return [path for path, text in texts if text and (not text.endswith(b"\n") or text.endswith(b"\n\n"))]


if __name__ == "__main__":
    wrong = wrong_ends(map(Path, sys.argv[1:]))
    for path in wrong:
        print(f"{path}: end the file with exactly one line end")
    sys.exit(bool(wrong))
