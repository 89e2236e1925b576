from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visdom.autosave.format.names import MAX_BYTES, NameRule, is_digest_of, is_digested

RULE = NameRule(reserved=frozenset({"view"}))
FOLDING_RULE = NameRule(folds_case=True, reserved=frozenset({"view"}))
RULES = pytest.mark.parametrize("rule", [RULE, FOLDING_RULE], ids=["keeps case", "folds case"])

ODD_PARTS = st.sampled_from(
    ["../", "..", ".", "/", "\\", "%", "%2F", "%~", "CON", "nul", " ", "é", "e\u0301", "\ud800", "A", "a"]
)
IDS = st.one_of(st.text(st.characters()), st.lists(ODD_PARTS).map("".join), st.text(min_size=150, max_size=400))


@pytest.mark.parametrize(
    "plain", ["loss", "window_3f", "a_b", "run 7", "exp+lr=0.1", "λ", "日本", "😀", "x.json", "Loss"]
)
def test_plain_ids_are_their_own_names(plain: str) -> None:
    assert RULE.encode(plain) == plain


@pytest.mark.parametrize(
    ("identifier", "name"),
    [
        ("a/b", "a%2Fb"),
        ("50%", "50%25"),
        ("..", "%2E%2E"),
        (".hidden", "%2Ehidden"),
        ("dot.", "dot%2E"),
        ("   ", "  %20"),
        ("", "%"),
        ("CON", "%43ON"),
        ("nul.txt", "%6Eul.txt"),
        ("com¹", "%63om¹"),
        ("view", "%76iew"),
        ("e\u0301", "e%CC%81"),
        ("\x00\n", "%00%0A"),
        ("\ud800", "%ED%A0%80"),
    ],
)
def test_ids_that_some_file_system_cannot_hold_are_escaped(identifier: str, name: str) -> None:
    assert RULE.encode(identifier) == name
    assert RULE.decode(name) == identifier


def test_capitals_are_escaped_where_case_does_not_matter() -> None:
    assert FOLDING_RULE.encode("Loss") == "%4Coss"
    assert FOLDING_RULE.decode("%4Coss") == "Loss"


def test_names_that_the_file_system_tells_in_small_letters_are_ours_too() -> None:
    assert FOLDING_RULE.decode("%4coss") == "Loss"
    assert FOLDING_RULE.decode("%4coss%2fx") == "Loss/x"
    assert FOLDING_RULE.decode("%61") == "%61"
    assert RULE.decode("a%2fb") == "a%2fb"


def test_a_folder_can_move_between_file_systems() -> None:
    assert RULE.decode(FOLDING_RULE.encode("Loss")) == "Loss"
    assert FOLDING_RULE.decode(RULE.encode("Loss")) == "Loss"


@pytest.mark.parametrize("raw", ["50%", "a:b", "100%25x%", "a%zz", "%61", "%2", "%FF"])
def test_names_put_there_by_others_are_taken_as_they_are(raw: str) -> None:
    assert RULE.decode(raw) == raw


@RULES
@given(identifier=IDS)
def test_an_id_comes_back_from_its_name(rule: NameRule, identifier: str) -> None:
    name = rule.encode(identifier)
    if is_digested(name) and name != identifier:
        assert rule.decode(name) is None
        assert is_digest_of(name, identifier)
    elif not is_digested(name):
        assert rule.decode(name) == identifier


@RULES
@given(first=IDS, second=IDS)
def test_two_ids_never_share_a_file(rule: NameRule, first: str, second: str) -> None:
    if first != second:
        names = [rule.encode(first), rule.encode(second)]
        if rule.folds_case:
            names = [name.casefold() for name in names]
        assert names[0] != names[1]


@RULES
@given(identifier=IDS)
def test_a_name_stays_in_its_folder(rule: NameRule, identifier: str) -> None:
    name = rule.encode(identifier)
    assert len(name.encode()) <= MAX_BYTES
    assert not set(name) & set('/\\:*?"<>|\x00')
    assert name[0] != "."
    assert name[-1] not in ". "
    assert Path("/folder", name).parent == Path("/folder")


def test_long_ids_with_the_same_beginning_differ() -> None:
    first, second = RULE.encode("x" * 300), RULE.encode("x" * 301)
    assert first != second
    assert first.startswith("x" * 100)
    assert is_digest_of(first, "x" * 300)
    assert not is_digest_of(first, "x" * 301)


def test_a_long_name_is_not_cut_inside_of_a_character() -> None:
    assert RULE.decode(RULE.encode("é" * 150)) is None
    assert "%~" in RULE.encode("/" * 150)


def test_names_of_newer_upstream_tell_no_id() -> None:
    assert RULE.decode("hash_" + "0" * 64) is None
    assert is_digest_of("hash_2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881", "x")


def test_a_new_id_gets_another_name_when_its_own_is_taken() -> None:
    assert RULE.free_name("loss", lambda stem: False) == "loss"
    assert is_digest_of(RULE.free_name("loss", lambda stem: stem == "loss"), "loss")
