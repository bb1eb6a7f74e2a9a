"""The spec of a ModelBenchmark as frozen dataclasses.

The API server has validated and defaulted the document (see ``crds/``), so a missing required key
is a programming error and raises KeyError.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from modelbench.api.choices import (
    Cost,
    Objective,
    Traffic,
    parse_cost,
    parse_objectives,
    parse_traffic,
)
from modelbench.api.scenarios import Load, Scenarios, parse_load, parse_scenarios

TARGET_UTILIZATION_PERCENT = 70
"""How much of the target concurrency Knative fills before it adds a pod; its own default."""


@dataclass(frozen=True)
class Request:
    """The request that a trial sends. ``timeout_seconds`` bounds one answer of a started model."""

    method: str
    path: str
    headers: tuple[tuple[str, str], ...]
    body: str | None
    timeout_seconds: int
    expected_status: int


@dataclass(frozen=True)
class Model:
    """The image under test, and how it is run on both paths."""

    image: str
    image_pull_policy: str
    image_pull_secret_name: str | None
    command: tuple[str, ...]
    args: tuple[str, ...]
    port: int
    env: tuple[tuple[str, str], ...]
    resources: Mapping[str, Any]
    readiness_path: str | None
    run_as_user: int
    request: Request


@dataclass(frozen=True)
class LambdaFunction:
    """How the image is started as a Lambda function; empty: as the image itself says."""

    command: tuple[str, ...] = ()
    args: tuple[str, ...] = ()


@dataclass(frozen=True)
class Serverless:
    """Settings of the Knative Service. ``function`` is None when the image itself speaks HTTP."""

    stable_window_seconds: int
    container_concurrency: int
    target_concurrency: int
    target_burst_capacity: int
    max_scale: int
    function: LambdaFunction | None = None


@dataclass(frozen=True)
class HorizontalPodAutoscaler:
    """Settings of the autoscaler of the fixed Deployment."""

    max_replicas: int
    target_cpu_utilization_percentage: int
    scale_down_stabilization_seconds: int


@dataclass(frozen=True)
class Containerized:
    """Settings of the fixed Deployment."""

    replicas: int
    autoscaler: HorizontalPodAutoscaler | None = None


@dataclass(frozen=True)
class Spec:
    """One benchmark as asked for."""

    model: Model
    serverless: Serverless
    containerized: Containerized
    load: Load
    scenarios: Scenarios
    suspend: bool
    active_deadline_seconds: int
    ttl_seconds_after_finished: int | None
    traffic: tuple[Traffic, ...] = ()
    cost: Cost | None = None
    objectives: tuple[Objective, ...] = ()


def parse_spec(document: Mapping[str, Any]) -> Spec:
    """Read ``.spec`` of a defaulted ModelBenchmark."""
    return Spec(
        model=_parse_model(document["model"]),
        serverless=_parse_serverless(document["serverless"]),
        containerized=_parse_containerized(document["containerized"]),
        load=parse_load(document["load"]),
        scenarios=parse_scenarios(document["scenarios"]),
        suspend=document["suspend"],
        active_deadline_seconds=document["activeDeadlineSeconds"],
        ttl_seconds_after_finished=document.get("ttlSecondsAfterFinished"),
        traffic=parse_traffic(document.get("traffic", ())),
        cost=parse_cost(document.get("cost")),
        objectives=parse_objectives(document.get("objectives", ())),
    )


def _parse_serverless(document: Mapping[str, Any]) -> Serverless:
    function = document.get("lambda")
    return Serverless(
        stable_window_seconds=document["stableWindowSeconds"],
        container_concurrency=document["containerConcurrency"],
        target_concurrency=document["targetConcurrency"],
        target_burst_capacity=document["targetBurstCapacity"],
        max_scale=document["maxScale"],
        function=None
        if function is None
        else LambdaFunction(tuple(function.get("command", ())), tuple(function.get("args", ()))),
    )


def _parse_containerized(document: Mapping[str, Any]) -> Containerized:
    autoscaler = document.get("horizontalPodAutoscaler")
    if autoscaler is None:
        return Containerized(document["replicas"])
    return Containerized(
        document["replicas"],
        HorizontalPodAutoscaler(
            max_replicas=autoscaler["maxReplicas"],
            target_cpu_utilization_percentage=autoscaler["targetCPUUtilizationPercentage"],
            scale_down_stabilization_seconds=autoscaler["scaleDownStabilizationSeconds"],
        ),
    )


def _parse_model(document: Mapping[str, Any]) -> Model:
    return Model(
        image=document["image"],
        image_pull_policy=document["imagePullPolicy"],
        image_pull_secret_name=document.get("imagePullSecretName"),
        command=tuple(document.get("command", ())),
        args=tuple(document.get("args", ())),
        port=document["port"],
        env=_pairs(document.get("env", ())),
        resources=document["resources"],
        readiness_path=document.get("readinessPath"),
        run_as_user=document["runAsUser"],
        request=_parse_request(document["request"]),
    )


def _parse_request(document: Mapping[str, Any]) -> Request:
    return Request(
        method=document["method"],
        path=document["path"],
        headers=_pairs(document.get("headers", ())),
        body=document.get("body"),
        timeout_seconds=document["timeoutSeconds"],
        expected_status=document["expectedStatus"],
    )


def _pairs(items: Any) -> tuple[tuple[str, str], ...]:
    return tuple((item["name"], item.get("value", "")) for item in items)
