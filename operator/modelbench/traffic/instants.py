"""The requests of a stretch of a traffic profile, one by one: what a replay sends."""

from collections.abc import Iterator
from math import floor
from random import Random

from modelbench.api.choices import Traffic
from modelbench.traffic.poisson import poisson
from modelbench.traffic.spells import Spell, spells_of
from modelbench.traffic.trace_arrivals import recorded_at


def period_of(traffic: Traffic) -> float:
    """Seconds after which a profile repeats itself."""
    if traffic.trace is not None:
        return traffic.trace.period_seconds
    return sum(spell.seconds for spell in spells_of(traffic))


def instants_of(
    traffic: Traffic, begin_seconds: float, seconds: float, seed: int
) -> tuple[float, ...]:
    """When requests come in ``seconds`` of a profile from ``begin_seconds`` of its period on:
    seconds from there, ascending, none of them ``seconds`` or more.

    Timestamps of a trace are themselves; all else is drawn from the seed, so that the same
    arguments give the same instants.
    """
    random = Random(seed)  # noqa: S311 (a replay needs the same numbers again)
    end = begin_seconds + seconds
    if traffic.trace is not None:
        recorded = recorded_at(traffic.trace, traffic.rate)
        found = recorded.between(begin_seconds, end, random)
    else:
        found = _of_shape(spells_of(traffic), begin_seconds, end, random)
    moved = (instant - begin_seconds for instant in found)
    return tuple(instant for instant in moved if 0 <= instant < seconds)


def _of_shape(
    spells: tuple[Spell, ...], begin: float, end: float, random: Random
) -> Iterator[float]:
    """Let the spells follow one another from the period on in which ``begin`` lies."""
    period = sum(spell.seconds for spell in spells)
    edge = floor(begin / period) * period
    while edge < end:
        for spell in spells:
            first, last = max(edge, begin), min(edge + spell.seconds, end)
            if first < last:
                yield from poisson(spell.rate, first, last, random)
            edge += spell.seconds
