"""The autoscale scenario: a rise in load on each path, and the way back."""

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from modelbench.analysis.arrivals import Stage, flat
from modelbench.analysis.autoscale import AUTOSCALE, summarize
from modelbench.api.load_samples import BASE, ZERO, LoadSegment
from modelbench.api.names import SERVERLESS
from modelbench.api.reasons import BenchmarkError, Reason
from modelbench.api.samples import Samples
from modelbench.api.scenarios import Autoscale
from modelbench.load.scale_recorder import ScaleRecorder
from modelbench.load.sender import Attack
from modelbench.runner.arm import Arm
from modelbench.runner.context import Context
from modelbench.runner.load_arm import LoadArm
from modelbench.runner.load_runner import LoadRunner
from modelbench.runner.readiness import check_answer

_SECOND = 1_000_000_000
_LOOK_SECONDS = 0.25

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
            self._save(samples, message)
            segment = self._measure(arm, start, len(samples.segments) + 1)
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

    def _measure(self, arm: LoadArm, start: str, order: int) -> LoadSegment:
        settings = self._settings
        if start == ZERO:
            self._wait_cold()
        else:
            check_answer(self._context, arm.target, arm.path)
        stages = profile(settings, start)
        rise = 0 if start == ZERO else settings.base_seconds * _SECOND
        end = rise + (settings.ramp_seconds + settings.hold_seconds) * _SECOND
        draft = LoadSegment(
            AUTOSCALE,
            arm.path,
            order,
            settings.peak_rate,
            start=start,
            rise_nanoseconds=rise,
            hold_end_nanoseconds=end,
        )

        def meanwhile(attack: Attack, recorder: ScaleRecorder) -> None:
            self._follow_back(draft, attack, recorder)

        timeout = self._context.spec.model.request.timeout_seconds
        if start == ZERO:
            timeout = self._context.spec.scenarios.cold_start_seconds
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
