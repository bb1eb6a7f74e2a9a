"""What one reconciliation has at hand: the benchmark, its children, what is to be recorded."""

from collections.abc import Container
from dataclasses import dataclass, field
from datetime import datetime

from modelbench.api.benchmark import Benchmark
from modelbench.api.names import API_VERSION, KIND
from modelbench.controller.children import Children
from modelbench.controller.inventory import Inventory
from modelbench.controller.reading import Reading
from modelbench.controller.record import Record
from modelbench.controller.settings import Settings
from modelbench.kube.client import KubernetesApi, url_of


@dataclass(frozen=True)
class Ensured:
    """The children were all there at that time, with so many lanes; None: those that there were."""

    lanes: int | None
    at: datetime


@dataclass(frozen=True)
class Memory:
    """What the operator remembers from one reconciliation to the next, by uid.

    It can lose all of it at any time.
    """

    ensured: dict[str, Ensured] = field(default_factory=dict)
    first_in_line: dict[str, datetime] = field(default_factory=dict)
    removed: set[str] = field(default_factory=set)
    failing_since: dict[str, datetime] = field(default_factory=dict)

    def forget(self, uid: str) -> None:
        """Forget one that measures no more."""
        self.ensured.pop(uid, None)
        self.first_in_line.pop(uid, None)
        self.failing_since.pop(uid, None)


@dataclass(frozen=True)
class ReconcileContext:
    """One reconciliation. ``set_aside`` has the uids of benchmarks that do not count at present."""

    api: KubernetesApi
    settings: Settings
    benchmark: Benchmark
    children: Children
    record: Record
    inventory: Inventory
    memory: Memory
    set_aside: Container[str]
    now: datetime

    @property
    def uid(self) -> str:
        """The benchmark's uid."""
        return self.benchmark.metadata.uid

    @property
    def url(self) -> str:
        """The benchmark's URL path."""
        return url_of(API_VERSION, KIND, *self.benchmark.key)

    @property
    def age_seconds(self) -> float:
        """How long it measures. ValueError when its status does not tell when it began."""
        return (self.now - self.started).total_seconds()

    @property
    def started(self) -> datetime:
        """When it left the queue. ValueError as of ``age_seconds``."""
        return datetime.fromisoformat(self.benchmark.status.start_time or "")


@dataclass(frozen=True)
class ContextFactory:
    """Creates the context of each reconciliation."""

    api: KubernetesApi
    settings: Settings
    inventory: Inventory
    memory: Memory
    set_aside: Container[str]

    def create(self, reading: Reading, now: datetime) -> ReconcileContext:
        """The context of one benchmark at one moment."""
        benchmark = reading.benchmark
        return ReconcileContext(
            api=self.api,
            settings=self.settings,
            benchmark=benchmark,
            children=Children(self.api, self.settings, benchmark),
            record=Record(self.api, benchmark, reading.stored_status, now),
            inventory=self.inventory,
            memory=self.memory,
            set_aside=self.set_aside,
            now=now,
        )
