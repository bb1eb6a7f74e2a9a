"""The status of a ModelBenchmark: what was found, in its final units.

Money, rates and shares are decimal strings, durations whole milliseconds or microseconds. What is
not known is absent, never 0. ``crds/`` describes every field; a test holds the two together.
"""

from collections.abc import Mapping

import msgspec

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
from modelbench.api.scenarios.steady import SteadyDifference
from modelbench.api.values import DecimalText, Value


class Environment(Value, frozen=True):
    """Where the numbers were measured."""

    modelbench_version: str | None = None
    kubernetes_version: str | None = None
    knative_version: str | None = None
    nodes: int | None = None
    cpu_count: int | None = None
    kernel_version: str | None = None
    container_runtime: str | None = None
    lanes: int | None = None
    clock_offset_milliseconds: DecimalText | None = None
    clock_offset_bound_milliseconds: DecimalText | None = None
    node_cpu_model: str | None = msgspec.field(name="nodeCPUModel", default=None)
    ingress: str | None = None
    others_busy_percent: DecimalText | None = None
    cluster_settings: Mapping[str, str] = {}


class VariantStatus(ScenarioStatuses, frozen=True, kw_only=True):
    """One variant: how it was run, and what was found of it in each scenario."""

    name: str
    mode: Mode
    image_digest: str | None = None
    settings: Mapping[str, str] = {}
    cost: VariantCostStatus | None = None


class ComparisonStatus(Value, frozen=True):
    """The variants against the first one."""

    steady: tuple[SteadyDifference, ...] = ()


class Findings(Value, frozen=True):
    """What the runner computes from its samples. It can say nothing else of a status."""

    environment: Environment = Environment()
    variants: tuple[VariantStatus, ...] = ()
    comparison: ComparisonStatus | None = None
    cost: RunCostStatus | None = None
    traffic: tuple[ProfileStatus, ...] = ()
    objectives: tuple[ObjectiveStatus, ...] = ()
    recommendation: tuple[RecommendationStatus, ...] = ()

    def variant(self, name: str) -> VariantStatus | None:
        """What was found of one variant."""
        return next((variant for variant in self.variants if variant.name == name), None)


class ResultsReference(Value, frozen=True):
    """The ConfigMap with the raw samples."""

    name: str


class Status(Findings, frozen=True):
    """The whole status: findings of the runner, and what the operator adds."""

    observed_generation: int | None = None
    start_time: str | None = None
    completion_time: str | None = None
    progress: str | None = None
    conditions: tuple[Condition, ...] = ()
    results_ref: ResultsReference | None = None
