"""Ids of every kind are legal: stored under a name of their own, back after a restart, closable, inside `env_path`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from witness import Answer, State, World, case_id, is_sentence

COMPOSED, DECOMPOSED = "\u00e9", "e\u0301"
ODD_IDS = (
    "", " ", "   ", "\t", "\n", "\r\n", "\x00", "a\x00b", "\x01", "\x1b[31m", "\x7f", "\x85", "\u2028", "\u202e",
    "\ufeff", ".", "..", "...", "../x", "../../x", "../../../x", "..\\x", "/", "//", "/etc/passwd", "C:\\x", "C:",
    "~", "~root", "a/b", "a_b", "a\\b", "a%2Fb", "%", "%%", "%00", "%2e%2e", "a+b", "a b", "a ", "a.", "a", ".a",
    "-rf", "a?b", "a#b", "a*b", "a:b", "a|b", "a<b>", '"', "'", "`id`", "$(id)", "{}", "[1]", "null", "true", "7",
    "__proto__", "constructor", "CON", "con", "Con", "CON.json", "NUL", "aux.txt", "COM1", "LPT9.log", "CLOCK$",
    "nul ", "PRN.", "Loss", "loss", "LOSS", COMPOSED, DECOMPOSED, "\u00df", "ss", "\u0130", "\u6771\u4eac",
    "\U0001f600", "\U0010ffff", "jsons", "reload", "reload.json", "x.json", "x.json.json", "x.json.gz", "x.journal",
    "x.temp", "x.json.temp", "view", "view/layouts.json", ".lock", ".trash", ".visdom", ".migrated", ".damaged",
    ".visdom/format", "style.css", "COOKIE_SECRET", "x" * 200, "x" * 255, "x" * 256, "x" * 300, "x" * 299 + "y",
    "x" * 4000, "x" * 4000 + ".json", COMPOSED * 127, COMPOSED * 128, COMPOSED * 200, "\U0001f600" * 70, "/" * 300,
    "../" * 100, "." * 300, " " * 300, "%" * 300,
)  # fmt: skip
ODD_ENVIRONMENTS = tuple(name for name in ODD_IDS if "/" not in name and name != "view")
UNPAIRED = "\ud800"
EID = "odd"


@dataclass(frozen=True)
class Life:
    """What was seen of windows (or environments) over two restarts and the removal of all of them, one by one."""

    answers: dict[str, Answer]
    written: State
    after_kill: State
    after_term: State
    removals: dict[str, tuple[Answer, State]]
    after_removal: State


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    made = World(tmp_path_factory.mktemp("odd_names"))
    yield made
    made.close()


def write(world: World, win: str, eid: str) -> Answer:
    """A window that contains its names."""
    data = [{"type": "text", "content": f"{ascii(eid)} {ascii(win)}"}]
    answer = world.post("/events", {"win": win, "eid": eid, "data": data})
    world.post("/update", {"win": win, "eid": eid, "data": [{"type": "text", "content": "more"}]})
    return answer


def live(world: World, names: dict[str, tuple[str, str]], remove: str) -> Life:
    """Make a window for each `name -> (environment, window)`, restart twice, then remove name after name."""
    answers = {name: write(world, win, eid) for name, (eid, win) in names.items()}
    written = world.everything()
    world.server.restart(kill=True)
    after_kill = world.check_unharmed()
    world.server.restart(kill=False)
    after_term = world.check_unharmed()
    removals = {}
    for name, (eid, win) in names.items():
        answer = world.post(remove, {"eid": eid, "win": win})
        removals[name] = answer, world.everything()
    world.server.restart(kill=True)
    return Life(answers, written, after_kill, after_term, removals, world.check_unharmed())


@pytest.fixture(scope="module")
def windows(world: World) -> Life:
    return live(world, {win: (EID, win) for win in ODD_IDS}, "/close")


@pytest.fixture(scope="module")
def environments(world: World) -> Life:
    return live(world, {eid: (eid, "w") for eid in ODD_ENVIRONMENTS}, "/delete_env")


@pytest.mark.parametrize("win", ODD_IDS, ids=case_id)
def test_window_is_stored_under_its_own_id(windows: Life, win: str) -> None:
    assert windows.answers[win] == Answer(200, win)
    assert windows.written[EID][win]["id"] == win
    assert windows.written[EID][win]["content"] == f"{ascii(EID)} {ascii(win)}<br>more"


@pytest.mark.parametrize("win", ODD_IDS, ids=case_id)
def test_window_survives_kill_and_orderly_stop(windows: Life, win: str) -> None:
    assert windows.after_kill[EID].get(win) == windows.written[EID][win]
    assert windows.after_term[EID].get(win) == windows.written[EID][win]


@pytest.mark.parametrize("win", ODD_IDS, ids=case_id)
def test_window_can_be_closed_alone(windows: Life, win: str) -> None:
    answer, left = windows.removals[win]
    assert answer == Answer(200, "")
    assert sorted(left[EID]) == sorted(ODD_IDS[ODD_IDS.index(win) + 1 :])


def test_closed_windows_stay_closed(windows: Life) -> None:
    assert windows.after_removal[EID] == {}


def test_there_are_no_other_windows(windows: Life) -> None:
    assert sorted(windows.written[EID]) == sorted(ODD_IDS)
    assert sorted(windows.after_kill[EID]) == sorted(ODD_IDS)


@pytest.mark.parametrize("eid", ODD_ENVIRONMENTS, ids=case_id)
def test_environment_is_stored_under_its_own_name(environments: Life, eid: str) -> None:
    assert environments.answers[eid] == Answer(200, "w")
    assert environments.written[eid]["w"]["content"] == f"{ascii(eid)} {ascii('w')}<br>more"


@pytest.mark.parametrize("eid", ODD_ENVIRONMENTS, ids=case_id)
def test_environment_survives_kill_and_orderly_stop(environments: Life, eid: str) -> None:
    assert environments.after_kill.get(eid) == environments.written[eid]
    assert environments.after_term.get(eid) == environments.written[eid]


@pytest.mark.parametrize("eid", ODD_ENVIRONMENTS, ids=case_id)
def test_environment_can_be_deleted_alone(environments: Life, eid: str) -> None:
    answer, left = environments.removals[eid]
    assert answer == Answer(200, "")
    gone = set(ODD_ENVIRONMENTS[: ODD_ENVIRONMENTS.index(eid) + 1])
    assert set(environments.written) - set(left) == gone


def test_deleted_environments_stay_deleted(environments: Life) -> None:
    assert not set(environments.after_removal) & set(ODD_ENVIRONMENTS)


@pytest.mark.parametrize("eid", [name for name in ODD_IDS if "/" in name], ids=case_id)
def test_slashes_in_environment_names_become_underscores(world: World, eid: str) -> None:
    escaped = eid.replace("/", "_")
    assert write(world, "w", eid) == Answer(200, "w")
    assert "w" in world.check_unharmed()[escaped]
    assert world.post("/delete_env", {"eid": eid}) == Answer(200, "")
    assert escaped not in world.check_unharmed()


def test_the_name_of_the_folder_of_views_does_no_harm(world: World) -> None:
    before = world.everything()
    answer = write(world, "layouts", "view")
    world.check_unharmed()
    assert answer == Answer(200, "layouts") or (answer.is_refusal and is_sentence(answer.text))
    written = world.everything()
    world.server.restart(kill=True)
    assert world.check_unharmed() == (before if answer.is_refusal else written)


@pytest.mark.parametrize(("win", "eid"), [(UNPAIRED, EID), ("w", UNPAIRED), (f"a{UNPAIRED}b" * 100, EID)], ids=case_id)
def test_unpaired_surrogates_are_refused_or_survive(world: World, win: str, eid: str) -> None:
    before = world.everything()
    answer = write(world, win, eid)
    world.check(answer, before)
    written = world.everything()
    world.server.restart(kill=True)
    assert world.check_unharmed() == written
    if answer.status == 200:
        assert world.post("/close", {"win": win, "eid": eid}).status == 200
    assert win not in world.everything().get(eid, {})


def test_a_name_of_a_megabyte_is_refused_or_survives(world: World) -> None:
    before = world.everything()
    world.check(write(world, "x" * 1_000_000, EID), before)
    world.check(write(world, "w", "x" * 1_000_000), before if "x" * 1_000_000 not in world.everything() else {})
    written = world.everything()
    world.server.restart(kill=True)
    assert world.check_unharmed() == written
