"""Metrics for Prometheus (`-metrics`): counts and sizes, without names of environments, windows or users."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector

from visdom.server.http.access_log import Exchange
from visdom.server.workspace import Workspace

BUCKETS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Metrics:
    """What is counted at every answer, and what is looked up when Prometheus asks."""

    content_type = CONTENT_TYPE_LATEST

    def __init__(self, workspace: Workspace) -> None:
        self.count_connections: Callable[[], int] = int
        """Counts the open connections; the server that listens sets it."""
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "visdom_requests", "Requests that were answered.", ["method", "status"], registry=self._registry
        )
        self._bytes = Counter("visdom_response_bytes", "Bytes of bodies of answers.", registry=self._registry)
        self._seconds = Histogram(
            "visdom_request_seconds", "Time until the answer.", buckets=BUCKETS, registry=self._registry
        )
        self._registry.register(_State(workspace, self))
        ProcessCollector(registry=self._registry)

    def observe(self, exchange: Exchange) -> None:
        """Count an answer."""
        method = exchange.method if exchange.method in ("GET", "POST") else "other"
        self._requests.labels(method, f"{exchange.status // 100}xx").inc()
        self._bytes.inc(exchange.size or 0)
        self._seconds.observe(exchange.seconds)

    def text(self) -> bytes:
        """All metrics, as Prometheus reads them."""
        return generate_latest(self._registry)


class _State(Collector):
    """What the workspace knows, at the moment when it is asked."""

    def __init__(self, workspace: Workspace, metrics: Metrics) -> None:
        self._workspace = workspace
        self._metrics = metrics

    def collect(self) -> Iterator[GaugeMetricFamily | CounterMetricFamily]:
        workspace = self._workspace
        usage, unsaved = workspace.tree.usage(), workspace.tree.pending()
        hub = workspace.hub
        for name, text, value in (
            ("connections", "Open connections, without websockets.", self._metrics.count_connections()),
            ("pages", "Connected pages.", len(hub.viewers)),
            ("sources", "Connected programs that listen for events.", len(hub.sources)),
            ("slow_pages", "Pages that do not read as fast as windows change.", hub.slow_viewers),
            ("environments", "Environments.", len(workspace.tree)),
            ("windows_in_memory", "Windows that are in memory.", usage.windows),
            ("window_text_bytes", "Length of these windows as JSON text.", usage.text_bytes),
            ("unsaved_windows", "Windows whose last change is not on the disk.", len(unsaved)),
            ("refused_windows", "Windows that the disk refuses.", workspace.unsaved.refused),
        ):
            yield GaugeMetricFamily(f"visdom_{name}", text, value)
        yield CounterMetricFamily("visdom_writes", "Writes to files of windows and environments.", usage.writes)
