"""The server with other constants than it has, or with fewer descriptors: for what would take too long or too much."""

from __future__ import annotations

import sys

CODE = """
import sys
from importlib import import_module
{lines}
from visdom.server.cli import main
main(sys.argv[4:])
"""


def altered(module: str, **constants: float) -> list[str]:
    """The `prefix` of a server process in which constants of a module have these values."""
    lines = [f"import_module({module!r}).{name} = {value!r}" for name, value in constants.items()]
    return [sys.executable, "-c", CODE.format(lines="\n".join(lines))]


def with_descriptors(soft: int, hard: int) -> list[str]:
    """The `prefix` of a server process that starts with these limits of descriptors."""
    line = f"import resource; resource.setrlimit(resource.RLIMIT_NOFILE, ({soft}, {hard}))"
    return [sys.executable, "-c", CODE.format(lines=line)]
