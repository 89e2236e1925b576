"""Writes the manual's pages about the methods of `Visdom`; Sphinx fills in the docstrings (autodoc and napoleon).

docs/conf.py calls this at each build; the pages lie in docs/methods and are not committed.
"""

from __future__ import annotations

import inspect
import re
import shutil
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any, NamedTuple

from sphinx.ext.napoleon import GoogleDocstring

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from visdom import Visdom  # noqa: E402
from visdom.client import figures  # noqa: E402
from visdom.client.options import Option, SharedOptions  # noqa: E402

TARGET = ROOT / "docs" / "methods"
COMMON_ARGUMENTS = {
    "win": "the id of the window to draw in; without it, the call makes a new window",
    "env": "the environment of the window; without it, the environment of the client",
    "opts": "a dict of [options](#options)",
}
ARGUMENTS = re.compile(r"^:param ([\w, ]+):", re.MULTILINE)
EXAMPLE = re.compile(r"^(Example[^`:]*):(?: `([^`]+)`$|\n((?:    .*(?:\n|\Z))+))", re.MULTILINE)


@dataclass(frozen=True)
class Page:
    """One page: a method that draws, or a topic with several methods. Its example and its picture have its name."""

    name: str
    methods: tuple[str, ...]
    summary: str = ""

    @property
    def title(self) -> str:
        """The heading of the page."""
        return self.name.capitalize() if self.is_topic else self.name

    @property
    def is_topic(self) -> bool:
        """Does the page describe a topic with several methods?"""
        return bool(self.summary)


def drawing(*names: str) -> tuple[Page, ...]:
    """A page for each of these methods."""
    return tuple(Page(name, (name,)) for name in names)


CHAPTERS = {
    "Lines, points and bars": drawing(
        "line", "scatter", "bar", "histogram", "boxplot", "pie", "stem", "dual_axis_lines", "sunburst"
    ),
    "Grids, surfaces and networks": drawing("heatmap", "contour", "surf", "quiver", "mesh", "graph"),
    "Text, pictures, sound and more": drawing(
        "text", "image", "images", "video", "audio", "matplot", "plotlyplot", "svg", "properties", "embeddings"
    ),
    "Windows and environments": (
        *drawing("update_window_opts"),
        Page(
            "windows",
            ("win_exists", "get_window_data", "set_window_data", "win_hash", "close"),
            "Look up, read, store and close windows.",
        ),
        Page(
            "environments",
            ("get_env_list", "fork_env", "save", "delete_env"),
            "List, copy, save and delete environments.",
        ),
    ),
    "The connection": (
        Page(
            "connection",
            ("Visdom", "check_connection", "replay_log", "close_connection"),
            "Connect to a server, or draw into a file and send that later.",
        ),
        Page(
            "events",
            ("register_event_handler", "clear_event_handlers", "setup_socket", "setup_polling"),
            "React to what happens on the page.",
        ),
    ),
}
PAGES = [page for pages in CHAPTERS.values() for page in pages]


def write(target: Path = TARGET) -> None:
    """Replace the folder by new pages."""
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    (target / "index.md").write_text(_text(_overview()), encoding="utf-8")
    (target / "options.md").write_text(_text(_options_page()), encoding="utf-8")
    for page in PAGES:
        (target / f"{page.name}.md").write_text(_text(_page(page)), encoding="utf-8")


def docstring(method: str) -> str:
    """The docstring of a method, or of the class."""
    return inspect.getdoc(_object(method)) or ""


def described_arguments(method: str) -> set[str]:
    """The arguments that a docstring describes, as napoleon reads it."""
    found = ARGUMENTS.findall(str(GoogleDocstring(docstring(method))))
    return {name.strip() for names in found for name in names.split(",")}


def examples(text: str) -> list[str]:
    """The code of each example in a docstring: in backticks on the line of its heading, or indented below it."""
    return [inline or inspect.cleandoc(block) for _, inline, block in EXAMPLE.findall(text)]


def show_examples_as_code(app: object, what: str, name: str, obj: object, options: object, lines: list[str]) -> None:
    """Make each example a block of code; Sphinx calls this for each docstring before napoleon reads it."""
    lines[:] = EXAMPLE.sub(_code_block, "\n".join(lines)).splitlines()


def _code_block(example: re.Match[str]) -> str:
    heading, inline, block = example.groups()
    return f"{heading}::\n\n" + (block or "\n".join(f"    {line.strip()}" for line in inline.splitlines()))


def _text(lines: Iterable[str]) -> str:
    return "\n".join(lines) + "\n"


def _object(method: str) -> Any:
    return Visdom if method == "Visdom" else getattr(Visdom, method)


# ------------------------------------------------------------------------------------------------------ one page


def _page(page: Page) -> Iterator[str]:
    yield from (f"# {page.title}", "")
    if page.is_topic:
        yield from (page.summary, "")
    yield from (f"```{{image}} ../images/methods/{page.name}.png", f":alt: What examples/{page.name}.py draws")
    yield from (":class: picture", "```", "")
    for method in page.methods:
        if page.is_topic:
            yield from (f"## {method}", "")
        directive = "autoclass:: visdom.Visdom" if method == "Visdom" else f"automethod:: visdom.Visdom.{method}"
        yield from ("```{eval-rst}", f".. {directive}", "```", "")
    yield from _options(page.methods[0])
    yield from ("## Example", "", f"`examples/{page.name}.py` draws the picture above.", "")
    yield from (f"```{{literalinclude}} ../../examples/{page.name}.py", ":language: python", "```")


# ------------------------------------------------------------------------------------------------------- options


class Group(NamedTuple):
    """Options and the methods that know them; `is_general` marks shared options."""

    title: str
    methods: tuple[str, ...]
    options: tuple[Option, ...]
    is_general: bool


def option_groups() -> list[Group]:
    """The tables of all figures; shared options are first."""
    shared: dict[SharedOptions, list[str]] = {}
    own: list[Group] = []
    for method, known in _tables().items():
        for entry in known:
            if isinstance(entry, SharedOptions):
                shared.setdefault(entry, []).append(method)
        own.append(Group(method, (method,), tuple(entry for entry in known if isinstance(entry, Option)), False))
    general = [Group(entry.title, tuple(methods), entry.options, True) for entry, methods in shared.items()]
    return [*general, *(group for group in own if group.options)]


def _tables() -> dict[str, tuple[SharedOptions | Option, ...]]:
    """The options of each method. A figure draws for the method of its own name, unless it lists its METHODS."""
    modules = {name: import_module(f"{figures.__name__}.{name}") for _, name, _ in iter_modules(figures.__path__)}
    return {
        method: module.OPTIONS
        for name, module in modules.items()
        if hasattr(module, "OPTIONS")
        for method in getattr(module, "METHODS", (name,))
    }


def _options(method: str) -> Iterator[str]:
    groups = [group for group in option_groups() if method in group.methods]
    if not groups:
        return
    takes = inspect.signature(_object(method)).parameters
    common = [name for name in COMMON_ARGUMENTS if name in takes and name not in described_arguments(method)]
    yield from (f"- `{name}` is {COMMON_ARGUMENTS[name]}." for name in common)
    yield from ("", "## Options", "")
    own = [option for group in groups if not group.is_general for option in group.options]
    if own:
        yield from _option_table(own)
    own_names = {option.name for option in own}
    for group in groups:
        keys = [f"`{_spelled(option)}`" for option in group.options if option.name not in own_names]
        if keys and group.is_general:
            yield f"- [{group.title}](options.md#{_anchor(group)}): {', '.join(keys)}"
    yield ""


def _spelled(option: Option) -> str:
    return option.name.replace("{a}", "x")


def _anchor(group: Group) -> str:
    return group.title.lower().replace(" ", "-")


def _option_table(options: Iterable[Option]) -> Iterator[str]:
    yield from ("| option | expected | default | |", "|---|---|---|---|")
    for option in options:
        keys = ", ".join(f"`{key}`" for key in option.keys)
        expected = f"{option.expected} ({option.unit})" if option.unit else option.expected
        yield f"| {keys} | {_cell(expected)} | {_cell(option.default)} | {_cell(option.meaning)} |"
    yield ""


def _options_page() -> Iterator[str]:
    yield from ("# Options", "")
    yield "`opts` is a dict; a call never changes it. The client checks the options below before it sends anything: a"
    yield "wrong value raises `BadArgument`, which names the option and what it expects. Options that no table lists go"
    yield "to the server as they are, and so do values that only the page can check."
    yield ""
    for group in option_groups():
        if group.is_general:
            yield from (f"## {group.title}", "")
            yield from _option_table(group.options)
    yield from ("## All options", "", "| option | methods |", "|---|---|")
    yield from _index_rows()


def _index_rows() -> Iterator[str]:
    """One row per option that is not general, with the methods that take it."""
    known: dict[str, list[str]] = {}
    for group in option_groups():
        if not group.is_general:
            for option in group.options:
                known.setdefault(option.name, []).extend(group.methods)
    for name in sorted(known, key=str.lower):
        links = ", ".join(f"[{method}]({method}.md)" for method in dict.fromkeys(known[name]))
        yield f"| `{name}` | {links} |"


def _cell(text: str) -> str:
    """The text on one line, with its bars escaped, for a cell of a table."""
    return " ".join(text.split()).replace("|", "\\|")


# ------------------------------------------------------------------------------------------------------ overview


def _overview() -> Iterator[str]:
    yield from ("# Methods", "")
    yield "Every method that draws returns the id of its window. Pass this id as `win`, and the next call draws there."
    yield ""
    for chapter, pages in CHAPTERS.items():
        yield from (f"## {chapter}", "", ":::{container} gallery", "")
        for page in pages:
            yield f"- [![](../images/methods/{page.name}.png)]({page.name}.md) [{page.title}]({page.name}.md)"
        yield from ("", ":::", "")
        yield from ("```{toctree}", ":hidden:", f":caption: {chapter}", "")
        yield from (page.name for page in pages)
        yield from ("```", "")
    yield from ("```{toctree}", ":hidden:", "", "options", "```")


if __name__ == "__main__":
    write()
