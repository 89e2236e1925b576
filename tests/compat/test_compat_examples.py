"""Every example runs with both servers and both clients, and leaves the same windows."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import pytest
from comparing import comparable, differences
from example_runs import EXAMPLES, windows_of_examples
from released import released_server
from serving import ServerProcess

pytestmark = [pytest.mark.network, pytest.mark.slow]

ENCODED = re.compile(r"(?<=;base64,)[A-Za-z0-9+/=]+")
PLAYER = re.compile(r"\s*<(audio|video) ")
TAG = re.compile(r"<[^>]+>")
AXES_OF_A_REPLAY = [f"/loss/content/layout/{member}" for member in ("margin", "showlegend", "title")]
"""The released client logs the first append without them, and the released server would not use them."""

MENDED_SERVER = {"connection": AXES_OF_A_REPLAY}
MENDED_CLIENT = {"connection": AXES_OF_A_REPLAY, "svg": ["/file/content"]}
"""The released client also writes the repr of the bytes of an SVG file."""

Left = dict[str, Any]


@pytest.fixture(scope="module")
def ours_on_released(released_python: Path, tmp_path_factory: pytest.TempPathFactory) -> Left:
    """What our client leaves on the released server."""
    with released_server(released_python, tmp_path_factory.mktemp("released")) as url:
        return windows_of_examples(Path(sys.executable), url)


@pytest.fixture(scope="module")
def ours_on_ours(tmp_path_factory: pytest.TempPathFactory) -> Left:
    """What our client leaves on our server."""
    return left_on_our_server(Path(sys.executable), tmp_path_factory.mktemp("ours"))


@pytest.fixture(scope="module")
def released_on_ours(released_python: Path, tmp_path_factory: pytest.TempPathFactory) -> Left:
    """What the released client leaves on our server."""
    return left_on_our_server(released_python, tmp_path_factory.mktemp("released-client"))


def left_on_our_server(python: Path, folder: Path) -> Left:
    server = ServerProcess(folder / "server", "-cache_type", "JPWA").start()
    try:
        return windows_of_examples(python, server.url)
    finally:
        server.stop()


def without_encoding(value: Any) -> Any:
    """The value without what encoders decide; of players only the tags, the text for old browsers differs."""
    if isinstance(value, dict):
        return {key: without_encoding(item) for key, item in value.items()}
    if isinstance(value, list):
        return [without_encoding(item) for item in value]
    if not isinstance(value, str):
        return value
    text = ENCODED.sub("...", value)
    return TAG.findall(text) if PLAYER.match(text) else text


@pytest.mark.parametrize("name", EXAMPLES)
def test_both_servers_store_the_same_after_an_example(name: str, ours_on_released: Left, ours_on_ours: Left) -> None:
    assert ours_on_ours[name]
    different = [path for path, _, _ in differences(comparable(ours_on_released[name]), comparable(ours_on_ours[name]))]
    assert sorted(different) == MENDED_SERVER.get(name, [])


@pytest.mark.parametrize("name", EXAMPLES)
def test_both_clients_leave_the_same_on_our_server(name: str, released_on_ours: Left, ours_on_ours: Left) -> None:
    released, ours = (without_encoding(comparable(left[name])) for left in (released_on_ours, ours_on_ours))
    different = [path for path, _, _ in differences(released, ours)]
    assert sorted(different) == MENDED_CLIENT.get(name, [])
