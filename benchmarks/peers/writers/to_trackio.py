"""trackio: a SQLite file and pictures beside it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import trackio
from trackio.sqlite_storage import SQLiteStorage
from trackio.utils import MEDIA_DIR
from training import Picture, decoded, main

PROJECT = "peers"


class Trackio:
    def __init__(self, folder: Path) -> None:
        trackio.init(project=PROJECT)

    def scalar(self, step: int, value: float) -> None:
        trackio.log({"loss": value})

    def image(self, step: int, picture: Picture) -> None:
        trackio.log({"sample": trackio.Image(picture)})

    def close(self) -> None:
        trackio.finish()


def read(folder: Path, kind: str) -> Iterator[Any]:
    for record in SQLiteStorage.get_run_records(PROJECT):
        for entry in SQLiteStorage.get_logs(PROJECT, record["name"], max_points=None):
            if kind == "scalars" and "loss" in entry:
                yield entry["loss"]
            elif kind == "images" and "sample" in entry:
                yield from decoded(MEDIA_DIR / entry["sample"]["file_path"])


if __name__ == "__main__":
    main(Trackio, read)
