"""The steady scenario: each rate in rounds of both paths in the order A B B A, then saturation."""

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from modelbench.api.load_samples import LoadSegment
from modelbench.api.samples import Samples
from modelbench.api.scenarios import Saturation, Steady
from modelbench.instruments.context import Context
from modelbench.instruments.load_arm import LoadArm
from modelbench.instruments.load_runner import LoadRunner
from modelbench.instruments.readiness import check_answer
from modelbench.scenarios.steady.summary import SATURATION, STEADY, limited_by
from modelbench.scenarios.steady.usage import SteadyUsage
from modelbench.segments.arrivals import flat

_FIRST_RATE = 10
_GROWTH = 1.5

logger = logging.getLogger(__name__)


class SteadyScenario:
    """Segments that are stored already are not measured again."""

    def __init__(
        self,
        context: Context,
        settings: Steady,
        arms: Sequence[LoadArm],
        loads: LoadRunner,
        usage: SteadyUsage,
        save: Callable[[Samples, str], None],
    ) -> None:
        self._context = context
        self._settings = settings
        self._arms = arms
        self._loads = loads
        self._save = save
        self._usage = usage

    def run(self, samples: Samples) -> Samples:
        """Measure to the end."""
        with self._usage:
            samples = self._usage.wait(self._measure_rounds(samples))
        self._save(samples, "steady: every round is done")
        for arm in self._arms if self._settings.saturation else ():
            samples = self._saturate(samples, arm, self._settings.saturation)
        return samples

    def _measure_rounds(self, samples: Samples) -> Samples:
        rounds = list(self._rounds())
        for number, (rate, round_, arm) in enumerate(rounds, 1):
            if _find(samples, STEADY, arm.path, rate, round_) is None:
                draft = LoadSegment(STEADY, arm.path, len(samples.segments) + 1, rate, round_)
                message = f"steady: segment {number} of {len(rounds)}, {arm.path} at {rate}/s"
                samples = self._usage.fill(self._measure(samples, draft, arm, message))
        return samples

    def _rounds(self) -> Iterator[tuple[int, int, LoadArm]]:
        for rate in self._settings.rates:
            for number in range(1, self._settings.rounds + 1):
                arms = self._arms if number % 2 else reversed(self._arms)
                yield from ((rate, number, arm) for arm in arms)

    def _measure(self, samples: Samples, draft: LoadSegment, arm: LoadArm, message: str) -> Samples:
        timeout = self._context.spec.model.request.timeout_seconds
        check_answer(self._context, arm.target, arm.path)
        self._loads.warm_up(arm, draft.rate, self._settings.warm_up_seconds, timeout)
        seconds = self._settings.duration_seconds
        if draft.scenario == SATURATION and self._settings.saturation is not None:
            seconds = self._settings.saturation.step_seconds
        draft = replace(draft, warm_up_nanoseconds=self._settings.warm_up_seconds * 1_000_000_000)
        segment = self._loads.measure(draft, arm, [flat(draft.rate, seconds)], timeout)
        logger.info("%s: %d requests, %d failed", message, segment.requests, segment.failed)
        samples = replace(samples, segments=(*samples.segments, segment))
        self._save(samples, message)
        return samples

    def _saturate(self, samples: Samples, arm: LoadArm, settings: Saturation | None) -> Samples:
        """Rising rates until one is not held; that one is kept, too."""
        if settings is None:
            return samples
        for rate in rising_rates(settings.max_rate):
            segment = _find(samples, SATURATION, arm.path, rate, 1)
            if segment is None:
                draft = LoadSegment(SATURATION, arm.path, len(samples.segments) + 1, rate)
                message = f"saturation: {arm.path} at {rate}/s"
                samples = self._measure(samples, draft, arm, message)
                segment = samples.segments[-1]
            if limited_by(segment, settings.latency_objective_milliseconds) is not None:
                break
        return samples


def rising_rates(highest: int) -> Iterator[int]:
    """Each by half as much again as the one before, the last the highest."""
    rate = min(_FIRST_RATE, highest)
    while rate < highest:
        yield rate
        rate = round(rate * _GROWTH)
    yield highest


def _find(samples: Samples, scenario: str, path: str, rate: int, round_: int) -> LoadSegment | None:
    wanted = (scenario, path, rate, round_)
    found = (s for s in samples.segments if (s.scenario, s.path, s.rate, s.round) == wanted)
    return next(found, None)
