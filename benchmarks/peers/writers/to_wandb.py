"""wandb offline: a process of its own writes a transaction log, and pictures beside it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import wandb
from log_records import records
from training import Picture, decoded, main
from wandb.proto import wandb_internal_pb2


class Wandb:
    def __init__(self, folder: Path) -> None:
        self.run = wandb.init(project="peers", mode="offline", dir=folder)

    def scalar(self, step: int, value: float) -> None:
        self.run.log({"loss": value})

    def image(self, step: int, picture: Picture) -> None:
        self.run.log({"sample": wandb.Image(picture)})

    def close(self) -> None:
        self.run.finish()


def read(folder: Path, kind: str) -> Iterator[Any]:
    for path in folder.glob("wandb/offline-run-*/*.wandb"):
        for record in records(path.read_bytes()):
            history = wandb_internal_pb2.Record.FromString(record).history
            items = {"/".join([item.key or "", *item.nested_key]).strip("/"): item.value_json for item in history.item}
            if kind == "scalars" and "loss" in items:
                yield json.loads(items["loss"])
            elif kind == "images" and "sample/path" in items:
                yield from decoded(path.parent / "files" / json.loads(items["sample/path"]))


if __name__ == "__main__":
    main(Wandb, read)
