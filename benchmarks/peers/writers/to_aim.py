"""aim: a repository of RocksDB files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import aim
import numpy as np
from aim.sdk.index_manager import RepoIndexManager
from aim.storage.context import Context
from training import Picture, main


class Aim:
    def __init__(self, folder: Path) -> None:
        self.run = aim.Run(repo=str(folder))

    def scalar(self, step: int, value: float) -> None:
        self.run.track(value, name="loss", step=step)

    def image(self, step: int, picture: Picture) -> None:
        self.run.track(aim.Image(picture), name="sample", step=step)

    def close(self) -> None:
        self.run.close()


def read(folder: Path, kind: str) -> Iterator[Any]:
    """What `aim up` shows: it puts runs into its index first, also those that were not closed."""
    repo = aim.Repo(str(folder))
    index = RepoIndexManager.get_index_manager(repo)
    for name in repo.list_all_runs():
        index.index(name)
    repo = aim.Repo(str(folder))
    for name in repo.list_all_runs():
        run = aim.Run(name, repo=repo, read_only=True)
        if kind == "scalars":
            sequence = run.get_metric("loss", Context({}))
        else:
            sequence = run.get_image_sequence("sample", Context({}))
        for _, (value, *_) in sequence.data.items() if sequence else ():
            yield value if kind == "scalars" else np.asarray(value.to_pil_image().convert("RGB"))


if __name__ == "__main__":
    main(Aim, read)
