"""The command line of all examples: the server and environment to draw in.

    python examples/line.py [--server ADDRESS] [--port N] [--env NAME] [--stay]

Without `--env` an example draws in an environment of its own name: http://localhost:8097/env/line.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from typing import Any

from visdom import Visdom


def connect(**settings: Any) -> Visdom:
    """The client of the command line; `settings` are further arguments of `Visdom`."""
    arguments = _arguments()
    settings = {"use_incoming_socket": False, "raise_exceptions": True, **settings}
    return Visdom(arguments.server, port=arguments.port, env=arguments.env, **settings)


def stay() -> None:
    """With `--stay`, run until Ctrl-C, so that the program receives events of the page."""
    try:
        while _arguments().stay:
            time.sleep(1)
    except KeyboardInterrupt:
        print("Good bye.")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=sys.modules["__main__"].__doc__)
    parser.add_argument("--server", default="http://localhost", help="address of the server")
    parser.add_argument("--port", type=int, default=8097, help="its port")
    parser.add_argument("--env", default=Path(sys.argv[0]).stem, help="environment to draw in")
    parser.add_argument("--stay", action="store_true", help="listen to the page until Ctrl-C")
    return parser.parse_args()
