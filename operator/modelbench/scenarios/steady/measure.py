"""How steady load is measured: each rate in rounds of all variants, then saturation.

Rounds go forwards and backwards by turns: A B C C B A.
"""

import logging
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from modelbench.api.samples import Samples
from modelbench.api.scenarios.parts import LoadSegment
from modelbench.api.scenarios.steady import Saturation, Steady
from modelbench.api.units import SECOND
from modelbench.instruments.disturbance import undisturbed
from modelbench.instruments.first_response import check_response
from modelbench.instruments.load_target import LoadTarget, load_target
from modelbench.instruments.session import Session
from modelbench.scenarios.load_usage import LoadUsage
from modelbench.scenarios.steady.rates import SATURATION, STEADY
from modelbench.scenarios.steady.summary import limited_by
from modelbench.segments.arrivals import flat

_FIRST_RATE = 10
"""Requests a second that any model in a container is asked for; the rise begins there."""

_GROWTH = 1.5
"""Each rate over the one before: the highest that was held is known to half as much again."""


logger = logging.getLogger(__name__)


def measure(session: Session, samples: Samples) -> Samples:
    """Measure to the end. BenchmarkError when a variant does not answer or load cannot be sent."""
    settings = session.context.spec.scenarios.steady
    if settings is None:
        return samples
    session.context.node_load.look()
    targets = [load_target(session.context, variant) for variant in session.variants]
    usage = LoadUsage(session.context, targets, STEADY)
    return SteadyLoad(session, settings, targets, usage).run(samples)


class SteadyLoad:
    """Segments that are stored already are not measured again."""

    def __init__(
        self,
        session: Session,
        settings: Steady,
        targets: Sequence[LoadTarget],
        usage: LoadUsage,
    ) -> None:
        self._session = session
        self._settings = settings
        self._targets = targets
        self._usage = usage

    def run(self, samples: Samples) -> Samples:
        """Measure to the end."""
        with self._usage:
            samples = self._usage.wait(self._measure_rounds(samples))
        self._session.save(samples, "steady: every round is done")
        if self._settings.saturation is not None:
            for target in self._targets:
                samples = self._saturate(samples, target, self._settings.saturation)
        return samples

    def _measure_rounds(self, samples: Samples) -> Samples:
        rounds = list(self._rounds())
        for number, (rate, round_, target) in enumerate(rounds, 1):
            name = target.variant.name
            if _find(samples, STEADY, name, rate, round_) is None:
                draft = LoadSegment(STEADY, name, len(samples.segments) + 1, rate, round_)
                message = f"steady: segment {number} of {len(rounds)}, {name} at {rate}/s"
                seconds = self._settings.duration_seconds
                samples = self._measure(samples, draft, target, seconds, message)
                samples = self._usage.fill(samples)
        return samples

    def _rounds(self) -> Iterator[tuple[int, int, LoadTarget]]:
        for rate in self._settings.rates_per_second:
            for number in range(1, self._settings.rounds + 1):
                targets = self._targets if number % 2 else reversed(self._targets)
                yield from ((rate, number, target) for target in targets)

    def _measure(
        self, samples: Samples, draft: LoadSegment, target: LoadTarget, seconds: int, message: str
    ) -> Samples:
        segment = undisturbed(
            self._session.context,
            target.variant,
            lambda: self._send(draft, target, seconds),
            lambda found: found.failed > 0,
        )
        logger.info("%s: %d requests, %d failed", message, segment.requests, segment.failed)
        samples = replace(samples, segments=(*samples.segments, segment))
        self._session.save(samples, message)
        return samples

    def _send(self, draft: LoadSegment, target: LoadTarget, seconds: int) -> LoadSegment:
        timeout = target.variant.model.request.timeout_seconds
        warm_up = self._settings.warm_up_seconds
        check_response(self._session.context, target.variant, target.target)
        self._session.loads.warm_up(target, draft.rate, warm_up, timeout)
        draft = replace(draft, warm_up_nanoseconds=warm_up * SECOND)
        return self._session.loads.measure(draft, target, [flat(draft.rate, seconds)], timeout)

    def _saturate(self, samples: Samples, target: LoadTarget, settings: Saturation) -> Samples:
        """Measure rising rates until one is not held; that one is kept, too."""
        name = target.variant.name
        for rate in rising_rates(settings.max_rate_per_second):
            segment = _find(samples, SATURATION, name, rate, 1)
            if segment is None:
                draft = LoadSegment(SATURATION, name, len(samples.segments) + 1, rate)
                message = f"saturation: {name} at {rate}/s"
                samples = self._measure(samples, draft, target, settings.step_seconds, message)
                segment = samples.segments[-1]
            if limited_by(segment, settings.latency_objective_milliseconds) is not None:
                break
        return samples


def rising_rates(highest: int) -> Iterator[int]:
    """Requests per second: each half as much again as the one before, the last the highest."""
    rate = min(_FIRST_RATE, highest)
    while rate < highest:
        yield rate
        rate = round(rate * _GROWTH)
    yield highest


def _find(
    samples: Samples, scenario: str, variant: str, rate: int, round_: int
) -> LoadSegment | None:
    wanted = (scenario, variant, rate, round_)
    found = (s for s in samples.segments if (s.scenario, s.variant, s.rate, s.round) == wanted)
    return next(found, None)
