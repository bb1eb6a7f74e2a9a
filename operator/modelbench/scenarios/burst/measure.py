"""How bursts are measured: from zero on the lanes of a variant that scales to zero."""

import logging
from collections.abc import Sequence

from msgspec.structs import replace

from modelbench.api.reasons import BenchmarkError, Reason, Rejection
from modelbench.api.samples import Samples
from modelbench.api.scenarios.burst import Burst, BurstTrial
from modelbench.api.variants import Variant
from modelbench.instruments.disturbance import MOST_DISTURBED, trouble_since
from modelbench.instruments.http_request import Target
from modelbench.instruments.lane import Lane
from modelbench.instruments.session import Session
from modelbench.kube.patient_api import PATIENCE_SECONDS
from modelbench.segments.attack import count_failures

_REJECTIONS_IN_A_ROW = 3
"""One may be chance, a second bad luck: after a third nothing has changed that would help."""

logger = logging.getLogger(__name__)


def measure(session: Session, samples: Samples) -> Samples:
    """Measure to the end. BenchmarkError when a variant cannot be had cold."""
    settings = session.context.spec.scenarios.burst
    return samples if settings is None else Bursts(session, settings).run(samples)


class Bursts:
    """Bursts of all variants in turn, and of the lanes of a variant in turn."""

    def __init__(self, session: Session, settings: Burst) -> None:
        self._session = session
        self._settings = settings

    def run(self, samples: Samples) -> Samples:
        """Measure to the end. BenchmarkError when a variant cannot be had cold."""
        while open_ := [one for one in self._session.variants if self._is_open(samples, one)]:
            variant = min(open_, key=lambda one: len(_bursts_of(samples, one)))
            order = len(samples.bursts) + 1
            trial = BurstTrial(variant.name, order, self._settings.requests)
            trial = self._measure(trial, variant, len(_bursts_of(samples, variant)))
            words = trial.rejection or trial.failures or "ok"
            logger.info("Burst %d (%s): %s", order, variant.name, words)
            samples = replace(samples, bursts=(*samples.bursts, trial))
            self._session.save(samples, f"bursts: {order} done")
            _give_up(samples, variant)
        return samples

    def _is_open(self, samples: Samples, variant: Variant) -> bool:
        done = sum(trial.rejection is None for trial in _bursts_of(samples, variant))
        return done < self._settings.trials

    def _measure(self, trial: BurstTrial, variant: Variant, before: int) -> BurstTrial:
        """One burst of a variant that has had so many ``before``."""
        observer = self._session.context.observer
        observer.signal.wait_for(lambda: observer.in_contact, PATIENCE_SECONDS)
        began = self._session.context.clock.now_nanoseconds()
        found = self._sent(trial, variant, before)
        trouble = trouble_since(observer, variant, began)
        if not trouble or not (found.failures or found.rejection):
            return found
        message = f"{trouble}; {found.message or dict(found.failures)}"
        return replace(trial, rejection=Rejection.CLUSTER_DISTURBED, message=message)

    def _sent(self, trial: BurstTrial, variant: Variant, before: int) -> BurstTrial:
        if variant.scales_to_zero:
            lanes = self._session.lanes[variant.name]
            return self._from_zero(trial, lanes[before % len(lanes)])
        target = self._session.context.target_of(variant)
        return self._send(trial, variant, target, variant.model.request.timeout_seconds)[1]

    def _from_zero(self, trial: BurstTrial, lane: Lane) -> BurstTrial:
        if not lane.wait_cold() or not lane.is_at_zero():
            message = f"lane {lane.number} did not scale to zero"
            return replace(trial, rejection=Rejection.NOT_AT_ZERO, message=message)
        timeout = self._session.context.spec.start_seconds
        began, found = self._send(trial, lane.variant, lane.target, timeout)
        new = [pod for pod in lane.pods() if pod.first_seen_nanoseconds >= began]
        if not new or len(new) < len(lane.pods()):
            message = "a pod was already there" if lane.pods() else "it started no pod"
            return replace(found, rejection=Rejection.NOT_AT_ZERO, message=message)
        return replace(found, pods_started=len(new))

    def _send(
        self, trial: BurstTrial, variant: Variant, target: Target, timeout_seconds: int
    ) -> tuple[int, BurstTrial]:
        """When the burst began, in nanoseconds, and the trial with what came of it."""
        attack, requests = self._session.loads.burst(
            variant, target, trial.requests, timeout_seconds
        )
        good = sorted(r.latency_nanoseconds for r in requests if r.failure is None)
        delays = sorted(r.schedule_delay_nanoseconds for r in requests)
        return attack.start_nanoseconds, replace(
            trial,
            latencies_nanoseconds=tuple(good),
            failures=count_failures(requests),
            schedule_delay_nanoseconds=delays[len(delays) // 2],
        )


def _bursts_of(samples: Samples, variant: Variant) -> list[BurstTrial]:
    return [trial for trial in samples.bursts if trial.variant == variant.name]


def _give_up(samples: Samples, variant: Variant) -> None:
    tried = _bursts_of(samples, variant)
    own = [one for one in tried if one.rejection != Rejection.CLUSTER_DISTURBED]
    if _all_rejected(own, _REJECTIONS_IN_A_ROW) and own[-1] is tried[-1]:
        message = f"bursts of variant {variant.name} from zero: {own[-1].message}"
        raise BenchmarkError(Reason.NOT_COLD, message)
    if _all_rejected(tried, MOST_DISTURBED):
        message = f"bursts of variant {variant.name}: {tried[-1].message}"
        raise BenchmarkError(Reason.RUNNER_FAILED, message)


def _all_rejected(trials: Sequence[BurstTrial], count: int) -> bool:
    last = trials[-count:]
    return len(last) == count and all(trial.rejection is not None for trial in last)
