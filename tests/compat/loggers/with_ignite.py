"""Train with pytorch-ignite, watched by its `VisdomLogger` and all of its handlers.

    python with_ignite.py PORT ENV

prints the expected windows, as the training recorded them.
"""

from __future__ import annotations

import sys

import torch
from ignite.engine import Engine, Events, create_supervised_evaluator
from ignite.handlers.visdom_logger import (
    GradsScalarHandler,
    OptimizerParamsHandler,
    OutputHandler,
    VisdomLogger,
    WeightsScalarHandler,
    global_step_from_engine,
)
from ignite.metrics import Accuracy, Loss
from notes import Notes
from torch import nn

EPOCHS = 3


def train(logger: VisdomLogger, notes: Notes) -> None:
    """Fit a line between two clouds of points."""
    torch.manual_seed(0)
    points = torch.randn(64, 2)
    batches = list(zip(points.split(16), (points.sum(1) > 0).long().split(16), strict=True))
    model, criterion = nn.Sequential(nn.Linear(2, 4), nn.ReLU(), nn.Linear(4, 2)), nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
    schedule = torch.optim.lr_scheduler.StepLR(optimizer, 1, gamma=0.5)

    def step(engine: Engine, batch: tuple[torch.Tensor, torch.Tensor]) -> dict[str, torch.Tensor]:
        optimizer.zero_grad()
        loss = criterion(model(batch[0]), batch[1])
        loss.backward()
        optimizer.step()
        return {"loss": loss, "half": loss.detach() / 2}

    trainer = Engine(step)
    evaluator = create_supervised_evaluator(model, {"accuracy": Accuracy(), "nll": Loss(criterion)})
    trainer.add_event_handler(Events.EPOCH_COMPLETED, lambda engine: evaluator.run(batches))
    trainer.add_event_handler(Events.EPOCH_COMPLETED, lambda engine: schedule.step())
    attach_loggers(logger, trainer, evaluator, model, optimizer)
    take_notes(notes, trainer, evaluator, model, optimizer)
    trainer.run(batches, max_epochs=EPOCHS)


def attach_loggers(
    logger: VisdomLogger, trainer: Engine, evaluator: Engine, model: nn.Module, optimizer: torch.optim.Optimizer
) -> None:
    """Every handler that ignite has for visdom."""
    epoch_of_trainer = global_step_from_engine(trainer)
    outputs = OutputHandler("training", output_transform=lambda output: output, show_legend=True)
    metrics = OutputHandler("validation", ["accuracy", "nll"], global_step_transform=epoch_of_trainer)
    logger.attach(trainer, outputs, Events.ITERATION_COMPLETED)
    logger.attach(evaluator, metrics, Events.EPOCH_COMPLETED)
    logger.attach(trainer, OptimizerParamsHandler(optimizer), Events.ITERATION_STARTED)
    logger.attach(trainer, WeightsScalarHandler(model), Events.EPOCH_COMPLETED)
    logger.attach(trainer, GradsScalarHandler(model, torch.max), Events.ITERATION_COMPLETED)


def take_notes(
    notes: Notes, trainer: Engine, evaluator: Engine, model: nn.Module, optimizer: torch.optim.Optimizer
) -> None:
    """Record the values that the loggers get."""

    def note(event: Events, step: int, values: dict[str, torch.Tensor | float]) -> None:
        for name, value in values.items():
            notes.point(name, name, step, float(value), (str(event), name))

    @trainer.on(Events.ITERATION_STARTED)
    def rate(engine: Engine) -> None:
        note(Events.ITERATION_STARTED, engine.state.iteration, {"lr/group_0": optimizer.param_groups[0]["lr"]})

    @trainer.on(Events.ITERATION_COMPLETED)
    def outputs(engine: Engine) -> None:
        losses = {f"training/{name}": value for name, value in engine.state.output.items()}
        grads = {f"grads_max/{name.replace('.', '/')}": p.grad.max() for name, p in model.named_parameters()}
        note(Events.ITERATION_COMPLETED, engine.state.iteration, {**losses, **grads})

    @trainer.on(Events.EPOCH_COMPLETED)
    def weights(engine: Engine) -> None:
        norms = {f"weights_norm/{name.replace('.', '/')}": p.data.norm() for name, p in model.named_parameters()}
        note(Events.EPOCH_COMPLETED, engine.state.epoch, norms)

    @evaluator.on(Events.EPOCH_COMPLETED)
    def metrics(engine: Engine) -> None:
        found = {f"validation/{name}": engine.state.metrics[name] for name in ("accuracy", "nll")}
        note(Events.EPOCH_COMPLETED, trainer.state.epoch, found)


if __name__ == "__main__":
    port, env = int(sys.argv[1]), sys.argv[2]
    written = Notes()
    visdom_logger = VisdomLogger(server="http://127.0.0.1", port=port, env=env)
    train(visdom_logger, written)
    visdom_logger.executor.shutdown()  # its close() would close the windows as well
    written.report("pytorch-ignite", "torch")
