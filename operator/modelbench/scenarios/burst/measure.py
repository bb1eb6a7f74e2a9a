"""The burst scenario: many requests at the same moment, on the serverless path from zero."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace

from modelbench.api.load_samples import BurstTrial
from modelbench.api.names import CONTAINERIZED, SERVERLESS
from modelbench.api.reasons import BenchmarkError, Reason, Rejection
from modelbench.api.samples import Samples
from modelbench.api.scenarios import Burst
from modelbench.instruments.arm import Arm
from modelbench.instruments.context import Context
from modelbench.instruments.http_request import Target
from modelbench.instruments.load_runner import LoadRunner
from modelbench.segments.attack import count_failures

_REJECTIONS_IN_A_ROW = 3

logger = logging.getLogger(__name__)


class BurstScenario:
    """Bursts of both paths in turn, those of the serverless path on its lanes in turn."""

    def __init__(
        self,
        context: Context,
        settings: Burst,
        lanes: Sequence[Arm],
        fixed: Target,
        loads: LoadRunner,
        save: Callable[[Samples, str], None],
    ) -> None:
        self._context = context
        self._settings = settings
        self._lanes = lanes
        self._fixed = fixed
        self._loads = loads
        self._save = save

    def run(self, samples: Samples) -> Samples:
        """Measure to the end. BenchmarkError when the serverless path cannot be had cold."""
        while paths := [path for path in (SERVERLESS, CONTAINERIZED) if self._open(samples, path)]:
            path = min(paths, key=lambda p: sum(t.path == p for t in samples.bursts))
            order = len(samples.bursts) + 1
            trial = BurstTrial(path, order, self._settings.requests)
            trial = self._from_zero(trial) if path == SERVERLESS else self._on_fixed(trial)
            logger.info("Burst %d (%s): %s", order, path, trial.rejection or trial.failures or "ok")
            samples = replace(samples, bursts=(*samples.bursts, trial))
            self._save(samples, f"bursts: {order} done")
            self._give_up(samples)
        return samples

    def _open(self, samples: Samples, path: str) -> bool:
        done = sum(t.path == path and t.rejection is None for t in samples.bursts)
        return done < self._settings.trials

    def _give_up(self, samples: Samples) -> None:
        last = [t for t in samples.bursts if t.path == SERVERLESS][-_REJECTIONS_IN_A_ROW:]
        if len(last) == _REJECTIONS_IN_A_ROW and all(t.rejection is not None for t in last):
            raise BenchmarkError(Reason.NOT_COLD, f"bursts from zero: {last[-1].message}")

    def _from_zero(self, trial: BurstTrial) -> BurstTrial:
        lane = self._lanes[(trial.order // 2) % len(self._lanes)]
        if not lane.wait_cold() or not lane.is_at_zero():
            message = f"lane {lane.lane} did not come to zero"
            return replace(trial, rejection=Rejection.NOT_AT_ZERO, message=message)
        timeout = self._context.spec.scenarios.cold_start_seconds
        attack, found = self._send(trial, lane.target, timeout)
        new = [p for p in lane.pods() if p.first_seen_nanoseconds >= attack]
        if not new or len(new) < len(lane.pods()):
            message = "a pod was there before" if lane.pods() else "no pod came of it"
            return replace(found, rejection=Rejection.NOT_AT_ZERO, message=message)
        return replace(found, pods_started=len(new))

    def _on_fixed(self, trial: BurstTrial) -> BurstTrial:
        timeout = self._context.spec.model.request.timeout_seconds
        return self._send(trial, self._fixed, timeout)[1]

    def _send(self, trial: BurstTrial, target: Target, timeout: int) -> tuple[int, BurstTrial]:
        attack, requests = self._loads.burst(target, trial.requests, timeout)
        good = sorted(r.latency_nanoseconds for r in requests if r.failure is None)
        delays = sorted(r.schedule_delay_nanoseconds for r in requests)
        return attack.start_nanoseconds, replace(
            trial,
            latencies_nanoseconds=tuple(good),
            failures=count_failures(requests),
            schedule_delay_nanoseconds=delays[len(delays) // 2],
        )
