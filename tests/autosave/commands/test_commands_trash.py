from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from commanding import ask, command, contents, draw, files_below, fill, killed_writer, open_folder
from serving import ServerProcess

BOTH_FORMS = pytest.mark.parametrize("cache_type", ["JPE", "JPWA"])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "envs"


def delete(folder: Path, cache_type: str, *what: tuple[str, ...]) -> None:
    """Delete environments and close windows, each with a stamp of its own."""
    tree = open_folder(folder, cache_type)
    for eid, *win in what:
        if win:
            del tree[eid]["jsons"][win[0]]
        else:
            del tree[eid]
    tree.close()


def in_trash(folder: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = command("trash", "list", folder, "--json").data["trash"]
    return found


def name_of(folder: Path, eid: str, win: str | None = None) -> str:
    return next(each["name"] for each in in_trash(folder) if (each["environment"], each["window"]) == (eid, win))


@BOTH_FORMS
def test_what_is_in_the_trash_is_listed_the_last_first(folder: Path, cache_type: str) -> None:
    fill(folder, cache_type, {"exp": {"a/b": "1", "v" * 300: "2"}, "g" * 300: {"w": "3"}, "other": {}})
    delete(folder, cache_type, ("exp", "a/b"), ("exp", "v" * 300), ("g" * 300, "w"), ("g" * 300,), ("other",))
    before = files_below(folder)
    assert [(each["environment"], each["window"]) for each in in_trash(folder)] == [
        ("other", None),
        ("g" * 300, None),
        ("g" * 300, "w"),
        ("exp", "v" * 300),
        ("exp", "a/b"),
    ]
    assert all(each["bytes"] > 0 for each in in_trash(folder))
    assert "window 'a/b' of 'exp'" in command("trash", "list", folder).out
    assert files_below(folder) == before


def test_an_empty_trash_is_named_so(folder: Path) -> None:
    fill(folder, "JPWA", {})
    done = command("trash", "list", folder)
    assert (done.code, done.out) == (0, "The trash is empty.\n")


@BOTH_FORMS
def test_windows_come_back(folder: Path, cache_type: str) -> None:
    windows = {"a/b": "1", "v" * 300: "2", "w": "3"}
    fill(folder, cache_type, {"exp": windows, "gone": {"w": "4"}})
    delete(folder, cache_type, *[("exp", win) for win in windows], ("gone", "w"), ("gone",))
    names = [name_of(folder, "exp", win) for win in windows]
    done = command("trash", "restore", folder, *names, name_of(folder, "gone", "w"))
    assert (done.code, done.out.count(" is back.")) == (0, 4)
    assert contents(folder) == {"exp": windows, "gone": {"w": "4"}, "main": {}}
    assert [(each["environment"], each["window"]) for each in in_trash(folder)] == [("gone", None)]


def test_a_window_comes_back_with_what_its_journal_says(folder: Path) -> None:
    fill(folder, "JPWA", {"exp": {"w": "0"}})
    killed_writer(folder, ("exp", "w", "1"))
    delete(folder, "JPWA", ("exp", "w"))
    assert command("trash", "restore", folder, name_of(folder, "exp", "w")).code == 0
    assert contents(folder)["exp"] == {"w": "01"}


@BOTH_FORMS
def test_what_has_its_name_by_now_stays(folder: Path, cache_type: str) -> None:
    fill(folder, cache_type, {"exp": {"w": "old"}, "gone": {"w": "old"}})
    delete(folder, cache_type, ("exp", "w"), ("gone",))
    fill(folder, cache_type, {"exp": {"w": "new"}, "gone": {"v": "new"}})
    done = command("trash", "restore", folder, name_of(folder, "exp", "w"), name_of(folder, "gone"))
    assert "The window 'w' of 'exp' is back as 'w_2', because there is another of its name." in done.out
    assert "The environment 'gone' is back as 'gone_2'" in done.out
    assert contents(folder)["exp"] == {"w": "new", "w_2": "old"}
    assert contents(folder)["gone"] == {"v": "new"}
    assert contents(folder)["gone_2"] == {"w": "old"}


@BOTH_FORMS
def test_one_that_differs_in_its_positions_only_comes_back_beside(folder: Path, cache_type: str) -> None:
    positions = [{"w": {"x": 1}}, {"w": {"x": 2}}]
    for number, position in enumerate(positions):
        tree = open_folder(folder, cache_type)
        tree["exp"] = {"jsons": {}, "reload": position}
        if number == 0:
            del tree["exp"]
        tree.close()
    assert command("trash", "restore", folder, name_of(folder, "exp")).code == 0
    tree = open_folder(folder)
    assert [tree[eid]["reload"] for eid in ("exp_2", "exp")] == positions
    tree.close()


@BOTH_FORMS
def test_environments_come_back(folder: Path, cache_type: str) -> None:
    environments = {"exp": {"w": "1"}, "e" * 300: {"v": "2"}, "a:b": {}}
    fill(folder, cache_type, environments)
    delete(folder, cache_type, *[(eid,) for eid in environments])
    assert command("trash", "restore", folder, *[name_of(folder, eid) for eid in environments]).code == 0
    assert contents(folder) == {**environments, "main": {}}
    assert in_trash(folder) == []


def test_environments_come_back_before_their_windows(folder: Path) -> None:
    fill(folder, "JPWA", {"exp": {"v": "1", "w": "2"}})
    delete(folder, "JPWA", ("exp", "w"), ("exp",))
    names = [name_of(folder, "exp", "w"), name_of(folder, "exp")]
    assert command("trash", "restore", folder, *names).code == 0
    assert contents(folder)["exp"] == {"v": "1", "w": "2"}


def test_what_was_closed_together_comes_back_by_its_stamp(
    make_server: Callable[..., ServerProcess], folder: Path
) -> None:
    server = make_server("-cache_type", "JPWA", env_path=folder)
    for win in ("a", "b", "c"):
        draw(server, "exp", win, win)
    ask(server, "/close", eid="exp", win="c")
    ask(server, "/close", eid="exp", win=None)
    assert len(in_trash(folder)) == 3
    assert command("trash", "restore", folder, name_of(folder, "exp", "c")).code == 3
    server.stop()
    act = name_of(folder, "exp", "a").removesuffix("-a")
    done = command("trash", "restore", folder, act, "--json")
    assert [each["restored_as"] for each in done.data["restored"]] == ["a", "b"]
    assert contents(folder)["exp"] == {"a": "a", "b": "b"}


def test_a_damaged_window_stays_in_the_trash(folder: Path) -> None:
    fill(folder, "JPWA", {"exp": {"bad": "1", "good": "2"}})
    delete(folder, "JPWA", ("exp", "bad"), ("exp", "good"))
    next((folder / ".trash").rglob("*-bad.json")).write_text("{")
    done = command("trash", "restore", folder, name_of(folder, "exp", "bad"), name_of(folder, "exp", "good"))
    assert done.code == 1
    assert "The window 'bad' of 'exp' cannot be read and stays in the trash." in done.out
    assert contents(folder)["exp"] == {"good": "2"}
    assert name_of(folder, "exp", "bad")


@pytest.mark.parametrize(("name", "text"), [("w.json", "{"), ("reload.json", "no")])
def test_a_damaged_environment_is_not_copied_in_part(folder: Path, name: str, text: str) -> None:
    fill(folder, "JPWA", {"exp": {"w": "1"}})
    delete(folder, "JPWA", ("exp",))
    next((folder / ".trash").rglob(name)).write_text(text)
    fill(folder, "JPWA", {"exp": {"w": "2"}})
    done = command("trash", "restore", folder, name_of(folder, "exp"))
    assert done.code == 1
    assert "so it stays in the trash" in done.out
    assert contents(folder) == {"exp": {"w": "2"}, "main": {}}
    assert next((folder / ".trash").rglob(name)).read_text() == text


def test_a_name_that_is_not_there_changes_nothing(folder: Path) -> None:
    fill(folder, "JPWA", {"exp": {"w": "1"}})
    delete(folder, "JPWA", ("exp", "w"))
    for name in ("exp", "../exp", "20250101-000000-000000-exp", ""):
        done = command("trash", "restore", folder, name_of(folder, "exp", "w"), name)
        assert (done.code, done.out) == (2, "")
        assert "`trash list` tells the names" in done.err
    assert len(in_trash(folder)) == 1


def test_the_trash_is_emptied(folder: Path) -> None:
    fill(folder, "JPWA", {"exp": {"w": "1"}, "gone": {"v": "2"}})
    delete(folder, "JPWA", ("exp", "w"), ("gone",))
    assert command("trash", "empty", folder, "--older-than", "0.5", "--json").data["left"] == 2
    old = next((folder / ".trash").glob("*-gone"))
    old.rename(old.with_name("20200101-000000-000000-gone"))
    done = command("trash", "empty", folder, "--older-than", "30", "--json")
    assert [each["environment"] for each in done.data["removed"]] == ["gone"]
    assert command("trash", "empty", folder).out.startswith("1 thing removed from the trash")
    assert in_trash(folder) == []
    assert contents(folder) == {"exp": {}, "main": {}}


@pytest.mark.parametrize("days", ["-1", "nan", "1e9", "soon"])
def test_strange_numbers_of_days_are_refused(folder: Path, days: str) -> None:
    fill(folder, "JPWA", {})
    done = command("trash", "empty", folder, f"--older-than={days}")
    assert done.code == 2
    assert "--older-than" in done.err


@pytest.mark.parametrize("words", [("compact",), ("check", "--repair"), ("migrate", "--to", "JPE")])
def test_no_other_command_removes_anything_from_the_trash(folder: Path, words: tuple[str, ...]) -> None:
    fill(folder, "JPWA", {"exp": {"w": "1"}})
    delete(folder, "JPWA", ("exp",))
    old = next((folder / ".trash").glob("*-exp"))
    old.rename(old.with_name("20200101-000000-000000-exp"))
    assert command(words[0], folder, *words[1:]).code == 0
    assert [each["environment"] for each in in_trash(folder)] == ["exp"]
