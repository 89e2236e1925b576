"""Write with tensorboardX into visdom, as `TorchVis("visdom")` does.

    python with_tensorboardx.py PORT ENV

prints the expected windows, as the program recorded them.
"""

from __future__ import annotations

import sys

import matplotlib
import numpy as np
from matplotlib.figure import Figure
from notes import Notes
from tensorboardX import TorchVis

STEPS = 5


def write_scalars(writer: TorchVis, notes: Notes) -> None:
    """Curves that grow by one point per step."""
    for step in range(1, STEPS + 1):
        values = {"loss": 1 / step, "accuracy": np.float32(step / STEPS)}
        writer.add_scalar("rate", 0.5**step, step)
        writer.add_scalars("run", values, step)
        notes.point("default-rate", "default-rate", step, 0.5**step, ("timestep", "rate"))
        for name, value in values.items():
            notes.point(f"run-{name}", f"run-{name}", step, float(value), ("timestep", name))


def write_others(writer: TorchVis, notes: Notes) -> None:
    """One window of each other kind."""
    values = np.random.RandomState(0).randn(200)
    counts, _ = np.histogram(values, 30)
    positions = np.linspace(values.min(), values.max(), 30)  # the positions of visdom's bars
    writer.add_histogram("weights", values)
    notes.window("weights", "plot", labels=(None, None), traces={"": (positions.tolist(), counts.tolist())})

    writer.add_image("picture", np.random.RandomState(1).rand(3, 8, 6))
    notes.window("picture", "image", size=(6, 8))

    matplotlib.use("agg")
    figure = Figure(figsize=(2, 1), dpi=50)
    figure.add_subplot().plot([1, 3, 2])
    writer.add_figure("figure", figure)
    notes.window("figure", "image", size=(100, 50))

    writer.add_audio("tone", np.sin(np.arange(800) / 5))
    notes.window(None, "text", media="audio/wav")
    writer.add_video("film", np.zeros((4, 16, 16, 3), np.uint8))
    notes.window(None, "text", media="video/mp4")
    writer.add_text("greeting", "<b>done</b>")
    notes.window(None, "text", content="<b>done</b>")

    recall, precision = np.array([1.0, 0.5, 0.0]), np.array([0.5, 0.75, 1.0])
    writer.add_pr_curve_raw("cats", None, None, None, None, precision, recall)
    for x, y in zip(recall, precision, strict=True):
        notes.point("PR Curve for cats", "cats", x, y, ("recall", "precision"))


if __name__ == "__main__":
    port, env = int(sys.argv[1]), sys.argv[2]
    written = Notes()
    torch_vis = TorchVis("visdom", visdom={"server": "http://127.0.0.1", "port": port, "env": env})
    write_scalars(torch_vis, written)
    write_others(torch_vis, written)
    written.report("tensorboardX")
