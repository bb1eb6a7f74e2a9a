"""Waits until both arms have answered once, or tells why they never will."""

import time
from collections.abc import Mapping
from typing import Any

from modelbench.api.names import SERVERLESS
from modelbench.api.pod_samples import QUEUE_PROXY
from modelbench.api.reasons import BenchmarkError, Reason, Rejection
from modelbench.instruments.context import Context
from modelbench.instruments.evidence import judge
from modelbench.instruments.http_request import Target, send
from modelbench.instruments.observer import is_ready
from modelbench.instruments.stamps import model_container_name
from modelbench.kube.watch import Seen
from modelbench.pods.diagnosis import diagnose_pod, patience_seconds, refusal_reason

_SLACK_SECONDS = 30
_LOOK_SECONDS = 1.0
_NETWORK_SECONDS = 15
_RETRY_SECONDS = 0.2


class Readiness:
    """Watches the first pods of both arms."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._since: dict[tuple[str, str], int] = {}

    def wait(self) -> None:
        """Return when both arms are ready. BenchmarkError when one cannot become so."""
        while not self._context.observer.signal.wait_for(self._ready, _LOOK_SECONDS):
            self._check_creation()
            for pod in self._context.observer.model_pods():
                self._check_pod(pod)
            self._check_knative()

    def wait_for_lane(self, lane: int) -> bool:
        """Whether a lane becomes ready; False as soon as the cluster has no room for it."""
        limit = self._context.spec.scenarios.cold_start_seconds + _SLACK_SECONDS
        self._context.observer.signal.wait_for(
            lambda: self._lane_is_ready(lane) or self._lane_is_hopeless(lane), limit
        )
        return self._lane_is_ready(lane)

    def _lane_is_hopeless(self, lane: int) -> bool:
        observer = self._context.observer
        refused = (_condition(d, "ReplicaFailure") for d in observer.lane_deployments(lane))
        return (
            any(condition.get("status") == "True" for condition in refused)
            or any(diagnose_pod(pod.object) for pod in observer.pods(SERVERLESS, lane))
            or _condition(observer.knative_service(lane), "Ready").get("status") == "False"
        )

    def _lane_is_ready(self, lane: int) -> bool:
        service = self._context.observer.knative_service(lane)
        return _condition(service, "Ready").get("status") == "True"

    def _ready(self) -> bool:
        observer, names = self._context.observer, self._context.names
        deployment = observer.deployment(names.containerized)
        return (
            observer.deployment(names.containerized_start) is not None
            and deployment is not None
            and _is_available(deployment)
            and self._lane_is_ready(1)
        )

    def _check_pod(self, pod: Seen) -> None:
        error = diagnose_pod(pod.object)
        uid = pod.object["metadata"]["uid"]
        if error is not None:
            if self._seconds_of("wrong", uid) < patience_seconds(error.reason):
                return
            raise error
        self._check_slow_start(pod)

    def _seconds_of(self, what: str, uid: str) -> float:
        """For how long that has been seen of an object."""
        now = self._context.clock.now_nanoseconds()
        return (now - self._since.setdefault((what, uid), now)) / 1e9

    def _check_slow_start(self, pod: Seen) -> None:
        """Only the time since the container started counts: pulling may take as long as it does."""
        name = model_container_name(pod)
        statuses = pod.object["status"].get("containerStatuses", ())
        running = [s for s in statuses if s["name"] == name and "running" in s.get("state", {})]
        # Knative probes through queue-proxy: the model's own container counts as ready at once.
        if is_ready(pod) or pod.object["metadata"].get("deletionTimestamp") or not running:
            return
        limit = self._context.spec.scenarios.cold_start_seconds + _SLACK_SECONDS
        if self._seconds_of("running", pod.object["metadata"]["uid"]) > limit:
            name = pod.object["metadata"]["name"]
            message = f"pod {name} runs but is not ready after {limit} s"
            if QUEUE_PROXY in (status["name"] for status in statuses):
                message += ", by Knative's queue-proxy, which gives each probe 100 ms"
            raise BenchmarkError(Reason.NOT_READY, message + self._last_probe(name))

    def _last_probe(self, pod_name: str) -> str:
        events = self._context.observer.events_of("Pod", pod_name)
        unhealthy = [e.object["message"] for e in events if e.object.get("reason") == "Unhealthy"]
        return f": {unhealthy[-1].strip()}" if unhealthy else ""

    def _check_creation(self) -> None:
        """Whether the cluster refuses the pods themselves."""
        for deployment in self._context.observer.deployments():
            failure = _condition(deployment, "ReplicaFailure")
            if failure.get("status") == "True":
                message = f"Deployment {deployment['metadata']['name']}: {failure.get('message')}"
                raise BenchmarkError(refusal_reason(message), message)

    def _check_knative(self) -> None:
        """Knative's own verdict, for what shows in no pod: an image whose tag does not resolve."""
        if self._context.observer.pods(SERVERLESS):
            return
        condition = _condition(self._context.observer.knative_service(), "Ready")
        if condition.get("status") != "False":
            self._since.pop(("refused", SERVERLESS), None)
            return
        # Parts of an earlier service of this name may be on their way out, and in its way.
        if self._seconds_of("refused", SERVERLESS) < _NETWORK_SECONDS:
            return
        message = f"Knative: {condition.get('message', condition.get('reason'))}"
        pulls = "fetch image" in message or "image" in condition.get("reason", "").lower()
        raise BenchmarkError(Reason.IMAGE_PULL_FAILED if pulls else Reason.NOT_READY, message)


def check_answer(context: Context, target: Target, path: str) -> None:
    """One good answer of a started model, before anything is measured. BenchmarkError when wrong.

    The network may learn of a ready pod a little later, and until then lead the request anywhere,
    so what goes wrong is tried again for some seconds.
    """
    request, clock = context.spec.model.request, context.clock
    deadline = clock.now_nanoseconds() + _NETWORK_SECONDS * 1_000_000_000
    while True:
        answer = send(target, request, context.spec.scenarios.cold_start_seconds, clock)
        rejection, message = judge(answer, request.expected_status)
        if rejection is None or clock.now_nanoseconds() >= deadline:
            break
        time.sleep(_RETRY_SECONDS)
    if rejection is not None:
        wrong_status = rejection is Rejection.UNEXPECTED_STATUS
        reason = Reason.UNEXPECTED_STATUS if wrong_status else Reason.REQUEST_FAILED
        text = f"{request.method} {request.path} on the {path} path: {message}"
        raise BenchmarkError(reason, text)


def _is_available(deployment: Mapping[str, Any]) -> bool:
    wanted: int = deployment["spec"]["replicas"]
    available: int = deployment.get("status", {}).get("availableReplicas", 0)
    return available >= wanted


def _condition(item: Mapping[str, Any] | None, type_: str) -> Mapping[str, Any]:
    conditions = (item or {}).get("status", {}).get("conditions", ())
    return next((c for c in conditions if c["type"] == type_), {})
