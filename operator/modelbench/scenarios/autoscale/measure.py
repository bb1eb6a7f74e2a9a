"""How a rise in load on each variant is measured, and the way back."""

import logging
import time
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from modelbench.api.reasons import BenchmarkError, Reason
from modelbench.api.samples import Samples
from modelbench.api.scenarios.autoscale import Autoscale
from modelbench.api.scenarios.parts import LoadSegment, Start
from modelbench.api.units import SECOND
from modelbench.instruments.disturbance import undisturbed
from modelbench.instruments.first_response import check_response
from modelbench.instruments.load_target import LoadTarget, load_target
from modelbench.instruments.session import Session
from modelbench.load.scale_recorder import ScaleRecorder
from modelbench.load.sender import Attack
from modelbench.scenarios.autoscale.rise import is_settled
from modelbench.scenarios.autoscale.summary import AUTOSCALE, starts
from modelbench.segments.arrivals import Stage, flat

_LOOK_SECONDS = 0.25
"""As often as replicas are recorded."""

_SLACK_SECONDS = 120
"""A HorizontalPodAutoscaler looks every 15 s at metrics that may be a minute old."""

logger = logging.getLogger(__name__)


def measure(session: Session, samples: Samples) -> Samples:
    """Measure to the end. BenchmarkError when a variant does not come to zero or answer."""
    settings = session.context.spec.scenarios.autoscale
    if settings is None:
        return samples
    session.context.node_load.look()
    targets = [load_target(session.context, variant) for variant in session.variants]
    return Rises(session, settings, targets).run(samples)


class Rises:
    """A rise of each variant from its base rate, then of those from zero that scale to zero."""

    def __init__(
        self, session: Session, settings: Autoscale, targets: Sequence[LoadTarget]
    ) -> None:
        self._session = session
        self._settings = settings
        self._targets = targets

    def run(self, samples: Samples) -> Samples:
        """Measure to the end; rises that are stored already are not measured again."""
        for target, start in self._rises():
            name = target.variant.name
            stored = ((s.scenario, s.variant, s.start) for s in samples.segments)
            if (AUTOSCALE, name, start) in stored:
                continue
            message = f"autoscale: {name} from {start.lower()}"
            segment = self._undisturbed(target, start, samples, message)
            logger.info("%s: %d requests, %d failed", message, segment.requests, segment.failed)
            samples = replace(samples, segments=(*samples.segments, segment))
            self._session.save(samples, message)
        return samples

    def _undisturbed(
        self, target: LoadTarget, start: Start, samples: Samples, message: str
    ) -> LoadSegment:
        """A rise without trouble: replicas of a cluster that was in trouble say nothing."""

        def attempt() -> LoadSegment:
            left_over = self._wait_calm(target, samples) if start is Start.BASE else 0
            self._session.save(samples, message)
            name = target.variant.name
            draft = self._draft(name, start, len(samples.segments) + 1, left_over)
            return self._measure(target, draft)

        return undisturbed(self._session.context, target.variant, attempt, lambda _found: True)

    def _rises(self) -> Iterator[tuple[LoadTarget, Start]]:
        for start in Start:
            for target in self._targets:
                if start in starts(target.variant, self._session.context.spec):
                    yield target, start

    def _wait_calm(self, target: LoadTarget, samples: Samples) -> int:
        """Wait until earlier load is forgotten; how many replicas it still has when it is not.

        They would take the peak as they are, and the variant would seem to need none.
        """
        if target.left_over:
            name = target.variant.name
            message = f"autoscale: waiting for {name} to scale down"
            self._session.save(samples, message)
        limit = target.calm_seconds + _SLACK_SECONDS
        signal = self._session.context.observer.signal
        signal.wait_for(lambda: not target.left_over, limit)
        return target.left_over

    def _draft(self, variant: str, start: Start, order: int, left_over: int) -> LoadSegment:
        settings = self._settings
        rise = 0 if start is Start.ZERO else settings.base_seconds * SECOND
        end = rise + (settings.ramp_seconds + settings.hold_seconds) * SECOND
        return LoadSegment(
            AUTOSCALE,
            variant,
            order,
            settings.peak_rate_per_second,
            start=start,
            left_over_replicas=left_over,
            rise_nanoseconds=rise,
            hold_end_nanoseconds=end,
        )

    def _measure(self, target: LoadTarget, draft: LoadSegment) -> LoadSegment:
        context, variant = self._session.context, target.variant
        if draft.start is Start.ZERO:
            self._wait_cold(variant.name)
            timeout = context.spec.start_seconds
        else:
            check_response(context, variant, target.target)
            timeout = variant.model.request.timeout_seconds

        def meanwhile(attack: Attack, recorder: ScaleRecorder) -> None:
            self._follow_back(draft, attack, recorder)

        stages = profile(self._settings, draft.start)
        return self._session.loads.measure(draft, target, stages, timeout, meanwhile)

    def _wait_cold(self, variant: str) -> None:
        if not self._session.lanes[variant][0].wait_cold():
            message = f"variant {variant} did not scale to zero for the load step from zero"
            raise BenchmarkError(Reason.NOT_COLD, message)

    def _follow_back(self, draft: LoadSegment, attack: Attack, recorder: ScaleRecorder) -> None:
        """Go on at the base rate until the variant is back where it was, or the time is over."""
        clock = self._session.context.clock
        peak_end = attack.start_nanoseconds + draft.hold_end_nanoseconds
        clock.sleep_until(peak_end)
        deadline = peak_end + self._settings.settle_seconds * SECOND
        while clock.now_nanoseconds() < deadline:
            if is_settled(replace(draft, scale=recorder.changes)):
                break
            time.sleep(_LOOK_SECONDS)
        attack.stop()


def profile(settings: Autoscale, start: Start) -> list[Stage]:
    """The rates of one rise, from its begin to the end of the way back."""
    base, peak = settings.base_rate_per_second, settings.peak_rate_per_second
    stages = [] if start is Start.ZERO else [flat(base, settings.base_seconds)]
    if settings.ramp_seconds:
        begin = 0 if start is Start.ZERO else base
        stages.append(Stage(settings.ramp_seconds, begin, peak))
    stages.append(flat(peak, settings.hold_seconds))
    if start is Start.BASE and base and settings.settle_seconds:
        stages.append(flat(base, settings.settle_seconds))
    return stages
