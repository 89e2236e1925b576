"""The TypeScript types of the page are the ones that visdom/protocol declares."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PRINT_WHAT_IT_WOULD_WRITE = "import gen_protocol_ts, sys; sys.stdout.write(gen_protocol_ts.generate())"


def test_typescript_types_are_generated_from_the_protocol() -> None:
    made = subprocess.run(
        [sys.executable, "-c", PRINT_WHAT_IT_WOULD_WRITE],
        cwd=ROOT / "tools",
        check=True,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    committed = (ROOT / "js" / "src" / "protocol.gen.ts").read_text(encoding="utf-8")
    assert committed == made.stdout, "the types are stale, run: python tools/gen_protocol_ts.py"
