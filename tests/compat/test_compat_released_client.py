"""The released client draws every kind of plot on our server: ours stores what the released server stores."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import pytest
from comparing import comparable, differences
from drawings import DRAWINGS
from released import drawings_on, released_server, status_of
from serving import ServerProcess
from throwaway import run

pytestmark = pytest.mark.network


class Difference(NamedTuple):
    """One intended difference between our answers or windows and those of the released server."""

    drawing: str
    where: str
    released: Any
    ours: Any
    reason: str


NOT_FOUND = "the released server answers an empty page with status 500, ours names what does not exist"
DELIBERATE = [
    Difference(
        "heatmap_row_of_the_wrong_length",
        "/returned/1",
        "heat",
        "The heatmap has 2 columns, and the new rows have 3.",
        "a refused update is not reported as success",
    ),
    Difference(
        "heatmap_row_of_the_wrong_length",
        "/windows/heat/colormap",
        "Viridis",
        "absent",
        "a refused update changes nothing, its options included",
    ),
    Difference(
        "window_drawn_after_one_was_closed",
        "/windows/fourth/i",
        2,
        3,
        "a new window is sorted after all others, even then",
    ),
    Difference(
        "window_data_put_back",
        "/returned/1",
        "curve",
        "copy",
        "an update answers the id that it was for, not the one that the window's data had elsewhere",
    ),
    Difference(
        "updates_of_windows_that_take_none",
        "/returned/1",
        "",
        "win is not scatter, heatmap, custom, image_history, embeddings, or text; was image",
        "the released server does this for plots only and fails for images",
    ),
    Difference(
        "values_that_are_no_numbers",
        "/windows/surface/content/data/0/z/0/1",
        "NaN",
        None,
        "NaN is not JSON, no browser could read the window",
    ),
    Difference("traces_of_one_name_removed", "/returned/1", "", "runs", "removing several traces does not fail"),
    Difference("traces_of_one_name_removed", "/windows/runs/content/data/length", 2, 1, "all traces of that name go"),
    Difference(
        "unknown_windows_and_environments",
        "/returned/0",
        "",
        "There is no window 'missing' in the environment 'unknown_windows_and_environments'.",
        NOT_FOUND,
    ),
    Difference("unknown_windows_and_environments", "/returned/1", "", "win does not exist", NOT_FOUND),
    Difference("unknown_windows_and_environments", "/returned/2", "", "There is no environment 'nowhere'.", NOT_FOUND),
    Difference("unknown_windows_and_environments", "/returned/3", "", "There is no environment 'nowhere'.", NOT_FOUND),
]


@pytest.fixture(scope="session")
def on_released_server(released_python: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """All drawings, made on the released server."""
    with released_server(released_python, tmp_path_factory.mktemp("released")) as url:
        return drawings_on(released_python, url)


@pytest.fixture(scope="session", params=["JPE", "JPWA"])
def on_our_server(
    request: pytest.FixtureRequest, released_python: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Any]:
    """All drawings, made on our server."""
    server = ServerProcess(tmp_path_factory.mktemp("ours") / "server", "-cache_type", request.param).start()
    try:
        return drawings_on(released_python, server.url)
    finally:
        server.stop()


@pytest.mark.parametrize("name", DRAWINGS)
def test_our_server_stores_what_the_released_one_stores(
    name: str, on_released_server: dict[str, Any], on_our_server: dict[str, Any]
) -> None:
    found = list(differences(comparable(on_released_server[name]), comparable(on_our_server[name])))
    assert found == [(entry.where, entry.released, entry.ours) for entry in DELIBERATE if entry.drawing == name]


def test_every_drawing_that_differs_on_purpose_exists() -> None:
    assert {entry.drawing for entry in DELIBERATE} <= set(DRAWINGS)


def test_the_newest_tornado_refuses_the_released_page_and_serves_ours(
    request: pytest.FixtureRequest, released_python: Path, server: ServerProcess, tmp_path: Path
) -> None:
    newest = request.config.cache.mkdir("newest-tornado")
    if not (newest / "tornado").exists():
        run([released_python, "-m", "pip", "install", "--quiet", "--no-deps", "--target", newest, "tornado"])
    seen = run([released_python, "-c", "import tornado; print(tornado.version_info >= (6, 6))"], PYTHONPATH=str(newest))
    refuses = seen.strip() == "True"  # Python 3.10 gets no newer one than 6.5
    with released_server(released_python, tmp_path / "released", PYTHONPATH=str(newest)) as url:
        assert status_of(f"{url}/") == (403 if refuses else 200)
    assert status_of(f"{server.url}/") == 200
