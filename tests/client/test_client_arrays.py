"""What callers may pass as data, and what becomes of it in JSON."""

from __future__ import annotations

import datetime
import math

import numpy as np
import pytest

from visdom.client.arrays import columns, is_integral, to_array, to_list, to_plain
from visdom.errors import BadArgument


class Tensor:
    """As much of a torch tensor as the client looks at."""

    def __init__(self, values: list[float], known_to_numpy: bool = True) -> None:
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
