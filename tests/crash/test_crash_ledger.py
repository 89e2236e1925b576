"""The checker of the crash tests can fail: it reports every kind of doctored state, and accepts the right ones."""

from __future__ import annotations

import copy
from collections.abc import Callable

import pytest
import window_model as model
from ledger import SHARED, Environments, Ledger, compare

TRACE = {"type": "scatter", "name": "train", "x": [1, 2], "y": [3.5, 4]}


def text(win: str, content: str) -> model.Window:
    return model.created(win, [{"type": "text", "content": content}], {}, None)


def books() -> tuple[Ledger, Environments]:
    """A ledger, and what a right server holds: as acknowledged, with the members that are not checked."""
    line = model.created("line", [TRACE], {"title": "T"}, {"title": "T"})
    appended = model.traces_changed(line, [{**TRACE, "x": [3], "y": [5]}], "train", append=True)
    environments: Environments = {"w0_a": {"note": text("note", "one"), "line": appended}, "w0_b": {}, SHARED: {}}
    environments[SHARED]["w0 note"] = text("w0 note", "ours")
    return Ledger("w0", environments), served(environments)


def served(environments: Environments) -> Environments:
    """The state as `/win_data` would answer it."""
    actual: Environments = {"main": {}}
    for eid, windows in copy.deepcopy(environments).items():
        actual[eid] = {win: {**window, "contentID": "x", "i": i} for i, (win, window) in enumerate(windows.items())}
    return actual


def test_the_acknowledged_state_is_accepted() -> None:
    ledger, actual = books()
    assert compare([ledger], actual) == []


DOCTORED: dict[str, tuple[Callable[[Environments], object], str]] = {
    "lost append": (lambda a: a["w0_a"]["line"]["content"]["data"][0].update(x=[1, 2], y=[3.5, 4]), "content is"),
    "half append": (lambda a: a["w0_a"]["line"]["content"]["data"][0]["y"].pop(), "content is"),
    "append done twice": (lambda a: a["w0_a"]["line"]["content"]["data"][0]["y"].append(5), "content is"),
    "older version": (lambda a: a["w0_a"]["line"].update(version=1), "version is 1, acknowledged was 2"),
    "older text": (lambda a: a["w0_a"]["note"].update(content="zero"), "content is"),
    "number as text": (lambda a: a["w0_a"]["line"]["content"]["data"][0].update(x=[1, 2, "3"]), "content is"),
    "number as bool": (lambda a: a["w0_a"]["line"]["content"]["data"][0].update(x=[True, 2, 3]), "content is"),
    "lost member": (lambda a: a["w0_a"]["line"].pop("title"), "title is null, expected"),
    "member too many": (lambda a: a["w0_a"]["line"].update(extra=None), "extra is null"),
    "lost contentID": (lambda a: a["w0_a"]["line"].pop("contentID"), "contentID is missing"),
    "lost window": (lambda a: a["w0_a"].pop("note"), "window 'note' of 'w0_a' is missing"),
    "resurrected window": (lambda a: a["w0_b"].update(gone=text("gone", "x")), "window 'gone' of 'w0_b' came back"),
    "swapped windows": (lambda a: a["w0_a"]["note"].update(i=9), "are in the order"),
    "lost environment": (lambda a: a.pop("w0_b"), "environment 'w0_b' is missing"),
    "resurrected environment": (lambda a: a.update(w0_c={}), "environment 'w0_c' came back"),
    "foreign environment": (lambda a: a.update(view={}), "environment 'view' was never made"),
    "foreign shared window": (lambda a: a[SHARED].update(x=text("x", "")), "window 'x' of 'shared' was never made"),
    "lost shared window": (lambda a: a[SHARED].clear(), "window 'w0 note' of 'shared' is missing"),
    "window in main": (lambda a: a["main"].update(x=text("x", "")), "window 'x' of 'main' was never made"),
    "lost main": (lambda a: a.pop("main"), "environment 'main' is missing"),
}


@pytest.mark.parametrize("name", DOCTORED)
def test_a_doctored_state_is_reported(name: str) -> None:
    doctor, sentence = DOCTORED[name]
    ledger, actual = books()
    doctor(actual)
    complaints = compare([ledger], actual)
    assert any(sentence in complaint for complaint in complaints), complaints


def test_the_request_in_flight_may_be_carried_out_or_not() -> None:
    ledger, actual = books()
    after = copy.deepcopy(ledger.acknowledged)
    after["w0_a"]["note"] = model.text_appended(after["w0_a"]["note"], "two")
    undone, done = copy.deepcopy(ledger), copy.deepcopy(ledger)
    undone.in_flight = done.in_flight = after
    assert compare([undone], actual) == []
    assert undone.acknowledged == ledger.acknowledged
    assert compare([done], served(after)) == []
    assert done.acknowledged == after


def test_the_first_window_of_an_environment_may_be_missing_but_not_that_of_a_copy() -> None:
    ledger, _ = books()
    windows = ledger.acknowledged["w0_a"]
    first, copied = copy.deepcopy(ledger), copy.deepcopy(ledger)
    first.in_flight = {**ledger.acknowledged, "w0_c": {"note": windows["note"]}}
    copied.in_flight = {**ledger.acknowledged, "w0_c": windows}
    made = served({**ledger.acknowledged, "w0_c": {}})
    assert compare([first], made) == []
    assert first.acknowledged["w0_c"] == {}
    assert compare([copied], made) != []


def test_half_of_the_request_in_flight_is_reported() -> None:
    ledger, _ = books()
    note, line = ledger.acknowledged["w0_a"]["note"], ledger.acknowledged["w0_a"]["line"]
    ledger.in_flight = {**ledger.acknowledged, "w0_b": {"note": note, "line": line}}
    half = served({**ledger.acknowledged, "w0_b": {"note": note}})
    assert compare([ledger], half) != []


def test_closing_all_may_stop_half_way_but_damages_nothing() -> None:
    ledger, _ = books()
    ledger.in_flight, ledger.one_by_one = {**ledger.acknowledged, "w0_a": {}}, True
    halves = {**ledger.acknowledged, "w0_a": {"line": ledger.acknowledged["w0_a"]["line"]}}
    accepted, refused = copy.deepcopy(ledger), copy.deepcopy(ledger)
    assert compare([accepted], served(halves)) == []
    assert list(accepted.acknowledged["w0_a"]) == ["line"]
    damaged = served(halves)
    damaged["w0_a"]["line"]["content"]["data"] = []
    assert compare([refused], damaged) != []
