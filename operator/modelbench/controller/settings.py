"""The operator's settings, from its environment."""

import json
import os
from dataclasses import dataclass

from modelbench.api.own_pods import AS_BUILT, RunnerPods
from modelbench.api.values import parse
from modelbench.resources.pods import OWN_USER, OwnImage

_METRICS_MEBIBYTES = 4
"""About 15,000 series: Prometheus reads them in a second, and the operator keeps them in memory."""


@dataclass(frozen=True)
class Settings:
    """What an administrator may choose. See the environment of the Deployment in manifests/."""

    runner_image: str
    """The image of the runner's Job: the operator's own."""

    runner_pull_policy: str = "IfNotPresent"

    run_as_user: int | None = OWN_USER
    """The user of the operator's image in all pods; None where the platform assigns one."""

    runner_pods: RunnerPods = AS_BUILT
    """What runners and generators have where a benchmark says nothing: pull secrets, nodes."""

    runner_cluster_role: str = "modelbench-runner"
    """The ClusterRole that a runner gets in its benchmark's namespace."""

    max_concurrent: int = 1
    """How many benchmarks may measure at once. More than one, and they measure each other."""

    max_deadline_seconds: int | None = None
    """Bounds ``spec.activeDeadlineSeconds`` of every benchmark; None: each has what it asks for."""

    metrics_mebibytes: int = _METRICS_MEBIBYTES
    """How much of the results of benchmarks a scrape gives at most, before compression."""

    metrics_port: int = 9090
    health_port: int = 8080

    @property
    def most_metrics_bytes(self) -> int:
        """The same as ``metrics_mebibytes``."""
        return self.metrics_mebibytes << 20

    @property
    def own_image(self) -> OwnImage:
        """The image of the runner and of the Lambda endpoint."""
        return OwnImage(
            self.runner_image, self.runner_pull_policy, self.run_as_user, self.runner_pods
        )


def load_settings() -> Settings:
    """Read the environment. KeyError or ValueError when it is incomplete or wrong."""
    return Settings(
        runner_image=os.environ["MODELBENCH_RUNNER_IMAGE"],
        runner_pull_policy=os.environ.get("MODELBENCH_RUNNER_PULL_POLICY", "IfNotPresent"),
        run_as_user=int(os.environ.get("MODELBENCH_RUN_AS_USER", OWN_USER)) or None,
        runner_pods=_runner_pods(os.environ.get("MODELBENCH_RUNNER_PODS") or "{}"),
        runner_cluster_role=os.environ.get("MODELBENCH_RUNNER_CLUSTER_ROLE", "modelbench-runner"),
        max_concurrent=_positive("MODELBENCH_MAX_CONCURRENT") or 1,
        max_deadline_seconds=_positive("MODELBENCH_MAX_DEADLINE_SECONDS"),
        metrics_mebibytes=_positive("MODELBENCH_METRICS_MEBIBYTES") or _METRICS_MEBIBYTES,
        metrics_port=int(os.environ.get("MODELBENCH_METRICS_PORT", "9090")),
        health_port=int(os.environ.get("MODELBENCH_HEALTH_PORT", "8080")),
    )


def _runner_pods(text: str) -> RunnerPods:
    """JSON with the fields of ``spec.runner``."""
    try:
        return parse(RunnerPods, json.loads(text), "MODELBENCH_RUNNER_PODS")
    except json.JSONDecodeError as error:
        raise ValueError(f"MODELBENCH_RUNNER_PODS is not JSON: {error}") from error


def _positive(name: str) -> int | None:
    """A whole number of at least 1; None when the variable is unset or empty."""
    text = os.environ.get(name, "")
    if not text:
        return None
    number = int(text)
    if number < 1:
        raise ValueError(f"{name} must be at least 1")
    return number
