"""The spec of a ModelBenchmark. The struct is its parser.

The API server has validated and defaulted the document (see ``crds/``), so what the CRD gives a
default has none here, and a field that lacks is told as such.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

import msgspec

from modelbench.api.choices import Cost, Objective, TrafficProfile
from modelbench.api.knative import DEFAULT_TARGET_CONCURRENCY, DEFAULT_TARGET_REQUESTS_PER_SECOND
from modelbench.api.own_pods import GeneratorPods, QueueProxy, RunnerPods
from modelbench.api.pod_template import PodTemplate, measured_container
from modelbench.api.request import Request
from modelbench.api.scenarios import Scenarios
from modelbench.api.values import Value


class ScalingMetric(StrEnum):
    """By what Knative's autoscaler counts the pods that it wants."""

    CONCURRENCY = "Concurrency"
    REQUESTS_PER_SECOND = "RequestsPerSecond"


class Ingress(StrEnum):
    """By which way requests reach a containerized variant."""

    SERVICE = "Service"
    GATEWAY = "Gateway"


class EnvironmentVariable(Value, frozen=True):
    """One variable of the model's container."""

    name: str
    value: str = ""


class PodSecurity(StrEnum):
    """What the container of an image may; a template says it itself."""

    RESTRICTED = "Restricted"
    RESTRICTED_IMAGE_USER = "RestrictedImageUser"
    IMAGE_DEFAULT = "ImageDefault"


DEFAULT_USER = 65532
"""Known to be no root without a look into the image: the "nonroot" of distroless images."""


class Model(Value, frozen=True):
    """The model under test, and how it is run in every variant: an image, or a pod template.

    In a variant ``resources`` are complete, and the overrides are in the template; in the spec both
    are what was asked for. What goes with ``image`` is absent beside ``template``.
    """

    port: int
    resources: Mapping[str, Any]
    request: Request
    image: str | None = None
    template: PodTemplate | None = None
    image_pull_policy: str | None = None
    pod_security: PodSecurity = PodSecurity.RESTRICTED
    run_as_user: int | None = None
    automount_service_account_token: bool | None = None
    enable_service_links: bool | None = None
    image_pull_secret_name: str | None = None
    command: tuple[str, ...] = ()
    args: tuple[str, ...] = ()
    env: tuple[EnvironmentVariable, ...] = ()
    readiness_path: str | None = None
    start_timeout_seconds: int | None = None

    @property
    def measured_image(self) -> str:
        """The image under test; empty when a template does not tell which."""
        if self.template is None:
            return self.image or ""
        return str(measured_container(self.template).get("image", ""))

    @property
    def environment(self) -> dict[str, str]:
        """The variables by name."""
        return {variable.name: variable.value for variable in self.env}


class LambdaFunction(Value, frozen=True):
    """How the image is started as a Lambda function; empty: as the image itself says."""

    command: tuple[str, ...] = ()
    args: tuple[str, ...] = ()


class Serverless(Value, frozen=True):
    """Settings of a Knative Service. ``lambda_function`` is None when the image speaks HTTP."""

    stable_window_seconds: int
    container_concurrency: int
    target_utilization_percentage: int
    target_burst_capacity: int
    min_scale: int
    max_scale: int
    activation_scale: int
    scale_down_delay_seconds: int
    metric: ScalingMetric
    target_concurrency: int | None = None
    target_requests_per_second: int | None = None
    lambda_function: LambdaFunction | None = msgspec.field(name="lambda", default=None)
    queue_proxy: QueueProxy = QueueProxy()

    @property
    def target(self) -> int:
        """What the autoscaler aims at in one pod, in units of ``metric``, before utilization.

        Knative takes the limit as the target where that is lower or no target is set.
        """
        if self.metric is ScalingMetric.REQUESTS_PER_SECOND:
            return self.target_requests_per_second or DEFAULT_TARGET_REQUESTS_PER_SECOND
        limit = self.container_concurrency
        target = self.target_concurrency or limit or DEFAULT_TARGET_CONCURRENCY
        return min(target, limit) if limit else target


class HorizontalPodAutoscaler(Value, frozen=True):
    """Settings of the autoscaler of a Deployment."""

    max_replicas: int
    target_cpu_utilization_percentage: int = msgspec.field(name="targetCPUUtilizationPercentage")
    scale_down_stabilization_seconds: int


class Containerized(Value, frozen=True):
    """Settings of a Deployment."""

    replicas: int
    ingress: Ingress
    horizontal_pod_autoscaler: HorizontalPodAutoscaler | None = None


class ModelOverrides(Value, frozen=True):
    """What a variant has of its own: absent fields are those of ``spec.model``."""

    image: str | None = None
    env: tuple[EnvironmentVariable, ...] = ()
    resources: Mapping[str, Any] = {}
    request: Mapping[str, Any] = {}
    automount_service_account_token: bool | None = None
    enable_service_links: bool | None = None


class VariantSpec(Value, frozen=True):
    """One variant that a benchmark has beside its two: exactly one of the two blocks is given.

    A block holds only what differs from the spec's own block of that mode.
    """

    name: str
    serverless: Mapping[str, Any] | None = None
    containerized: Mapping[str, Any] | None = None
    model: ModelOverrides = ModelOverrides()


class Load(Value, frozen=True):
    """How the requests of a load scenario are sent, and how many of a hundred may fail.

    ``max_connections`` bounds one generator.
    """

    generators: int
    max_connections: int
    arrivals: str
    seed: int
    max_failure_percent: int
    generator_pods: GeneratorPods = GeneratorPods()


class Spec(Value, frozen=True):
    """One benchmark as asked for."""

    model: Model
    serverless: Serverless
    containerized: Containerized
    load: Load
    scenarios: Scenarios
    suspend: bool
    active_deadline_seconds: int
    ttl_seconds_after_finished: int | None = None
    runner: RunnerPods = RunnerPods()
    variants: tuple[VariantSpec, ...] = ()
    traffic: tuple[TrafficProfile, ...] = ()
    cost: Cost | None = None
    objectives: tuple[Objective, ...] = ()

    @property
    def start_seconds(self) -> int:
        """How long a start of the model may take, whichever scenario causes it."""
        return self.model.start_timeout_seconds or self.scenarios.cold_start_seconds
