"""What every lane has in common: one cold trial, from the proof of cold to the response."""

import contextlib
import time
from abc import ABC, abstractmethod
from typing import ClassVar

from msgspec.structs import replace

from modelbench.api.reasons import Rejection
from modelbench.api.scenarios.cold_start import ColdTrial, TrialKind
from modelbench.api.variants import Variant
from modelbench.instruments.context import Context
from modelbench.instruments.direct_probe import DirectProbe
from modelbench.instruments.disturbance import excused, out_of_reach
from modelbench.instruments.evidence import Attempt, Evidence, collect, with_repeated
from modelbench.instruments.hopelessness import Hopelessness
from modelbench.instruments.http_request import Response, Target, send
from modelbench.instruments.judged_response import judge
from modelbench.kube.client import ApiError, url_of
from modelbench.kube.patient_api import PATIENCE_SECONDS
from modelbench.kube.watch import Seen

_PROBE_SECONDS = 2.0
"""How much longer the direct probe may look after a response: a pod that has answered is serving,
but its address may come up to a second later, and the probe needs that first."""

_LEAD_NANOSECONDS = 50_000_000
"""Between the last look at the zero and the request: the probe's thread starts meanwhile."""

_KUBELET_CYCLE_NANOSECONDS = 1_000_000_000
"""Kubernetes: the kubelet's pod lifecycle event generator relists once a second."""

_SLACK_SECONDS = 60
"""Beyond what the settings say of the way to zero: the cluster's own work, on a slow node too."""

_NOT_STARTED = (ApiError, ConnectionRefusedError)
_MAYBE_OUT_OF_REACH = (Rejection.REQUEST_FAILED, Rejection.CLUSTER_DISTURBED)
_NOT_ANSWERED = (Rejection.REQUEST_FAILED, Rejection.UNEXPECTED_STATUS)

_LOOK_SECONDS = 0.5
"""Each look may cut short the grace period of a pod that ends; a watch wakes it before."""


class Lane(ABC):
    """One of several identical services of a variant, whose cold start is measured repeatedly."""

    polls: ClassVar[bool] = False

    def __init__(self, context: Context, variant: Variant, target: Target, number: int = 1) -> None:
        self.context = context
        self.variant = variant
        self.target = target
        self.number = number
        self.errors_while_ready = 0
        self._hopelessness = self._anew()

    @property
    @abstractmethod
    def cooling_seconds(self) -> int:
        """How long the way to zero takes by the variant's own settings."""

    @abstractmethod
    def pods(self) -> list[Seen]:
        """The pods of this lane that exist, terminating ones included."""

    @abstractmethod
    def is_at_zero(self) -> bool:
        """Whether nothing of the lane runs, terminating pods included."""

    @abstractmethod
    def cool_down(self) -> None:
        """Do what leads the lane to zero, where it does not go by itself."""

    @abstractmethod
    def settle(self) -> None:
        """Wait until the network has taken notice of the zero, too."""

    @abstractmethod
    def send_cold(self) -> Response:
        """Cause a cold start and return its response, or what went wrong.

        It ends early once :meth:`is_given_up`. ApiError when the API server did not do its part
        at once, ConnectionRefusedError when the gateway did not: then nothing was started.
        """

    def run_trial(self, order: int, kind: TrialKind) -> Evidence:
        """Prove the lane cold, start it, and collect what is known of the start.

        A trial that failed while the cluster itself was in trouble is rejected for that. None
        begins before the watches see the present state, and what leads to the lane is there.
        """
        observer = self.context.observer
        observer.signal.wait_for(lambda: observer.in_contact, PATIENCE_SECONDS)
        began = self.context.clock.now_nanoseconds()
        evidence = excused(self._run_trial(order, kind), observer, began)
        if evidence.trial.rejection == Rejection.WAITED_FOR_ROOM:
            self._wait_for_room()
        if evidence.trial.rejection in _MAYBE_OUT_OF_REACH and self.is_out_of_reach():
            evidence = out_of_reach(evidence)
            self._wait_until_in_reach()
        return evidence

    def is_out_of_reach(self) -> bool:
        """Whether what leads to the lane's pods takes no connections, which speaks of no image."""
        return False

    def _wait_until_in_reach(self) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while self.is_out_of_reach() and time.monotonic() < deadline:
            time.sleep(_LOOK_SECONDS)

    def _wait_for_room(self) -> None:
        """Wait for the end of all pods that end, now and from now on: they hold room."""
        self.context.crowded.set()
        observer = self.context.observer
        limit = self.context.spec.scenarios.cold_start_seconds + _SLACK_SECONDS

        def is_over() -> bool:
            pods = observer.model_pods()
            return not any(pod.object["metadata"].get("deletionTimestamp") for pod in pods)

        observer.wait_for(is_over, limit)

    def _run_trial(self, order: int, kind: TrialKind) -> Evidence:
        trial = ColdTrial(self.variant.name, order, kind, lane=self.number, polled=self.polls)
        self.cool_down()
        if not self.wait_cold():
            limit = self.cooling_seconds + _SLACK_SECONDS
            return Evidence(trial.rejected(Rejection.NOT_AT_ZERO, f"not at zero within {limit} s"))
        self.settle()
        intended = self._any_moment()
        self.context.clock.sleep_until(intended - _LEAD_NANOSECONDS)
        if not self.is_at_zero():
            return Evidence(trial.rejected(Rejection.NOT_AT_ZERO, "something else started it"))
        try:
            attempt = self._attempt(trial, intended)
        except _NOT_STARTED as error:
            self.cool_down()
            words = f"scale: {error}" if isinstance(error, ApiError) else str(error)
            return Evidence(trial.rejected(Rejection.CLUSTER_DISTURBED, words))
        repeated = self._repeated(attempt)
        evidence = collect(self.context, self.pods(), attempt)
        not_answered = evidence.trial.rejection in _NOT_ANSWERED
        hopeless = self._hopelessness.error() if not_answered else None
        self.cool_down()
        # No further trial would go better.
        if hopeless is not None:
            raise hopeless
        return with_repeated(evidence, repeated)

    def is_given_up(self) -> bool:
        """Whether no pod will answer the trial under way, so that to wait on is in vain."""
        return self._hopelessness.has_lasted()

    def _anew(self) -> Hopelessness:
        return Hopelessness(self.live_pods, lambda: self.context.clock.now_nanoseconds())

    def live_pods(self) -> list[Seen]:
        """The lane's pods that are not being terminated."""
        return [pod for pod in self.pods() if not pod.object["metadata"].get("deletionTimestamp")]

    def wait_cold(self) -> bool:
        """Wait until the lane is at zero; False when it stays warm.

        A time in which the API server was away does not count.
        """
        observer, clock = self.context.observer, self.context.clock
        with self.context.node_load.quiet():
            while True:
                began = clock.now_nanoseconds()
                if self._wait_cold():
                    return True
                if not observer.was_lost_since(began):
                    return False
                observer.signal.wait_for(lambda: observer.in_contact, PATIENCE_SECONDS)

    def see_to_ending_pods(self) -> None:
        """Cut the grace period short: a terminating pod gets no traffic, only its end matters.

        It cannot cut the drain of queue-proxy, nor always the end of a Knative pod after it, which
        the revision's timeout bounds.
        """
        for pod in self.pods():
            metadata = pod.object["metadata"]
            grace = metadata.get("deletionGracePeriodSeconds", 0)
            if metadata.get("deletionTimestamp") and grace > 1:
                path = url_of("v1", "Pod", metadata["namespace"], metadata["name"])
                options = {"gracePeriodSeconds": 1, "preconditions": {"uid": metadata["uid"]}}
                with contextlib.suppress(ApiError):
                    self.context.api.delete(path, options)

    def _any_moment(self) -> int:
        """An instant that does not depend on the kubelet's cycle.

        The kubelet looks at its containers once a second, and the end of the last pod is seen
        just after such a look. Trials that began there would all meet the same point of the cycle,
        while users come at any.
        """
        wait = self.context.random.uniform(0, _KUBELET_CYCLE_NANOSECONDS)
        return self.context.clock.now_nanoseconds() + _LEAD_NANOSECONDS + round(wait)

    def _attempt(self, trial: ColdTrial, intended: int) -> Attempt:
        clock, signal = self.context.clock, self.context.observer.signal
        probe = DirectProbe(self.live_pods, signal, self.variant.model, clock)
        self._hopelessness = self._anew()
        probe.start()
        clock.sleep_until(intended)
        try:
            response = self.send_cold()
        except _NOT_STARTED:
            probe.finish(0)
            raise
        probe.finish(_PROBE_SECONDS if response.error is None else 0)
        trial = replace(trial, errors_while_ready=self.errors_while_ready)
        return Attempt(trial, self.variant, intended, response, probe)

    def _repeated(self, attempt: Attempt) -> Response | None:
        """Send the same request at once again, of a stream: what it takes longer is the start's."""
        request = self.context.request_of(self.variant)
        if request.stream is None or judge(attempt.response, request)[0] is not None:
            return None
        timeout = self.variant.model.request.timeout_seconds
        response = send(self.target, request, timeout, self.context.clock)
        return response if judge(response, request)[0] is None else None

    def _is_known_to_be_at_zero(self) -> bool:
        return self.context.observer.in_contact and self.is_at_zero()

    def _wait_cold(self) -> bool:
        clock, observer = self.context.clock, self.context.observer
        limit_seconds = self.cooling_seconds + _SLACK_SECONDS
        deadline = clock.now_nanoseconds() + limit_seconds * 1_000_000_000
        while clock.now_nanoseconds() < deadline:
            self.see_to_ending_pods()
            if observer.signal.wait_for(self._is_known_to_be_at_zero, _LOOK_SECONDS):
                return True
        return False
