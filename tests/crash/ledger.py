"""What one writer knows of the server (acknowledged, asked last), and the comparison with what is there.

`environments` maps environment -> window id -> window (see `window_model`), windows in the order of their creation.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from window_model import Window

Windows = dict[str, Window]
Environments = dict[str, Windows]

SHARED = "shared"
UNCHECKED = ("contentID", "i", "version")


@dataclass
class Ledger:
    """The book of one writer.

    `in_flight` is the state if the last request, which got no reply, was carried out; `one_by_one` says that it
    may have been carried out for some of the windows only (closing all of them). A request that makes a window in a new
    environment may have made the environment alone.
    """

    owner: str
    acknowledged: Environments = field(default_factory=dict)
    in_flight: Environments | None = None
    one_by_one: bool = False
    last_request: str = ""
    answered: int = 0
    sent: int = 0
    """Bytes of the bodies of all requests."""
    surprise: str = ""

    @classmethod
    def load(cls, path: Path) -> Ledger:
        """Read a book that was saved."""
        return cls(**json.loads(path.read_text()))

    def save(self, path: Path) -> None:
        """Write the book to a file."""
        path.write_text(json.dumps(asdict(self)))

    def settle(self, actual: Environments) -> list[str]:
        """Compare with what is there, take over which way the last request went, and list what is wrong."""
        outcomes = [self.acknowledged]
        if self.in_flight is not None:
            outcomes += [_made_but_empty(self.acknowledged, self.in_flight), self.in_flight]
            if self.one_by_one:
                outcomes.append(_mixture(actual, self.acknowledged, self.in_flight))
        complaints: list[str] = []
        for outcome in reversed(outcomes):
            complaints = _differences(outcome, actual)
            if not complaints:
                self.acknowledged = {eid: _with_versions(outcome[eid], actual[eid]) for eid in outcome}
                break
        self.in_flight, self.one_by_one = None, False
        return [f"{self.owner}: {complaint} (asked last: {self.last_request})" for complaint in complaints]


def compare(ledgers: list[Ledger], actual: Environments) -> list[str]:
    """Everything that is wrong with the environments of a server, seen by the books of all writers."""
    complaints = []
    for ledger in ledgers:
        complaints += ledger.settle(_part_of(ledger.owner, actual))
    owners = tuple(ledger.owner for ledger in ledgers)
    for eid in actual:
        if eid not in ("main", SHARED) and not eid.startswith(owners):
            complaints.append(f"environment {eid!r} was never made")
    for eid in ("main", SHARED):
        if eid not in actual:
            complaints.append(f"environment {eid!r} is missing")
        for win in actual.get(eid, {}):
            if eid == "main" or not win.startswith(owners):
                complaints.append(f"window {win!r} of {eid!r} was never made")
    return complaints


def _part_of(owner: str, actual: Environments) -> Environments:
    """What belongs to one writer: the environments of its name, and the windows of its name in the shared one."""
    part = {eid: windows for eid, windows in actual.items() if eid.startswith(owner)}
    part[SHARED] = {win: window for win, window in actual.get(SHARED, {}).items() if win.startswith(owner)}
    return part


def _differences(expected: Environments, actual: Environments) -> list[str]:
    found = [f"environment {eid!r} is missing" for eid in expected if eid not in actual]
    found += [f"environment {eid!r} came back" for eid in actual if eid not in expected]
    for eid in expected.keys() & actual.keys():
        wanted, present = expected[eid], actual[eid]
        found += [f"window {win!r} of {eid!r} is missing" for win in wanted if win not in present]
        found += [f"window {win!r} of {eid!r} came back" for win in present if win not in wanted]
        common = [win for win in wanted if win in present]
        for win in common:
            found += [f"window {win!r} of {eid!r}: {text}" for text in _window_differences(wanted[win], present[win])]
        order = sorted(common, key=lambda win: present[win]["i"])
        if order != common:
            found.append(f"windows of {eid!r} are in the order {order}, expected {common}")
    return found


def _window_differences(expected: Window, actual: Window) -> list[str]:
    found = []
    for member in sorted((expected.keys() | actual.keys()) - set(UNCHECKED)):
        if member not in actual or member not in expected or not _same(expected[member], actual[member]):
            found.append(f"{member} is {_short(actual.get(member))}, expected {_short(expected.get(member))}")
    if not isinstance(actual.get("contentID"), str) or not actual["contentID"]:
        found.append("contentID is missing")
    if actual.get("version", 1) < expected["version"]:
        found.append(f"version is {actual.get('version', 1)}, acknowledged was {expected['version']}")
    return found


def _same(expected: Any, actual: Any) -> bool:
    """Equal and of equal types: `1` is not `True`, and no member may be missing or more."""
    return bool(expected == actual) and json.dumps(expected, sort_keys=True) == json.dumps(actual, sort_keys=True)


def _made_but_empty(before: Environments, after: Environments) -> Environments:
    """The state in which the last request made the environment of its window, and was stopped before the window."""
    made = {eid: {} for eid, windows in after.items() if eid not in before and len(windows) == 1}
    return {**before, **made}


def _mixture(actual: Environments, before: Environments, after: Environments) -> Environments:
    """The state in which the last request was carried out for exactly the windows that are gone."""
    return {
        eid: {win: window for win, window in windows.items() if win in after.get(eid, {}) or win in actual.get(eid, {})}
        for eid, windows in before.items()
    }


def _with_versions(windows: Windows, actual: Windows) -> Windows:
    return {win: {**window, "version": actual[win].get("version", 1)} for win, window in windows.items()}


def _short(value: Any) -> str:
    text = json.dumps(value)
    return text if len(text) <= 160 else f"{text[:70]} ... {text[-70:]} ({len(text)} characters)"
