"""`vis.images`: several pictures in a grid."""

from __future__ import annotations

import base64
import io

import numpy as np
import pytest
from PIL import Image

from visdom.errors import BadArgument, BadPixels

WHITE = [255, 255, 255]


def pixels(message: dict) -> np.ndarray:
    encoded = message["data"][0]["content"]["src"].split(";base64,")[1]
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(encoded))))


def drawn(vis, *args, **kwargs) -> np.ndarray:
    message, endpoint = vis.images(*args, **kwargs)
    assert endpoint == "events"
    return pixels(message)


def test_pictures_stand_in_rows_with_a_border(unsent):
    batch = np.arange(5)[:, None, None, None] * np.full((1, 3, 2, 4), 0.2)
    grid = drawn(unsent, batch, nrow=2, padding=1)
    assert grid.shape == (12, 12, 3)
    for index, (top, left) in enumerate([(2, 2), (2, 8), (6, 2), (6, 8), (10, 2)]):
        assert (grid[top : top + 2, left : left + 4] == int(index * 0.2 * 255)).all()
    assert grid[:2].tolist() == [[WHITE] * 12] * 2
    assert grid[8:, 6:].tolist() == [[WHITE] * 6] * 4


def test_without_padding_they_stand_side_by_side(unsent):
    batch = np.arange(3, dtype=np.uint8)[:, None, None, None] * np.full((1, 1, 1, 2), 100, dtype=np.uint8)
    assert drawn(unsent, batch, nrow=2, padding=0)[:, :, 0].tolist() == [[0, 0, 100, 100], [200, 200, 1, 1]]


@pytest.mark.parametrize("shape", [(1, 1), (5, 1), (1, 5)])
@pytest.mark.parametrize("channels", [1, 3])
def test_pictures_may_be_one_pixel_wide_or_high(unsent, shape, channels):
    height, width = shape
    assert drawn(unsent, np.zeros((2, channels, *shape))).shape == (height + 4, 2 * width + 8, 3)


def test_a_row_is_not_longer_than_the_number_of_pictures(unsent):
    message, _ = unsent.images(np.zeros((3, 3, 2, 2)), win="w", env="e", opts={"caption": "C"})
    assert (message["win"], message["eid"]) == ("w", "e")
    assert message["opts"] == {"caption": "C", "width": 18, "height": 6}
    assert message["data"][0]["content"]["caption"] == "C"


@pytest.mark.parametrize(
    "batch",
    [
        [np.zeros((3, 2, 2)), np.ones((3, 2, 2))],
        [np.zeros((3, 2, 2)).tolist(), np.ones((3, 2, 2)).tolist()],
        np.stack([np.zeros((3, 2, 2)), np.ones((3, 2, 2))]),
        np.stack([np.zeros((1, 2, 2)), np.ones((1, 2, 2))]),
    ],
)
def test_a_batch_may_be_a_list_or_grey(unsent, batch):
    grid = drawn(unsent, batch, padding=0)
    assert grid[:, :, 0].tolist() == [[0, 0, 255, 255]] * 2


@pytest.mark.parametrize("single", [np.full((3, 2, 4), 0.5), np.full((1, 2, 4), 0.5), np.full((2, 4), 0.5)])
def test_a_single_picture_has_no_border(unsent, single):
    assert drawn(unsent, single).tolist() == [[[127] * 3] * 4] * 2


def test_three_matrices_are_the_colours_of_one_picture(unsent):
    assert drawn(unsent, [np.zeros((1, 1)), np.ones((1, 1)), np.full((1, 1), 0.5)]).tolist() == [[[0, 255, 127]]]


def test_whole_numbers_are_brightness_up_to_255_with_a_dark_border(unsent):
    grid = drawn(unsent, np.full((2, 3, 1, 1), 200), padding=1)
    assert (grid[2, 2].tolist(), grid[0, 0].tolist()) == ([200] * 3, [1] * 3)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([-0.01, 1.0001], [0, 255]),
        ([-1.0, 0.5], [0, 127]),
        ([np.nan, np.inf], [0, 255]),
        ([0.5, 256.4], [0, 255]),
        (np.array([-7, 300]), [0, 255]),
        (np.array([-7, 127], dtype=np.int8), [0, 127]),
        (np.array([False, True]), [0, 255]),
    ],
)
def test_all_pictures_decide_the_range_and_values_beyond_it_are_clipped(unsent, values, expected):
    grid = drawn(unsent, np.asarray(values)[:, None, None, None], padding=0)
    assert grid[:, :, 0].tolist() == [expected]


def test_numbers_of_pictures_and_pixels_are_any_whole_numbers(unsent):
    batch = np.zeros((3, 3, 2, 2))
    expected = drawn(unsent, batch, nrow=2, padding=1).tolist()
    for nrow, padding in ((np.array(2), np.int8(1)), (2.0, 1.0), (np.float32(2), np.array(1.0))):
        assert drawn(unsent, batch, nrow=nrow, padding=padding).tolist() == expected


def test_a_batch_may_be_one_of_a_history(vis, recorder):
    recorder.answer = lambda post: "true"
    vis.images(np.zeros((2, 3, 2, 2)), win="h", opts={"store_history": True})
    assert recorder.posts[-1].body["data"][0]["type"] == "image_history"


def test_the_callers_options_stay_as_they_were(unsent):
    opts = {"title": 1}
    unsent.images(np.zeros((2, 3, 2, 2)), opts=opts)
    assert opts == {"title": 1}


@pytest.mark.parametrize(
    ("batch", "arguments", "error", "reason"),
    [
        (np.zeros(3), {}, BadArgument, r"got shape \(3,\)"),
        (np.zeros((1, 1, 3, 2, 2)), {}, BadArgument, "got shape"),
        (np.zeros((0, 3, 2, 2)), {}, BadArgument, "at least one picture"),
        ([], {}, BadArgument, "at least one picture"),
        ((np.zeros((3, 2, 2)),), {}, BadArgument, "got tuple"),
        ([np.zeros((3, 2, 2)), np.zeros((3, 2, 3))], {}, ValueError, r"one size, got shapes \(3, 2, 2\), \(3, 2, 3\)"),
        (np.zeros((2, 3, 2, 2)), {"nrow": 0}, BadArgument, "from 1 as nrow, got 0"),
        (np.zeros((2, 3, 2, 2)), {"nrow": "2"}, BadArgument, "from 1 as nrow, got '2'"),
        (np.zeros((2, 3, 2, 2)), {"nrow": 2.5}, BadArgument, "from 1 as nrow, got 2.5"),
        (np.zeros((2, 3, 2, 2)), {"nrow": float("nan")}, BadArgument, "got nan"),
        (np.zeros((2, 3, 2, 2)), {"nrow": float("inf")}, BadArgument, "got inf"),
        (np.zeros((2, 3, 2, 2)), {"nrow": None}, BadArgument, "got None"),
        (np.zeros((2, 3, 2, 2)), {"padding": 0.5}, BadArgument, "from 0 as padding, got 0.5"),
        (np.zeros((2, 3, 2, 2)), {"padding": -1}, BadArgument, "from 0 as padding, got -1"),
        (np.zeros((2, 3, 0, 2)), {"padding": 0}, BadArgument, r"at least one pixel, .* got shape \(2, 3, 0, 2\)"),
        (np.zeros((2, 3, 0, 2)), {}, BadArgument, r"at least one pixel, .* got shape \(2, 3, 0, 2\)"),
        (np.zeros((2, 5, 2, 2)), {}, BadPixels, "got 5"),
        (np.full((2, 3, 2, 2), "a"), {}, BadPixels, "expected numbers, got <U1"),
        (np.zeros((3, 2, 2), dtype=int), {}, BadPixels, "got int64"),
    ],
)
def test_other_shapes_are_refused_and_nothing_is_sent(vis, recorder, batch, arguments, error, reason):
    with pytest.raises(error, match=reason):
        vis.images(batch, **arguments)
    assert recorder.posts == []
