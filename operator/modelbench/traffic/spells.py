"""The rates of a traffic profile over its period, which repeats itself."""

from collections.abc import Sequence
from dataclasses import dataclass

from modelbench.api.choices import Shape, Traffic
from modelbench.api.trace import Trace
from modelbench.traffic.trace_counts import (
    MOST_PARTS,
    PEAK_SECONDS,
    busiest_rate,
    counts_of_parts,
    parts_of,
)

_HOUR = 3600.0
_WEEK_HOURS, _BUSY_HOURS = 168, 40
_BURST_SECONDS = 60.0
"""What the API says of the shape Bursts: all requests of an hour come within one minute."""

CURVE_PARTS = 24
"""Where the ideal model only leads from one simulated rate to the next."""


@dataclass(frozen=True)
class Spell:
    """Seconds in which requests come at one rate (per second)."""

    seconds: float
    rate: float


def spells_of(
    traffic: Traffic, rate: float | None = None, most_parts: int = MOST_PARTS
) -> tuple[Spell, ...]:
    """The spells of one period, which repeats itself; their mean is the profile's rate.

    BusinessHours: all requests from 9 to 17 h on five days of the week. Bursts: all requests of an
    hour within one minute. Hourly: the day's 24 weights. Weekly: the week's 168. Trace: what its
    requests are in the mean of at most ``most_parts``; when they come in a part is lost.
    """
    mean = traffic.rate if rate is None else rate
    if traffic.trace is not None:
        return _spells_of_trace(traffic.trace, mean, most_parts)
    if traffic.shape is Shape.BUSINESS_HOURS:
        day = Spell(8 * _HOUR, mean * _WEEK_HOURS / _BUSY_HOURS)
        return (*(day, Spell(16 * _HOUR, 0.0)) * 4, day, Spell(64 * _HOUR, 0.0))
    if traffic.shape is Shape.BURSTS:
        within = Spell(_BURST_SECONDS, mean * _HOUR / _BURST_SECONDS)
        return (within, Spell(_HOUR - _BURST_SECONDS, 0.0))
    if traffic.shape is Shape.HOURLY:
        return _hours(traffic.hourly_weights, mean)
    if traffic.shape is Shape.WEEKLY:
        return _hours(traffic.weekly_weights, mean)
    return (Spell(_HOUR, mean),)


def _hours(weights: Sequence[int], mean: float) -> tuple[Spell, ...]:
    """An hour for each weight; their mean is the rate."""
    total = sum(weights)
    return tuple(Spell(_HOUR, mean * len(weights) * weight / total) for weight in weights)


def _spells_of_trace(trace: Trace, mean: float, most_parts: int) -> tuple[Spell, ...]:
    most = parts_of(trace, most_parts)
    seconds, factor = trace.period_seconds / most, mean / trace.rate
    counts = counts_of_parts(trace, most)
    return tuple(Spell(seconds, factor * count / seconds) for count in counts)


def peak_rate(spells: Sequence[Spell]) -> float:
    """The highest rate of the shape, in requests per second."""
    return max(spell.rate for spell in spells)


def peak_of(traffic: Traffic, rate: float | None = None) -> float:
    """The highest rate of a profile, in requests per second; of a trace that of its busiest minute,
    or interval where that is longer.
    """
    mean = traffic.rate if rate is None else rate
    if traffic.trace is None:
        return peak_rate(spells_of(traffic, mean))
    return busiest_rate(traffic.trace, PEAK_SECONDS) * mean / traffic.trace.rate
