"""The figures of all runs: medians, tails and losses, as rows of JSON and as tables."""

from __future__ import annotations

from typing import Any

from benchmarks.measuring import median, percentile, table
from benchmarks.peers.contenders import Peer
from benchmarks.peers.runs import Installed, Loss
from benchmarks.results import number

Figure = dict[str, Any]
Outcomes = list[dict[str, Any]]

EXPLANATION = (
    "Ours and the released visdom wait in each call until the server has acknowledged the value; mlflow waits until "
    "SQLite has committed it; aim until RocksDB has it. The others return when the value is in a queue for another "
    "thread or process, which is why their calls take microseconds: what that costs is in the last table. "
    "Everybody runs as its own quick start shows, without a browser, and off the network."
)
CALLS = (
    "One call is what a training loop waits for. The seconds count until everything is flushed and closed. CPU time "
    "is that of the program from the first call until then, and of the server or helper process beside it, if there is "
    "one. Medians of the rounds; the calls of all rounds together; bytes on disk of what was logged. A peer that did "
    "not come to the end in time was stopped, and the least that it logged in a round is given."
)
KILLS = (
    "A loop that logs a scalar and sleeps, and logs a picture now and then, is killed with `kill -9` at a random "
    "moment. Then the tool's own reader looks for the values whose calls had returned. “Everything” means the program "
    "together with its server or helper processes; where there is none, killing the program is killing everything."
)


def logging_figure(installed: Installed, kind: str, wanted: int, outcomes: Outcomes) -> Figure:
    """The row of one peer that logged scalars or pictures (the `kind`) in several rounds."""
    calls = [seconds * 1e6 for outcome in outcomes for seconds in outcome["calls"][kind]]
    middle = [median([each[name] for each in outcomes]) for name in ("seconds", "cpu_seconds", "helper_cpu_seconds")]
    return {
        "peer": installed.peer.name,
        "version": installed.version,
        "what": kind,
        "wanted": wanted,
        "logged": min(len(outcome["calls"][kind]) for outcome in outcomes),
        "rounds": len(outcomes),
        "p50_us": round(median(calls), 1),
        "p99_us": round(percentile(calls, 99), 1),
        "seconds": round(middle[0], 3),
        "seconds_by_round": [round(outcome["seconds"], 3) for outcome in outcomes],
        "cpu_seconds": round(middle[1], 3),
        "helper_cpu_seconds": round(middle[2], 3),
        "disk_bytes": int(median([outcome["disk_bytes"] for outcome in outcomes])),
        "unreadable": max(len(each["calls"][kind]) - each["readable"] for each in outcomes if "readable" in each),
    }


def kill_figure(installed: Installed, victim: str, losses: list[tuple[Loss, Loss]]) -> Figure:
    """The row of one peer that was killed several times."""
    figure: Figure = {
        "peer": installed.peer.name,
        "version": installed.version,
        "what": "kill",
        "killed": victim,
        "kills": len(losses),
    }
    for index, kind in enumerate(("scalars", "images")):
        found = [pair[index] for pair in losses]
        figure[kind] = {
            "returned": [each.returned for each in found],
            "lost": [each.lost for each in found],
            "lost_median": median([each.lost for each in found]),
            "lost_worst": max(each.lost for each in found),
        }
    return figure


def logging_row(figure: Figure) -> list[str]:
    """A row of the table of calls."""
    complete = figure["logged"] == figure["wanted"]
    seconds = [min(figure["seconds_by_round"]), max(figure["seconds_by_round"])]
    return [
        figure["peer"],
        f"{figure['logged']:,}" if complete else f"**{figure['logged']:,}**, then stopped",
        number(figure["p50_us"]),
        number(figure["p99_us"]),
        number(figure["seconds"]),
        f"{number(seconds[0])}–{number(seconds[1])}",
        number(figure["cpu_seconds"]),
        number(figure["helper_cpu_seconds"]) if figure["helper_cpu_seconds"] else "–",
        number(figure["disk_bytes"] / 1e6),
    ]


LOGGING_HEAD = ["", "logged", "p50 µs", "p99 µs", "seconds", "by round", "CPU s", "helper CPU s", "MB on disk"]


def kill_row(figure: Figure) -> list[str]:
    """A row of the table of losses: median and worst, each of how many."""
    row = [figure["peer"], figure["killed"], str(figure["kills"])]
    for kind in ("scalars", "images"):
        returned, lost = figure[kind]["returned"], figure[kind]["lost"]
        if not any(returned):
            row += ["–", "–", "–"]
            continue
        share = max(gone / had for gone, had in zip(lost, returned, strict=True) if had)
        row += [number(median(returned)), number(figure[kind]["lost_median"]), f"{max(lost):,} ({share:.0%})"]
    return row


KILL_HEAD = ["", "killed", "kills", "scalars", "lost", "worst", "pictures", "lost", "worst"]


def page(figures: list[Figure], peers: list[Peer], missing: dict[str, str], paragraphs: dict[str, str]) -> list[str]:
    """The texts of the page; `paragraphs` tell what the scalars, pictures and kills of this run were."""
    versions = {figure["peer"]: figure["version"] for figure in figures}
    rows = [[f"{peer.name} ({versions[peer.name]})", peer.how, peer.live] for peer in peers if peer.name in versions]
    texts = [EXPLANATION, table(["", "how it is used", "in a browser meanwhile"], rows)]
    texts += [f"**{name} is missing:** {reason}" for name, reason in missing.items()]
    for kind, title in (("scalars", "Scalars"), ("images", "Pictures")):
        lines = [logging_row(each) for each in figures if each["what"] == kind]
        texts += [f"## {title}", paragraphs[kind], table(LOGGING_HEAD, lines)]
    kills = [kill_row(each) for each in figures if each["what"] == "kill"]
    texts += [CALLS, "## `kill -9`", f"{KILLS} {paragraphs['kill']}", table(KILL_HEAD, kills)]
    return [*texts, orderly_end(figures)]


def orderly_end(figures: list[Figure]) -> str:
    """What the same readers find when nobody was killed: a reader that finds less would be no witness."""
    less = [
        f"{each['peer']} lacks {each['unreadable']:,} of {each['logged']:,} {each['what']}"
        for each in figures
        if each.get("unreadable")
    ]
    return "After an orderly end the same readers find " + ("; but ".join(["all", *less]) + ".")
