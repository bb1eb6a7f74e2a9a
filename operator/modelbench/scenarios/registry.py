"""The scenarios in the order of a run: what must be cold first, what leaves heat behind last.

A scenario is a package with a module for each plane, so that the runner loads no plot and the
command line nothing that measures:

- ``summary``: from samples to its part of the status; pure
- ``schedule``: about how long it takes; pure
- ``measure``: how it is measured
- ``metrics``: its Prometheus metrics
- ``view``: its tables in the terminal and in Markdown
- ``page``: its section of the page, with its plots
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol, cast

from modelbench.api.conditions import measured_type
from modelbench.api.reasons import Reason
from modelbench.api.samples import Samples
from modelbench.api.scenarios import Scenarios, ScenarioStatuses
from modelbench.api.spec import Spec
from modelbench.api.status import Status, VariantStatus
from modelbench.api.variants import Variant

if TYPE_CHECKING:
    from modelbench.display.content import Section as PageSection
    from modelbench.display.source import Source
    from modelbench.display.tables import Section
    from modelbench.instruments.session import Session
    from modelbench.metrics.families import Declared, Families, Labels
    from modelbench.scenarios.ways_to_zero import Starts


class Summary(Protocol):
    """The pure part of a scenario. ``status`` is what ``summarize`` gave of one variant."""

    def covers(self, variant: Variant) -> bool:
        """Whether the scenario is measured on a variant."""

    def summarize(self, samples: Samples, variant: Variant, spec: Spec) -> Any | None:
        """Compute its part of the status of a variant; None where there is nothing to tell yet."""

    def judge(
        self, status: Any, samples: Samples, variant: Variant, spec: Spec
    ) -> tuple[bool, Reason, str]:
        """Status, reason and message of its condition, once it is finished."""

    def wanted(self, variant: Variant, spec: Spec) -> tuple[int, int]:
        """How many measurements it takes on a variant, at least and at most."""

    def done(self, status: Any) -> int:
        """How many of them are done."""


class Schedule(Protocol):
    """What is known beforehand of how long a scenario takes."""

    def needed_seconds(self, spec: Spec, variants: Sequence[Variant], starts: "Starts") -> float:
        """About how long it takes on all variants together; 0 where it is not asked for."""


class Measure(Protocol):
    """The measuring part of a scenario."""

    def measure(self, session: "Session", samples: Samples) -> Samples:
        """Measure to the end, going on from ``samples``. BenchmarkError when that cannot be."""


class Metrics(Protocol):
    """The Prometheus part of a scenario."""

    DECLARED: "Declared"

    def add(self, families: "Families", labels: "Labels", status: VariantStatus) -> None:
        """The metrics of one variant; ``labels`` are the benchmark's and the variant's."""


class View(Protocol):
    """The part of a scenario for the terminal and for Markdown."""

    def sections(self, status: Status) -> "Iterator[Section]":
        """Its tables, all variants side by side; none where it was not measured."""


class Page(Protocol):
    """The part of a scenario on the page."""

    def page_section(self, source: "Source") -> "PageSection | None":
        """Its section with plots; None where it was not measured."""


@dataclass(frozen=True)
class Scenario:
    """One scenario. ``name`` is its field in the resource; its attributes are called ``package``.

    ``title`` says in a few words what is measured.
    """

    name: str
    package: str
    title: str

    @property
    def summary(self) -> Summary:
        """What it makes of samples."""
        return cast(Summary, self._plane("summary"))

    @property
    def schedule(self) -> Schedule:
        """About how long it takes: for the runner alone."""
        return cast(Schedule, self._plane("schedule"))

    @property
    def measure(self) -> Measure:
        """How it is measured: for the runner alone."""
        return cast(Measure, self._plane("measure"))

    @property
    def metrics(self) -> Metrics:
        """Its metrics: for the operator alone."""
        return cast(Metrics, self._plane("metrics"))

    @property
    def view(self) -> View:
        """Its tables: for the command line alone."""
        return cast(View, self._plane("view"))

    @property
    def page(self) -> Page:
        """Its section of the page: for the command line alone."""
        return cast(Page, self._plane("page"))

    def is_asked(self, scenarios: Scenarios) -> bool:
        """Whether ``spec.scenarios`` has it."""
        return getattr(scenarios, self.package) is not None

    def status_of(self, variant: ScenarioStatuses | None) -> Any | None:
        """Its part of a variant's status."""
        return None if variant is None else getattr(variant, self.package)

    def condition(self, variant: str) -> str:
        """The type of its condition on a variant."""
        return measured_type(variant, self.name)

    def _plane(self, name: str) -> Any:
        return import_module(f"modelbench.scenarios.{self.package}.{name}")


SCENARIOS = (
    Scenario("coldStart", "cold_start", "cold starts"),
    Scenario("burst", "burst", "bursts"),
    Scenario("reactivation", "reactivation", "requests during scale-down"),
    Scenario("steady", "steady", "steady load"),
    Scenario("users", "users", "concurrent users"),
    Scenario("autoscale", "autoscale", "load step"),
    Scenario("replay", "replay", "a replay"),
)


def asked_scenarios(spec: Spec) -> tuple[Scenario, ...]:
    """Give the scenarios that a spec asks for, in the order of a run."""
    return tuple(scenario for scenario in SCENARIOS if scenario.is_asked(spec.scenarios))


def measured_conditions(spec: Spec, variants: tuple[Variant, ...]) -> Mapping[str, Scenario]:
    """The types of the conditions of all scenarios and variants, in the order of telling."""
    return {
        scenario.condition(variant.name): scenario
        for scenario in asked_scenarios(spec)
        for variant in variants
        if scenario.summary.covers(variant)
    }
