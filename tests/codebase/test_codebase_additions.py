"""Rows of "To add … touch …" in ARCHITECTURE.md, done in a copy of the project; the tests of the additions pass."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from textwrap import dedent

import pytest
from sources import ROOT
from throwaway import run


class Copy:
    """A copy of the parts of the project that an addition touches."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        ignored = shutil.ignore_patterns("__pycache__", "static")
        shutil.copytree(ROOT / "visdom", folder / "visdom", ignore=ignored)
        shutil.copytree(ROOT / "tests" / "autosave", folder / "tests", ignore=ignored)
        shutil.copytree(ROOT / "tools", folder / "tools", ignore=ignored)
        shutil.copy(ROOT / "tests" / "failing.py", folder / "tests")
        shutil.copy(ROOT / "pyproject.toml", folder)

    def write(self, name: str, text: str) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text).lstrip(), encoding="utf-8")

    def change(self, name: str, before: str, after: str) -> None:
        """One line is added or changed."""
        path = self.folder / name
        text = path.read_text(encoding="utf-8")
        assert text.count(before) == 1, f"{name} has not once: {before}"
        path.write_text(text.replace(before, after), encoding="utf-8")

    def check(self, test_file: str, *arguments: str) -> str:
        """Run pytest on the copy."""
        pytest_command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist"]
        paths = f"{self.folder}:{self.folder / 'tests'}"
        test = self.folder / "tests" / test_file
        return run(
            [*pytest_command, "--rootdir", str(self.folder), test, *arguments], cwd=self.folder, PYTHONPATH=paths
        )


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    return Copy(tmp_path / "copy")


def test_a_plot_is_one_figure_and_one_method(copy: Copy) -> None:
    copy.write(
        "visdom/client/figures/steps.py",
        '''
        """A line that goes in steps."""

        from __future__ import annotations

        from visdom.client.arrays import Array, to_list
        from visdom.client.messages import Request
        from visdom.client.options import PLOT_WITH_AXES, Options, plot_layout

        OPTIONS = PLOT_WITH_AXES


        def steps_request(Y: Array, win: str | None, env: str | None, opts: Options) -> Request:
            """A trace whose line stays at each value until the next point."""
            trace = {"y": to_list(Y), "type": "scatter", "line": {"shape": "hv"}}
            return Request({"data": [trace], "win": win, "eid": env, "layout": plot_layout(opts), "opts": opts})
        ''',
    )
    copy.change(
        "visdom/client/methods/charts_xy.py",
        "    def scatter(\n",
        "    def steps(self, Y, win=None, env=None, opts=None):\n"
        '        """Draw a line in steps."""\n'
        "        from visdom.client.figures.steps import steps_request\n\n"
        "        return self._send(*steps_request(to_array(Y), win, env, prepare(opts)))\n\n"
        "    def scatter(\n",
    )
    copy.write(
        "tests/test_steps.py",
        """
        from tools.method_pages import option_groups

        from visdom import Visdom


        def test_steps(monkeypatch):
            sent = []
            monkeypatch.setattr(Visdom, "_send", lambda self, message, *more, **others: sent.append(message))
            Visdom(send=False, use_incoming_socket=False).steps([1, 2, 3])
            assert "hv" in str(sent[-1])


        def test_its_options_are_in_the_manual():
            assert any("steps" in group.methods for group in option_groups())
        """,
    )
    assert "2 passed" in copy.check("test_steps.py")


def test_an_update_rule_is_one_function_and_one_line(copy: Copy) -> None:
    copy.write(
        "visdom/windows/counter.py",
        '''
        """A counter: an update adds to it."""

        from __future__ import annotations

        from typing import Any

        from visdom.windows.edit import Edit


        def add(edit: Edit, request: dict[str, Any]) -> None:
            """Add the content of the request."""
            edit.set(("content",), edit.window["content"] + request["data"][0]["content"])
        ''',
    )
    copy.change(
        "visdom/windows/update.py", '    "text": append_line,\n', '    "text": append_line,\n    "counter": add,\n'
    )
    copy.change(
        "visdom/windows/update.py",
        "from visdom.windows.edit import",
        "from visdom.windows.counter import add\nfrom visdom.windows.edit import",
    )
    copy.write(
        "tests/test_counter.py",
        """
        from visdom.windows.update import update


        def test_an_update_adds():
            window = {"type": "counter", "content": 3}
            edit = update(window, {"data": [{"content": 4}]}, content_id="new")
            assert window["content"] == 7
            assert {"op": "replace", "path": "/content", "value": 7} in edit.patch
        """,
    )
    assert "1 passed" in copy.check("test_counter.py")


def test_a_store_is_one_file_and_two_lines(copy: Copy) -> None:
    shutil.copy(
        ROOT / "tests" / "autosave" / "sqlite_store.py", copy.folder / "visdom" / "autosave" / "stores" / "sqlite.py"
    )
    copy.change(
        "visdom/autosave/__init__.py",
        "from visdom.autosave.threads import Pace\n",
        "from visdom.autosave.stores.sqlite import SqliteStore\nfrom visdom.autosave.threads import Pace\n",
    )
    copy.change(
        "visdom/autosave/__init__.py",
        "OTHER_STORES: dict[str, Callable[[str, Settings, Owner], WriteStore]] = {}",
        'OTHER_STORES: dict[str, Callable[[str, Settings, Owner], WriteStore]] = {"sqlite": SqliteStore}',
    )
    copy.write(
        "tests/test_sqlite_tree.py",
        """
        from visdom.autosave import open_tree
        from visdom.windows.patch import replay


        def test_a_tree_lives_in_it(tmp_path):
            tree = open_tree(str(tmp_path / "db"), "sqlite", replay=replay)
            tree["main"]["jsons"]["w"] = {"id": "w", "version": 1}
            tree.close()
            again = open_tree(str(tmp_path / "db"), "sqlite", replay=replay)
            assert dict(again["main"]["jsons"]) == {"w": {"id": "w", "version": 1}}
            again.close()
        """,
    )
    assert "1 passed" in copy.check("test_sqlite_tree.py")
    copy.change(
        "tests/test_store_contract.py",
        "from sqlite_store import SqliteStore\n",
        "from visdom.autosave.stores.sqlite import SqliteStore\n",
    )
    assert "failed" not in copy.check("test_store_contract.py", "-k", "sqlite")


def test_a_kind_of_pane_is_one_folder_and_one_line(tmp_path: Path) -> None:
    page = tmp_path / "js"
    shutil.copytree(ROOT / "js", page, ignore=shutil.ignore_patterns("node_modules"))
    (page / "node_modules").symlink_to((ROOT / "js" / "node_modules").resolve())
    kind = page / "src" / "panes" / "counter"
    kind.mkdir()
    (kind / "CounterPane.tsx").write_text(
        dedent(
            """
            /** A counter window: one number. */
            import type { PaneKind, PaneProps } from "../frame";

            function CounterPane({ window }: PaneProps) {
              return <output className="content">{String(window.content)}</output>;
            }

            export const counter: PaneKind = { components: { counter: CounterPane } };
            """
        ).lstrip(),
        encoding="utf-8",
    )
    registry = page / "src" / "panes" / "registry.ts"
    line = 'export { counter } from "./counter/CounterPane";\n'
    registry.write_text(registry.read_text(encoding="utf-8") + line, encoding="utf-8")
    run(["npm", "--prefix", page, "run", "--silent", "types"])
    run(["npm", "--prefix", page, "run", "--silent", "unit", "--", "src/layers.test.ts"])
