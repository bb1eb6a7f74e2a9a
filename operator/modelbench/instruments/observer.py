"""What the runner sees of one benchmark's children while it measures."""

from collections.abc import Mapping
from typing import Any

from modelbench.api.names import (
    BENCHMARK_LABEL,
    CONTAINERIZED,
    CONTAINERIZED_START,
    GENERATOR,
    LANE_LABEL,
    PATH_LABEL,
    RUNNER,
    SERVERLESS,
    Names,
)
from modelbench.instruments.clock import Clock
from modelbench.kube.client import KubernetesApi, path_of
from modelbench.kube.watch import ObjectWatch, Seen, Signal

_SYNC_SECONDS = 30
_AUTOSCALER_API = "autoscaling.internal.knative.dev/v1alpha1"


class Observer:
    """Watches of pods, events, deployments and the autoscaler, with one signal for all."""

    def __init__(self, api: KubernetesApi, names: Names, clock: Clock) -> None:
        self.names = names
        self.signal = Signal()
        ours = {"labelSelector": f"{BENCHMARK_LABEL}={names.benchmark}"}
        namespace = names.namespace

        def watch(version: str, kind: str, query: Mapping[str, str]) -> ObjectWatch:
            path = path_of(version, kind, namespace)
            return ObjectWatch(api, path, query, self.signal, clock.now_nanoseconds)

        self._pods = watch("v1", "Pod", ours)
        self._events = watch("v1", "Event", {})
        self._deployments = watch("apps/v1", "Deployment", ours)
        self._autoscalers = watch(_AUTOSCALER_API, "PodAutoscaler", ours)
        self._services = watch("serving.knative.dev/v1", "Service", ours)
        self._watches = (
            self._pods,
            self._events,
            self._deployments,
            self._autoscalers,
            self._services,
        )

    def start(self) -> None:
        """Start all watches and wait for their first lists. TimeoutError when one stays away."""
        for watch in self._watches:
            watch.start()
        if not all(watch.wait_synced(_SYNC_SECONDS) for watch in self._watches):
            raise TimeoutError("the Kubernetes API did not answer the runner's first lists")

    def pods(self, path: str, lane: int | None = None) -> list[Seen]:
        """The pods of a path, or of one lane of it, that exist, terminating ones included."""
        return [
            pod
            for pod in self._pods.all()
            if _path_of(pod) == path and lane in (None, _lane_of(pod))
        ]

    def model_pods(self) -> list[Seen]:
        """The pods of all paths, without the runner's and the generators'."""
        return [pod for pod in self._pods.all() if _path_of(pod) not in (RUNNER, GENERATOR)]

    def events_of(self, kind: str, name_prefix: str) -> list[Seen]:
        """The events about objects of a kind whose name begins so."""
        return [
            event
            for event in self._events.all()
            if event.object["involvedObject"].get("kind") == kind
            and event.object["involvedObject"].get("name", "").startswith(name_prefix)
        ]

    def knative_service(self, lane: int = 1) -> Mapping[str, Any] | None:
        """The Knative Service of a lane as it stands."""
        services = (seen.object for seen in self._services.all() if _lane_of(seen) == lane)
        return next(services, None)

    def deployments(self) -> list[Mapping[str, Any]]:
        """The Deployments of all paths, Knative's own too."""
        return [seen.object for seen in self._deployments.all()]

    def lane_deployments(self, lane: int) -> list[Mapping[str, Any]]:
        """Knative's own Deployments of a lane."""
        return [seen.object for seen in self._deployments.all() if _lane_of(seen) == lane]

    def deployment(self, name: str) -> Mapping[str, Any] | None:
        """One Deployment as it stands."""
        return next((d for d in self.deployments() if d["metadata"]["name"] == name), None)

    def serverless_is_at_zero(self, lane: int) -> bool:
        """Nothing wanted, nothing there: autoscaler, Deployment and pods, terminating ones too."""
        autoscalers = [seen.object for seen in self._autoscalers.all() if _lane_of(seen) == lane]
        scales = [autoscaler.get("status", {}) for autoscaler in autoscalers]
        wanted = [scale.get("desiredScale", 0) or scale.get("actualScale", 0) for scale in scales]
        replicas = [d["spec"].get("replicas", 1) for d in self.lane_deployments(lane)]
        return bool(scales) and not any(wanted + replicas) and not self.pods(SERVERLESS, lane)

    def serverless_scale(self, lane: int) -> tuple[int, int]:
        """Replicas that the autoscaler wants for a lane, and those that are ready."""
        autoscalers = [seen.object for seen in self._autoscalers.all() if _lane_of(seen) == lane]
        wanted = [item.get("status", {}).get("desiredScale", 0) for item in autoscalers]
        return max([0, *wanted]), len(self.ready_pods(SERVERLESS, lane))

    def containerized_scale(self) -> tuple[int, int]:
        """Replicas that the fixed Deployment wants, and those that are ready."""
        deployment = self.deployment(self.names.containerized) or {}
        wanted: int = deployment.get("spec", {}).get("replicas", 0)
        return wanted, len(self.ready_pods(CONTAINERIZED))

    def ready_pods(self, path: str, lane: int | None = None) -> list[Seen]:
        """The pods of a path or lane that are ready and not being terminated."""
        return [pod for pod in self.pods(path, lane) if is_ready(pod)]

    def generators(self) -> list[Seen]:
        """The pods that send load beside the runner."""
        return [pod for pod in self._pods.all() if _path_of(pod) == GENERATOR]

    def start_is_at_zero(self) -> bool:
        """The Deployment whose start is measured wants nothing and has no pod left."""
        deployment = self.deployment(self.names.containerized_start)
        if deployment is None or deployment["spec"].get("replicas", 1) != 0:
            return False
        return not self.pods(CONTAINERIZED_START)


def _path_of(seen: Seen) -> str | None:
    path: str | None = seen.object["metadata"].get("labels", {}).get(PATH_LABEL)
    return path


def is_ready(pod: Seen) -> bool:
    """Whether a pod is ready and not being terminated."""
    if pod.object["metadata"].get("deletionTimestamp"):
        return False
    conditions = pod.object["status"].get("conditions", ())
    return any(c["type"] == "Ready" and c["status"] == "True" for c in conditions)


def _lane_of(seen: Seen) -> int | None:
    lane: str | None = seen.object["metadata"].get("labels", {}).get(LANE_LABEL)
    return None if lane is None else int(lane)
