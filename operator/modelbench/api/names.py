"""Names and labels: how the children of a ModelBenchmark are called and found."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

GROUP = "modelbench.dev"
VERSION = "v1alpha1"
PLURAL = "modelbenchmarks"
KIND = "ModelBenchmark"
API_VERSION = f"{GROUP}/{VERSION}"

BENCHMARK_LABEL = f"{GROUP}/benchmark"
PATH_LABEL = f"{GROUP}/path"
LANE_LABEL = f"{GROUP}/lane"
SERIES_LABEL = f"{GROUP}/series"
"""A user's own label on benchmarks whose results are to be compared with each other."""

SERVERLESS = "serverless"
CONTAINERIZED = "containerized"
CONTAINERIZED_START = "containerized-start"
RUNNER = "runner"
GENERATOR = "generator"
PATHS = (SERVERLESS, CONTAINERIZED)

FIELD_MANAGER = "modelbench-operator"


@dataclass(frozen=True)
class Names:
    """The names of everything that one benchmark owns."""

    namespace: str
    benchmark: str

    def serverless(self, lane: int = 1) -> str:
        """The Knative Service of a lane; the first lane is the arm itself."""
        return f"{self.benchmark}-{SERVERLESS}" + ("" if lane == 1 else f"-{lane}")

    @property
    def containerized(self) -> str:
        """The fixed Deployment and its Service."""
        return f"{self.benchmark}-{CONTAINERIZED}"

    @property
    def containerized_start(self) -> str:
        """The Deployment and Service whose start from zero replicas is measured."""
        return f"{self.benchmark}-{CONTAINERIZED_START}"

    @property
    def runner(self) -> str:
        """The runner's ServiceAccount, RoleBinding and Job."""
        return f"{self.benchmark}-{RUNNER}"

    @property
    def generators(self) -> str:
        """The Job of the pods that send load beside the runner."""
        return f"{self.benchmark}-{GENERATOR}s"

    @property
    def results(self) -> str:
        """The ConfigMap with the raw samples and the summary."""
        return f"{self.benchmark}-results"


def labels(benchmark: str, path: str) -> dict[str, str]:
    """The labels of a child that belongs to a path, or to the runner."""
    return {
        "app.kubernetes.io/name": "modelbench",
        "app.kubernetes.io/instance": benchmark,
        "app.kubernetes.io/component": path,
        "app.kubernetes.io/managed-by": "modelbench",
        BENCHMARK_LABEL: benchmark,
        PATH_LABEL: path,
    }


def owner_reference(benchmark: Mapping[str, Any]) -> dict[str, Any]:
    """The reference by which the garbage collector removes a child with its benchmark."""
    return {
        "apiVersion": API_VERSION,
        "kind": KIND,
        "name": benchmark["metadata"]["name"],
        "uid": benchmark["metadata"]["uid"],
        "controller": True,
        "blockOwnerDeletion": False,
    }
