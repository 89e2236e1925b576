from __future__ import annotations

import base64
from copy import deepcopy
from typing import Any

import pytest
from commanding import PNG
from hypothesis import given
from hypothesis import strategies as st

from visdom.autosave.cli.archive import ending_of, put_back, take_out
from visdom.errors import Damaged


def url(kind: str, data: bytes) -> str:
    return f"data:{kind};base64,{base64.b64encode(data).decode()}"


class Files:
    """Stores media under numbers."""

    def __init__(self) -> None:
        self.stored: dict[str, bytes] = {}

    def store(self, kind: str, data: bytes) -> str:
        name = f"{len(self.stored)}.{ending_of(kind)}"
        self.stored[name] = data
        return name


def there_and_back(window: Any) -> tuple[Any, dict[str, bytes]]:
    """The window without its media, and these; checks that it is the same again with them."""
    before, files = deepcopy(window), Files()
    without, media = take_out(window, files.store)
    assert window == before
    assert put_back(deepcopy(without), media, files.stored.__getitem__) == before
    return without, files.stored


def test_a_picture_becomes_a_file() -> None:
    without, stored = there_and_back({"content": {"src": PNG, "caption": "one"}})
    assert without == {"content": {"src": "0.png", "caption": "one"}}
    assert stored["0.png"].startswith(b"\x89PNG")


def test_a_film_inside_a_text_becomes_a_file() -> None:
    film = bytes(range(256))
    html = f'<video controls><source type="video/mp4" src="{url("video/mp4", film)}">ü</video>'
    without, stored = there_and_back({"content": html})
    assert without == {"content": '<video controls><source type="video/mp4" src="0.mp4">ü</video>'}
    assert stored == {"0.mp4": film}


def test_several_media_stand_in_one_text() -> None:
    text = f"0.png {url('image/jpeg', b'a' * 60)} and {url('audio/x-wav', b'b' * 70)}{PNG}"
    without, stored = there_and_back([{"deep/er": [text, text]}])
    assert without[0]["deep/er"] == ["0.png 0.jpg and 1.wav2.png", "0.png 3.jpg and 4.wav5.png"]
    assert len(stored) == 6


@pytest.mark.parametrize(
    "text",
    [
        "data:image/png;base64,AAAA",
        "data:image/png;base64," + "A" * 65,
        "data:image/png;base64," + "A" * 66 + "==",
        "data:image/png;base64," + "A" * 65 + "B==",
        "data:image/png," + "A" * 100,
    ],
    ids=["short", "cut", "too long", "with bits that get lost", "no base64"],
)
def test_what_would_not_come_back_the_same_stays(text: str) -> None:
    there_and_back({"content": text})


def test_short_ones_stay() -> None:
    assert there_and_back({"src": "data:image/png;base64,iVBORw0KGgo="})[1] == {}


PIECES = st.one_of(st.text(max_size=8), st.binary(min_size=48, max_size=60).map(lambda data: url("image/png", data)))
TEXTS = st.lists(PIECES, max_size=4).map("".join)
VALUES = st.recursive(
    st.one_of(TEXTS, st.integers(), st.none()),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=3), inner, max_size=3)),
    max_leaves=8,
)


@given(st.dictionaries(st.text(max_size=3), VALUES, max_size=4))
def test_any_window_comes_back_the_same(window: Any) -> None:
    there_and_back(window)


@pytest.mark.parametrize(
    "medium",
    [
        {},
        {"at": ["content"], "start": 1, "file": "0.png", "type": "image/png"},
        {"at": ["content", "src"], "start": 0, "file": "0.png", "type": "image/png"},
        {"at": ["other"], "start": 0, "file": "0.png", "type": "image/png"},
        {"at": ["number"], "start": 0, "file": "0.png", "type": "image/png"},
        {"at": None, "start": 0, "file": "0.png", "type": "image/png"},
        {"at": ["content"], "start": "0", "file": "0.png", "type": "image/png"},
    ],
)
def test_a_medium_without_a_place_is_damage(medium: Any) -> None:
    with pytest.raises(Damaged, match="has no place in its window"):
        put_back({"content": "0.png", "number": 3}, [medium], lambda name: b"")


@pytest.mark.parametrize(
    ("kind", "ending"), [("image/svg+xml", "svg"), ("video/x-matroska", "xmatroska"), ("a/...", "bin")]
)
def test_files_end_by_their_type(kind: str, ending: str) -> None:
    assert ending_of(kind) == ending
