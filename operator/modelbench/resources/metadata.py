"""The metadata that all children have in common."""

from typing import Any

from modelbench.api.benchmark import Benchmark
from modelbench.api.names import Role, labels

Manifest = dict[str, Any]


def child_metadata(
    benchmark: Benchmark, name: str, role: Role, variant: str | None = None, **extra_labels: str
) -> Manifest:
    """Name, labels, and the reference by which the child goes with its benchmark.

    ``variant`` is None for what belongs to the runner and the generators.
    """
    return {
        "name": name,
        "namespace": benchmark.metadata.namespace,
        "labels": {**labels(benchmark.metadata.name, role, variant), **extra_labels},
        "ownerReferences": [benchmark.owner_reference],
    }
