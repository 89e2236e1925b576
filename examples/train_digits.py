"""Train a small network on handwritten digits, and watch it learn.

    python -m visdom.server                         # in one terminal
    python examples/train_digits.py                 # in another; then open http://localhost:8097/env/digits

The network is plain numpy, the 1797 digits come with scikit-learn. Stop the server and start it again while this runs:
the run and its windows continue.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.datasets import load_digits

from visdom import Visdom

Array = npt.NDArray[Any]

HIDDEN_UNITS = 32
BATCH_SIZE = 32
LEARNING_RATE = 0.01
MOMENTUM = 0.9
BATCHES_PER_POINT = 15


# ---------------------------------------------------------------------------------------------------- the digits


@dataclass
class Digits:
    """Pictures of 8 x 8 pixels as rows from 0 to 1, and which digit each shows."""

    pixels: Array
    labels: Array

    def batches(self, random: np.random.Generator) -> Iterator[Digits]:
        """All of them in random order, a few at a time."""
        for rows in np.array_split(random.permutation(len(self.labels)), len(self.labels) // BATCH_SIZE):
            yield Digits(self.pixels[rows], self.labels[rows])


def load(random: np.random.Generator) -> tuple[Digits, Digits]:
    """Four fifths for training, one fifth for validation."""
    bunch = load_digits()
    rows = random.permutation(len(bunch.target))
    split = len(rows) * 4 // 5
    train, validation = (Digits(bunch.data[part] / 16, bunch.target[part]) for part in (rows[:split], rows[split:]))
    return train, validation


# --------------------------------------------------------------------------------------------------- the network


class Network:
    """One hidden layer with ReLU and a softmax over the ten digits, trained by gradient descent with momentum."""

    def __init__(self, random: np.random.Generator) -> None:
        self.weights = [
            random.normal(0, np.sqrt(2 / rows), (rows, columns))
            for rows, columns in ((64, HIDDEN_UNITS), (HIDDEN_UNITS, 10))
        ]
        self.biases = [np.zeros(HIDDEN_UNITS), np.zeros(10)]
        self.velocity = [np.zeros_like(parameter) for parameter in self._parameters]

    @property
    def _parameters(self) -> list[Array]:
        return [*self.weights, *self.biases]

    def probabilities(self, pixels: Array) -> Array:
        """For each picture, how likely each digit is."""
        return self._softmax(self._hidden(pixels))

    def loss(self, digits: Digits) -> float:
        """Mean cross-entropy."""
        likelihood = self.probabilities(digits.pixels)[np.arange(len(digits.labels)), digits.labels]
        return float(-np.log(likelihood + 1e-12).mean())

    def learn(self, batch: Digits) -> float:
        """One step downhill; returns the loss before it."""
        hidden = self._hidden(batch.pixels)
        error = self._softmax(hidden)
        loss = -np.log(error[np.arange(len(batch.labels)), batch.labels] + 1e-12).mean()
        error[np.arange(len(batch.labels)), batch.labels] -= 1
        error /= len(batch.labels)
        hidden_error = error @ self.weights[1].T * (hidden > 0)
        gradients = [batch.pixels.T @ hidden_error, hidden.T @ error, hidden_error.sum(axis=0), error.sum(axis=0)]
        for parameter, velocity, gradient in zip(self._parameters, self.velocity, gradients, strict=True):
            velocity *= MOMENTUM
            velocity -= LEARNING_RATE * gradient
            parameter += velocity
        return float(loss)

    def _hidden(self, pixels: Array) -> Array:
        return np.maximum(pixels @ self.weights[0] + self.biases[0], 0)

    def _softmax(self, hidden: Array) -> Array:
        scores = hidden @ self.weights[1] + self.biases[1]
        scores = np.exp(scores - scores.max(axis=1, keepdims=True))
        return np.asarray(scores / scores.sum(axis=1, keepdims=True))


def confusion_of(network: Network, digits: Digits) -> Array:
    """How often each digit (row) was taken for each digit (column)."""
    counts = np.zeros((10, 10), dtype=int)
    np.add.at(counts, (digits.labels, network.probabilities(digits.pixels).argmax(axis=1)), 1)
    return counts


# ----------------------------------------------------------------------------------------------------- the board


class Board:
    """The windows of a run. Their ids are fixed, so that a new run continues in the same windows."""

    def __init__(self, vis: Visdom) -> None:
        self.vis = vis
        for win in ("loss", "accuracy", "log"):
            vis.close(win)  # curves and log of a previous run; all other windows are overwritten

    def loss(self, curve: str, epoch: float, value: float) -> None:
        """One more point of the curve "train" or "validation"."""
        opts = {"title": "Loss", "xlabel": "epoch", "ylabel": "cross-entropy", "ytype": "log", "showlegend": True}
        self._point("loss", curve, epoch, value, opts)

    def accuracy(self, epoch: float, value: float) -> None:
        """One more point of the validation accuracy."""
        opts = {"title": "Validation accuracy", "xlabel": "epoch", "ylabel": "share of digits recognised"}
        self._point("accuracy", "validation", epoch, value, opts)

    def weights(self, weights: Array) -> None:
        """The weights of each hidden unit: red pixels increase its output, blue pixels decrease it."""
        picture = tiles(weights.T.reshape(-1, 8, 8))
        opts = {"title": "What the hidden units look for", "caption": "red: ink speaks for the unit, blue: against"}
        self.vis.image(picture, win="weights", opts=opts)

    def confusion(self, counts: Array) -> None:
        """Which digits are taken for which."""
        names = [str(digit) for digit in range(10)]
        opts = {
            "title": "Confusion (validation)",
            "xlabel": "taken for",
            "ylabel": "digit",
            "columnnames": names,
            "rownames": names,
            "xtype": "category",
            "ytype": "category",
        }
        self.vis.heatmap(counts, win="confusion", opts=opts)

    def summary(self, run: str, epoch: int, epochs: int, loss: float, counts: Array) -> None:
        """A summary of the run."""
        opts = {"title": "Summary", "width": 380, "height": 390}
        self.vis.text(summary_html(run, epoch, epochs, loss, counts), win="summary", opts=opts)

    def log(self, line: str) -> None:
        """One more line of the log."""
        is_there = self.vis.win_exists("log") is not False
        self.vis.text(line, win="log", append=is_there, opts={"title": "Log", "width": 420, "height": 280})

    def _point(self, win: str, curve: str, x: float, y: float, opts: dict[str, Any]) -> None:
        self.vis.line([y], [x], win=win, name=curve, update="append", opts=opts)


def tiles(pictures: Array, columns: int = 8, zoom: int = 6, gap: int = 2) -> Array:
    """Small pictures side by side, as one RGB picture: white at 0, red above, blue below."""
    values = pictures / np.abs(pictures).max()
    red, green, blue = 1 + np.minimum(values, 0), 1 - np.abs(values), 1 - np.maximum(values, 0)
    zoomed = np.stack((red, green, blue)).repeat(zoom, axis=2).repeat(zoom, axis=3)
    framed = np.pad(zoomed, ((0, 0), (0, 0), (gap, gap), (gap, gap)), constant_values=0.85)
    _, count, height, width = framed.shape
    grid = framed.reshape(3, count // columns, columns, height, width)
    return np.asarray(grid.transpose(0, 1, 3, 2, 4).reshape(3, count // columns * height, columns * width))


def summary_html(run: str, epoch: int, epochs: int, loss: float, counts: Array) -> str:
    """A card with the main figures and a bar for each digit."""
    figures = (
        ("epoch", f"{epoch}&thinsp;/&thinsp;{epochs}"),
        ("accuracy", percent(accuracy(counts))),
        ("loss", f"{loss:.3f}"),
    )
    heads = "".join(
        f'<td style="padding:0 22px 0 0"><div style="font-size:11px;opacity:0.75">{name}</div>'
        f'<div style="font-size:24px;font-weight:600">{value}</div></td>'
        for name, value in figures
    )
    bars = "".join(digit_bar(digit, row[digit] / max(row.sum(), 1)) for digit, row in enumerate(counts))
    return (
        '<div style="font-family:system-ui,sans-serif;padding:10px 14px">'
        f'<div style="font-size:13px;opacity:0.75;margin-bottom:10px">{run}</div>'
        f'<table style="border-collapse:collapse"><tr>{heads}</tr></table>'
        f"{bar(epoch / epochs, '#2563eb', 6)}"
        '<div style="font-size:12px;opacity:0.75;margin:16px 0 6px">recognised, by digit</div>'
        f'<table style="border-collapse:collapse;width:100%;font-size:13px">{bars}</table></div>'
    )


def digit_bar(digit: int, share: float) -> str:
    """One row of the table of digits."""
    return (
        f'<tr><td style="width:20px;font-weight:600">{digit}</td><td>{bar(share, "#10b981", 10)}</td>'
        f'<td style="width:58px;text-align:right;font-variant-numeric:tabular-nums">{percent(share)}</td></tr>'
    )


def bar(share: float, colour: str, height: int) -> str:
    """A bar that is filled up to `share`, from 0 to 1."""
    shape = f"border-radius:{height}px;height:{height}px"
    filled = f'<div style="{shape};background:{colour};width:{100 * share:.1f}%"></div>'
    return f'<div style="{shape};background:#8884;margin:5px 0">{filled}</div>'


def percent(share: float) -> str:
    """A share from 0 to 1 as text."""
    return f"{100 * share:.1f}&thinsp;%"


def accuracy(counts: Array) -> float:
    """The share of digits on the diagonal of a confusion matrix."""
    return float(np.trace(counts) / counts.sum())


# ------------------------------------------------------------------------------------------------------- the run


def train(board: Board, epochs: int, seed: int, pause_secs: float) -> float:
    """Train and show; returns the final validation accuracy."""
    random = np.random.default_rng(seed)
    digits, validation = load(random)
    network = Network(random)
    board.loss("train", 0, network.loss(digits))
    run = f"{len(digits.labels)} digits, {HIDDEN_UNITS} hidden units, seed {seed}"
    show(board, network, validation, run, 0, epochs)
    for epoch in range(epochs):
        losses = [network.learn(batch) for batch in digits.batches(random)]
        for first in range(0, len(losses), BATCHES_PER_POINT):
            part = losses[first : first + BATCHES_PER_POINT]
            board.loss("train", epoch + (first + len(part)) / len(losses), float(np.mean(part)))
        show(board, network, validation, run, epoch + 1, epochs)
        time.sleep(pause_secs)
    return accuracy(confusion_of(network, validation))


def show(board: Board, network: Network, validation: Digits, run: str, epoch: int, epochs: int) -> None:
    """Everything that is looked at once per epoch."""
    loss, counts = network.loss(validation), confusion_of(network, validation)
    board.loss("validation", epoch, loss)
    board.accuracy(epoch, accuracy(counts))
    board.weights(network.weights[0])
    board.confusion(counts)
    board.summary(run, epoch, epochs, loss, counts)
    board.log(f"epoch {epoch}: validation loss {loss:.4f}, accuracy {percent(accuracy(counts))}")


def main() -> None:
    """Read the flags and run."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--server", default="http://localhost", help="address of the visdom server")
    parser.add_argument("--port", type=int, default=8097, help="its port")
    parser.add_argument("--env", default="digits", help="environment to draw in")
    parser.add_argument("--epochs", type=int, default=60, help="passes over the training digits")
    parser.add_argument("--seed", type=int, default=0, help="of the random numbers")
    parser.add_argument(
        "--pause", type=float, default=0.1, help="seconds to wait after each epoch, to have time to watch"
    )
    flags = parser.parse_args()

    vis = Visdom(server=flags.server, port=flags.port, env=flags.env, raise_exceptions=False, use_incoming_socket=False)
    share = train(Board(vis), flags.epochs, flags.seed, flags.pause)
    print(f"validation accuracy after {flags.epochs} epochs: {share:.1%}")


if __name__ == "__main__":
    main()
