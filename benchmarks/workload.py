"""What a workload is: who does what how often, and what it must reach; and how its rounds are run in turn."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.measuring import percentile
from benchmarks.results import Figures, Result
from benchmarks.servers import Contenders, Server
from benchmarks.targets import Target

Count = Mapping[str, int]
"""How often each contender does a thing; who is not named does not do it."""


@dataclass(frozen=True)
class Case:
    """One row of a workload: its numbers, how often each contender does it in a round, flags of our server."""

    label: str
    count: Count
    values: Mapping[str, int] = field(default_factory=dict)
    rounds: Count = field(default_factory=dict)
    """Fewer rounds for those who are slow."""
    flags: Sequence[str] = ()


@dataclass(frozen=True)
class Turn:
    """One contender's go at one case, in one round."""

    server: Server
    case: Case
    round: int
    python: Path

    @property
    def count(self) -> int:
        """How often to do it."""
        return self.case.count[self.server.name]

    @property
    def env(self) -> str:
        """The name of an environment for this turn alone."""
        return "_".join(["run", *(f"{name}{number}" for name, number in self.case.values.items()), str(self.round)])

    def steady(self, messages: Sequence[bytes]) -> Figures:
        """CPU of the server and latency of requests that are sent one by one."""
        cpu = self.server.cpu_seconds()
        latencies = self.server.one_by_one(messages)
        return {"cpu_ms": (self.server.cpu_seconds() - cpu) * 1000 / len(latencies), **latency(latencies)}


def latency(seconds: Sequence[float]) -> Figures:
    """The middle and the slowest hundredth, in milliseconds."""
    return {"p50_ms": percentile(seconds, 50) * 1000, "p99_ms": percentile(seconds, 99) * 1000}


def last_to_first(seconds: Sequence[float]) -> float:
    """The middle latency of the last quarter over that of the first."""
    quarter = len(seconds) // 4
    return percentile(seconds[-quarter:], 50) / percentile(seconds[:quarter], 50)


COSTS = {"cpu_ms": "CPU of the server, ms", "p50_ms": "latency p50, ms", "p99_ms": "latency p99, ms"}
"""What `steady` finds."""


@dataclass(frozen=True)
class Workload:
    """Something that all contenders do in turn, and what ours must reach."""

    name: str
    title: str
    about: str
    cases: Callable[[bool], list[Case]]
    """All cases, or with True tiny ones."""
    measure: Callable[[Turn], Figures]
    measures: Mapping[str, str] = field(default_factory=lambda: COSTS)
    """Each figure and its heading."""
    rounds: int = 5
    targets: Sequence[Target] = ()
    fresh: bool = False
    """Whether each turn has a server of its own."""
    prepare: Callable[[str, Path, Case], None] | None = None
    """Puts something into the folder that the fresh servers of a contender and a case are started on."""
    case_by_case: bool = False
    """Whether all rounds of a case come before the next case, because the servers fill up."""

    def run(self, contenders: Contenders, folder: Path, quick: bool) -> Result:
        """All figures of all rounds."""
        result = Result(self.name, self.title, {case.label: dict(case.values) for case in self.cases(quick)})
        with ExitStack() as stack:
            shared = {} if self.fresh else stack.enter_context(self._shared(contenders, folder))
            for number, case in self._order(quick):
                for name in _rotated(contenders.names, number):
                    if name in case.count and number < case.rounds.get(name, self.rounds):
                        with self._server(name, shared, contenders, folder, case, number) as server:
                            turn = Turn(server, case, number, contenders.python(name))
                            result.add(case.label, name, self.measure(turn))
        return result

    def _order(self, quick: bool) -> Iterator[tuple[int, Case]]:
        cases, rounds = self.cases(quick), range(1 if quick else self.rounds)
        if self.case_by_case:
            yield from ((number, case) for case in cases for number in rounds)
        else:
            yield from ((number, case) for number in rounds for case in cases)

    @contextmanager
    def _shared(self, contenders: Contenders, folder: Path) -> Iterator[dict[str, Server]]:
        wanted = {name for case in self.cases(False) for name in case.count}
        servers = {name: contenders.make(name, folder / name) for name in contenders.names if name in wanted}
        try:
            for server in servers.values():
                server.start()
            yield servers
        finally:
            for server in servers.values():
                server.end()

    @contextmanager
    def _server(
        self, name: str, shared: dict[str, Server], contenders: Contenders, folder: Path, case: Case, number: int
    ) -> Iterator[Server]:
        if name in shared:
            yield shared[name]
            return
        below = folder / f"{case.label} {name}".replace("/", " ")
        if self.prepare is None:
            below = below / str(number)
        server = contenders.make(name, below, case.flags)
        if self.prepare is not None and not server.env_path.exists():
            self.prepare(name, server.env_path, case)
        try:
            yield server.start()
        finally:
            server.end()


def _rotated(names: Sequence[str], number: int) -> Sequence[str]:
    """Nobody is always first."""
    start = number % len(names)
    return [*names[start:], *names[:start]]
