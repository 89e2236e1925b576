import pytest

from visdom.errors import Refused
from visdom.server.workspace import parsing


@pytest.mark.parametrize("raw", [b"", b"{", b"[]", b"7", b"null", b'"text"', b"\xff"])
def test_a_body_that_is_not_an_object_is_refused_with_a_sentence(raw: bytes) -> None:
    with pytest.raises(Refused, match="body must be"):
        parsing.body(raw)


def test_the_environment_is_main_without_one_and_has_no_slashes() -> None:
    assert parsing.environment({}) == parsing.environment({"eid": None}) == "main"
    assert parsing.environment({"eid": "a/b"}) == "a_b"


@pytest.mark.parametrize("eid", [True, [], {}])
def test_an_environment_that_is_not_text_is_refused(eid: object) -> None:
    with pytest.raises(Refused, match='"eid" must be text'):
        parsing.environment({"eid": eid})


@pytest.mark.parametrize(
    ("number", "text"), [(7, "7"), (-1, "-1"), (1.5, "1.5"), (7.0, "7.0"), (0, "0"), (1e22, "1e+22")]
)
def test_a_number_means_its_text(number: float, text: str) -> None:
    assert parsing.window({"win": number}) == parsing.new_window({"win": number}) == text
    assert parsing.environment({"eid": number}) == parsing.named_environment({"eid": number}) == text
    assert parsing.names({"data": [number, "a/b"]}, "data") == [text, "a_b"]
    assert parsing.name({"target": number}, "target") == text


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
    for wrong in (None, "a", 7, ["a", None], ["a", True], [["a"]]):
        with pytest.raises(Refused):
            parsing.names({"data": wrong}, "data")


def test_stored_windows_are_objects() -> None:
    assert parsing.stored_windows({"w": {}}) == {"w": {}}
    for wrong in (None, [], {"w": 1}):
        with pytest.raises(Refused):
            parsing.stored_windows(wrong)
