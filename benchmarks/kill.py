"""How many acknowledged windows and points a server loses when it is killed: `python -m benchmarks.kill`.

Visdom 0.2.4, beside which ours is shown, is installed into a cache by the first run.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path

from benchmarks.bodies import appending, creation
from benchmarks.load import request
from benchmarks.results import Figures, Limit, Result, Section, publish
from benchmarks.servers import THIS_ONE, Server, upstream

ENV = "killed"
LOST_WINDOWS, LOST_POINTS = "windows lost, %", "points lost, %"

SECTION = Section(
    name="kill",
    title="Killed",
    about="A hundred windows made and a point appended to each, everything acknowledged, then `kill -9` and a restart.",
    limits=[Limit(LOST_WINDOWS, "upstream", 0.0), Limit(LOST_POINTS, "upstream", 0.0)],
)


def points_found(server: Server) -> list[int]:
    """The number of points of each window."""
    try:
        server.post("/win_data", {"eid": ENV, "win": None})
    except RuntimeError:
        return []  # visdom 0.2.4 refuses to answer about an environment that it has lost
    windows = json.loads(server.connection.body).values()
    return [len(window["content"]["data"][0]["x"]) for window in windows]


def killed(server: Server, windows: int) -> Figures:
    """Make windows, append a point to each, kill the server, start it again, count."""
    server.start()
    server.post(f"/env/{ENV}", {"eid": ENV})
    names = [f"win{number}" for number in range(windows)]
    server.one_by_one([request("/events", creation(ENV, name, 10)) for name in names])
    server.one_by_one([request("/update", appending(ENV, name, 10)) for name in names])
    server.restart(kill=True)
    found = points_found(server)
    lost_points = windows - sum(points == 11 for points in found)
    return {LOST_WINDOWS: (windows - len(found)) * 100 / windows, LOST_POINTS: lost_points * 100 / windows}


def main() -> None:
    """Kill ours and visdom 0.2.4 in turn."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    rounds = parser.parse_args().rounds
    result, contenders = Result(), (THIS_ONE, upstream())
    with tempfile.TemporaryDirectory() as folder:
        for number in range(rounds):
            for contender in contenders:
                with Server(contender, Path(folder) / f"{contender.name}{number}") as server:
                    result.add(contender.name, killed(server, 100))
    publish(SECTION, result)


if __name__ == "__main__":
    main()
