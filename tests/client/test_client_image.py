"""`vis.image`: pixels, encodings, histories."""

from __future__ import annotations

import base64
import io
import json
import math

import numpy as np
import pytest
from PIL import Image

from visdom.errors import BadArgument, BadPixels


def picture(message: dict) -> Image.Image:
    kind, encoded = message["data"][0]["content"]["src"].split(";base64,")
    image = Image.open(io.BytesIO(base64.b64decode(encoded)))
    assert kind == f"data:image/{image.format.lower()}"
    return image


def pixels(vis, img, **kwargs) -> list:
    message, _ = vis.image(img, **kwargs)
    return np.asarray(picture(message)).tolist()


def test_bytes_arrive_as_they_are(unsent):
    img = np.arange(12, dtype=np.uint8).reshape(3, 2, 2)
    assert pixels(unsent, img) == img.transpose(1, 2, 0).tolist()


@pytest.mark.parametrize(
    ("img", "expected"),
    [
        ([[0.0, 0.5], [1.0, math.nan]], [[0, 127], [255, 0]]),
        ([[0.0, 1.5], [20.0, 255.0]], [[0, 1], [20, 255]]),
        ([[0.5, math.inf], [-math.inf, math.nan]], [[127, 255], [0, 0]]),
        ([[20.0, math.inf]], [[20, 255]]),
        ([[math.nan, math.nan]], [[0, 0]]),
        (np.array([[0.5, 1.0]], dtype=np.float16), [[127, 255]]),
        (np.array([[[0, 7]]], dtype=np.uint8), [[0, 7]]),
        (np.zeros((3, 1)), [[0], [0], [0]]),
        (np.ones((1, 1)), [[255]]),
    ],
)
def test_grey_pictures_get_three_equal_channels(unsent, img, expected):
    assert pixels(unsent, img) == [[[value] * 3 for value in row] for row in expected]


def test_four_channels_have_transparency(unsent):
    message, _ = unsent.image(np.zeros((4, 2, 3), dtype=np.uint8))
    assert (picture(message).mode, picture(message).size) == ("RGBA", (3, 2))


@pytest.mark.parametrize("quality", [0, 60, 60.0, np.int64(60)])
def test_a_quality_makes_it_jpeg(unsent, quality):
    message, _ = unsent.image(np.full((3, 16, 16), 0.5), opts={"jpgquality": quality})
    assert picture(message).format == "JPEG"


@pytest.mark.parametrize(
    ("channels", "quality", "reason"),
    [(3, 0.5, "a whole number up to 100, got 0.5"), (3, None, "got None"), (4, 60, "no transparency"), (2, 60, "no")],
)
def test_what_jpeg_cannot_do_is_refused(unsent, channels, quality, reason):
    with pytest.raises(BadArgument, match=rf"opts\['jpgquality'\]: .*{reason}"):
        unsent.image(np.zeros((channels, 8, 8)), opts={"jpgquality": quality})


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64, np.longdouble])
@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([-0.01, 0.5, 1.0], [0, 127, 255]),
        ([0.0, 0.5, 1.0001], [0, 127, 255]),
        ([0.5, 1.5], [127, 255]),
        ([-1.0, -0.5, 0.5, 1.0], [0, 0, 127, 255]),
        ([-1.0, -0.5], [0, 0]),
        ([0.0, 100.0, 256.4], [0, 100, 255]),
        ([-3.0, 20.0, 255.0], [0, 20, 255]),
        ([-60000.0, 0.5], [0, 127]),
        ([0.5, 60000.0], [0, 255]),
        ([math.nan, 0.5, 1.0001], [0, 127, 255]),
        ([math.nan, 20.0, math.inf, -math.inf], [0, 20, 255, 0]),
    ],
)
def test_values_beyond_the_range_are_clipped(unsent, values, expected, dtype):
    assert pixels(unsent, np.array([values], dtype=dtype)) == [[[value] * 3 for value in expected]]


def test_one_value_decides_for_all_channels(unsent):
    assert pixels(unsent, np.array([[[0.5]], [[1.0]], [[200.0]]])) == [[[0, 1, 200]]]


def test_the_message_carries_size_and_caption(unsent):
    message, endpoint = unsent.image(np.zeros((3, 2, 4)), win="w", env="e", opts={"caption": "C"})
    assert endpoint == "events"
    assert message["opts"] == {"caption": "C", "width": 4, "height": 2}
    assert message["data"][0]["type"] == "image"
    assert message["data"][0]["content"]["caption"] == "C"


def test_the_same_options_serve_pictures_of_different_sizes(unsent):
    opts = {"title": "T"}
    sizes = [unsent.image(np.zeros((3, height, 4)), opts=opts)[0]["opts"]["height"] for height in (2, 6)]
    assert sizes == [2, 6]


@pytest.mark.parametrize(
    ("img", "error", "reason"),
    [
        (np.zeros((3, 2, 2), dtype=np.int64), BadPixels, "got int64"),
        (np.eye(3, dtype=bool), TypeError, "got bool"),
        (np.zeros((5, 2, 2), dtype=np.uint8), BadPixels, "1 to 4 channels"),
        (np.zeros(3), BadArgument, r"got shape \(3,\)"),
        (np.zeros((3, 0, 2)), BadArgument, "at least one pixel, got shape"),
        (((0.0, 1.0),), BadArgument, "got tuple"),
        (None, BadArgument, "got NoneType"),
        (np.zeros((1, 1, 1, 1)), BadArgument, "got shape"),
    ],
)
def test_other_shapes_are_refused(unsent, img, error, reason):
    with pytest.raises(error, match=reason):
        unsent.image(img)


@pytest.mark.parametrize(("answer", "path"), [("true", "/update"), ("false", "/events"), ("<html>", "/update")])
def test_a_history_goes_on_only_in_a_window_that_is_there(vis, recorder, answer, path):
    recorder.answer = lambda post: answer
    vis.image(np.zeros((2, 2)), win="h", opts={"store_history": True})
    assert recorder.paths == ["/win_exists", path]
    assert recorder.posts[1].body["data"][0]["type"] == "image_history"


def captions(vis, win):
    return [picture["caption"] for picture in json.loads(vis.get_window_data(win))["content"]]


@pytest.mark.parametrize(
    "draw",
    [
        lambda vis, opts: vis.image(np.zeros((3, 2, 2)), win="h", opts=opts),
        lambda vis, opts: vis.image(np.zeros((2, 2)), win="h", opts={**opts, "jpgquality": 50}),
        lambda vis, opts: vis.images(np.zeros((2, 3, 2, 2)), win="h", opts=opts),
    ],
    ids=["image", "jpeg", "images"],
)
def test_pictures_of_an_offline_history_are_all_replayed(server, connect, tmp_path, draw):
    log = str(tmp_path / "log")
    offline = connect(1, offline=True, log_to_filename=log)
    for caption in "abc":
        assert draw(offline, {"store_history": True, "caption": caption}) == "h"
    vis = connect(server.port)
    vis.replay_log(log)
    assert captions(vis, "h") == ["a", "b", "c"]
    vis.image(np.zeros((2, 2)), win="h", opts={"store_history": True, "caption": "d"})
    assert captions(vis, "h") == ["a", "b", "c", "d"]


@pytest.mark.filterwarnings("ignore::visdom.errors.CallsLost")
def test_pictures_of_an_outage_are_all_replayed(make_server, connect, tmp_path):
    log = str(tmp_path / "log")
    server = make_server()
    server.stop()
    vis = connect(server.port, log_to_filename=log)
    for caption in "abc":
        assert vis.image(np.zeros((2, 2)), win="h", opts={"store_history": True, "caption": caption}) is False
    server.start()
    vis.replay_log(log)
    assert captions(vis, "h") == ["a", "b", "c"]


def test_a_history_without_a_window_makes_one_request(vis, recorder):
    vis.image(np.zeros((2, 2)), opts={"store_history": True})
    assert recorder.paths == ["/events"]


@pytest.mark.parametrize("opts", [{}, {"title": 5.5j}, {"jpgquality": 0.5}])
def test_a_picture_of_a_history_is_checked_before_the_server_is_asked(vis, recorder, opts):
    picture = np.zeros(3) if not opts else np.zeros((2, 2))
    with pytest.raises(BadArgument):
        vis.image(picture, win="h", opts={"store_history": True, **opts})
    assert recorder.posts == []
