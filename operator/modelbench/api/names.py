"""Names and labels: how the children of a ModelBenchmark are called and found."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

GROUP = "modelbench.dev"
VERSION = "v1alpha1"
PLURAL = "modelbenchmarks"
KIND = "ModelBenchmark"
API_VERSION = f"{GROUP}/{VERSION}"

BENCHMARK_LABEL = f"{GROUP}/benchmark"
VARIANT_LABEL = f"{GROUP}/variant"
ROLE_LABEL = f"{GROUP}/role"
LANE_LABEL = f"{GROUP}/lane"
SERIES_LABEL = f"{GROUP}/series"
"""A user's own label on benchmarks whose results are to be compared with each other."""

SERVERLESS = "serverless"
CONTAINERIZED = "containerized"
"""The variants that every benchmark has; ``spec.variants`` adds others."""

FIELD_MANAGER = "modelbench-operator"


class Role(StrEnum):
    """What the pods of a benchmark are there for."""

    MODEL = "model"
    """Pods with this role serve a variant."""

    START = "start"
    """Pods with this role belong to the Deployment whose start from zero is measured."""

    RUNNER = "runner"
    GENERATOR = "generator"


@dataclass(frozen=True)
class Names:
    """The names of everything that one benchmark owns."""

    namespace: str
    benchmark: str

    def variant(self, name: str, lane: int = 1) -> str:
        """The Knative Service of a lane, or the Deployment with its Service."""
        return f"{self.benchmark}-{name}" + ("" if lane == 1 else f"-{lane}")

    def start(self, variant: str) -> str:
        """The Deployment and Service whose start from zero replicas is measured."""
        return f"{self.benchmark}-{variant}-start"

    @property
    def runner(self) -> str:
        """The runner's ServiceAccount, RoleBinding and Job."""
        return f"{self.benchmark}-{Role.RUNNER}"

    @property
    def generators(self) -> str:
        """The Job of the pods that send load beside the runner."""
        return f"{self.benchmark}-{Role.GENERATOR}s"

    @property
    def results(self) -> str:
        """The ConfigMap with the raw samples and the summary."""
        return f"{self.benchmark}-results"


def labels(benchmark: str, role: Role, variant: str | None = None) -> dict[str, str]:
    """The labels of a child; ``variant`` is None for the runner and the generators."""
    return {
        "app.kubernetes.io/name": "modelbench",
        "app.kubernetes.io/instance": benchmark,
        "app.kubernetes.io/component": variant or str(role),
        "app.kubernetes.io/managed-by": "modelbench",
        BENCHMARK_LABEL: benchmark,
        ROLE_LABEL: str(role),
        **({} if variant is None else {VARIANT_LABEL: variant}),
    }


def selector(benchmark: str, role: Role, variant: str) -> dict[str, str]:
    """The labels by which the pods of a Deployment are told from all others."""
    return {
        "app.kubernetes.io/instance": benchmark,
        ROLE_LABEL: str(role),
        VARIANT_LABEL: variant,
    }


def owner_reference(name: str, uid: str) -> dict[str, Any]:
    """The reference by which the garbage collector removes a child with its benchmark."""
    return {
        "apiVersion": API_VERSION,
        "kind": KIND,
        "name": name,
        "uid": uid,
        "controller": True,
        "blockOwnerDeletion": False,
    }
