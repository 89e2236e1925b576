"""Train with the loggers of torchnet (also known as tnt).

    python with_torchnet.py PORT ENV

prints the expected windows, as the training recorded them.
"""

from __future__ import annotations

import sys

import numpy as np
import torch
from notes import Notes
from torch import nn
from torchnet.logger import MeterLogger, VisdomLogger, VisdomPlotLogger, VisdomSaver, VisdomTextLogger

EPOCHS = 3
CLASSES = 3


def train(port: int, env: str, notes: Notes) -> None:
    """Classify three clouds of points."""
    torch.manual_seed(0)
    points = torch.randn(60, 2)
    labels = torch.arange(60) % CLASSES
    points += labels[:, None]
    model, criterion = nn.Linear(2, CLASSES), nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.3)

    address = {"port": port, "env": env, "server": "127.0.0.1"}
    plot = VisdomPlotLogger("line", opts={"title": "Loss", "xlabel": "epoch", "ylabel": "loss"}, **address)
    text = VisdomTextLogger(update_type="APPEND", opts={"title": "Notes"}, **address)
    meters = MeterLogger(title="Net", nclass=CLASSES, **address)
    lines: list[str] = []

    for epoch in range(1, EPOCHS + 1):
        loss = criterion(model(points), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        for name, value in (("train", loss.item()), ("test", 2 * loss.item())):
            plot.log(epoch, value, name=name)
            if epoch == 1 and name == "train":
                notes.point("Loss", "1", epoch, value, ("epoch", "loss"))  # it draws the first point twice
            notes.point("Loss", name, epoch, value, ("epoch", "loss"))
        lines.append(f"epoch {epoch} done")
        text.log(lines[-1])
        log_meters(meters, notes, epoch, model(points).detach(), labels, loss)
    notes.window("Notes", "text", content="<br>".join(lines))
    VisdomSaver([env], port=port, server="127.0.0.1").save()


def log_meters(
    meters: MeterLogger, notes: Notes, epoch: int, output: torch.Tensor, labels: torch.Tensor, loss: torch.Tensor
) -> None:
    """Loss, accuracy and confusion of an epoch, through torchnet's own meters."""
    meters.update_loss(loss.detach().reshape(1))
    meters.update_meter(output, labels, {"accuracy", "confusion"})
    guessed = output.argmax(1)
    accuracy = 100.0 * int((guessed == labels).sum()) / len(labels)
    for meter, value in (("loss", float(loss)), ("accuracy", accuracy)):
        if epoch == 1:
            notes.point(f"Net {meter}", "1", epoch, value, (None, None))
        notes.point(f"Net {meter}", "Train", epoch, value, (None, None))
    meters.reset_meter(epoch, "Train")
    if epoch == EPOCHS:
        counts = np.zeros((CLASSES, CLASSES))
        np.add.at(counts, (labels.numpy(), guessed.numpy()), 1)
        shares = (counts / counts.sum(1, keepdims=True)).astype(np.float32)
        notes.window("Net Train confusion", "plot", labels=(None, None), values=shares.tolist())


def draw(port: int, env: str, notes: Notes) -> None:
    """What `VisdomLogger` passes on to any method."""
    address = {"port": port, "env": env, "server": "127.0.0.1"}
    values = np.random.RandomState(0).rand(500)
    counts, edges = np.histogram(values, 10)
    VisdomLogger("histogram", opts={"title": "Values", "numbins": 10}, **address).log(values)
    positions = np.linspace(values.min(), values.max(), 10)  # the positions of visdom's bars
    notes.window("Values", "plot", labels=(None, None), traces={"": (positions.tolist(), counts.tolist())})
    picture = VisdomLogger("image", opts={"title": "Picture"}, **address)
    for _ in range(2):  # the second one replaces the first in its window
        picture.log(torch.rand(3, 9, 12))
    notes.window("Picture", "image", size=(12, 9))


if __name__ == "__main__":
    written = Notes()
    train(int(sys.argv[1]), sys.argv[2], written)
    draw(int(sys.argv[1]), sys.argv[2], written)
    written.report("torchnet", "torch")
