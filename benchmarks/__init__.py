"""What the server, the client and the page cost, beside a bare floor and other versions: `python -m benchmarks -h`."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# The tests have the process of a server, the writers of the crash tests and the environment of visdom 0.2.4.
sys.path[:0] = [str(ROOT / "tests" / folder) for folder in (".", "crash", "compat")]
