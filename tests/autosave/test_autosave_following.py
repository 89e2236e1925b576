"""A tree that follows a folder, against the tree that writes it, one look at a time."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from keeping import CACHE_TYPES, change, make_window, names_below, open_test_tree, plain, replay
from watching import Pages, replay_counting

from visdom.autosave import Tree
from visdom.autosave.cli import run
from visdom.autosave.disk import files
from visdom.autosave.follow import FollowedTree, follow
from visdom.autosave.format import journal
from visdom.autosave.stores import window_json
from visdom.errors import Follows, NewerFormat, StorageError
from visdom.jsontext import dumps

EIDS = ("e", "f")
WINS = ("a", "b", "long " * 60)


@contextmanager
def followed(path: Path) -> Iterator[Pages]:
    tree = follow(str(path), replay=replay_counting)
    try:
        yield Pages(tree, EIDS)
    finally:
        tree.close()


def act(chance: random.Random, tree: Tree, number: int) -> None:
    """Do one thing that a server does."""
    eid, win = chance.choice(EIDS), chance.choice(WINS)
    if eid not in tree:
        tree[eid] = {}
    windows = tree[eid]["jsons"]
    kind = chance.choice(
        ["set", "set large", "change", "change", "change", "close", "places", "copy", "delete", "fold"]
    )
    if kind.startswith("set"):
        windows[win] = make_window(win, number, "x" * 70_000 if kind == "set large" else "x")
    elif kind == "change" and win in windows:
        change(tree, eid, win, number)
    elif kind == "close" and win in windows:
        del windows[win]
    elif kind == "places":
        tree[eid]["reload"] = {"a": number}
    elif kind == "copy":
        other = EIDS[1 - EIDS.index(eid)]
        tree[other] = {"jsons": {win: deepcopy(window) for win, window in windows.items()}, "reload": {}}
    elif kind == "delete" and chance.random() < 0.3:
        del tree[eid]
    elif kind == "fold":
        tree.save_all()


def disturb(chance: random.Random, tree: FollowedTree) -> None:
    """What other threads of a server may do at any moment: read windows, and let them go from memory."""
    for eid in EIDS:
        for win in WINS:
            if eid in tree and chance.random() < 0.2:
                tree.load(eid, [win])
            elif eid in tree and chance.random() < 0.3:
                with tree.lock:
                    tree[eid].windows.uses.recent.clear()
                    tree[eid].windows.evict(win)


def shown(tree: Tree) -> dict[str, dict[str, Any]]:
    """The windows of all environments that have some."""
    return {eid: members["jsons"] for eid, members in plain(tree).items() if members["jsons"]}


@pytest.mark.parametrize("cache_type", CACHE_TYPES)
@pytest.mark.parametrize("seed", range(12))
def test_pages_have_what_the_writer_has_after_every_look(tmp_path: Path, cache_type: str, seed: int) -> None:
    chance = random.Random(f"{cache_type} {seed}")
    writer = open_test_tree(tmp_path, cache_type)
    with followed(tmp_path) as pages:
        for number in range(40):
            for _ in range(chance.choice([1, 1, 4])):
                act(chance, writer, number)
            writer.save_all()
            pages.look()
            assert pages.environments() == shown(writer)
            assert plain(pages.tree) == plain(writer)
    writer.close()


@pytest.mark.parametrize("seed", range(20))
def test_reading_and_letting_go_in_between_leave_no_page_behind(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    writer = open_test_tree(tmp_path, "JPWA", fsync="everysec")
    with followed(tmp_path) as pages:
        for number in range(40):
            act(chance, writer, number)
            disturb(chance, pages.tree)

            def meanwhile(number: int = number) -> None:
                disturb(chance, pages.tree)
                if chance.random() < 0.5:
                    act(chance, writer, number)
                disturb(chance, pages.tree)

            pages.look(meanwhile)
            disturb(chance, pages.tree)
            if chance.random() < 0.4:
                pages.look()
                pages.look()
                assert pages.environments() == shown(writer)
    writer.close()


def test_nothing_mixed_is_shown_while_the_writer_writes_at_full_speed(tmp_path: Path) -> None:
    writer = open_test_tree(tmp_path, "JPWA")
    ended = threading.Event()

    def write() -> None:
        chance = random.Random(7)
        writer["e"] = {}
        for number in range(3000):
            windows = writer["e"]["jsons"]
            life = f"life {number}"
            if "a" not in windows or chance.random() < 0.05:
                windows.pop("a", None)
                windows["a"] = make_window("a", life, chance.choice(["", "x" * 70_000]))
            else:
                change(writer, "e", "a", windows["a"]["log"][0])
            if chance.random() < 0.05:
                writer.save_all()
        ended.set()

    thread = threading.Thread(target=write)
    with followed(tmp_path) as pages:
        thread.start()
        looks = 0
        while not ended.is_set() or looks < 2:
            pages.look()
            looks += ended.is_set()
            for window in pages.windows.values():
                life, _, *repeated = window["log"]
                assert set(repeated) <= {life}
                assert len(repeated) <= window["version"] - 1
        thread.join()
        assert pages.environments() == shown(writer)
    writer.close()


def test_a_journal_that_grew_is_told_as_patches_and_a_fold_not_at_all(tmp_path: Path) -> None:
    writer = open_test_tree(tmp_path)
    writer["e"] = {"jsons": {"a": make_window("a"), "b": make_window("b")}}
    with followed(tmp_path) as pages:
        pages.open()
        pages.told.clear()
        change(writer, "e", "a", 1)
        change(writer, "e", "a", 2)
        pages.look()
        assert pages.told == ["patch a", "patch a"]
        writer.save_all()
        pages.look()
        assert pages.told == ["patch a", "patch a"]
        change(writer, "e", "a", 3)
        pages.look()
        assert pages.told == ["patch a"] * 3
    writer.close()


def test_an_unfinished_record_waits_for_its_end(tmp_path: Path) -> None:
    writer = open_test_tree(tmp_path)
    writer["e"] = {}
    writer["e"]["jsons"]["a"] = make_window("a")
    change(writer, "e", "a", 1)
    writer.sync()
    path = tmp_path / "e" / "jsons" / "a.journal"
    with followed(tmp_path) as pages:
        pages.open()
        whole = path.read_bytes()
        change(writer, "e", "a", 2)
        longer = path.read_bytes()
        for end in range(len(whole), len(longer) + 1):
            path.write_bytes(longer[:end])
            pages.look()
            assert pages.windows["e", "a"]["log"] == ([1, 2] if end == len(longer) else [1])
        assert path.read_bytes() == longer
    writer.close()


def test_only_what_grew_of_a_journal_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(window_json, "FOLD_SECONDS", 1e6)  # the journal stays, however long this takes
    writer = open_test_tree(tmp_path)
    writer["e"] = {}
    writer["e"]["jsons"]["a"] = make_window("a")
    for number in range(2000):
        change(writer, "e", "a", number)
    with followed(tmp_path) as pages:
        pages.open()
        change(writer, "e", "a", "last")
        sizes: list[int] = []
        read = files.read

        def counted(path: str, start: int = 0) -> bytes:
            text = read(path, start)
            sizes.append(len(text))
            return text

        monkeypatch.setattr(files, "read", counted)
        pages.look()
        assert pages.windows["e", "a"]["log"][-1] == "last"
        assert 0 < sum(sizes) < 500
    writer.close()


@pytest.mark.parametrize("target", CACHE_TYPES)
@pytest.mark.parametrize("source", CACHE_TYPES)
def test_a_folder_that_changes_its_form_shows_the_same(tmp_path: Path, source: str, target: str) -> None:
    writer = open_test_tree(tmp_path, source)
    writer["e"] = {"jsons": {"a": make_window("a", 1), "b": make_window("b")}, "reload": {"a": 1}}
    writer.close()
    with followed(tmp_path) as pages:
        pages.open()
        before = pages.environments()
        pages.told.clear()
        assert run(["migrate", str(tmp_path), "--to", target], replay, program="store") == 0
        pages.look()
        assert pages.environments() == before
        assert pages.told == []
        assert pages.tree["e"]["reload"] == {"a": 1}


def test_nothing_in_the_folder_is_touched(tmp_path: Path) -> None:
    writer = open_test_tree(tmp_path, fsync="everysec")
    writer["e"] = {"jsons": {"a": make_window("a"), "b": make_window("b")}}
    change(writer, "e", "a", 1)
    del writer["e"]["jsons"]["b"]
    (tmp_path / "e" / "jsons" / "bad.json").write_text("{")
    (tmp_path / "e" / "jsons" / ".1-2.temp").write_text("{")
    (tmp_path / "e" / "other.json").write_text("{")
    (tmp_path / "f.json").write_text('{"jsons": {"a": {"version": 1')
    before = {name: (tmp_path / name).read_bytes() for name in names_below(tmp_path)}
    with followed(tmp_path) as pages:
        pages.open()
        pages.look()
        assert plain(pages.tree)["e"]["jsons"] == {"a": make_window("a", 1, version=2)}
        assert {name: (tmp_path / name).read_bytes() for name in names_below(tmp_path)} == before
    writer.close()


def test_what_would_write_is_refused(tmp_path: Path) -> None:
    open_test_tree(tmp_path).close()
    with followed(tmp_path) as pages:
        tree = pages.tree
        for write in (
            lambda: tree["main"]["jsons"].update(a=make_window("a")),
            lambda: tree["main"].update(reload={}),
            lambda: tree.update(new={}),
            lambda: tree.update(main={"jsons": {}}),
            lambda: tree.pop("main"),
            lambda: tree.prepare("main"),
        ):
            with pytest.raises(Follows):
                write()
        tree.save_all()
        assert tree.pending() == {}


def test_what_is_damaged_is_named_once_and_heals(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    writer = open_test_tree(tmp_path, "JPW")
    writer["e"] = {"jsons": {"a": make_window("a", 1)}}
    writer.close()
    path = tmp_path / "e" / "jsons" / "a.json"
    with followed(tmp_path) as pages:
        pages.open()
        good = path.read_bytes()
        path.write_bytes(good[:9])
        for _ in range(3):
            pages.look()
        assert pages.windows["e", "a"] == make_window("a", 1)
        assert [record.levelname for record in caplog.records] == ["ERROR"]
        path.write_bytes(good.replace(b"[1]", b"[2]"))
        pages.look()
        assert pages.windows["e", "a"]["log"] == [2]


def test_a_folder_that_is_missing_or_newer_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="is not a folder"):
        follow(str(tmp_path / "none"), replay=replay)
    (tmp_path / "file").touch()
    with pytest.raises(StorageError, match="is not a folder"):
        follow(str(tmp_path / "file"), replay=replay)
    open_test_tree(tmp_path).close()
    (tmp_path / ".visdom" / "format").write_text('{"format": 99}')
    with pytest.raises(NewerFormat):
        follow(str(tmp_path), replay=replay)


def test_a_journal_that_begins_anew_in_the_same_file_is_no_growth(tmp_path: Path) -> None:
    writer = open_test_tree(tmp_path)
    writer["e"] = {}
    writer["e"]["jsons"]["a"] = make_window("a", "old")
    change(writer, "e", "a", "old")
    path = tmp_path / "e" / "jsons" / "a.journal"
    with followed(tmp_path) as pages:
        pages.open()
        change(writer, "e", "a", "new")
        path.write_bytes(path.read_bytes().replace(b"old", b"new"))  # whose sums do not fit
        pages.look()
        assert pages.windows["e", "a"]["log"] == ["old", "old"]
        lines = [
            journal.encode(1, "window", dumps(make_window("a", "new"))),
            *(journal.encode(version, "patch", b'["new"]') for version in (2, 3)),
        ]
        path.write_bytes(b"".join(lines))
        pages.look()
        assert pages.windows["e", "a"]["log"] == ["new", "new", "new"]
        path.write_bytes(b"".join([*lines, journal.encode(5, "patch", b'["gap"]')]))
        pages.look()
        assert pages.windows["e", "a"]["log"] == ["new", "new", "new"]
    writer.close()


def test_a_window_made_anew_while_it_is_read_is_not_mixed_with_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer = open_test_tree(tmp_path)
    writer["e"] = {"jsons": {"a": make_window("a", "old")}}
    change(writer, "e", "a", "old" * 50)
    read = files.read
    done: list[str] = []

    def between_the_two_files(path: str, start: int = 0) -> bytes:
        text = read(path, start)
        if path.endswith("a.journal") and not start and not done:
            done.append(path)
            del writer["e"]["jsons"]["a"]
            writer["e"]["jsons"]["a"] = make_window("a", "new")
            writer.save_all()
        return text

    with followed(tmp_path) as pages:
        monkeypatch.setattr(files, "read", between_the_two_files)
        pages.look()
        assert done
        assert pages.windows["e", "a"]["log"] == ["new"]
    writer.close()


def test_an_environment_on_its_way_to_its_place_is_still_there(tmp_path: Path) -> None:
    writer = open_test_tree(tmp_path)
    writer["e"] = {"jsons": {"a": make_window("a")}}
    writer.close()
    with followed(tmp_path) as pages:
        pages.open()
        pages.told.clear()
        (tmp_path / ".new").mkdir(exist_ok=True)
        (tmp_path / "e").rename(tmp_path / ".new" / "e")  # as the writer is killed between its two renamings
        pages.look()
        assert pages.told == []
        (tmp_path / ".new" / "e").rename(tmp_path / "e")
        pages.look()
        assert pages.told == []
        (tmp_path / ".trash").mkdir()
        (tmp_path / "e").rename(tmp_path / ".trash" / "e")
        pages.look()
        assert pages.told == ["closed a"]
        assert list(pages.tree) == ["main"]


def test_windows_that_nobody_watches_come_and_go_unread(tmp_path: Path) -> None:
    writer = open_test_tree(tmp_path, fsync="everysec")
    writer["e"] = {"jsons": {"a": make_window("a"), "b": make_window("b")}}
    with followed(tmp_path) as pages:
        assert sorted(pages.tree["e"]["jsons"]) == ["a", "b"]
        change(writer, "e", "a", 1)
        del writer["e"]["jsons"]["a"]
        pages.look(watched=())
        assert sorted(pages.tree["e"]["jsons"]) == ["b"]
        writer["e"]["jsons"]["c"] = make_window("c")
        news = pages.tree.poll(set)
        assert all(whole.source is None for each in news.environments for whole in each.whole.values())
        pages.tree.apply(news, pages)
        assert sorted(pages.tree["e"]["jsons"]) == ["b", "c"]
    writer.close()


def test_a_window_read_between_look_and_take_is_told_at_the_next_look(tmp_path: Path) -> None:
    writer = open_test_tree(tmp_path)
    writer["e"] = {"jsons": {"a": make_window("a")}}
    with followed(tmp_path) as pages:
        pages.tree.load("e")
        change(writer, "e", "a", 1)

        def change_and_read() -> None:
            change(writer, "e", "a", 2)
            pages.tree.load("e", ["a"])

        pages.look(change_and_read)
        assert pages.told == []
        pages.look()
        assert pages.told == ["window a"]
        assert pages.windows["e", "a"]["log"] == [1, 2]
    writer.close()
