from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visdom.autosave.format.env_text import EnvText, compose, members, name_in, parse_env_text

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)
LAYOUTS: list[dict[str, Any]] = [{}, {"indent": 2}, {"separators": (",", ":")}, {"ensure_ascii": False}]


def pieces(text: bytes) -> dict[str, Any]:
    return {key: json.loads(text[start:end]) for (key,), start, end in members(text)}


@given(value=st.dictionaries(st.text(), VALUES), layout=st.sampled_from(LAYOUTS))
def test_the_pieces_of_an_object_are_its_members(value: dict[str, Any], layout: dict[str, Any]) -> None:
    text = json.dumps(value, **layout).encode("utf-8", "surrogatepass")
    assert pieces(text) == value


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        (b'{"a": 1, "b": [1, ', ["a"]),
        (b'{"a": 1, "b": "x', ["a"]),
        (b'{"a": {"x": 1}, "b"', ["a"]),
        (b'{"a": 1', ["a"]),
        (b'{"a": 1 "b": 2}', ["a"]),
        (b'{"a": 1,}', ["a"]),
        (b'{"a": "\\"', []),
        (b"{1: 2}", []),
        (b"[1]", []),
        (b"", []),
        (b'{"a": }', []),
    ],
)
def test_a_broken_object_gives_its_whole_members_first(text: bytes, whole: list[str]) -> None:
    found = []
    with pytest.raises(ValueError, match="byte|Extra data"):
        for (key,), _, _ in members(text):
            found.append(key)
    assert found == whole


def test_the_members_of_one_member_come_in_its_place() -> None:
    text = b'{"a": 1, "in": {"x": 2, "y": {"in": 3}}, "b": {"x": 4}}'
    found = {keys: json.loads(text[start:end]) for keys, start, end in members(text, inside="in")}
    assert found == {("a",): 1, ("in", "x"): 2, ("in", "y"): {"in": 3}, ("b",): {"x": 4}}


def text_of(value: Any) -> bytes:
    return json.dumps(value).encode()


def test_an_environment_is_read_in_pieces(tmp_path: Any) -> None:
    path = tmp_path / "e.json"
    path.write_bytes(text_of({"jsons": {"w": {"id": "w"}}, "reload": {"w": {"x": 1}}, "experiment": {"a": [1]}}))
    env = parse_env_text(path.read_bytes())
    assert env == env_like({"w": b'{"id": "w"}'}, {"reload": {"w": {"x": 1}}, "experiment": {"a": [1]}}, env)
    assert env.damage is None


def env_like(windows: dict[str, Any], rest: dict[str, Any], env: EnvText) -> EnvText:
    assert (env.windows, env.rest) == (windows, rest)
    return env


@pytest.mark.parametrize("text", [b"null", b" null\n", b"{}", b'{"jsons": null}', b'{"jsons": {}}', b'{"reload": {}}'])
def test_an_environment_may_be_almost_nothing(tmp_path: Any, text: bytes) -> None:
    path = tmp_path / "e.json"
    path.write_bytes(text)
    env = parse_env_text(path.read_bytes())
    assert (env.windows, env.damage) == ({}, None)


@pytest.mark.parametrize(
    "text", [b"", b"[]", b"17", b'{"jsons": 3}', b'{"jsons": []}', b'{"reload": {]}}', b"\xff\xfe{"]
)
def test_what_is_no_environment_is_told(tmp_path: Any, text: bytes) -> None:
    path = tmp_path / "e.json"
    path.write_bytes(text)
    assert parse_env_text(path.read_bytes()).damage is not None


def test_a_file_cut_by_a_crash_of_upstream_gives_the_windows_before(tmp_path: Any) -> None:
    path = tmp_path / "e.json"
    path.write_bytes(b'{"jsons": {"a": {"id": "a"}, "b": {"id": "b", "content"')
    env = parse_env_text(path.read_bytes())
    assert env.windows == {"a": b'{"id": "a"}'}
    assert env.damage is not None


def test_what_is_composed_is_what_was_read(tmp_path: Any) -> None:
    value = {"name": "n", "jsons": {"w": {"id": "w"}, "é\ud800": {}}, "reload": {"w": {}}, "more": [1]}
    windows = [(win, text_of(window)) for win, window in value["jsons"].items()]  # type: ignore[attr-defined]
    rest = {key: member for key, member in value.items() if key != "jsons"}
    text = b"".join(compose(windows, rest))
    assert json.loads(text) == value
    path = tmp_path / "e.json"
    path.write_bytes(text)
    assert name_in(path.read_bytes()) == "n"
    assert parse_env_text(path.read_bytes()).windows == dict(windows)


@pytest.mark.parametrize("text", [b'{"jsons": {}}', b'{"name": 3}', b"{", b"null"])
def test_a_file_may_tell_no_name(tmp_path: Any, text: bytes) -> None:
    path = tmp_path / "e.json"
    path.write_bytes(text)
    assert name_in(path.read_bytes()) is None
