"""Reads the docstrings of the client: summary, arguments, paragraphs and examples."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_ARGUMENT = re.compile(r"    (\w[\w, ]*): (.*)")
_EXAMPLE = re.compile(r"(?P<introduction>Example[^`]*:) `(?P<code>.*)`", re.DOTALL)


@dataclass
class Docstring:
    """The parts of a docstring. `paragraphs` are all that is neither summary, arguments nor example."""

    summary: str
    arguments: dict[str, str] = field(default_factory=dict)
    paragraphs: list[str] = field(default_factory=list)
    examples: list[tuple[str, str]] = field(default_factory=list)

    def says(self, word: str) -> bool:
        """Does one of the paragraphs, or the summary, contain this word?"""
        return any(re.search(rf"\b{word}\b", text) for text in (self.summary, *self.paragraphs))


def parse(text: str) -> Docstring:
    """The parts of a docstring that `inspect.getdoc` gave."""
    summary, *blocks = re.split(r"\n{2,}", text.strip())
    parsed = Docstring(summary)
    for block in blocks:
        heading, _, body = block.partition("\n")
        if heading in ("Args:", "Attributes:"):
            parsed.arguments.update(_arguments(body) if heading == "Args:" else {})
        elif heading.startswith("Example") and body.startswith("    "):
            parsed.examples.append((heading, _dedented(body)))
        elif example := _EXAMPLE.fullmatch(block):
            parsed.examples.append((example["introduction"], example["code"]))
        else:
            parsed.paragraphs.append(block)
    return parsed


def _arguments(body: str) -> dict[str, str]:
    meanings: dict[str, str] = {}
    name = ""
    for line in body.splitlines():
        started = _ARGUMENT.fullmatch(line)
        if started:
            name = started[1]
            meanings[name] = started[2]
        else:
            meanings[name] += f" {line.strip()}"
    return meanings


def _dedented(body: str) -> str:
    return "\n".join(line.removeprefix("    ") for line in body.splitlines())
