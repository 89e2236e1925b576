"""All workloads, in the order in which they run and are told of: one module each."""

from __future__ import annotations

from benchmarks.workload import Workload
from benchmarks.workloads import (
    appends,
    events,
    images,
    killed,
    many_windows,
    opening,
    starting,
)

MODULES = (
    events,
    appends,
    images,
    many_windows,
    starting,
    opening,
    killed,
)
WORKLOADS: dict[str, Workload] = {module.WORKLOAD.name: module.WORKLOAD for module in MODULES}
"""Each workload by its name."""
