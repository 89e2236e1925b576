"""tensorboardX: an event file, read back by TensorBoard."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tensorboardX import SummaryWriter
from training import Picture, decoded, main


class TensorBoardX:
    def __init__(self, folder: Path) -> None:
        self.writer = SummaryWriter(tempfile.mkdtemp(dir=folder))

    def scalar(self, step: int, value: float) -> None:
        self.writer.add_scalar("loss", value, step)

    def image(self, step: int, picture: Picture) -> None:
        self.writer.add_image("sample", picture, step, dataformats="HWC")

    def close(self) -> None:
        self.writer.close()


def read(folder: Path, kind: str) -> Iterator[Any]:
    from tensorboard.backend.event_processing.event_file_loader import LegacyEventFileLoader

    for path in folder.glob("*/events.*"):
        for event in LegacyEventFileLoader(str(path)).Load():
            for value in event.summary.value:
                if kind == "scalars" and value.WhichOneof("value") == "simple_value":
                    yield value.simple_value
                elif kind == "images" and value.WhichOneof("value") == "image":
                    yield from decoded(io.BytesIO(value.image.encoded_image_string))


if __name__ == "__main__":
    main(TensorBoardX, read)
