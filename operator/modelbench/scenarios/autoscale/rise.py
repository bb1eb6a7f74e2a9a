"""How a variant follows one rise in load, and goes back. Pure.

The rise begins ``rise_nanoseconds`` after the segment's start; durations count from there, and that
of the way back from the end of the peak.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from modelbench.api.scenarios.autoscale import MissingMetric, RunStatus
from modelbench.api.scenarios.parts import LoadSegment, ScaleChange, SecondOfLoad
from modelbench.api.units import SECOND
from modelbench.scenarios.parts import with_load
from modelbench.statistics.numbers import known_milliseconds


@dataclass(frozen=True)
class _Scaling:
    """The replicas of a run: at the rise, and as they changed during the peak and after it."""

    segment: LoadSegment

    @property
    def start(self) -> ScaleChange:
        rise = self.segment.rise_nanoseconds
        before = [c for c in self.segment.scale if c.offset_nanoseconds <= rise]
        return before[-1] if before else ScaleChange(0, 0, 0)

    @property
    def peak(self) -> Sequence[ScaleChange]:
        rise, end = self.segment.rise_nanoseconds, self.segment.hold_end_nanoseconds
        return [c for c in self.segment.scale if rise < c.offset_nanoseconds <= end]

    @property
    def final(self) -> ScaleChange:
        return self.peak[-1] if self.peak else self.start

    @property
    def most_wanted(self) -> int:
        return max(change.wanted for change in (self.start, *self.peak))

    @property
    def grew(self) -> bool:
        return self.most_wanted > self.start.wanted

    @property
    def needed(self) -> int:
        """An overshoot may be called off before it is ready: what was needed shows at the end."""
        final = self.final.wanted
        return final if final > self.start.wanted else self.most_wanted

    @property
    def first_wanted(self) -> int | None:
        wanted = self.start.wanted
        return self._since_rise(_first(self.peak, lambda change: change.wanted > wanted))

    @property
    def capacity_reached(self) -> int | None:
        if not self.grew:
            return None
        needed = self.needed
        return self._since_rise(_first(self.peak, lambda change: change.ready >= needed))

    @property
    def back(self) -> int | None:
        """When wanted and ready replicas are no more than at the rise; 0 when so at the end."""
        if not self.grew:
            return None
        end, start = self.segment.hold_end_nanoseconds, self.start

        def is_back(change: ScaleChange) -> bool:
            return change.ready <= start.ready and change.wanted <= start.wanted

        if is_back(self.final):
            return 0
        later = [c for c in self.segment.scale if c.offset_nanoseconds > end]
        found = _first(later, is_back)
        return None if found is None else found - end

    def _since_rise(self, offset_nanoseconds: int | None) -> int | None:
        if offset_nanoseconds is None:
            return None
        return offset_nanoseconds - self.segment.rise_nanoseconds


def is_settled(segment: LoadSegment) -> bool:
    """Whether the replicas are back where they were before the rise, or never became more."""
    scaling = _Scaling(segment)
    return not scaling.grew or scaling.back is not None


def run_status(segment: LoadSegment, objective_milliseconds: int) -> RunStatus:
    """Tell one rise; the latency has recovered when it meets the objective from then on."""
    scaling = _Scaling(segment)
    recovered, why = _recovered(segment, objective_milliseconds)
    missing = dict(_missing(scaling))
    if why is not None:
        missing["latencyRecoveredMilliseconds"] = why
    worst = _worst_p95_microseconds(segment)
    status = RunStatus(
        start=segment.start,
        first_replica_wanted_milliseconds=known_milliseconds(scaling.first_wanted),
        capacity_reached_milliseconds=known_milliseconds(scaling.capacity_reached),
        latency_recovered_milliseconds=known_milliseconds(recovered),
        back_milliseconds=known_milliseconds(scaling.back),
        start_replicas=scaling.start.ready,
        peak_wanted_replicas=scaling.most_wanted,
        end_replicas=scaling.final.ready,
        overshoot_replicas=max(0, scaling.most_wanted - scaling.final.wanted),
        worst_second_p95_milliseconds=None if worst is None else round(worst / 1000),
        missing=tuple(MissingMetric(name, reason) for name, reason in sorted(missing.items())),
    )
    return with_load(status, segment)


def _first(changes: Sequence[ScaleChange], holds: Callable[[ScaleChange], bool]) -> int | None:
    return next((change.offset_nanoseconds for change in changes if holds(change)), None)


def _missing(scaling: _Scaling) -> Iterator[tuple[str, str]]:
    if not scaling.grew:
        never = "no replica was added: it does not scale, or did not need to"
        names = ("firstReplicaWantedMilliseconds", "capacityReachedMilliseconds")
        yield from ((name, never) for name in (*names, "backMilliseconds"))
        return
    if scaling.first_wanted is None:
        yield "firstReplicaWantedMilliseconds", "it was wanted before the load step"
    if scaling.capacity_reached is None:
        reason = f"{scaling.needed} replicas were never ready during the peak"
        yield "capacityReachedMilliseconds", reason
    if scaling.back is None:
        yield "backMilliseconds", "not within spec.scenarios.autoscale.settleSeconds"


def _recovered(segment: LoadSegment, objective_milliseconds: int) -> tuple[int | None, str | None]:
    """From when on every second of the peak meets the objective, in nanoseconds; or why none."""
    first, seconds = _peak_seconds(segment)
    if not seconds:
        return None, "no request was due during the peak"
    bad = [n for n, second in enumerate(seconds) if not _meets(second, objective_milliseconds)]
    if not bad:
        return 0, None
    if bad[-1] == len(seconds) - 1:
        return None, "the objective was still missed when the peak ended"
    return (first + bad[-1] + 1) * SECOND - segment.rise_nanoseconds, None


def _peak_seconds(segment: LoadSegment) -> tuple[int, tuple[SecondOfLoad, ...]]:
    """The number of the second in which the rise begins, and the seconds of the peak."""
    first = segment.rise_nanoseconds // SECOND
    return first, segment.seconds[first : segment.hold_end_nanoseconds // SECOND]


def _meets(second: SecondOfLoad, objective_milliseconds: int) -> bool:
    """A second meets the objective without a request, or without a failure and with a good p95."""
    if second.requests == 0:
        return True
    p95 = second.p95
    return second.failures == 0 and p95 is not None and p95 <= objective_milliseconds * 1000


def _worst_p95_microseconds(segment: LoadSegment) -> int | None:
    _, seconds = _peak_seconds(segment)
    return max((second.p95 for second in seconds if second.p95 is not None), default=None)
