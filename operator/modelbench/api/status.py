"""The status of a ModelBenchmark: what was found, in its final units.

Money, rates and shares are decimal strings, durations whole milliseconds or microseconds. What is
not known is absent, never 0. ``crds/`` describes every field; a test holds the two together.
"""

from collections.abc import Mapping
from typing import Annotated

import msgspec

from modelbench.api.bounds import most, text
from modelbench.api.conditions import Condition
from modelbench.api.decision_status import (
    ObjectiveStatus,
    ProfileStatus,
    RecommendationStatus,
    RunCostStatus,
    VariantCostStatus,
)
from modelbench.api.mode import Mode
from modelbench.api.scenarios import ScenarioStatuses
from modelbench.api.scenarios.parts import SteadyDifference
from modelbench.api.scenarios.streams import StreamDifference
from modelbench.api.values import DecimalText, Value, VariantName


class Environment(Value, frozen=True):
    """Where the numbers were measured."""

    modelbench_version: Annotated[str, text(64)] | None = None
    kubernetes_version: Annotated[str, text(64)] | None = None
    knative_version: Annotated[str, text(64)] | None = None
    nodes: int | None = None
    cpu_count: int | None = None
    kernel_version: Annotated[str, text(1024)] | None = None
    container_runtime: Annotated[str, text(1024)] | None = None
    lanes: int | None = None
    clock_offset_milliseconds: DecimalText | None = None
    clock_offset_bound_milliseconds: DecimalText | None = None
    node_cpu_model: Annotated[str, text(256)] | None = msgspec.field(
        name="nodeCPUModel", default=None
    )
    ingress: Annotated[str, text(256)] | None = None
    others_busy_percent: DecimalText | None = None
    cluster_settings: Annotated[Mapping[str, Annotated[str, text(1024)]], most(256)] = {}


class PodsStatus(Value, frozen=True):
    """What befell the pods of a variant; absent when nothing did.

    ``restarts`` are containers that ended, ``oom_killed`` those of them for want of memory.
    """

    summary: Annotated[str, text(1024)] | None = None
    restarts: int | None = None
    oom_killed: int | None = None
    evictions: int | None = None


class VariantStatus(ScenarioStatuses, frozen=True, kw_only=True):
    """One variant: how it was run, and what was found of it in each scenario."""

    name: VariantName
    mode: Mode
    image_digest: Annotated[str, text(1024)] | None = None
    pods: PodsStatus | None = None
    settings: Annotated[Mapping[str, Annotated[str, text(256)]], most(64)] = {}
    deviations: Annotated[tuple[Annotated[str, text(512)], ...], most(16)] = ()
    cost: VariantCostStatus | None = None


class ComparisonStatus(Value, frozen=True):
    """The variants against the first one."""

    steady: Annotated[
        tuple[SteadyDifference, ...], most(210, "first", "second", "rate_per_second", "percentile")
    ] = ()
    streams: Annotated[
        tuple[StreamDifference, ...],
        most(420, "first", "second", "rate_per_second", "metric", "percentile"),
    ] = ()


class Findings(Value, frozen=True):
    """What the runner computes from its samples. It can say nothing else of a status."""

    environment: Environment = Environment()
    variants: Annotated[tuple[VariantStatus, ...], most(8, "name")] = ()
    comparison: ComparisonStatus | None = None
    cost: RunCostStatus | None = None
    traffic: Annotated[tuple[ProfileStatus, ...], most(5, "name")] = ()
    objectives: Annotated[tuple[ObjectiveStatus, ...], most(16)] = ()
    recommendation: Annotated[tuple[RecommendationStatus, ...], most(5, "traffic")] = ()
    answer: Annotated[str, text(512)] | None = None

    def variant(self, name: str) -> VariantStatus | None:
        """What was found of one variant."""
        return next((variant for variant in self.variants if variant.name == name), None)


class ResultsReference(Value, frozen=True):
    """The ConfigMap with the raw samples."""

    name: Annotated[str, text(253)]


class Status(Findings, frozen=True):
    """The whole status: findings of the runner, and what the operator adds."""

    observed_generation: int | None = None
    image: Annotated[str, text(512)] | None = None
    start_time: Annotated[str, text(64)] | None = None
    completion_time: Annotated[str, text(64)] | None = None
    progress: Annotated[str, text(256)] | None = None
    conditions: Annotated[tuple[Condition, ...], most(64, "type")] = ()
    results_ref: ResultsReference | None = None
