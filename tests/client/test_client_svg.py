"""`vis.svg`: drawings in text and files."""

from __future__ import annotations

import pytest

from visdom.errors import BadArgument

DRAWING = '<svg height="30" width="30">\n <text>\u00e9 it\'s</text>\n</svg>'


def shown(vis, *args, **kwargs) -> str:
    message, endpoint = vis.svg(*args, **kwargs)
    assert (endpoint, message["data"][0]["type"]) == ("events", "text")
    return message["data"][0]["content"]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (DRAWING, DRAWING),
        (f"<?xml version='1.0'?>\n  {DRAWING}\n trailing", DRAWING),
        (f"a {DRAWING} b {DRAWING} c", f"{DRAWING} b {DRAWING}"),
        (DRAWING.encode(), DRAWING),
    ],
)
def test_what_stands_around_the_drawing_is_left_out(unsent, given, expected):
    assert shown(unsent, given) == expected


def test_a_file_is_read_as_utf_8(unsent, tmp_path):
    path = tmp_path / "drawing.svg"
    path.write_bytes(b"\xef\xbb\xbf" + DRAWING.encode("utf-8"))
    assert shown(unsent, svgfile=path) == DRAWING
    assert shown(unsent, svgfile=str(path)) == DRAWING


def test_the_file_counts_if_both_are_given(unsent, tmp_path):
    path = tmp_path / "drawing.svg"
    path.write_text(DRAWING, encoding="utf-8")
    assert shown(unsent, "<svg x='1'> </svg>", path) == DRAWING


def test_the_options_come_along(unsent):
    opts = {"title": 3}
    message, _ = unsent.svg(DRAWING, win="w", env="e", opts=opts)
    assert (message["win"], message["eid"], message["opts"]) == ("w", "e", {"title": "3"})
    assert opts == {"title": 3}


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({}, "got neither"),
        ({"svgstr": ""}, "found none"),
        ({"svgstr": "<p>hello</p>"}, "found none"),
        ({"svgstr": "<svg\n width='1'></svg>"}, "found none"),
        ({"svgstr": "<svg width='1'>"}, "found none"),
        ({"svgstr": 5}, "expected text, got int"),
        ({"svgstr": "<svg a='\u00e9'></svg>".encode("latin-1")}, "UTF-8"),
        ({"svgfile": "nowhere/a.svg"}, "expected a file that can be read, got 'nowhere/a.svg'"),
        ({"svgfile": "."}, "directory"),
    ],
)
def test_text_without_a_drawing_is_refused_and_nothing_is_sent(vis, recorder, given, reason):
    with pytest.raises(BadArgument, match=reason):
        vis.svg(**given)
    assert recorder.posts == []
