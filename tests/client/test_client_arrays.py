"""What callers may pass as data, and what becomes of it in JSON."""

from __future__ import annotations

import datetime
import json
import math
from collections import deque
from decimal import Decimal

import numpy as np
import pytest

from visdom.client.arrays import columns, is_integral, squeezed, to_array, to_list, to_numbers, to_plain
from visdom.errors import BadArgument


class Tensor:
    """The part of a torch tensor that the client uses."""

    def __init__(self, values: float | list[float], known_to_numpy: bool = True) -> None:
        self.values = values
        self.known_to_numpy = known_to_numpy
        self.steps: list[str] = []

    def detach(self) -> Tensor:
        self.steps.append("detach")
        return self

    def cpu(self) -> Tensor:
        self.steps.append("cpu")
        return self

    def float(self) -> Tensor:
        self.known_to_numpy = True
        return self

    def numpy(self) -> np.ndarray:
        if not self.known_to_numpy:
            raise TypeError("Got unsupported ScalarType BFloat16")
        return np.array(self.values)


class NAType:
    """Like the missing value of pandas, which cannot be compared."""

    def __eq__(self, other: object) -> bool:
        raise TypeError("boolean value of NA is ambiguous")

    def __float__(self) -> float:
        raise TypeError("float() argument must be a number")

    __hash__ = None


class Interval:
    """Like an interval of pandas, which has a text and nothing else that JSON knows."""

    def __str__(self) -> str:
        return "(0, 1]"


class Column:
    """Like a column of pandas or an array of jax: numpy may have it by `__array__`."""

    def __array__(self, dtype: object = None, copy: object = None) -> np.ndarray:
        return np.array([1.5, 2.5])


def test_an_array_is_taken_as_it_is():
    array = np.arange(3)
    assert to_array(array) is array


@pytest.mark.parametrize("data", [[1.5, 2.5], Column(), Tensor([1.5, 2.5]), Tensor([1.5, 2.5], known_to_numpy=False)])
def test_lists_tensors_and_columns_become_arrays(data):
    assert to_array(data).tolist() == [1.5, 2.5]


def test_a_tensor_is_taken_off_its_graph_and_device():
    tensor = Tensor([1.0])
    to_array(tensor)
    assert tensor.steps == ["detach", "cpu"]


@pytest.mark.parametrize("data", [(1, 2), "12", 3, None, {"a": 1}])
def test_anything_else_is_refused_with_its_name(data):
    with pytest.raises(BadArgument, match=f"Y: expected a list, .* got {type(data).__name__}"):
        to_array(data, "Y")


def test_rows_of_different_length_are_refused():
    with pytest.raises(BadArgument, match="rows of equal length"):
        to_array([[1, 2], [3]])


def test_nan_becomes_none_and_numbers_keep_their_kind():
    assert to_list(np.array([[1.0, math.nan], [2.5, 3.0]])) == [[1.0, None], [2.5, 3.0]]
    assert [type(value) for value in to_list(np.array([1, 2], dtype=np.uint8))] == [int, int]
    assert to_list(np.array([True, False])) == [True, False]


def test_single_precision_is_sent_as_the_nearest_double():
    assert to_list(np.array([0.1, math.nan], dtype=np.float32)) == [float(np.float32(0.1)), None]


def test_dates_become_iso_text():
    days = np.array(["2024-02-29", "NaT"], dtype="datetime64[D]")
    assert to_list(days) == ["2024-02-29", None]
    assert to_list(np.array([datetime.date(2024, 2, 29), math.nan, "x"], dtype=object)) == ["2024-02-29", None, "x"]


def test_options_are_copied_down_to_the_last_list():
    given = {"a": [1, {"b": np.float32(0.5)}], "c": (np.arange(2), None), "d": Column()}
    plain = to_plain(given)
    assert plain == {"a": [1, {"b": 0.5}], "c": ([0, 1], None), "d": [1.5, 2.5]}
    plain["a"][1]["b"] = "changed"
    assert given["a"][1]["b"] == np.float32(0.5)


@pytest.mark.parametrize(
    ("values", "whole"),
    [([1, 2], True), ([1.0, 2.0], True), ([1.5], False), ([True], True), (["a"], False), ([], True)],
)
def test_whole_numbers_are_recognised_in_any_type(values, whole):
    assert is_integral(np.array(values)) is whole


def test_columns_keep_text_beside_numbers():
    assert to_list(columns(np.array(["a", "b"]), np.array([1, 2.5]))) == [["a", 1.0], ["b", 2.5]]
    assert columns(np.array([1, 2]), np.array([3, 4])).dtype.kind == "i"


def test_tensors_in_lists_are_taken_off_their_graph_and_device():
    tensors = [Tensor(0.5), Tensor(1.5, known_to_numpy=False)]
    assert to_array(tensors).tolist() == [0.5, 1.5]
    assert to_array([[2.5, tensors[0]], (tensors[1], 4)]).tolist() == [[2.5, 0.5], [1.5, 4.0]]
    assert tensors[0].steps == ["detach", "cpu"] * 2


@pytest.mark.parametrize(
    ("array", "kind"),
    [
        (np.array([1j]), "complex numbers"),
        (np.array([b"a"]), "bytes"),
        (np.zeros(1, dtype=[("a", int)]), "records"),
    ],
)
def test_what_cannot_be_drawn_is_refused(array, kind):
    with pytest.raises(BadArgument, match=f"Y: expected numbers, text or dates, got {kind}"):
        to_array(array, "Y")


def test_lengths_of_time_are_seconds():
    assert to_list(to_array(np.array([1500, "NaT"], dtype="timedelta64[ms]"))) == [1.5, None]
    assert to_list(np.array([datetime.timedelta(minutes=2), None], dtype=object)) == [120.0, None]


def test_what_is_missing_in_mixed_columns_is_none():
    assert to_list(np.array([1, None, NAType(), math.nan], dtype=object)) == [1, None, None, None]


def test_objects_become_what_json_knows():
    moments = [datetime.datetime(2024, 2, 29, 12), np.datetime64("2024-03-01T00:00:00", "ns")]
    objects = np.array([*moments, Decimal("0.5"), Interval(), np.float32(0.25), True], dtype=object)
    assert to_list(objects) == [
        "2024-02-29T12:00:00",
        "2024-03-01T00:00:00.000000000",
        0.5,
        "(0, 1]",
        0.25,
        True,
    ]


def test_columns_of_objects_can_be_numbers():
    numbers = to_numbers(np.array([[1, None], [NAType(), Decimal("0.5")]], dtype=object))
    assert to_list(numbers) == [[1.0, None], [None, 0.5]]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (["a"], "X: expected numbers, got text"),
        (np.array(["2024"], dtype="datetime64"), "X: expected numbers, got dates"),
        (np.array([1, "a"], dtype=object), "X: expected numbers .*'a'"),
    ],
)
def test_other_types_are_refused_as_numbers(data, reason):
    with pytest.raises(BadArgument, match=reason):
        to_numbers(data)


@pytest.mark.parametrize(
    ("shape", "left"), [((), (1,)), ((1,), (1,)), ((1, 1), (1,)), ((3, 1), (3,)), ((2, 3), (2, 3))]
)
def test_a_single_value_stays_a_vector(shape, left):
    assert squeezed(np.zeros(shape)).shape == left


def test_dates_in_options_are_text():
    given = {"xtickvals": [datetime.date(2024, 1, 2), np.datetime64("2024-01-03")], "at": np.datetime64("2024", "ns")}
    assert to_plain(given) == {"xtickvals": ["2024-01-02", "2024-01-03"], "at": "2024-01-01T00:00:00.000000000"}


class Unreadable:
    """Like an array on a device that numpy has no access to."""

    def __array__(self, dtype: object = None, copy: object = None) -> np.ndarray:
        raise TypeError("use .get()")


def test_data_that_numpy_cannot_read_are_refused_with_its_reason():
    with pytest.raises(BadArgument, match=r"Y: expected data that numpy can read \(use \.get\(\)\)"):
        to_array(Unreadable(), "Y")


def test_masked_values_are_missing():
    masked = np.ma.array([1, 2, 3], mask=[False, True, False])
    assert to_list(to_array(masked)) == [1.0, None, 3.0]


NUMBERS = {1: 2, 3: 4}


@pytest.mark.parametrize(
    ("given", "expected"),
    [(range(1, 4, 2), [1, 3]), (NUMBERS.keys(), [1, 3]), (NUMBERS.values(), [2, 4]), (deque([5, 6]), [5, 6])],
)
def test_ranges_and_parts_of_dicts_serve_as_lists(unsent, given, expected):
    assert to_array(given).tolist() == to_plain(given) == to_plain({"a": [given]})["a"][0] == expected
    message, _ = unsent.bar(given, given, opts={"rownames": given})
    assert message["data"][0] == {"x": expected, "y": expected, "type": "bar"}
    message, _ = unsent.boxplot([[1, 2], [3, 4]], opts={"legend": given})
    assert [trace["name"] for trace in message["data"]] == expected
    message, _ = unsent.heatmap([[1, 2]], opts={"columnnames": given, "xtickvals": given})
    assert message["data"][0]["x"] == message["layout"]["xaxis"]["tickvals"] == expected
    message, _ = unsent.graph([(0, 1)], nodeLabels=given)
    assert [node["label"] for node in message["data"][0]["content"]["nodes"]] == [str(value) for value in expected]


@pytest.mark.parametrize("given", [np.longdouble(0.5), np.array(0.5, dtype=np.longdouble)])
def test_long_floats_become_floats_that_json_can_hold(unsent, given):
    assert type(to_plain(given)) is float
    for data in (np.array([given] * 2), [given, given], np.array([given, None], dtype=object)):
        message, _ = unsent.bar(data, opts={"own": given, "marginleft": given})
        assert json.dumps(message["data"]).startswith('[{"y": [0.5, ')
        assert json.loads(json.dumps(message["opts"]))["own"] == 0.5
    assert to_array(np.array([np.longdouble("1e4000")])).tolist() == [np.inf]


@pytest.mark.parametrize(
    "draw",
    [
        lambda vis, one: vis.bar(one),
        lambda vis, one: vis.boxplot(one),
        lambda vis, one: vis.pie(one),
        lambda vis, one: vis.histogram(one),
        lambda vis, one: vis.sunburst(["a"], [""], one),
    ],
)
def test_an_array_without_dimensions_is_a_single_value(unsent, draw):
    one, several = (draw(unsent, given)[0]["data"] for given in (np.array(3.0), np.array([3.0])))
    assert one == several


@pytest.mark.parametrize(
    "draw",
    [
        lambda vis, X: vis.bar(X),
        lambda vis, X: vis.bar([1], X),
        lambda vis, X: vis.boxplot(X),
        lambda vis, X: vis.pie(X),
        lambda vis, X: vis.histogram(X),
        lambda vis, X: vis.sunburst(["a"], [""], X),
        lambda vis, X: vis.surf(X),
        lambda vis, X: vis.contour(X),
        lambda vis, X: vis.heatmap(X),
        lambda vis, X: vis.image(X),
        lambda vis, X: vis.mesh(X),
        lambda vis, X: vis.audio(X),
    ],
)
def test_errors_show_the_shape_that_the_caller_gave(unsent, draw):
    with pytest.raises(BadArgument, match=r"got shape \(1, 2, 1, 2, 2\)"):
        draw(unsent, np.ones((1, 2, 1, 2, 2)))
