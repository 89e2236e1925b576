"""mlflow on SQLite: each value is a transaction of its own; pictures are files, written by a thread."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import mlflow
from training import Picture, decoded, main


class Mlflow:
    def __init__(self, folder: Path) -> None:
        mlflow.set_tracking_uri(f"sqlite:///{folder}/mlflow.db")
        mlflow.start_run()

    def scalar(self, step: int, value: float) -> None:
        mlflow.log_metric("loss", value, step=step)

    def image(self, step: int, picture: Picture) -> None:
        mlflow.log_image(picture, key="sample", step=step)

    def close(self) -> None:
        mlflow.flush_artifact_async_logging()
        mlflow.end_run()


def read(folder: Path, kind: str) -> Iterator[Any]:
    mlflow.set_tracking_uri(f"sqlite:///{folder}/mlflow.db")
    client = mlflow.MlflowClient()
    for run in client.search_runs(["0"]):
        if kind == "scalars":
            yield from (metric.value for metric in client.get_metric_history(run.info.run_id, "loss"))
            continue
        for artifact in client.list_artifacts(run.info.run_id, "images"):
            if artifact.path.endswith(".png"):
                yield from decoded(Path(client.download_artifacts(run.info.run_id, artifact.path)))


if __name__ == "__main__":
    main(Mlflow, read)
