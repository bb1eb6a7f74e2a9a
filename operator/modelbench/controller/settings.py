"""The operator's settings, from its environment."""

import os
from dataclasses import dataclass


@dataclass(frozen=True)
class Settings:
    """What an administrator may choose. See the environment of the Deployment in manifests/."""

    runner_image: str
    """The image of the runner's Job: the operator's own."""

    runner_pull_policy: str = "IfNotPresent"

    runner_cluster_role: str = "modelbench-runner"
    """The ClusterRole that a runner gets in its benchmark's namespace."""

    max_concurrent: int = 1
    """How many benchmarks may measure at once. More than one, and they measure each other."""

    metrics_port: int = 9090
    health_port: int = 8080


def load_settings() -> Settings:
    """Read the environment. KeyError or ValueError when it is incomplete or wrong."""
    maximum = int(os.environ.get("MODELBENCH_MAX_CONCURRENT", "1"))
    if maximum < 1:
        raise ValueError("MODELBENCH_MAX_CONCURRENT must be at least 1")
    return Settings(
        runner_image=os.environ["MODELBENCH_RUNNER_IMAGE"],
        runner_pull_policy=os.environ.get("MODELBENCH_RUNNER_PULL_POLICY", "IfNotPresent"),
        runner_cluster_role=os.environ.get("MODELBENCH_RUNNER_CLUSTER_ROLE", "modelbench-runner"),
        max_concurrent=maximum,
        metrics_port=int(os.environ.get("MODELBENCH_METRICS_PORT", "9090")),
        health_port=int(os.environ.get("MODELBENCH_HEALTH_PORT", "8080")),
    )
