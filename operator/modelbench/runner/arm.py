"""What both arms have in common: one cold trial, from the proof of cold to the answer."""

import contextlib
from abc import ABC, abstractmethod
from typing import ClassVar

from modelbench.api.samples import ColdTrial, TrialKind
from modelbench.kube.client import ApiError, path_of
from modelbench.kube.watch import Seen
from modelbench.runner.context import Context
from modelbench.runner.direct_probe import DirectProbe
from modelbench.runner.evidence import Attempt, Evidence, collect
from modelbench.runner.http_request import Answer, Target

NOT_AT_ZERO = "NotAtZero"

_PROBE_SECONDS = 2.0
_LEAD_NANOSECONDS = 50_000_000
_SLACK_SECONDS = 60
_HURRY_SECONDS = 0.5


class Arm(ABC):
    """One path whose cold start is measured again and again."""

    path: ClassVar[str]
    pods_path: ClassVar[str]
    polls: ClassVar[bool] = False

    def __init__(self, context: Context, target: Target) -> None:
        self.context = context
        self.target = target

    @property
    @abstractmethod
    def cooling_seconds(self) -> int:
        """How long the way to zero takes by the arm's own settings."""

    @abstractmethod
    def is_at_zero(self) -> bool:
        """Whether nothing of the arm runs, terminating pods included."""

    @abstractmethod
    def cool_down(self) -> None:
        """Do what leads the arm to zero, where it does not go by itself."""

    @abstractmethod
    def send_cold(self) -> Answer:
        """Cause a cold start and return its answer, or what went wrong."""

    def run_trial(self, order: int, kind: TrialKind) -> Evidence:
        """Prove the arm cold, start it, and collect what is known of the start."""
        trial = ColdTrial(self.path, order, kind, polled=self.polls)
        self.cool_down()
        if not self.wait_cold():
            limit = self.cooling_seconds + _SLACK_SECONDS
            return Evidence(trial.rejected(NOT_AT_ZERO, f"not at zero within {limit} s"))
        clock, observer = self.context.clock, self.context.observer
        probe = DirectProbe(self.live_pods, observer.signal, self.context.spec.model, clock)
        probe.start()
        intended = clock.now_nanoseconds() + _LEAD_NANOSECONDS
        clock.sleep_until(intended)
        answer = self.send_cold()
        probe.finish(_PROBE_SECONDS if answer.error is None else 0)
        return collect(self.context, self.pods_path, Attempt(trial, intended, answer, probe))

    def live_pods(self) -> list[Seen]:
        """The arm's pods that are not being terminated."""
        return [
            pod
            for pod in self.context.observer.pods(self.pods_path)
            if not pod.object["metadata"].get("deletionTimestamp")
        ]

    def wait_cold(self) -> bool:
        """Wait until the arm is at zero; False when it stays warm."""
        clock, observer = self.context.clock, self.context.observer
        limit_seconds = self.cooling_seconds + _SLACK_SECONDS
        deadline = clock.now_nanoseconds() + limit_seconds * 1_000_000_000
        hurried: set[str] = set()
        while clock.now_nanoseconds() < deadline:
            self._hurry_terminating_pods(hurried)
            if observer.signal.wait_for(self.is_at_zero, _HURRY_SECONDS):
                return True
        return False

    def _hurry_terminating_pods(self, hurried: set[str]) -> None:
        """Cut the grace period short: a terminating pod gets no traffic, only its end matters.

        Otherwise each trial waits for queue-proxy's drain of 30 s, and an image that ignores
        SIGTERM for the whole of the revision's timeout.
        """
        for pod in self.context.observer.pods(self.pods_path):
            metadata = pod.object["metadata"]
            if metadata.get("deletionTimestamp") and metadata["uid"] not in hurried:
                hurried.add(metadata["uid"])
                path = path_of("v1", "Pod", metadata["namespace"], metadata["name"])
                options = {"gracePeriodSeconds": 1, "preconditions": {"uid": metadata["uid"]}}
                with contextlib.suppress(ApiError):
                    self.context.api.delete(path, options)
