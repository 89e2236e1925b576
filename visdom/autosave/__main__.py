"""`python -m visdom.autosave`."""

from __future__ import annotations

import sys

from visdom.autosave.cli import run
from visdom.windows.patch import replay

if __name__ == "__main__":
    sys.exit(run(sys.argv[1:], replay, program="python -m visdom.autosave"))
