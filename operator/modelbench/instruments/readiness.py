"""Waits until every variant is ready, or tells why one never will be."""

from collections.abc import Mapping, Sequence
from typing import Any

from modelbench.api.reasons import BenchmarkError, Reason
from modelbench.api.variants import Variant
from modelbench.instruments.context import Context
from modelbench.instruments.observer import is_ready
from modelbench.instruments.stamps import model_container_name
from modelbench.instruments.unmounted import PATIENCE_SECONDS, unmounted_error
from modelbench.instruments.unready import unready_error
from modelbench.kube.watch import Seen
from modelbench.pods.container_roles import running_init_container
from modelbench.pods.diagnosis import (
    diagnose_pod,
    patience_seconds,
    refusal_reason,
    refusal_seconds,
)
from modelbench.preflight.refusals import advice_for

_SLACK_SECONDS = 30
"""Beyond the time that a cold start may take: the first start of all may find nothing cached."""

_LOOK_SECONDS = 1.0
"""How often the diagnoses are made, most of which do not depend on a change of an object."""

_REFUSED_SECONDS = 15
"""How long Knative may refuse: parts of an earlier service of this name may be on their way out,
and in its way."""


class Readiness:
    """Watches the first pods of all variants."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._since: dict[tuple[str, str], int] = {}

    def wait(self) -> None:
        """Return when every variant is ready. BenchmarkError when one cannot become so."""
        while not self._context.observer.signal.wait_for(self._ready, _LOOK_SECONDS):
            self._check_creation()
            for pod in self._context.observer.model_pods():
                self._check_pod(pod)
            for variant in self._context.variants:
                if variant.serverless is not None:
                    self._check_knative(variant.name)

    def wait_for_lane(self, variants: Sequence[Variant], lane: int) -> bool:
        """Whether that lane of each of these variants becomes ready.

        False as soon as the cluster has no room for one.
        """
        limit = self._context.spec.start_seconds + _SLACK_SECONDS
        names = [variant.name for variant in variants]

        def are_ready() -> bool:
            return all(self._lane_is_ready(name, lane) for name in names)

        def is_hopeless() -> bool:
            return any(self._lane_is_hopeless(name, lane) for name in names)

        self._context.observer.wait_for(lambda: are_ready() or is_hopeless(), limit)
        return are_ready()

    def wait_for_room(self, variants: Sequence[Variant], lane: int, seconds: int) -> bool:
        """Whether that lane of each becomes ready after all, within so many seconds.

        What has no room at first gets it when the first pods of earlier lanes have gone to zero.
        """
        names = [variant.name for variant in variants]

        def are_ready() -> bool:
            return all(self._lane_is_ready(name, lane) for name in names)

        self._context.observer.wait_for(are_ready, seconds)
        return are_ready()

    def _lane_is_hopeless(self, variant: str, lane: int) -> bool:
        observer = self._context.observer
        refused = (
            _condition(d, "ReplicaFailure") for d in observer.lane_deployments(variant, lane)
        )
        return (
            any(condition.get("status") == "True" for condition in refused)
            or any(diagnose_pod(pod.object) for pod in observer.pods(variant, lane=lane))
            or _condition(observer.knative_service(variant, lane), "Ready").get("status") == "False"
        )

    def _lane_is_ready(self, variant: str, lane: int) -> bool:
        service = self._context.observer.knative_service(variant, lane)
        return _condition(service, "Ready").get("status") == "True"

    def _ready(self) -> bool:
        return all(self._is_ready(variant) for variant in self._context.variants)

    def _is_ready(self, variant: Variant) -> bool:
        if variant.serverless is not None:
            return self._lane_is_ready(variant.name, 1)
        observer, names = self._context.observer, self._context.names
        deployment = observer.deployment(names.variant(variant.name))
        start = observer.deployment(names.start(variant.name))
        return start is not None and deployment is not None and _is_available(deployment)

    def _check_pod(self, pod: Seen) -> None:
        error = diagnose_pod(pod.object)
        uid = pod.object["metadata"]["uid"]
        if error is not None:
            if self._seconds_of("wrong", uid) < patience_seconds(error.reason):
                return
            raise error
        self._check_slow_start(pod)

    def _seconds_of(self, what: str, whose: str) -> float:
        """For how long that has been seen of an object."""
        now = self._context.clock.now_nanoseconds()
        return (now - self._since.setdefault((what, whose), now)) / 1e9

    def _check_slow_start(self, pod: Seen) -> None:
        """Only the time since the container started counts: pulling may take as long as it does."""
        # Knative probes through queue-proxy: the model's own container counts as ready at once.
        if is_ready(pod) or pod.object["metadata"].get("deletionTimestamp"):
            return
        limit = self._context.spec.start_seconds + _SLACK_SECONDS
        if not _runs(pod):
            self._check_mounts(pod)
            self._check_init_container(pod, limit)
            return
        if self._seconds_of("running", pod.object["metadata"]["uid"]) > limit:
            serverless = (one for one in self._context.variants if one.serverless is not None)
            ready = [one for one in serverless if self._is_ready(one)]
            raise unready_error(self._context, pod, limit, ready)

    def _check_init_container(self, pod: Seen, limit: int) -> None:
        """Raise BenchmarkError when one alone takes longer than a whole start may."""
        name = running_init_container(pod.object)
        if name is None:
            return
        uid = pod.object["metadata"]["uid"]
        if self._seconds_of(f"init container {name}", uid) > limit:
            message = f"init container {name} of pod {pod.object['metadata']['name']} runs for more"
            advice = (
                f"Raise spec.model.startTimeoutSeconds, or see in its log what {name} waits for"
            )
            raise BenchmarkError(Reason.NOT_READY, f"{message} than {limit} s", advice)

    def _check_mounts(self, pod: Seen) -> None:
        """Raise BenchmarkError when a volume of the pod has been missing for long enough."""
        error = unmounted_error(self._context, pod)
        uid = pod.object["metadata"]["uid"]
        if error is not None and self._seconds_of("mounts", uid) >= PATIENCE_SECONDS:
            raise error

    def _check_creation(self) -> None:
        """Raise BenchmarkError when the cluster refuses the pods themselves."""
        for deployment in self._context.observer.deployments():
            failure, name = _condition(deployment, "ReplicaFailure"), deployment["metadata"]["name"]
            if failure.get("status") != "True":
                self._since.pop(("uncreated", name), None)
                continue
            message = f"Deployment {name}: {failure.get('message')}"
            if self._seconds_of("uncreated", name) >= refusal_seconds(message):
                raise BenchmarkError(refusal_reason(message), message, advice_for(message))

    def _check_knative(self, variant: str) -> None:
        """Raise Knative's own verdict, for what shows in no pod: a tag that does not resolve."""
        if self._context.observer.pods(variant):
            return
        condition = _condition(self._context.observer.knative_service(variant), "Ready")
        if condition.get("status") != "False":
            self._since.pop(("refused", variant), None)
            return
        if self._seconds_of("refused", variant) < _REFUSED_SECONDS:
            return
        message = f"Knative: {condition.get('message', condition.get('reason'))}"
        pulls = "fetch image" in message or "image" in condition.get("reason", "").lower()
        raise BenchmarkError(Reason.IMAGE_PULL_FAILED if pulls else Reason.NOT_READY, message)


def _runs(pod: Seen) -> bool:
    name = model_container_name(pod)
    return any(s["name"] == name and "running" in s.get("state", {}) for s in _statuses(pod))


def _statuses(pod: Seen) -> Sequence[Mapping[str, Any]]:
    found: Sequence[Mapping[str, Any]] = pod.object["status"].get("containerStatuses", ())
    return found


def _is_available(deployment: Mapping[str, Any]) -> bool:
    wanted: int = deployment["spec"]["replicas"]
    available: int = deployment.get("status", {}).get("availableReplicas", 0)
    return available >= wanted


def _condition(item: Mapping[str, Any] | None, type_: str) -> Mapping[str, Any]:
    conditions = (item or {}).get("status", {}).get("conditions", ())
    return next((c for c in conditions if c["type"] == type_), {})
