"""The annotations by which a revision of Knative is scaled.

Their names and what they may hold: knative.dev/serving, pkg/apis/autoscaling/register.go.
"""

from modelbench.api.knative import LEAST_ACTIVATION_SCALE
from modelbench.api.spec import ScalingMetric, Serverless

_GROUP = "autoscaling.knative.dev"

# Knative's own defaults (config-autoscaler), which a cluster may have changed for all its services.
_RETENTION = "0s"
_PANIC_WINDOW_PERCENT = "10.0"
_PANIC_THRESHOLD_PERCENT = "200.0"

_METRICS = {
    ScalingMetric.CONCURRENCY: "concurrency",
    ScalingMetric.REQUESTS_PER_SECOND: "rps",
}


def autoscaling_annotations(serverless: Serverless) -> dict[str, str]:
    """The autoscaler's settings: they are part of the experiment.

    None that a revision can have is left to the cluster. Its alone are whether anything goes to
    zero, the grace period on the way there, and how fast pods may be added and taken away.
    """
    found = {
        "class": f"kpa.{_GROUP}",
        "scale-down-delay": f"{serverless.scale_down_delay_seconds}s",
        "scale-to-zero-pod-retention-period": _RETENTION,
        "panic-window-percentage": _PANIC_WINDOW_PERCENT,
        "panic-threshold-percentage": _PANIC_THRESHOLD_PERCENT,
        "target-utilization-percentage": str(serverless.target_utilization_percentage),
        "min-scale": str(serverless.min_scale),
        "max-scale": str(serverless.max_scale),
        "initial-scale": "1",
        "metric": _METRICS[serverless.metric],
        "target": str(serverless.target),
        "target-burst-capacity": str(serverless.target_burst_capacity),
        "window": f"{serverless.stable_window_seconds}s",
    }
    if serverless.activation_scale >= LEAST_ACTIVATION_SCALE:
        found["activation-scale"] = str(serverless.activation_scale)
    return {f"{_GROUP}/{name}": value for name, value in found.items()}
