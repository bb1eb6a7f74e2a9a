"""The autoscale scenario: how a path follows a rise in load, and goes back."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from modelbench.api.load_samples import LoadSegment as Segment
from modelbench.api.load_samples import ScaleChange, SecondOfLoad

AUTOSCALE = "autoscale"
_SECOND = 1_000_000_000


@dataclass(frozen=True)
class Figures:
    """Durations count from the rise (``back``: from the end of the peak), in nanoseconds.

    What did not happen is None, and ``missing`` says why. ``grew``: more replicas were wanted.
    """

    start_replicas: int
    peak_wanted: int
    end_replicas: int
    overshoot: int
    grew: bool
    first_wanted: int | None
    capacity_reached: int | None
    recovered: int | None
    back: int | None
    worst_p95_microseconds: int | None
    missing: dict[str, str] = field(default_factory=dict)


def summarize(segment: Segment, objective_milliseconds: int) -> Figures:
    """Every figure of one attack. The rise begins at ``rise_nanoseconds`` after its start."""
    rise, end = segment.rise_nanoseconds, segment.hold_end_nanoseconds
    changes = segment.scale
    before = [c for c in changes if c.offset_nanoseconds <= rise]
    start = before[-1] if before else ScaleChange(0, 0, 0)
    hold = [c for c in changes if rise < c.offset_nanoseconds <= end]
    peak = max((c.wanted for c in (start, *hold)), default=0)
    final = hold[-1] if hold else start
    first_wanted = _first(hold, lambda c: c.wanted > start.wanted)
    grew = peak > start.wanted
    # An overshoot may be called off before it is ready: what was needed shows at the end.
    needed = final.wanted if final.wanted > start.wanted else peak
    capacity = _first(hold, lambda c: c.ready >= needed) if grew else None
    recovered, why = _recovered(segment, objective_milliseconds)
    back = _back(segment, start, final) if grew else None
    missing = dict(_missing(grew, needed, first_wanted, capacity, back))
    if why is not None:
        missing["latencyRecoveredMilliseconds"] = why
    return Figures(
        start_replicas=start.ready,
        peak_wanted=peak,
        end_replicas=final.ready,
        overshoot=max(0, peak - final.wanted),
        grew=grew,
        first_wanted=None if first_wanted is None else first_wanted - rise,
        capacity_reached=None if capacity is None else capacity - rise,
        recovered=recovered,
        back=None if back is None else back - end,
        worst_p95_microseconds=_worst(segment),
        missing=missing,
    )


def _first(changes: Sequence[ScaleChange], holds: Callable[[ScaleChange], bool]) -> int | None:
    return next((change.offset_nanoseconds for change in changes if holds(change)), None)


def _back(segment: Segment, start: ScaleChange, final: ScaleChange) -> int | None:
    end = segment.hold_end_nanoseconds

    def is_back(change: ScaleChange) -> bool:
        return change.ready <= start.ready and change.wanted <= start.wanted

    if is_back(final):
        return end
    return _first([c for c in segment.scale if c.offset_nanoseconds > end], is_back)


def _missing(
    grew: bool, needed: int, first: int | None, capacity: int | None, back: int | None
) -> Iterator[tuple[str, str]]:
    if not grew:
        never = "no replica was added: it may not scale, or there was no need"
        figures = ("firstReplicaWantedMilliseconds", "capacityReachedMilliseconds")
        yield from ((figure, never) for figure in (*figures, "backMilliseconds"))
        return
    if first is None:
        yield "firstReplicaWantedMilliseconds", "it was wanted before the rise"
    if capacity is None:
        yield "capacityReachedMilliseconds", f"{needed} replicas were never ready during the peak"
    if back is None:
        yield "backMilliseconds", "not within spec.scenarios.autoscale.settleSeconds"


def _recovered(segment: Segment, objective_milliseconds: int) -> tuple[int | None, str | None]:
    """From when on every second of the peak meets the objective, without a failure."""
    first, seconds = _peak_seconds(segment)
    if not seconds:
        return None, "no request was due during the peak"
    bad = [n for n, second in enumerate(seconds) if not _meets(second, objective_milliseconds)]
    if not bad:
        return 0, None
    if bad[-1] == len(seconds) - 1:
        return None, "the objective was still missed when the peak ended"
    return (first + bad[-1] + 1) * _SECOND - segment.rise_nanoseconds, None


def _peak_seconds(segment: Segment) -> tuple[int, tuple[SecondOfLoad, ...]]:
    """The number of the second in which the rise begins, and the seconds of the peak."""
    first = segment.rise_nanoseconds // _SECOND
    return first, segment.seconds[first : segment.hold_end_nanoseconds // _SECOND]


def _meets(second: SecondOfLoad, objective_milliseconds: int) -> bool:
    if second.requests == 0:
        return True
    p95 = second.p95
    return second.failures == 0 and p95 is not None and p95 <= objective_milliseconds * 1000


def _worst(segment: Segment) -> int | None:
    _, seconds = _peak_seconds(segment)
    return max((second.p95 for second in seconds if second.p95 is not None), default=None)
