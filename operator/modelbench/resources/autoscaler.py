"""The autoscaler of a containerized variant, when the spec asks for one."""

from typing import Any

from modelbench.api.benchmark import Benchmark
from modelbench.api.names import Role
from modelbench.api.variants import Variant
from modelbench.resources.metadata import child_metadata


def horizontal_pod_autoscaler(benchmark: Benchmark, variant: Variant) -> dict[str, Any] | None:
    """By CPU utilization, between ``replicas`` and ``maxReplicas``; None when it has none."""
    containerized = variant.containerized
    if containerized is None or containerized.horizontal_pod_autoscaler is None:
        return None
    settings = containerized.horizontal_pod_autoscaler
    name = benchmark.names.variant(variant.name)
    target = {
        "type": "Utilization",
        "averageUtilization": settings.target_cpu_utilization_percentage,
    }
    stabilization = {"stabilizationWindowSeconds": settings.scale_down_stabilization_seconds}
    return {
        "apiVersion": "autoscaling/v2",
        "kind": "HorizontalPodAutoscaler",
        "metadata": child_metadata(benchmark, name, Role.MODEL, variant.name),
        "spec": {
            "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": name},
            "minReplicas": containerized.replicas,
            "maxReplicas": settings.max_replicas,
            "metrics": [{"type": "Resource", "resource": {"name": "cpu", "target": target}}],
            "behavior": {"scaleDown": stabilization},
        },
    }
