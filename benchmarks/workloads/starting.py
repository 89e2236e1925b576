"""From the start of the process to the first page, with up to ten thousand environments on disk."""

from __future__ import annotations

from pathlib import Path

import orjson

from benchmarks.bodies import text
from benchmarks.load import Connection, request
from benchmarks.results import Figures
from benchmarks.servers import FLOOR, OURS
from benchmarks.targets import at_most, growth
from benchmarks.workload import Case, Turn, Workload

LEVELS = (1, 1_000, 10_000)


def label(environments: int) -> str:
    """How a case is called."""
    return f"{environments:,} on disk"


def cases(quick: bool) -> list[Case]:
    """More and more environments."""
    count = dict.fromkeys(("ours", "floor", "upstream"), 1)
    return [Case(label(number), count, {"environments": number}) for number in ((1, 50) if quick else LEVELS)]


def prepare(name: str, env_path: Path, case: Case) -> None:
    """Environments of one text, as each server keeps them."""
    env_path.mkdir(parents=True)
    for number in range(case.values["environments"]):
        content = text(f"run{number}", "note", "some text")["data"][0]["content"]
        window = {"command": "window", "id": "note", "type": "text", "title": "", "content": content, "version": 1}
        window |= {"inflate": True, "width": None, "height": None, "contentID": "0", "i": 0}
        if name == OURS:
            folder = env_path / f"run{number}" / "jsons"
            folder.mkdir(parents=True)
            (folder / "note.json").write_bytes(orjson.dumps(window))
        elif name == FLOOR:
            (env_path / f"run{number}.log").write_bytes(orjson.dumps(window) + b"\n")
        else:
            content = orjson.dumps({"jsons": {"note": window}, "reload": {}})
            (env_path / f"run{number}.json").write_bytes(content)


def measure(turn: Turn) -> Figures:
    """The first page, and the next one."""
    connection = Connection(turn.server.port)
    page = connection.ask(request("/", b"", "GET"))
    connection.close()
    return {"start_s": turn.server.start_seconds, "page_ms": page * 1000, "mib": turn.server.resident_mib()}


WORKLOAD = Workload(
    name="starting",
    title="Starting",
    about="Environments of one text on disk, in the form of each server. The floor looks at nothing when it starts; "
    "upstream lists its folder for each page.",
    cases=cases,
    measure=measure,
    measures={"start_s": "first page, s", "page_ms": "the next page, ms", "mib": "resident memory, MiB"},
    fresh=True,
    prepare=prepare,
    targets=[
        at_most("Start to first page, 1000 environments on disk", label(1_000), 0.35, " s", "start_s"),
        at_most("… 10 000 environments", label(10_000), 0.35, " s", "start_s"),
        growth("… independent of the number", label(10_000), label(1), 1.3, "start_s"),
    ],
)
