import json
import math

import pytest

from visdom.jsontext import MAX_DEPTH, MAX_SENT_DEPTH, dumps, loads


def test_what_json_cannot_hold_becomes_null_both_ways() -> None:
    assert loads('[NaN, Infinity, -Infinity, 1e999, 1.5, "NaN"]') == [None, None, None, None, 1.5, "NaN"]
    assert loads(dumps([math.nan, math.inf, 1.5])) == [None, None, 1.5]
    assert loads(dumps({"big": 2**80, "none": math.nan})) == {"big": 2**80, "none": None}


def test_lone_surrogates_survive() -> None:
    text = "a\ud800b"
    assert loads(dumps({text: [text]})) == {text: [text]}
    assert loads(json.dumps(text)) == text


def test_large_integers_survive() -> None:
    value = {"n": 2**70, "s": "\ud800"}
    assert loads(dumps(value)) == value


@pytest.mark.parametrize("text", ["", "{", "nonsense", b"\xff\xfe", b'"\xff"', "[1,]"])
def test_text_that_is_no_json_raises_value_error(text: bytes | str) -> None:
    with pytest.raises(ValueError, match="."):
        loads(text)


@pytest.mark.parametrize("opening, closing", [("[", "]"), ('{"a":', "}"), ('[{"a":', "}]")])
def test_depth_is_bounded_so_that_what_is_read_can_be_written(opening: str, closing: str) -> None:
    levels = MAX_DEPTH // (opening.count("[") + opening.count("{"))
    fits = opening * levels + "7" + closing * levels
    assert dumps(loads(fits)) == fits.encode()
    for more in (levels + 1, 5 * levels, 50_000):
        with pytest.raises(ValueError, match="levels deep"):
            loads(opening * more + "7" + closing * more)


def test_what_is_sent_may_be_less_deep() -> None:
    fits = "[" * MAX_SENT_DEPTH + "]" * MAX_SENT_DEPTH
    assert loads(fits, is_sent=True) == json.loads(fits)
    for text in (f"[{fits}]", f"[{fits},NaN]", "[NaN," * 5_000):
        with pytest.raises(ValueError, match=f"{MAX_SENT_DEPTH} levels deep|Expecting value"):
            loads(text, is_sent=True)


def test_brackets_in_text_and_many_rows_are_not_depth() -> None:
    value = {"text": "[{" * 5000, "z": [[1, 2]] * 1000, "rows": [{"x": [1]}] * 500}
    assert loads(json.dumps(value)) == loads(json.dumps(value).encode()) == value


@pytest.mark.parametrize(
    ("opening", "closing"), [('["]",', ',"["]'), ('{"}":1,"a":', ',"{":1}'), (r'["\"]",', r',"[\""]')]
)
def test_brackets_in_text_do_not_hide_depth(opening: str, closing: str) -> None:
    for levels in (MAX_DEPTH + 1, 2 * MAX_DEPTH, 3 * MAX_DEPTH):
        with pytest.raises(ValueError, match="levels deep"):
            loads(opening * levels + "0" + closing * levels)


def test_what_no_text_may_hold_is_not_written() -> None:
    value: list[object] = []
    for _ in range(5_000):
        value = [value]
    with pytest.raises(ValueError, match=f"{MAX_DEPTH} levels deep"):
        dumps(value)


def test_what_the_parsers_of_programs_read_is_read_and_written() -> None:
    """Python's own parser reads about a thousand levels, orjson writes no more than 254."""
    for levels in (100, 254, 255, 500, 900):
        value = json.loads('{"a":[' * (levels // 2) + '"\\ud800",1e400,7' + "]}" * (levels // 2))
        assert loads(dumps(value)) == loads(json.dumps(value))
    assert dumps([[], {}, (), {"a": {}, "b": [2**70, {}]}, "\ud800", math.nan]) == (
        b'[[],{},[],{"a":{},"b":[1180591620717411303424,{}]},"\\ud800",null]'
    )


@pytest.mark.parametrize("value", [b"x", {"a": b"x"}, {"b": [b"]"], "n": 2**70}, {1, 2}, object()])
def test_what_is_no_json_is_not_written(value: object) -> None:
    with pytest.raises(TypeError, match="not JSON serializable"):
        dumps(value)
