"""Train with torchbearer, whose TensorBoard callbacks write to visdom.

    python with_torchbearer.py PORT ENV

prints the expected windows, as the training recorded them. There must be a server on port 8097 as well: the callbacks
greet it first.
"""

from __future__ import annotations

import sys
import tempfile

import torch
import torchbearer
from notes import Notes
from torch import nn
from torchbearer.callbacks import TensorBoard, on_end_epoch
from torchbearer.callbacks.tensor_board import VisdomParams

EPOCHS = 4


def train(port: int, env: str, notes: Notes) -> None:
    """Fit a line."""
    torch.manual_seed(0)
    x = torch.randn(64, 2)
    y = x.sum(1, keepdim=True)
    model = nn.Linear(2, 1)
    params = VisdomParams()
    params.PORT, params.ENV = port, env

    @on_end_epoch
    def note(state: dict[object, dict[str, float]]) -> None:
        for name, value in state[torchbearer.METRICS].items():
            epoch = state[torchbearer.EPOCH] or 1  # the logger takes step 0 for none and counts from 1
            notes.point(f"epoch-{name}", f"epoch-{name}", epoch, float(value), ("timestep", name))

    with tempfile.TemporaryDirectory() as folder:
        board = TensorBoard(folder, write_graph=False, visdom=True, visdom_params=params)
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        trial = torchbearer.Trial(model, optimizer, nn.MSELoss(), metrics=["loss"], callbacks=[note, board], verbose=0)
        trial.with_train_data(x, y, batch_size=16).run(EPOCHS)


if __name__ == "__main__":
    written = Notes()
    train(int(sys.argv[1]), sys.argv[2], written)
    written.report("torchbearer", "tensorboardX", "torch")
