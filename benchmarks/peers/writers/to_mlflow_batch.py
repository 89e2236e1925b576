"""mlflow on SQLite with `log_batch`: the program collects a hundred values and logs them in one transaction."""

from __future__ import annotations

import time
from pathlib import Path

import mlflow
from mlflow.entities import Metric
from to_mlflow import Mlflow, read
from training import main

BATCH = 100


class MlflowBatch(Mlflow):
    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.client = mlflow.MlflowClient()
        self.run_id = mlflow.active_run().info.run_id
        self.metrics: list[Metric] = []

    def scalar(self, step: int, value: float) -> None:
        self.metrics.append(Metric("loss", value, int(time.time() * 1000), step))
        if len(self.metrics) == BATCH:
            self.send()

    def send(self) -> None:
        """Log what was collected."""
        self.client.log_batch(self.run_id, metrics=self.metrics)
        self.metrics.clear()

    def close(self) -> None:
        if self.metrics:
            self.send()
        super().close()


if __name__ == "__main__":
    main(MlflowBatch, read)
