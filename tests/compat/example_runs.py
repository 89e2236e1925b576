"""The examples, run as programs against a server; what each then leaves there."""

from __future__ import annotations

import json
import urllib.request
from pathlib import Path
from typing import Any

from throwaway import run

FOLDER = Path(__file__).resolve().parents[2] / "examples"
NO_EXAMPLES = {"arguments", "train_digits"}
EXAMPLES = sorted(path.stem for path in FOLDER.glob("*.py") if path.stem not in NO_EXAMPLES)

_open_directly = urllib.request.build_opener(urllib.request.ProxyHandler({})).open


def windows_of_examples(python: Path, url: str) -> dict[str, Any]:
    """Let an interpreter run every example; the windows of each, by example and window."""
    left = {}
    for name in EXAMPLES:
        command = [python, FOLDER / f"{name}.py", "--server", "http://127.0.0.1", "--port", url.rpartition(":")[2]]
        run(command, SOURCE_DATE_EPOCH="0")  # the date that matplotlib writes into drawings
        left[name] = windows(url, env=name)
    return left


def windows(url: str, env: str) -> dict[str, Any]:
    """All windows of an environment, as the server stores them."""
    question = json.dumps({"eid": env, "win": None}).encode()
    with _open_directly(f"{url}/win_data", data=question) as answer:
        stored = json.loads(answer.read(), parse_constant=str)
    return {entry["id"]: entry for entry in stored.values()} if isinstance(stored, dict) else stored
