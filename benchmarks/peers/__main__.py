"""Logging beside the peers a user would pick: what a call costs, and what is readable after `kill -9`.

    python -m benchmarks.peers [--only NAME] [--quick] [--environments FOLDER] [--upstream PYTHON]

Each peer runs in an environment of its own, made with pip in FOLDER and used again by the next run; without FOLDER
they are thrown away at the end. PYTHON is the interpreter of an environment that holds visdom 0.2.4. `--quick` and
`--only` print; the results are written when everybody takes part in full.
"""

from __future__ import annotations

import argparse
import os
import random
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from benchmarks.peers.contenders import PEERS
from benchmarks.peers.installing import install
from benchmarks.peers.report import Figure, kill_figure, logging_figure, page
from benchmarks.peers.runs import Installed, Job, Loss
from benchmarks.report import publish

ENDLESS = 1_000_000
Result = TypeVar("Result")


@dataclass(frozen=True)
class Plan:
    """How much of everything."""

    rounds: int
    jobs: dict[str, Job]
    kills: int
    killed: Job
    kill_between: tuple[float, float]

    def paragraphs(self) -> dict[str, str]:
        """What this plan is, for the page."""
        scalar, image = self.jobs["scalars"], self.jobs["images"]
        return {
            "scalars": f"{scalar.scalars:,} scalars, one call each, for at most {scalar.limit:g} s; "
            f"{self.rounds} rounds.",
            "images": f"{image.images} pictures, 512 × 512 RGB bytes, a gradient with noise, the same for all, "
            f"for at most {image.limit:g} s; {self.rounds} rounds.",
            "kill": f"It sleeps {self.killed.pause * 1000:g} ms after each scalar, logs a picture each "
            f"{self.killed.image_every} scalars, and is killed {self.kill_between[0]:g} to {self.kill_between[1]:g} s "
            "after its first call. Medians; worst: the most that was lost, and the largest share.",
        }


KILLED = Job(ENDLESS, 50, image_every=20, pause=0.005)
FULL = Plan(3, {"scalars": Job(10_000, 0, limit=8), "images": Job(0, 100, limit=20)}, 5, KILLED, (1.0, 6.0))
QUICK = Plan(1, {"scalars": Job(200, 0, limit=3), "images": Job(0, 5, limit=3)}, 1, KILLED, (0.5, 1.0))
VICTIMS = ("program", "everything")
AT_A_TIME = 3
"""How many are killed side by side; no times are taken then."""


@dataclass
class Entry:
    """A peer that takes part, and what came out of it."""

    installed: Installed
    outcomes: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    losses: dict[str, list[tuple[Loss, Loss]]] = field(default_factory=dict)
    failure: str = ""

    def attempt(self, run: Callable[..., Result], *arguments: Any) -> Result | None:
        """What a run in a folder of its own gives; a peer that fails does not take part any more."""
        if self.failure:
            return None
        with tempfile.TemporaryDirectory(prefix="visdom-peers-") as folder:
            try:
                return run(Path(folder), *arguments)
            except RuntimeError as failure:
                self.failure = str(failure).strip().splitlines()[-1]
                return None

    def measure(self, plan: Plan, first: bool) -> None:
        """Log to the end; the first time what is readable then is counted too."""
        jobs = plan.jobs if self.installed.peer.pictures else {"scalars": plan.jobs["scalars"]}
        for kind, outcome in (self.attempt(self.installed.measured, jobs, first) or {}).items():
            self.outcomes.setdefault(kind, []).append(outcome)

    def victims(self) -> list[str]:
        """The program alone, and everything that belongs to it where there is more."""
        helped = any(outcome["helpers"] for outcome in self.outcomes.get("scalars", []))
        return list(VICTIMS) if helped else ["program"]

    def kill(self, plan: Plan, after: float, victim: str) -> None:
        """Be killed."""
        job = plan.killed if self.installed.peer.pictures else Job(ENDLESS, 0, pause=plan.killed.pause)
        if lost := self.attempt(self.installed.killed, job, after, victim == "everything"):
            self.losses.setdefault(victim, []).append(lost)

    def figures(self, plan: Plan) -> list[Figure]:
        """All rows."""
        wanted = {"scalars": plan.jobs["scalars"].scalars, "images": plan.jobs["images"].images}
        logging = [
            logging_figure(self.installed, kind, wanted[kind], outcomes) for kind, outcomes in self.outcomes.items()
        ]
        kills = [victim for victim in VICTIMS if victim in self.losses]
        return logging + [kill_figure(self.installed, victim, self.losses[victim]) for victim in kills]


def take_turns(entries: list[Entry], plan: Plan) -> None:
    """Everybody in every round, each time another one first; then the kills, at the same moments for all."""
    for number in range(plan.rounds):
        first = number * len(entries) // plan.rounds
        for entry in entries[first:] + entries[:first]:
            entry.measure(plan, number == 0)
    moments = random.Random("peers")
    with ThreadPoolExecutor(AT_A_TIME) as pool:
        for after in [moments.uniform(*plan.kill_between) for _ in range(plan.kills)]:
            victims = [(entry, victim) for entry in entries for victim in entry.victims()]
            list(pool.map(lambda each, after=after: each[0].kill(plan, after, each[1]), victims))


def main() -> None:
    """Install, measure, and write or print the results."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", action="append", choices=[peer.name for peer in PEERS], metavar="NAME")
    parser.add_argument("--quick", action="store_true", help="few values, one round, one kill")
    parser.add_argument("--environments", type=Path, metavar="FOLDER")
    parser.add_argument("--upstream", type=Path, metavar="PYTHON")
    flags = parser.parse_args()
    plan = QUICK if flags.quick else FULL
    peers = [peer for peer in PEERS if not flags.only or peer.name in flags.only]
    busy = f"When it began, {os.getloadavg()[0]:.1f} processes of others wanted a processor."
    with tempfile.TemporaryDirectory() as thrown_away:
        environments = (flags.environments or Path(thrown_away)).resolve()
        installed, missing = install(peers, environments, flags.upstream)
        entries = [Entry(each) for each in installed]
        take_turns(entries, plan)
    missing |= {entry.installed.peer.name: f"it failed: {entry.failure}" for entry in entries if entry.failure}
    figures = [figure for entry in entries for figure in entry.figures(plan)]
    texts = [busy, *page(figures, peers, missing, plan.paragraphs())]
    if flags.quick or flags.only:
        print("\n\n".join(texts))
    else:
        publish("peers", "Logging beside other tools", texts, figures)


if __name__ == "__main__":
    main()
