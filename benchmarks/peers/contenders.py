"""Who takes part: what is installed, how its own quick start uses it, and what a browser shows meanwhile."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.servers import OURS, UPSTREAM

PROGRAMS = Path(__file__).resolve().parent / "writers"


@dataclass(frozen=True)
class Peer:
    """A tool, and the program that logs with it."""

    name: str
    program: str
    package: str
    how: str
    live: str
    installs: tuple[str, ...] = ()
    """What `pip install` gets."""
    server: str = ""
    """Ours or the released one, when the program needs a running server."""
    pictures: bool = True
    environ: dict[str, str] = field(default_factory=dict)
    """Settings that keep it off the network; `{folder}` is the folder of the run."""

    @property
    def path(self) -> Path:
        """The program's file."""
        return PROGRAMS / self.program

    def environment(self, folder: Path) -> dict[str, str]:
        """The environment variables of a run in a folder."""
        return {name: value.format(folder=folder) for name, value in self.environ.items()}


PEERS = (
    Peer(
        "visdom (ours)",
        "to_visdom.py",
        "visdom",
        'Server with `-cache_type JPWA` (fsync every second); `vis.line([y], [x], win="loss", update="append")` and '
        "`vis.image(picture)`. Every call waits until the server has it in its journal.",
        "Each value as soon as its call returns; pages are told.",
        server=OURS,
    ),
    Peer(
        "visdom 0.2.4",
        "to_visdom.py",
        "visdom",
        "The released server and client with the same calls, each of which waits for the server. It keeps windows in "
        "memory, and writes them when `vis.save` is called, which the quick start does not.",
        "Each value as soon as its call returns; pages are told.",
        server=UPSTREAM,
    ),
    Peer(
        "tensorboardX",
        "to_tensorboardx.py",
        "tensorboardX",
        "`SummaryWriter(folder)`, `add_scalar`, `add_image`: a queue of 10, a thread that writes, flushed every 120 s.",
        "`tensorboard` looks for new bytes every 5 s; the page asks every 30 s when told to.",
        installs=(
            "tensorboardX==2.6.5",
            "tensorboard==2.21.0",
            "setuptools<81",
            "pillow",
        ),
    ),
    Peer(
        "trackio",
        "to_trackio.py",
        "trackio",
        "`trackio.init`, `trackio.log`, `trackio.Image`: a list in memory, written to SQLite by a thread every 0.5 s.",
        "The page of `trackio show` asks SQLite every second.",
        installs=("trackio==0.43.0",),
        environ={
            "TRACKIO_DIR": "{folder}/data",
            "HF_HUB_OFFLINE": "1",
            "HF_HUB_DISABLE_TELEMETRY": "1",
            "GRADIO_ANALYTICS_ENABLED": "False",
        },
    ),
    Peer(
        "aim",
        "to_aim.py",
        "aim",
        "`aim.Run(repo=folder)`, `run.track`, `aim.Image`: written to RocksDB as it is called.",
        "`aim up` indexes runs and shows them; pages ask again when live update is switched on.",
        installs=(
            "aim==3.29.1",
            "setuptools<81",
        ),
    ),
    Peer(
        "wandb offline",
        "to_wandb.py",
        "wandb",
        '`wandb.init(mode="offline")`, `run.log`, `wandb.Image`: a process of its own writes blocks of 32 kB.',
        "Nothing until `wandb sync` has sent it to a server.",
        installs=(
            "wandb==0.31.0",
            "numpy",
            "pillow",
        ),
        environ={"WANDB_MODE": "offline", "WANDB_SILENT": "true", "WANDB_ERROR_REPORTING": "false"},
    ),
    Peer(
        "mlflow",
        "to_mlflow.py",
        "mlflow",
        '`mlflow.log_metric("loss", y, step=x)` on `sqlite:///mlflow.db`, which commits each value; '
        "`mlflow.log_image`, whose thread writes the picture as PNG and WebP.",
        "`mlflow ui` reads SQLite; the page asks every 30 s, or when it is loaded again.",
        installs=(
            "mlflow==3.17.2",
            "pillow",
        ),
        environ={"MLFLOW_DISABLE_TELEMETRY": "true", "DO_NOT_TRACK": "true", "GIT_PYTHON_REFRESH": "quiet"},
    ),
    Peer(
        "mlflow log_batch",
        "to_mlflow_batch.py",
        "mlflow",
        "The same with `MlflowClient.log_batch` for each 100 values, which the program collects.",
        "As above, up to 100 values later.",
        installs=(
            "mlflow==3.17.2",
            "pillow",
        ),
        pictures=False,
        environ={"MLFLOW_DISABLE_TELEMETRY": "true", "DO_NOT_TRACK": "true", "GIT_PYTHON_REFRESH": "quiet"},
    ),
)
