"""A picture that a window holds already is not written again: it is copied, or left out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import jsonpatch
import pytest
from window_cases import changed, stored, window

from visdom.windows import repeats
from visdom.windows.edit import Edit
from visdom.windows.images import update_history
from visdom.windows.patch import COPY, replay, without_copies
from visdom.windows.repeats import MAX_COMPARED, MIN_LENGTH, twin_of
from visdom.windows.update import become, update

PICTURE, OTHER = "data:image/png;base64," + "A" * MIN_LENGTH, "data:image/png;base64," + "B" * MIN_LENGTH


def image(src: Any, caption: Any = None, **more: Any) -> dict[str, Any]:
    return {"src": src, "caption": caption, **more}


def history(*images: Any) -> Any:
    return stored("image_history", list(images), selected=0)


def appended(new: Any) -> dict[str, Any]:
    return {"data": [{"type": "image_history", "content": new}]}


def record_of(before: Any, new: Any) -> Any:
    return update(deepcopy(before), appended(new), content_id="changed").patch


@pytest.mark.parametrize("caption", ["one", "two", None])
def test_a_picture_that_the_history_has_is_copied(caption: str | None) -> None:
    before = history(image(PICTURE, "one"), image(OTHER, "two"))
    after = changed(before, appended(image(PICTURE, caption)))
    assert after["content"] == [*before["content"], image(PICTURE, caption)]
    record = record_of(before, image(PICTURE, caption))
    assert record[0] == {"op": "copy", "from": "/content/0", "path": "/content/2"}
    assert PICTURE not in json.dumps(record)


@pytest.mark.parametrize(
    "new",
    [
        image(PICTURE[:-1] + "B"),
        image(PICTURE + "B"),
        image("B" + PICTURE[1:]),
        image(PICTURE, more=1),
        {"src": PICTURE},
        image(None),
        image(PICTURE[: MIN_LENGTH - 1]),
        {},
    ],
)
def test_another_picture_or_one_with_other_members_is_written(new: Any) -> None:
    before = history(image(PICTURE), image(OTHER), image(PICTURE[: MIN_LENGTH - 1]), None, [PICTURE], {})
    assert changed(before, appended(new))["content"] == [*before["content"], new]
    assert {"op": "add", "path": "/content/6", "value": new} in record_of(before, new)


def test_the_two_images_share_the_text_in_memory_and_nothing_else() -> None:
    after = history(image(PICTURE, notes=["a"]))
    update(after, appended(image("".join(PICTURE), notes=["a"])), content_id="changed")
    first, second = after["content"]
    assert first["src"] is second["src"]
    assert first["notes"] is not second["notes"]
    loaded = replay(history(image(PICTURE)), record_of(history(image(PICTURE)), image(PICTURE)))
    assert loaded["content"][0]["src"] is loaded["content"][1]["src"]


def test_a_copy_can_be_taken_back() -> None:
    before = history(image(PICTURE, "one"))
    after = deepcopy(before)
    edit = Edit(after)
    update_history(edit, appended(image(PICTURE, "two")))
    assert after != before
    edit.undo()
    assert after == before


def test_pages_are_told_to_add_what_the_journal_copies() -> None:
    before = history(image(PICTURE, "one"))
    after = deepcopy(before)
    record = update(after, appended(image(PICTURE, "two")), content_id="changed").patch
    told = without_copies(record, after)
    assert told[0] == {"op": "add", "path": "/content/1", "value": image(PICTURE, "two")}
    assert {operation["op"] for operation in told} == {"add", "replace"}
    assert jsonpatch.apply_patch(before, json.loads(json.dumps(told))) == after
    assert COPY in json.dumps(record, separators=(",", ":")).encode()


def test_few_images_are_compared_as_a_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    compared = 0

    class Text(str):
        """Counts how often all of it is compared."""

        def __eq__(self, other: object) -> bool:
            nonlocal compared
            compared += 1
            return str.__eq__(self, other)

        __hash__ = str.__hash__

    monkeypatch.setattr(repeats, "SAMPLES", 1)  # with which all that begin alike look alike
    images = [image(Text("A" * MIN_LENGTH + str(number))) for number in range(9)]
    assert twin_of(images, image("A" * MIN_LENGTH + "0")) is None
    assert compared == MAX_COMPARED
    assert twin_of(images, image("A" * MIN_LENGTH + "1")) == 1


def windows() -> Iterator[Any]:
    yield window([{"type": "image", "content": image(PICTURE, "one")}])
    yield window([{"type": "image", "content": image(PICTURE, "two")}], {"title": "T", "caption": "below"})
    yield window([{"type": "image", "content": image(OTHER)}])
    yield window([{"type": "image", "content": {"src": PICTURE}}])
    yield window([{"type": "text", "content": PICTURE}])
    yield window([{"type": "image_history", "content": image(PICTURE)}])
    yield window([{"type": "plot", "x": [1, 2], "y": [True, 1.0]}])
    yield {"id": "w", "content": None}


@pytest.mark.parametrize("old", list(windows()))
@pytest.mark.parametrize("new", list(windows()))
def test_a_window_becomes_any_other_and_says_how(old: Any, new: Any) -> None:
    after = deepcopy(old)
    record = become(after, {**new, "contentID": "new", "version": 7}).patch
    assert json.dumps(after, sort_keys=True) == json.dumps({**new, "contentID": "new", "version": 7}, sort_keys=True)
    assert replay(deepcopy(old), json.loads(json.dumps(record))) == after
    if repeats.repeats(old, new):
        assert PICTURE not in json.dumps(record)


def test_only_the_same_text_at_the_same_place_is_a_repetition() -> None:
    found = [[repeats.repeats(old, new) for new in windows()] for old in windows()]
    pictures, text = {0, 1, 3}, {4}
    expected = [
        [old in pictures and new in pictures or old in text and new in text or old == new == 2 for new in range(8)]
        for old in range(8)
    ]
    assert found == expected


def test_an_image_with_nested_members_is_stored_again() -> None:
    deep = json.loads("[" * 900 + "]" * 900)
    after = history(image(PICTURE, notes=deep))
    edit = update(after, appended(image(PICTURE, notes=deep)), content_id="changed")
    assert [operation["op"] for operation in edit.patch][0] == "add"
    assert len(after["content"]) == 2
