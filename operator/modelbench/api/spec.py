"""The spec of a ModelBenchmark as frozen dataclasses.

The API server has validated and defaulted the document (see ``crds/``), so a missing required key
is a programming error and raises KeyError.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


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
class Serverless:
    """Settings of the Knative Service's autoscaler."""

    stable_window_seconds: int
    container_concurrency: int
    target_concurrency: int
    target_burst_capacity: int
    max_scale: int


@dataclass(frozen=True)
class Containerized:
    """Settings of the fixed Deployment."""

    replicas: int


@dataclass(frozen=True)
class ColdStart:
    """How many cold starts are measured, and how precisely."""

    trials: int
    max_trials: int
    relative_precision_percent: int
    lanes: int
    timeout_seconds: int


@dataclass(frozen=True)
class Spec:
    """One benchmark as asked for."""

    model: Model
    serverless: Serverless
    containerized: Containerized
    cold_start: ColdStart
    suspend: bool
    active_deadline_seconds: int
    ttl_seconds_after_finished: int | None


def parse_spec(document: Mapping[str, Any]) -> Spec:
    """Read ``.spec`` of a defaulted ModelBenchmark."""
    serverless = document["serverless"]
    cold_start = document["scenarios"]["coldStart"]
    return Spec(
        model=_parse_model(document["model"]),
        serverless=Serverless(
            stable_window_seconds=serverless["stableWindowSeconds"],
            container_concurrency=serverless["containerConcurrency"],
            target_concurrency=serverless["targetConcurrency"],
            target_burst_capacity=serverless["targetBurstCapacity"],
            max_scale=serverless["maxScale"],
        ),
        containerized=Containerized(replicas=document["containerized"]["replicas"]),
        cold_start=ColdStart(
            trials=cold_start["trials"],
            max_trials=cold_start["maxTrials"],
            relative_precision_percent=cold_start["relativePrecisionPercent"],
            lanes=cold_start["lanes"],
            timeout_seconds=cold_start["timeoutSeconds"],
        ),
        suspend=document["suspend"],
        active_deadline_seconds=document["activeDeadlineSeconds"],
        ttl_seconds_after_finished=document.get("ttlSecondsAfterFinished"),
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
