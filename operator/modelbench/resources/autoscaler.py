"""The autoscaler of the fixed Deployment, when the spec asks for one."""

from collections.abc import Mapping
from typing import Any

from modelbench.api.names import CONTAINERIZED, Names, labels, owner_reference
from modelbench.api.spec import Spec


def horizontal_pod_autoscaler(
    benchmark: Mapping[str, Any], names: Names, spec: Spec
) -> dict[str, Any] | None:
    """By CPU utilization, between the fixed number of replicas and ``maxReplicas``."""
    settings = spec.containerized.autoscaler
    if settings is None:
        return None
    target = {
        "type": "Utilization",
        "averageUtilization": settings.target_cpu_utilization_percentage,
    }
    return {
        "apiVersion": "autoscaling/v2",
        "kind": "HorizontalPodAutoscaler",
        "metadata": {
            "name": names.containerized,
            "namespace": names.namespace,
            "labels": labels(names.benchmark, CONTAINERIZED),
            "ownerReferences": [owner_reference(benchmark)],
        },
        "spec": {
            "scaleTargetRef": {
                "apiVersion": "apps/v1",
                "kind": "Deployment",
                "name": names.containerized,
            },
            "minReplicas": spec.containerized.replicas,
            "maxReplicas": settings.max_replicas,
            "metrics": [{"type": "Resource", "resource": {"name": "cpu", "target": target}}],
            "behavior": {
                "scaleDown": {
                    "stabilizationWindowSeconds": settings.scale_down_stabilization_seconds
                }
            },
        },
    }
