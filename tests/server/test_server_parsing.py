import pytest

from visdom.errors import NotFound, Refused
from visdom.server.workspace import parsing


@pytest.mark.parametrize("raw", [b"", b"{", b"[]", b"7", b"null", b'"text"', b"\xff"])
def test_a_body_that_is_not_an_object_is_refused_with_a_sentence(raw: bytes) -> None:
    with pytest.raises(Refused, match="body must be"):
        parsing.body(raw)


def test_the_environment_is_main_without_one_and_has_no_slashes() -> None:
    assert parsing.environment({}) == parsing.environment({"eid": None}) == "main"
    assert parsing.environment({"eid": "a/b"}) == "a_b"


@pytest.mark.parametrize("eid", [7, True, [], {}])
def test_an_environment_that_is_not_text_is_refused(eid: object) -> None:
    with pytest.raises(Refused, match='"eid" must be text'):
        parsing.environment({"eid": eid})


def test_a_number_finds_no_window_but_names_a_new_one() -> None:
    with pytest.raises(NotFound):
        parsing.window({"win": 7})
    assert parsing.new_window({"win": 7}) == "7"


def test_a_window_without_a_name_gets_one_of_its_own() -> None:
    first, second = parsing.new_window({}), parsing.new_window({"win": None})
    assert first != second
    assert first.startswith("window_")


@pytest.mark.parametrize("win", [[], {}])
def test_a_window_id_of_a_wrong_type_is_refused(win: object) -> None:
    for ask in (parsing.window, parsing.new_window):
        with pytest.raises(Refused):
            ask({"win": win})


def test_names_are_escaped_and_checked() -> None:
    assert parsing.names({"data": ["a/b", "c"]}, "data") == ["a_b", "c"]
    for wrong in (None, "a", ["a", 1]):
        with pytest.raises(Refused):
            parsing.names({"data": wrong}, "data")


def test_stored_windows_are_objects() -> None:
    assert parsing.stored_windows({"w": {}}) == {"w": {}}
    for wrong in (None, [], {"w": 1}):
        with pytest.raises(Refused):
            parsing.stored_windows(wrong)
