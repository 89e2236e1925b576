"""What every store does, tested through the seam alone. A new store has one line in `STORES_UNDER_TEST`."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from sqlite_store import SqliteStore
from store_seam import ODD_IDS, OpenStore, Seam, contents, make_window

from visdom.autosave import STORES, Tree
from visdom.autosave.disk.syncing import FSYNC_MODES, FsyncMode
from visdom.autosave.format.names import POSITIONS
from visdom.autosave.store import Contents, Record, Want
from visdom.autosave.stores.memory import MemoryStore
from visdom.errors import NotFound, StorageError
from visdom.jsontext import dumps, loads

STORES_UNDER_TEST: dict[str, OpenStore] = {
    "memory": lambda path, settings, owner: MemoryStore(),
    "JPE": STORES["JPE"],
    "JPW": STORES["JPW"],
    "JPWA": STORES["JPWA"],
    "sqlite": SqliteStore,
}
WANTS: tuple[Want, ...] = ("header", "text", "window")
LARGE = "x" * 300_000


@pytest.fixture(params=list(STORES_UNDER_TEST))
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def seam(kind: str, tmp_path: Path) -> Iterator[Seam]:
    seam = Seam(STORES_UNDER_TEST[kind], tmp_path / "store")
    yield seam
    seam.store.close()


@pytest.fixture(params=[kind for kind in STORES_UNDER_TEST if kind != "memory"])
def file_seam(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Seam]:
    """A store that outlives the process."""
    seam = Seam(STORES_UNDER_TEST[request.param], tmp_path / "store")
    yield seam
    seam.store.close()


# Environments


def test_environments_is_a_collection_of_ids(seam: Seam) -> None:
    assert list(seam.store.environments()) == []
    for eid in ("b", "a"):
        seam.put(eid, "w")
    environments = seam.store.environments()
    assert isinstance(environments, Collection)
    assert len(environments) == 2
    assert sorted(environments) == ["a", "b"]
    assert "a" in environments
    assert "c" not in environments


def test_the_first_record_makes_an_environment(seam: Seam) -> None:
    seam.put("by window", "w")
    seam.set_member("by member", POSITIONS, {})
    assert seam.windows("by window") == {"w": make_window("w")}
    assert seam.windows("by member") == {}


def test_an_unknown_environment_is_not_found(seam: Seam) -> None:
    with pytest.raises(NotFound, match="There is no environment 'e'"):
        seam.store.open("e")


def test_a_listing_has_the_windows_in_order(seam: Seam) -> None:
    wins = ["c", "a", "b"]
    for win in wins:
        seam.put("e", win)
    seam.patch("e", "c", 1)
    seam.put("e", "a", "again")
    assert seam.store.open("e").windows == wins
    seam.delete("e", "a")
    assert seam.store.open("e").windows == ["c", "b"]


def test_a_listing_is_a_snapshot(seam: Seam) -> None:
    seam.put("e", "w")
    listing = seam.store.open("e")
    seam.put("e", "later")
    seam.set_member("e", "later", 1)
    assert listing.windows == ["w"]
    assert "later" not in listing.members


def test_members_are_set_and_removed(seam: Seam) -> None:
    seam.put("e", "w")
    seam.set_member("e", POSITIONS, {"w": {"x": 1}})
    seam.set_member("e", "experiment", [None, True, 1.5, "é"])
    seam.set_member("e", "gone", 1)
    seam.append("e", Record("no member", "gone"))
    seam.append("e", Record("no member", "never there"))
    assert seam.members("e") == {POSITIONS: {"w": {"x": 1}}, "experiment": [None, True, 1.5, "é"]}


def test_a_removed_environment_is_gone(seam: Seam) -> None:
    seam.put("e", "w")
    seam.set_member("e", "member", 1)
    seam.put("other", "w")
    seam.remove("e")
    assert list(seam.store.environments()) == ["other"]
    with pytest.raises(NotFound):
        seam.store.open("e")
    seam.put("e", "new")
    assert seam.store.open("e").windows == ["new"]
    assert seam.members("e") == {}


# Windows


@pytest.mark.parametrize("filling", ["", LARGE], ids=["small", "large"])
@pytest.mark.parametrize("want", WANTS)
def test_at_least_what_is_wanted_is_read(seam: Seam, want: Want, filling: str) -> None:
    window = make_window("w", filling, i=7, version=3)
    seam.replace("e", window)
    stored = seam.store.read("e", "w", want)
    assert stored.header == (7, 3)
    if want == "text":
        assert loads(stored.encode()) == window
    if want == "window":
        assert stored.window == window


def test_a_text_for_a_page_is_a_message(seam: Seam) -> None:
    """A window that others wrote, without the header of a message, is read as a parsed window."""
    seam.put("e", "ours", LARGE)
    text = dumps({"content": LARGE, "id": "theirs"})
    with seam.owner.lock:
        seam.store.replace("e", Contents([("theirs", text)], {})).commit()
    assert seam.store.read("e", "theirs", "text").text is None
    assert seam.store.read("e", "theirs", "header").header == (-1, 1)


def test_an_unknown_window_is_a_key_error(seam: Seam) -> None:
    seam.put("e", "w")
    seam.put("e", "gone")
    seam.delete("e", "gone", "never there")
    for win in ("gone", "never there"):
        for want in WANTS:
            with pytest.raises(KeyError):
                seam.store.read("e", win, want)


def test_a_window_is_made_replaced_patched_and_deleted(seam: Seam) -> None:
    seam.put("e", "w", 1)
    assert seam.text("e", "w") == make_window("w", 1)
    seam.patch("e", "w", 2, 3)
    assert seam.text("e", "w") == make_window("w", 1, 2, 3, version=2)
    seam.put("e", "w", "new", version=3)
    seam.patch("e", "w", "more")
    assert seam.text("e", "w") == make_window("w", "new", "more", version=4)
    seam.delete("e", "w")
    assert seam.store.open("e").windows == []


def test_versions_of_one_id_only_grow(seam: Seam) -> None:
    seam.put("e", "w", 1, version=5)
    seam.patch("e", "w", 2)
    window = seam.put("e", "w", "lower", version=2)
    assert window["version"] == 7
    assert seam.text("e", "w") == window
    assert seam.store.read("e", "w", "header").header.version == 7


def test_versions_grow_over_a_deletion(seam: Seam) -> None:
    seam.put("e", "w", 1, version=5)
    seam.delete("e", "w")
    window = seam.put("e", "w", "again")
    assert window["version"] > 5
    assert seam.text("e", "w") == window


def test_versions_grow_when_a_listed_window_is_set(file_seam: Seam) -> None:
    file_seam.put("e", "w", 1, version=5)
    seam = file_seam.reopened()
    seam.store.open("e")
    window = seam.put("e", "w", "new")
    assert window["version"] > 5
    seam = seam.reopened()
    assert seam.windows("e") == {"w": window}
    seam.store.close()


def test_deep_and_large_values(seam: Seam) -> None:
    deep: Any = 0
    for _ in range(100):
        deep = {"a": [deep]}
    large = ["é😀" * 200_000, list(range(50_000)), [0.1] * 1000, {str(n): None for n in range(1000)}]
    window = seam.put("e", "w", deep, large)
    seam.set_member("e", "member", [deep, large])
    assert seam.text("e", "w") == window
    assert seam.members("e")["member"] == [deep, large]


# Whole environments


def test_a_replacement_shows_when_it_is_committed(seam: Seam) -> None:
    seam.put("e", "old")
    seam.put("e", "both", "old")
    seam.set_member("e", "member", "old")
    new = [make_window("new", LARGE), make_window("both", "new", i=1)]
    replacement = seam.store.replace("e", contents(*new, other=[1]))
    assert replacement.eid == "e"
    assert seam.store.open("e").windows == ["old", "both"]
    with seam.owner.lock:
        replacement.commit()
    assert seam.windows("e") == {window["id"]: window for window in new}
    assert seam.members("e") == {"other": [1]}
    with pytest.raises(KeyError):
        seam.store.read("e", "old")
    seam.patch("e", "both", "more")
    assert seam.text("e", "both")["log"] == ["new", "more"]


def test_a_replacement_makes_an_environment(seam: Seam) -> None:
    replacement = seam.store.replace("e", contents(make_window("w"), **{POSITIONS: {"w": {"x": 1}}}))
    assert "e" not in seam.store.environments()
    with seam.owner.lock:
        replacement.commit()
    assert "e" in seam.store.environments()
    assert seam.store.open("e").windows == ["w"]
    assert seam.members("e") == {POSITIONS: {"w": {"x": 1}}}


def test_a_discarded_replacement_leaves_all_as_it_was(seam: Seam) -> None:
    seam.put("e", "w", 1)
    for eid in ("e", "new"):
        seam.store.replace(eid, contents(make_window("other"))).discard()
    assert list(seam.store.environments()) == ["e"]
    assert seam.windows("e") == {"w": make_window("w", 1)}


def test_a_replacement_that_cannot_be_prepared_leaves_all_as_it_was(seam: Seam) -> None:
    def texts() -> Iterator[tuple[str, bytes]]:
        yield "a", dumps(make_window("a"))
        raise ValueError("the source ends here")

    seam.put("e", "w")
    with pytest.raises(ValueError, match="ends here"):
        seam.store.replace("e", Contents(texts(), {}))
    assert seam.store.open("e").windows == ["w"]


# Saving


def test_nothing_is_pending_after_a_save(seam: Seam) -> None:
    for eid in ("a", "b"):
        seam.put(eid, "w")
        seam.put(eid, "gone")
        seam.patch(eid, "w", 1)
        seam.delete(eid, "gone")
    assert set(seam.store.pending()) <= {("a", "w"), ("b", "w")}
    assert set(seam.store.pending().values()) <= {None}
    assert set(seam.store.pending()) <= set(seam.store.busy())
    seam.store.save("a")
    assert {eid for eid, _ in seam.store.pending()} <= {"b"}
    seam.store.save()
    assert seam.store.pending() == {}
    seam.store.sync()


@pytest.mark.parametrize("fsync", FSYNC_MODES)
def test_every_receipt_becomes_durable(kind: str, tmp_path: Path, fsync: FsyncMode) -> None:
    seam = Seam(STORES_UNDER_TEST[kind], tmp_path / "store", fsync)
    seam.put("e", "w")
    receipts = [seam.patch("e", "w", n) for n in range(3)]
    receipts.append(seam.append("e", Record("deleted", "w")))
    replacement = seam.store.replace("e", contents(make_window("w")))
    with seam.owner.lock:
        receipts += [replacement.commit(), seam.store.remove("e")]

    async def wait() -> None:
        await asyncio.gather(*map(seam.store.durable, receipts))

    asyncio.run(wait())
    assert sorted(receipt.number for receipt in receipts) == [receipt.number for receipt in receipts]
    seam.store.close()


def test_what_is_stored_survives(file_seam: Seam) -> None:
    for win in ("patched", "replaced", "gone", "large"):
        file_seam.put("e", win, LARGE if win == "large" else 0, i=3)
    file_seam.patch("e", "patched", 1)
    file_seam.patch("e", "large", 1)
    file_seam.put("e", "replaced", "new", version=2)
    file_seam.delete("e", "gone")
    file_seam.set_member("e", POSITIONS, {"patched": {"x": 1}})
    file_seam.set_member("e", "gone", 1)
    file_seam.append("e", Record("no member", "gone"))
    file_seam.replace("replaced", make_window("w"), member=1)
    file_seam.put("removed", "w")
    file_seam.remove("removed")
    before = {eid: (file_seam.windows(eid), file_seam.members(eid)) for eid in ("e", "replaced")}
    seam = file_seam.reopened()
    assert sorted(seam.store.environments()) == ["e", "replaced"]
    assert {eid: (seam.windows(eid), seam.members(eid)) for eid in ("e", "replaced")} == before
    seam.patch("e", "patched", 2)
    assert seam.text("e", "patched")["log"] == [0, 1, 2]
    assert seam.closed("e") == [["gone"]]
    seam.store.close()


def test_a_closed_store_refuses_changes(seam: Seam) -> None:
    seam.put("e", "w")
    replacement = seam.store.replace("e", contents(make_window("new")))
    assert seam.store.close()
    assert seam.store.close()
    window = make_window("late")
    changes: list[Callable[[], object]] = [
        lambda: seam.append("e", Record("window", "late", dumps(window), window)),
        lambda: seam.append("new", Record("member", POSITIONS, b"{}", {})),
        lambda: seam.store.replace("e", contents()).commit(),
        lambda: seam.remove("e"),
        replacement.commit,
    ]
    for change in changes:
        with pytest.raises(StorageError, match="closed"), seam.owner.lock:
            change()


# The trash


def test_the_trash_has_what_was_deleted_last_first(seam: Seam) -> None:
    for win in ("a", "b", "c", "d"):
        seam.put("e", win, win)
        seam.put("other", win)
    assert seam.closed("e") == []
    seam.delete("e", "a")
    with seam.store.trash().together():
        seam.delete("e", "b", "c")
        seam.delete("other", "d")
    seam.delete("e", "d")
    assert seam.closed("e") == [["d"], ["b", "c"], ["a"]]
    assert seam.closed("other") == [["d"]]
    first, *_ = seam.store.trash().closed("e")
    assert first.windows["d"] == make_window("d", "d", version=first.windows["d"]["version"])
    assert first.windows["d"]["version"] > 1


def test_what_is_restored_leaves_the_trash(seam: Seam) -> None:
    for win in ("a", "b", "c"):
        seam.put("e", win, win)
    seam.patch("e", "b", "more")
    seam.delete("e", "a")
    with seam.store.trash().together():
        seam.delete("e", "b", "c")
    last = next(iter(seam.store.trash().closed("e")))
    for win, window in last.windows.items():
        seam.append("e", Record("window", win, dumps(window), window))
    seam.store.trash().restored("e", last)
    assert seam.closed("e") == [["a"]]
    assert seam.windows("e") == last.windows
    assert seam.text("e", "b")["log"] == ["b", "more"]
    seam.delete("e", "b")
    assert seam.closed("e") == [["b"], ["a"]]


# Ids


def test_every_text_is_an_id_of_a_window_and_a_member(seam: Seam, kind: str) -> None:
    for number, win in enumerate(ODD_IDS):
        seam.put("e", win, number)
    members = {f"member {win}": number for number, win in enumerate(ODD_IDS) if len(win) < 100}
    for key, value in members.items():
        seam.set_member("e", key, value)
    expected = {win: make_window(win, number) for number, win in enumerate(ODD_IDS)}
    assert seam.windows("e") == expected
    if kind != "memory":
        seam = seam.reopened()
        assert seam.windows("e") == expected
    assert seam.members("e") == members
    seam.delete("e", *ODD_IDS)
    assert seam.store.open("e").windows == []
    assert len(seam.closed("e")) == len(ODD_IDS)
    seam.store.close()


def test_every_text_is_an_id_of_an_environment(seam: Seam, kind: str) -> None:
    for number, eid in enumerate(ODD_IDS):
        if number % 2:
            seam.put(eid, "w", number)
        else:
            seam.replace(eid, make_window("w", number))
    for _ in range(1 if kind == "memory" else 2):
        assert sorted(seam.store.environments()) == sorted(ODD_IDS)
        for number, eid in enumerate(ODD_IDS):
            assert eid in seam.store.environments()
            assert seam.windows(eid) == {"w": make_window("w", number)}
            assert seam.members(eid) == {}
        seam = seam if kind == "memory" else seam.reopened()
    for eid in ODD_IDS:
        seam.store.open(eid)
        seam.remove(eid)
    assert list(seam.store.environments()) == []
    seam.store.close()


# Threads


def test_many_threads_read_while_one_appends(seam: Seam) -> None:
    seam.put("e", "w")
    ending = threading.Event()

    def read(want: Want) -> int:
        version = count = 0
        while not ending.is_set() or not count:
            assert seam.store.open("e").windows[0] == "w"
            stored = seam.store.read("e", "w", want)
            assert stored.header.version >= version
            version = stored.header.version
            if want != "header":
                with seam.owner.lock:
                    window = loads(stored.encode())
                assert window["log"] == list(range(window["version"] - 1))
            assert "e" in list(seam.store.environments())
            count += 1
        return count

    with ThreadPoolExecutor(6) as pool:
        readers = [pool.submit(read, want) for want in 2 * WANTS]
        try:
            for number in range(150):
                seam.patch("e", "w", number)
                seam.put("e", f"w{number % 7}", version=number + 1)
                seam.put(f"e{number % 5}", "w", version=number + 1)
                if number % 50 == 0:
                    seam.store.save()
        finally:
            ending.set()
        assert all(reader.result(60) for reader in readers)


# A tree on top


def test_a_tree_lives_on_the_store(seam: Seam) -> None:
    tree = Tree(seam.store, seam.owner, writer=seam.store)
    tree["e"] = {}
    windows = tree["e"]["jsons"]
    windows["a"] = make_window("a", 1)
    windows["b"] = make_window("b")
    with tree.lock:
        windows["a"]["log"].append(2)
        windows["a"]["version"] += 1
        windows.append("a", b"[2]")
    del windows["b"]
    tree["e"]["reload"] = {"a": {"x": 1}}
    tree["fork"] = {"jsons": dict(tree["e"]["jsons"]), "reload": {}}
    tree["gone"] = {}
    del tree["gone"]
    assert seam.windows("e") == seam.windows("fork") == {"a": make_window("a", 1, 2, version=2)}
    assert seam.members("e") == {POSITIONS: {"a": {"x": 1}}}
    assert sorted(tree) == ["e", "fork"]
    last = tree.closed_last("e")
    assert last is not None
    assert list(last.windows) == ["b"]
    assert tree.close()
    with pytest.raises(StorageError):
        windows["late"] = make_window("late")


def test_a_tree_reads_what_the_store_has(file_seam: Seam) -> None:
    file_seam.put("e", "small", 1)
    file_seam.put("e", "large", LARGE)
    seam = file_seam.reopened()
    tree = Tree(seam.store, seam.owner, writer=seam.store)
    assert not tree.is_loaded("e")
    tree.learn_order("e")
    assert sorted(tree["e"]["jsons"]) == ["large", "small"]
    assert tree["e"]["jsons"].order("large") == 0
    assert {win: dict(window) for win, window in tree["e"]["jsons"].items()} == {
        "small": make_window("small", 1),
        "large": make_window("large", LARGE),
    }
    assert [win for win, _ in tree.copy_out("e")] == list(tree["e"]["jsons"])
    assert tree.close()
