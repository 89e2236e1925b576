"""The log file of a client: every drawing message as one line of JSON, to be sent again later."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from visdom.client.encoding import to_json
from visdom.client.request import EVENTS, UPDATE, Message, Request

LOGGED_ENDPOINTS = (EVENTS, UPDATE)


def append_to_log(path: str, message: Message, endpoint: str) -> None:
    """Write the message to the end of the file, if it is one that draws."""
    if endpoint in LOGGED_ENDPOINTS:
        line = f"[{json.dumps(endpoint)}, {to_json(message)}]"
        with Path(path).open("a", encoding="utf-8") as log:
            log.write(f"{line}\n")


def read_log(path: str) -> Iterator[Request]:
    """The messages of a log file, in order; raises ValueError at a line that is none."""
    with Path(path).open(encoding="utf-8") as log:
        for number, line in enumerate(log, start=1):
            try:
                endpoint, message = json.loads(line)
            except ValueError as error:
                raise ValueError(f"{path}, line {number}: expected [endpoint, message] as JSON ({error})") from error
            yield Request(message, endpoint)
