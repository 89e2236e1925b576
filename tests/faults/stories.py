"""What the stores are made to do while their calls are written down, and what must then be there."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from visdom.autosave import Tree, open_tree
from visdom.jsontext import dumps

Model = dict[str, dict[str, list[Any]]]
"""What each window of each environment holds."""


def replay(window: dict[str, Any], operations: list[Any]) -> dict[str, Any]:
    """Here an operation is a value that goes to the end of the list `log`."""
    window["log"].extend(operations)
    return window


def open_quiet_tree(folder: Path, cache_type: str, fsync: Any = "never", *, compress: bool = False) -> Tree:
    """A tree that does nothing by itself."""
    options: dict[str, Any] = {"save_interval": 0.0, "save_threshold": 0, "compress": compress}
    tree = open_tree(str(folder), cache_type, replay=replay, fsync=fsync, **options)
    for timer in [*tree._timers, *store_of(tree)._timers]:
        timer.stop()
    return tree


def store_of(tree: Tree) -> Any:
    """The store of a tree, with what it has inside."""
    return tree._store


def fsync_of(tree: Tree) -> Any:
    """The mode of `-fsync` that a tree was opened with."""
    return store_of(tree).root.settings.fsync


def read(tree: Tree) -> Model:
    """What a tree holds; a window whose deletion was cut short is gone when it is read."""
    return {
        eid: {win: window["log"] for win in list(tree[eid]["jsons"]) if (window := tree[eid]["jsons"].get(win))}
        for eid in list(tree)
    }


@dataclass
class Moment:
    """How far the story had come when so many calls had been made."""

    calls: int
    model: Model
    is_synced: bool


@dataclass
class Story:
    """Acts on a tree, each of which is acknowledged when it returns; and the model that follows them."""

    tree: Tree
    calls: list[Any]
    model: Model = field(default_factory=lambda: {"main": {}})
    moments: list[Moment] = field(default_factory=list)
    """After each act, what must be there from now on."""

    def act(self, do: Callable[[], object], change: Callable[[Model], object]) -> None:
        do()
        if fsync_of(self.tree) == "always":
            self.tree.sync()
        self.model = deepcopy(self.model)
        change(self.model)
        self.note(is_synced=fsync_of(self.tree) == "always")

    def note(self, *, is_synced: bool) -> None:
        self.moments.append(Moment(len(self.calls), self.model, is_synced))

    def sync(self) -> None:
        """What happens every second."""
        self.tree.sync()
        self.note(is_synced=True)

    def reopen(self, cache_type: str, *, compress: bool = False) -> None:
        """The server ends, and another one of a cache type begins."""
        folder, fsync = Path(store_of(self.tree).root.path), fsync_of(self.tree)
        self.tree.close()
        self.note(is_synced=fsync != "never")
        self.tree = open_quiet_tree(folder, cache_type, fsync, compress=compress)

    def compress(self, compress: bool) -> None:
        """From now on windows are folded into files of this form."""
        root = store_of(self.tree).root
        root.settings = replace(root.settings, compress=compress)

    # Acts

    def make(self, eid: str) -> None:
        self.act(lambda: self.tree.__setitem__(eid, {}), lambda model: model.setdefault(eid, {}))

    def put(self, eid: str, win: str, *values: Any) -> None:
        windows: Any = self.tree[eid]["jsons"]
        version = windows[win]["version"] + 1 if win in windows else 1
        window = {"id": win, "version": version, "log": list(values)}
        self.act(lambda: windows.__setitem__(win, window), lambda model: model[eid].update({win: list(values)}))

    def put_and_save(self, eid: str, win: str, *values: Any) -> None:
        """What counts where only savings do."""
        windows: Any = self.tree[eid]["jsons"]

        def do() -> None:
            windows[win] = {"id": win, "version": 1, "log": list(values)}
            self.tree.save(eid)

        self.act(do, lambda model: model[eid].update({win: list(values)}))

    def add(self, eid: str, win: str, value: Any) -> None:
        def change() -> None:
            with self.tree.lock:
                window = self.tree[eid]["jsons"][win]
                window["log"].append(value)
                window["version"] += 1
                self.tree[eid]["jsons"].append(win, dumps([value]))

        self.act(change, lambda model: model[eid][win].append(value))

    def close(self, eid: str, win: str) -> None:
        windows: Any = self.tree[eid]["jsons"]
        self.act(lambda: windows.__delitem__(win), lambda model: model[eid].pop(win))

    def fold(self, eid: str) -> None:
        self.act(lambda: self.tree.save(eid), lambda model: None)

    def fork(self, eid: str, copy: str) -> None:
        def do() -> None:
            self.tree.commit(self.tree.stage(copy, self.tree.copy_out(eid), {"reload": {}}))

        self.act(do, lambda model: model.update({copy: deepcopy(model[eid])}))

    def place(self, eid: str, win: str) -> None:
        self.act(lambda: self.tree[eid].__setitem__("reload", {win: {"i": win}}), lambda model: None)

    def delete(self, eid: str) -> None:
        self.act(lambda: self.tree.__delitem__(eid), lambda model: model.pop(eid))

    def adopt(self, eid: str) -> None:
        """Bring an environment into the form that the tree writes."""
        self.act(lambda: self.tree.prepare(eid), lambda model: None)


LARGE = "x" * 70_000
LONG_ID = "long " * 60


def window_life(story: Story) -> None:
    """One window is made, changed, folded, replaced, closed and made again."""
    story.make("e")
    story.put("e", "w", 1)
    story.add("e", "w", 2)
    story.add("e", "w", 3)
    story.fold("e")
    story.add("e", "w", 4)
    story.put("e", "w", 5)
    story.sync()
    story.add("e", "w", 6)
    story.close("e", "w")
    story.put("e", "w", 7)
    story.fold("e")
    story.add("e", "w", 8)
    story.close("e", "w")
    story.put("e", "w", LARGE)
    story.add("e", "w", 9)
    story.sync()
    story.put("e", "w", LARGE, 10)
    story.fold("e")
    story.close("e", "w")
    story.put("e", "w", 11)
    story.add("e", "w", 12)
    story.put("e", "w", LARGE, 13)
    story.add("e", "w", 14)
    story.fold("e")
    story.add("e", "w", 15)
    story.close("e", "w")


def several_windows(story: Story) -> None:
    """Windows of odd names change side by side."""
    for win in ("a", "A", "x/y", LONG_ID):
        story.put("main", win, 1)
    story.add("main", "a", 2)
    story.add("main", LONG_ID, 2)
    story.place("main", "a")
    story.fold("main")
    story.close("main", "x/y")
    story.add("main", LONG_ID, 3)
    story.sync()
    story.put("main", "x/y", 4)
    story.close("main", LONG_ID)
    story.close("main", "A")


def environments_come_and_go(story: Story) -> None:
    """Environments are copied, copied over, deleted and made again."""
    story.make("e")
    story.put("e", "a", 1)
    story.put("e", "b", 1)
    story.add("e", "b", 2)
    story.fork("e", "f")
    story.add("f", "b", 3)
    story.add("e", "a", 4)
    story.sync()
    story.fork("e", "f")
    story.add("f", "a", 5)
    story.delete("e")
    story.make("e")
    story.put("e", "c", 6)
    story.fork("f", LONG_ID)
    story.delete("f")
    story.delete(LONG_ID)
    story.make(LONG_ID)
    story.put(LONG_ID, "d", 7)


def forms_change(story: Story) -> None:
    """The folder goes from one cache type to another and back, each bringing what it writes into its own form."""
    story.reopen("JPE")
    story.put_and_save("main", "a", 1)
    story.put_and_save("main", "b", 1)
    story.put_and_save("main", "a", 2)
    story.reopen("JPWA")
    story.add("main", "b", 3)
    story.put("main", LONG_ID, 1)
    story.close("main", "a")
    story.reopen("JPW")
    story.put_and_save("main", "c", LARGE)
    story.reopen("JPE")
    story.put_and_save("main", "b", 4)
    story.sync()
    story.reopen("JPWA")
    story.adopt("main")
    story.add("main", "b", 5)


def a_large_one_takes_the_place_of_a_small_one(story: Story) -> None:
    """What a window file made superfluous is removed a moment before the window is closed."""
    story.make("e")
    story.put("e", "w", 1)
    story.sync()
    story.put("e", "w", LARGE)
    story.sync()
    story.close("e", "w")


def window_files_are_compressed_and_not_any_more(story: Story) -> None:
    """The server ends and begins with another `-compress`: files get the other form when they are written."""
    story.make("e")
    story.put("e", "w", 1)
    story.put("e", "large", LARGE)
    story.fold("e")
    story.reopen("JPWA", compress=True)
    story.add("e", "w", 2)
    story.add("e", "large", 2)
    story.fold("e")
    story.close("e", "w")
    story.put("e", "w", 3)
    story.sync()
    story.put("e", "large", LARGE, 3)
    story.fork("e", "f")
    story.fold("e")
    story.add("e", "large", 4)
    story.reopen("JPWA")
    story.put("e", "large", LARGE, 5)
    story.add("e", "large", 6)
    story.sync()
    story.close("e", "large")
    story.add("e", "w", 7)
    story.fold("e")
    story.close("e", "w")
    story.put("f", "large", LARGE, 8)
    story.close("f", "large")


def files_get_the_other_form(story: Story) -> None:
    """Window files of both forms follow on each other faster than the disk is synced."""
    story.make("e")
    story.put("e", "w", 1)
    story.put("e", "large", LARGE)
    story.fold("e")
    story.compress(True)
    story.add("e", "w", 2)
    story.add("e", "large", 2)
    story.fold("e")
    story.put("e", "large", LARGE, 3)
    story.add("e", "large", 4)
    story.fold("e")
    story.sync()
    story.put("e", "large", LARGE, 5)
    story.put("e", "large", LARGE, 6)
    story.close("e", "large")
    story.compress(False)
    story.add("e", "w", 7)
    story.fold("e")
    story.close("e", "w")
    story.put("e", "w", 8)


def a_new_journal_is_like_a_superfluous_one(story: Story) -> None:
    """Between two syncs a superfluous journal goes with a fold, and one of the same size takes its place."""
    story.make("e")
    story.put("e", "w", 1)
    story.put("e", "w", LARGE)
    story.add("e", "w", 2)
    story.fold("e")
    story.put("e", "w", 3)
    story.sync()
    story.put("e", "w", LARGE, 4)
    story.fold("e")
    story.add("e", "w", 5)
    story.sync()
    story.add("e", "w", 6)


OF_ONE_SERVER = (window_life, several_windows, environments_come_and_go, files_get_the_other_form)
STORIES = (
    *OF_ONE_SERVER,
    forms_change,
    a_large_one_takes_the_place_of_a_small_one,
    a_new_journal_is_like_a_superfluous_one,
    window_files_are_compressed_and_not_any_more,
)
