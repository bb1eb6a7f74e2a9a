"""The autoscale scenario: a rise in load on each path, and the way back."""

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from modelbench.api.load_samples import BASE, ZERO, LoadSegment
from modelbench.api.names import SERVERLESS
from modelbench.api.reasons import BenchmarkError, Reason
from modelbench.api.samples import Samples
from modelbench.api.scenarios import Autoscale
from modelbench.instruments.arm import Arm
from modelbench.instruments.context import Context
from modelbench.instruments.load_arm import LoadArm
from modelbench.instruments.load_runner import LoadRunner
from modelbench.instruments.readiness import check_answer
from modelbench.load.scale_recorder import ScaleRecorder
from modelbench.load.sender import Attack
from modelbench.scenarios.autoscale.summary import AUTOSCALE, summarize
from modelbench.segments.arrivals import Stage, flat

_SECOND = 1_000_000_000
_LOOK_SECONDS = 0.25
# A HorizontalPodAutoscaler looks every 15 s at metrics that may be a minute old.
_SLACK_SECONDS = 120

logger = logging.getLogger(__name__)


class AutoscaleScenario:
    """Each path from its base rate, and the serverless path from zero, too."""

    def __init__(
        self,
        context: Context,
        settings: Autoscale,
        arms: Sequence[LoadArm],
        cold_lane: Arm,
        loads: LoadRunner,
        save: Callable[[Samples, str], None],
    ) -> None:
        self._context = context
        self._settings = settings
        self._arms = arms
        self._cold_lane = cold_lane
        self._loads = loads
        self._save = save

    def run(self, samples: Samples) -> Samples:
        """Measure to the end; runs that are stored already are not measured again."""
        for arm, start in self._runs():
            stored = ((s.scenario, s.path, s.start) for s in samples.segments)
            if (AUTOSCALE, arm.path, start) in stored:
                continue
            message = f"autoscale: {arm.path} from {start.lower()}"
            left_over = self._wait_calm(arm, samples) if start == BASE else 0
            self._save(samples, message)
            draft = self._draft(arm, start, len(samples.segments) + 1, left_over)
            segment = self._measure(arm, draft)
            logger.info("%s: %d requests, %d failed", message, segment.requests, segment.failed)
            samples = replace(samples, segments=(*samples.segments, segment))
            self._save(samples, message)
        return samples

    def _runs(self) -> Iterator[tuple[LoadArm, str]]:
        for arm in self._arms:
            # A serverless path without load is at zero: there is no other base.
            if arm.path != SERVERLESS or self._settings.base_rate:
                yield arm, BASE
        yield from ((arm, ZERO) for arm in self._arms if arm.path == SERVERLESS)

    def _wait_calm(self, arm: LoadArm, samples: Samples) -> int:
        """Wait until earlier load is forgotten; how many replicas it still has when it is not.

        They would take the peak as they are, and the path would seem to need none.
        """
        if arm.left_over:
            self._save(samples, f"autoscale: waiting for the replicas of {arm.path} to be fewest")
        limit = arm.calm_seconds + _SLACK_SECONDS
        self._context.observer.signal.wait_for(lambda: not arm.left_over, limit)
        return arm.left_over

    def _draft(self, arm: LoadArm, start: str, order: int, left_over: int) -> LoadSegment:
        settings = self._settings
        rise = 0 if start == ZERO else settings.base_seconds * _SECOND
        end = rise + (settings.ramp_seconds + settings.hold_seconds) * _SECOND
        return LoadSegment(
            AUTOSCALE,
            arm.path,
            order,
            settings.peak_rate,
            start=start,
            left_over_replicas=left_over,
            rise_nanoseconds=rise,
            hold_end_nanoseconds=end,
        )

    def _measure(self, arm: LoadArm, draft: LoadSegment) -> LoadSegment:
        if draft.start == ZERO:
            self._wait_cold()
        else:
            check_answer(self._context, arm.target, arm.path)

        def meanwhile(attack: Attack, recorder: ScaleRecorder) -> None:
            self._follow_back(draft, attack, recorder)

        timeout = self._context.spec.model.request.timeout_seconds
        if draft.start == ZERO:
            timeout = self._context.spec.scenarios.cold_start_seconds
        stages = profile(self._settings, draft.start)
        return self._loads.measure(draft, arm, stages, timeout, meanwhile)

    def _wait_cold(self) -> None:
        if not self._cold_lane.wait_cold():
            message = "the serverless path did not come to zero for the rise from zero"
            raise BenchmarkError(Reason.NOT_COLD, message)

    def _follow_back(self, draft: LoadSegment, attack: Attack, recorder: ScaleRecorder) -> None:
        """Go on at the base rate until the path is back where it was, or the time is over."""
        clock, objective = self._context.clock, self._settings.latency_objective_milliseconds
        peak_end = attack.start_nanoseconds + draft.hold_end_nanoseconds
        clock.sleep_until(peak_end)
        deadline = peak_end + self._settings.settle_seconds * _SECOND
        while clock.now_nanoseconds() < deadline:
            figures = summarize(replace(draft, scale=recorder.changes), objective)
            if figures.back is not None or not figures.grew:
                break
            time.sleep(_LOOK_SECONDS)
        attack.stop()


def profile(settings: Autoscale, start: str) -> list[Stage]:
    """The rates of one run, from its begin to the end of the way back."""
    base, peak = settings.base_rate, settings.peak_rate
    stages = [] if start == ZERO else [flat(base, settings.base_seconds)]
    if settings.ramp_seconds:
        begin = 0 if start == ZERO else base
        stages.append(Stage(settings.ramp_seconds, begin, peak))
    stages.append(flat(peak, settings.hold_seconds))
    if start == BASE and base and settings.settle_seconds:
        stages.append(flat(base, settings.settle_seconds))
    return stages
