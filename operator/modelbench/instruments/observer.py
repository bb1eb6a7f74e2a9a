"""What the runner sees of one benchmark's children while it measures."""

from collections.abc import Callable, Container, Mapping
from typing import Any

from modelbench.api.names import BENCHMARK_LABEL, LANE_LABEL, ROLE_LABEL, VARIANT_LABEL, Names, Role
from modelbench.instruments.clock import Clock
from modelbench.kube.client import KubernetesApi, url_of
from modelbench.kube.patient_api import PATIENCE_SECONDS
from modelbench.kube.watch import ObjectWatch, Seen, Signal

_SYNC_SECONDS = PATIENCE_SECONDS
"""An API server that is away is waited for as long."""

_REVISION = "deployment.kubernetes.io/revision"
"""Counts the pod templates that a Deployment has had."""

_AUTOSCALER_API = "autoscaling.internal.knative.dev/v1alpha1"


class Observer:
    """Watches of pods, events, deployments and the autoscaler, with one signal for all."""

    def __init__(self, api: KubernetesApi, names: Names, clock: Clock) -> None:
        self.names = names
        self.signal = Signal()
        self._now_nanoseconds = clock.now_nanoseconds
        ours = {"labelSelector": f"{BENCHMARK_LABEL}={names.benchmark}"}
        namespace = names.namespace

        self._taken_nanoseconds: dict[str, tuple[str | None, int]] = {}

        def watch(version: str, kind: str, query: Mapping[str, str]) -> ObjectWatch:
            path = url_of(version, kind, namespace)
            seen = self._note_taken if kind == "Pod" else lambda _seen: None
            return ObjectWatch(api, path, query, self.signal, clock.now_nanoseconds, seen)

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
            raise TimeoutError(
                "the Kubernetes API did not respond to the runner's first list requests"
            )

    @property
    def in_contact(self) -> bool:
        """Whether every watch sees the present state."""
        return all(watch.in_contact for watch in self._watches)

    def was_lost_since(self, nanoseconds: int) -> bool:
        """Whether any watch was without the API server at any time since then."""
        return any(watch.was_lost_since(nanoseconds) for watch in self._watches)

    def was_taken_since(self, variant: str, nanoseconds: int) -> bool:
        """Whether any pod of a variant was evicted, drained or preempted since then."""
        found = list(self._taken_nanoseconds.values())
        return any(whose == variant and at >= nanoseconds for whose, at in found)

    def wait_for(self, predicate: Callable[[], bool], seconds: float) -> bool:
        """Wait until the predicate holds of the present state; False when the time ran out.

        A time in which the API server was away does not count, for as long as it is borne.
        """
        while True:
            began = self._now_nanoseconds()
            if self.signal.wait_for(lambda: self.in_contact and predicate(), seconds):
                return True
            if not self.was_lost_since(began):
                return False
            if not self.signal.wait_for(lambda: self.in_contact, PATIENCE_SECONDS):
                return False

    def _note_taken(self, pod: Seen) -> None:
        """Note when that was first seen of a pod: it may be gone before anybody asks."""
        if is_taken(pod):
            uid, now = pod.object["metadata"]["uid"], self._now_nanoseconds()
            self._taken_nanoseconds.setdefault(uid, (variant_of(pod), now))

    def all_pods(self) -> list[Seen]:
        """Every pod of the benchmark that exists, whatever its role."""
        return [pod for pod in self._pods.all() if role_of(pod) is not None]

    def pods(self, variant: str, role: Role = Role.MODEL, lane: int | None = None) -> list[Seen]:
        """The pods of a variant, or of one lane of it, that exist, terminating ones included."""
        return [
            pod
            for pod in self._pods.all()
            if (variant_of(pod), role_of(pod)) == (variant, role) and lane in (None, _lane_of(pod))
        ]

    def model_pods(self) -> list[Seen]:
        """The pods that run the image, of all variants: the runner's and generators' do not."""
        return [pod for pod in self._pods.all() if role_of(pod) in (Role.MODEL, Role.START)]

    def generators(self) -> list[Seen]:
        """The pods that send load beside the runner."""
        return [pod for pod in self._pods.all() if role_of(pod) is Role.GENERATOR]

    def ready_pods(self, variant: str, lane: int | None = None) -> list[Seen]:
        """The pods of a variant or lane that are ready and not being terminated."""
        return [pod for pod in self.pods(variant, lane=lane) if is_ready(pod)]

    def events_of(self, kind: str, name_prefix: str) -> list[Seen]:
        """The events about objects of a kind whose name begins so."""
        return [
            event
            for event in self._events.all()
            if event.object["involvedObject"].get("kind") == kind
            and event.object["involvedObject"].get("name", "").startswith(name_prefix)
        ]

    def knative_service(self, variant: str, lane: int = 1) -> Mapping[str, Any] | None:
        """The Knative Service of a lane as it stands."""
        return next(iter(_of_lane(self._services, variant, lane)), None)

    def deployments(self) -> list[Mapping[str, Any]]:
        """The Deployments of all variants, Knative's own too."""
        return [seen.object for seen in self._deployments.all()]

    def changed_by_hand(self) -> str | None:
        """An object of ours that somebody has changed since it was created, scaling aside."""
        for found in self.deployments():
            metadata = found["metadata"]
            revision = metadata.get("annotations", {}).get(_REVISION, "1")
            if LANE_LABEL not in metadata.get("labels", {}) and revision != "1":
                return f"Deployment {metadata['name']}"
        for seen in self._services.all():
            if seen.object["metadata"].get("generation", 1) != 1:
                return f"Knative Service {seen.object['metadata']['name']}"
        return None

    def lane_deployments(self, variant: str, lane: int) -> list[Mapping[str, Any]]:
        """Knative's own Deployments of a lane."""
        return _of_lane(self._deployments, variant, lane)

    def deployment(self, name: str) -> Mapping[str, Any] | None:
        """One Deployment as it stands."""
        return next((d for d in self.deployments() if d["metadata"]["name"] == name), None)

    def lane_is_at_zero(self, variant: str, lane: int, gone: Container[str] = ()) -> bool:
        """Whether nothing is wanted and nothing there, by autoscaler, Deployment and pods.

        Pods whose uid is in ``gone`` count as not there.
        """
        autoscalers = _of_lane(self._autoscalers, variant, lane)
        scales = [autoscaler.get("status", {}) for autoscaler in autoscalers]
        wanted = [scale.get("desiredScale", 0) or scale.get("actualScale", 0) for scale in scales]
        replicas = [d["spec"].get("replicas", 1) for d in self.lane_deployments(variant, lane)]
        if not scales or any(wanted + replicas):
            return False
        pods = self.pods(variant, lane=lane)
        return all(pod.object["metadata"]["uid"] in gone for pod in pods)

    def lane_scale(self, variant: str, lane: int) -> tuple[int, int]:
        """Replicas that the autoscaler wants for a lane, and those that are ready."""
        autoscalers = _of_lane(self._autoscalers, variant, lane)
        wanted = [item.get("status", {}).get("desiredScale", 0) for item in autoscalers]
        return max([0, *wanted]), len(self.ready_pods(variant, lane))

    def deployment_scale(self, variant: str) -> tuple[int, int]:
        """Replicas that the Deployment of a variant wants, and those that are ready."""
        deployment = self.deployment(self.names.variant(variant)) or {}
        wanted: int = deployment.get("spec", {}).get("replicas", 0)
        return wanted, len(self.ready_pods(variant))

    def start_is_at_zero(self, variant: str) -> bool:
        """Whether the Deployment whose start is measured wants nothing and has no pod left."""
        deployment = self.deployment(self.names.start(variant))
        if deployment is None or deployment["spec"].get("replicas", 1) != 0:
            return False
        return not self.pods(variant, Role.START)


def is_taken(pod: Seen) -> bool:
    """Whether the cluster takes a pod away: an eviction, a drain, preemption, a lost node."""
    conditions = pod.object.get("status", {}).get("conditions", ())
    return any((c["type"], c["status"]) == ("DisruptionTarget", "True") for c in conditions)


def is_ready(pod: Seen) -> bool:
    """Whether a pod is ready and not being terminated."""
    if pod.object["metadata"].get("deletionTimestamp"):
        return False
    conditions = pod.object["status"].get("conditions", ())
    return any(c["type"] == "Ready" and c["status"] == "True" for c in conditions)


def role_of(seen: Seen) -> Role | None:
    """What a pod is there for; None when its label is none of ours."""
    role = _label(seen, ROLE_LABEL)
    return Role(role) if role in set(Role) else None


def variant_of(seen: Seen) -> str | None:
    """The name of the variant that an object belongs to."""
    return _label(seen, VARIANT_LABEL)


def _of_lane(watch: ObjectWatch, variant: str, lane: int) -> list[Mapping[str, Any]]:
    return [
        seen.object for seen in watch.all() if (variant_of(seen), _lane_of(seen)) == (variant, lane)
    ]


def _lane_of(seen: Seen) -> int | None:
    lane = _label(seen, LANE_LABEL)
    return None if lane is None else int(lane)


def _label(seen: Seen, name: str) -> str | None:
    label: str | None = seen.object["metadata"].get("labels", {}).get(name)
    return label
