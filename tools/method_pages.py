"""Writes the manual's pages about the methods of `Visdom`: what docstrings, option tables and examples already say.

docs/conf.py calls this at each build; the pages lie in docs/methods and are not committed.
"""

from __future__ import annotations

import inspect
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
sys.path.insert(0, str(ROOT / "tools"))

from docstrings import Docstring, parse  # noqa: E402

from visdom import Visdom  # noqa: E402
from visdom.client.figures import Group, option_groups  # noqa: E402
from visdom.client.options import Option  # noqa: E402

TARGET = ROOT / "docs" / "methods"
COMMON_ARGUMENTS = {
    "win": "id of the window to draw in; without one, a new window.",
    "env": "environment of the window; without one, the client's own.",
    "opts": "a dict of options, see below.",
}


@dataclass(frozen=True)
class Page:
    """One page: a method that draws, or a topic with several methods. Example and picture bear its name."""

    name: str
    methods: tuple[str, ...]
    summary: str = ""

    @property
    def title(self) -> str:
        """The heading of the page."""
        return self.name.capitalize() if self.is_topic else self.name

    @property
    def is_topic(self) -> bool:
        """Is it about a topic, not about one method that draws?"""
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
    """Write all pages; the folder is emptied before."""
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    (target / "index.md").write_text(_text(_overview()), encoding="utf-8")
    (target / "options.md").write_text(_text(_options_page()), encoding="utf-8")
    for page in PAGES:
        (target / f"{page.name}.md").write_text(_text(_page(page)), encoding="utf-8")


def documented(method: str) -> Docstring:
    """The parsed docstring of a method, or of the class."""
    return parse(inspect.getdoc(_object(method)) or "")


def groups_of(method: str, *, general: bool) -> list[Group]:
    """The options of a method: its own, or those that it shares with most others."""
    return [group for group in option_groups() if method in group.methods and group.is_general == general]


def _text(lines: Iterator[str]) -> str:
    return "\n".join(lines) + "\n"


def _object(method: str) -> Any:
    return Visdom if method == "Visdom" else getattr(Visdom, method)


# ------------------------------------------------------------------------------------------------------ one page


def _page(page: Page) -> Iterator[str]:
    if page.is_topic:
        yield from (f"# {page.title}", "", page.summary, "")
    else:
        yield from (f"# {page.title}", "", documented(page.name).summary, "")
    yield from _picture(page)
    for method in page.methods:
        if page.is_topic:
            yield from (f"## {method}", "", documented(method).summary, "")
        yield from _method(method)
    yield from _options(page)
    yield from ("## Example", "", f"`examples/{page.name}.py` draws the picture above.", "")
    yield from (f"```{{literalinclude}} ../../examples/{page.name}.py", ":language: python", "```")


def _picture(page: Page) -> Iterator[str]:
    yield f"```{{image}} ../images/methods/{page.name}.png"
    yield f":alt: What examples/{page.name}.py draws"
    yield ":class: picture"
    yield from ("```", "")


def _method(method: str) -> Iterator[str]:
    text = documented(method)
    yield from ("```python", _call(method), "```", "")
    arguments = _arguments(method, text)
    if arguments:
        yield from ("| argument | |", "|---|---|")
        yield from (f"| `{name}` | {_cell(meaning)} |" for name, meaning in arguments.items())
        yield ""
    for paragraph in text.paragraphs:
        yield from (paragraph, "")
    for introduction, code in text.examples:
        yield from (introduction, "", "```python", code, "```", "")


def _call(method: str) -> str:
    """The call with its arguments and their defaults, as `help` shows it but without types."""
    parameters = _parameters(method)
    shown = ", ".join(
        name if parameter.default is parameter.empty else f"{name}={parameter.default!r}"
        for name, parameter in parameters.items()
    )
    called = f"{method}({shown})" if method == "Visdom" else f"vis.{method}({shown})"
    if len(called) <= 88:
        return called
    start = called.index("(") + 1
    lines = ["    " + part for part in _wrapped(called[start:-1].split(", "), 84)]
    return "\n".join([called[:start], *lines, ")"])


def _wrapped(parts: list[str], width: int) -> list[str]:
    lines = [""]
    for part in parts:
        if lines[-1] and len(lines[-1]) + len(part) + 2 > width:
            lines.append("")
        lines[-1] += f"{' ' if lines[-1] else ''}{part},"
    return lines


def _parameters(method: str) -> dict[str, inspect.Parameter]:
    parameters = dict(inspect.signature(_object(method)).parameters)
    parameters.pop("self", None)
    return parameters


def _arguments(method: str, text: Docstring) -> dict[str, str]:
    """What each argument means, in the order of the call; those that the docstring's prose explains are left out."""
    common = COMMON_ARGUMENTS if groups_of(method, general=True) else {}
    own = {name.strip(): meaning for names, meaning in text.arguments.items() for name in names.split(",")}
    meanings = {name: own.get(name) or common.get(name) for name in _parameters(method)}
    return {name: meaning for name, meaning in meanings.items() if meaning}


# ------------------------------------------------------------------------------------------------------- options


def _options(page: Page) -> Iterator[str]:
    method = page.methods[0]
    own, general = groups_of(method, general=False), groups_of(method, general=True)
    if not own and not general:
        return
    yield from ("## Options", "")
    if own:
        yield from _option_table([option for group in own for option in group.options])
    own_names = {option.name for group in own for option in group.options}
    for group in general:
        keys = [f"`{_spelled(option)}`" for option in group.options if option.name not in own_names]
        if keys:
            yield f"- [{group.title}](options.md#{_anchor(group)}): {', '.join(keys)}"
    yield ""


def _spelled(option: Option) -> str:
    return option.name.replace("{a}", "x")


def _anchor(group: Group) -> str:
    return group.title.lower().replace(" ", "-")


def _option_table(options: list[Option] | tuple[Option, ...]) -> Iterator[str]:
    yield from ("| option | expected | default | |", "|---|---|---|---|")
    for option in options:
        keys = ", ".join(f"`{key}`" for key in option.keys)
        expected = f"{option.expected} ({option.unit})" if option.unit else option.expected
        yield f"| {keys} | {_cell(expected)} | {_cell(option.default)} | {_cell(option.meaning)} |"
    yield ""


def _options_page() -> Iterator[str]:
    yield from ("# Options", "")
    yield "`opts` is a dict, which is never changed. What the tables do not know is sent along as it is, and so are"
    yield "values that only the page can judge. Others are refused before anything is sent: `BadArgument` names the"
    yield "option and says what it expects."
    yield ""
    for group in option_groups():
        if group.is_general:
            yield from (f"## {group.title}", "")
            yield from _option_table(group.options)
    yield from ("## All options", "", "| option | methods |", "|---|---|")
    yield from _index_rows()


def _index_rows() -> Iterator[str]:
    """One row per option that is not general: which methods know it."""
    known: dict[str, list[str]] = {}
    for group in option_groups():
        if not group.is_general:
            for option in group.options:
                known.setdefault(option.name, []).extend(group.methods)
    for name in sorted(known, key=str.lower):
        links = ", ".join(f"[{method}]({method}.md)" for method in dict.fromkeys(known[name]))
        yield f"| `{name}` | {links} |"


def _cell(text: str) -> str:
    """Text as it may stand in a cell of a table."""
    return " ".join(text.split()).replace("|", "\\|")


# ------------------------------------------------------------------------------------------------------ overview


def _overview() -> Iterator[str]:
    yield from ("# Methods", "")
    yield "Every method that draws returns the id of its window. Give it as `win`, and the next call draws there."
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
