"""All workloads, in the order in which they run and are told of: one module each."""

from __future__ import annotations

from benchmarks.workload import Workload
from benchmarks.workloads import (
    appends,
    calls,
    environments_among,
    events,
    group_commit,
    heatmap_rows,
    hour,
    image_history,
    images,
    killed,
    many_environments,
    many_windows,
    opening,
    programs,
    stalled,
    starting,
    text_log,
    tidying,
    windows_among,
)

MODULES = (
    events,
    appends,
    tidying,
    windows_among,
    environments_among,
    images,
    image_history,
    text_log,
    heatmap_rows,
    many_windows,
    many_environments,
    starting,
    opening,
    programs,
    group_commit,
    stalled,
    killed,
    hour,
    calls,
)
WORKLOADS: dict[str, Workload] = {module.WORKLOAD.name: module.WORKLOAD for module in MODULES}
"""Each workload by its name."""
