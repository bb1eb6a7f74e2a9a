"""The pods of a benchmark that are not the model's: its runner, its generators, queue-proxy."""

from collections.abc import Mapping
from typing import Any

from modelbench.api.values import Value


class Toleration(Value, frozen=True):
    """A taint of nodes that a pod bears, in Kubernetes' words."""

    key: str | None = None
    operator: str | None = None
    value: str | None = None
    effect: str | None = None
    toleration_seconds: int | None = None


class GeneratorPods(Value, frozen=True):
    """What a pod that sends load may use, and where it runs; absent fields are the runner's."""

    resources: Mapping[str, Any] = {}
    node_selector: Mapping[str, str] = {}
    tolerations: tuple[Toleration, ...] = ()


class RunnerPods(GeneratorPods, frozen=True):
    """The same of the runner; absent fields are as the operator is configured."""

    image_pull_secret_names: tuple[str, ...] = ()


AS_BUILT = RunnerPods()
"""Nothing is said of them anywhere."""


class QueueProxy(Value, frozen=True):
    """The container that Knative adds to each pod; absent resources are as Knative has them."""

    resources: Mapping[str, Any] = {}
