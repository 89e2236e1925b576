"""Connect, draw into a file without a server, and send the file later."""

from __future__ import annotations

import tempfile
from pathlib import Path

from arguments import connect

with tempfile.TemporaryDirectory() as folder:
    log = str(Path(folder, "run.log"))
    offline = connect(offline=True, log_to_filename=log)
    for step in range(1, 11):
        offline.line(
            [1 / step],
            X=[step],
            win="loss",
            update="append",
            opts={"title": "Drawn without a server"},
        )
    offline.text("The run has ended.", win="end", opts={"title": "Log", "width": 300})

    vis = connect()
    if vis.check_connection(timeout_seconds=3):
        vis.replay_log(log)
