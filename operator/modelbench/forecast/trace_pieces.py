"""Which parts of a trace are simulated: all of it, or of a long one a sample.

A sample is stratified: the trace is cut into equal pieces, these are put in order by how many
requests they have, and divided into groups with as many requests each. Of each group one piece,
drawn at random, stands for all. So the busy hours are in it, and by other random numbers another
sample tells how far one is off.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby
from math import floor
from random import Random

from modelbench.forecast.arrivals import Stretch
from modelbench.traffic.trace_arrivals import Recorded
from modelbench.traffic.trace_counts import counts_of_parts

_WHOLE = 2
"""A period with up to so many times the requests that are wanted is simulated whole."""

_MOST_GROUPS, _LEAST_GROUPS = 24, 3


def pieces_of(
    recorded: Recorded, settle_seconds: float, requests: int, random: Random
) -> list[Stretch]:
    """One period, or a sample of it with about so many requests, each piece with its weight."""
    trace, expected = recorded.trace, recorded.rate * recorded.trace.period_seconds
    if expected <= _WHOLE * requests:
        return [_stretch(recorded, 0.0, trace.period_seconds)]
    in_lead = recorded.rate * settle_seconds
    groups = max(_LEAST_GROUPS, min(_MOST_GROUPS, floor(requests / (1.0 + in_lead))))
    seconds = max(settle_seconds / 4, trace.period_seconds * requests / expected / groups)
    count = max(1, floor(trace.period_seconds / seconds))
    length = trace.period_seconds / count
    chosen = _sample(counts_of_parts(trace, count), groups, random)
    return [_stretch(recorded, number * length, length, weight) for number, weight in chosen]


def lead_of(recorded: Recorded, piece: Stretch, seconds: float) -> Stretch:
    """What comes before a piece, so that all is in the state in which the piece finds it."""
    return _stretch(recorded, piece.since - seconds, seconds)


def _stretch(recorded: Recorded, since: float, seconds: float, weight: float = 1.0) -> Stretch:
    return Stretch(seconds, recorded.rate, weight, recorded=recorded, since=since)


def _sample(counts: Sequence[float], groups: int, random: Random) -> Iterator[tuple[int, float]]:
    """The place of a piece of each group, and how many pieces it stands for."""
    order = sorted(range(len(counts)), key=lambda place: counts[place])
    total, reached = sum(counts), 0.0
    group_of = {}
    for place in order:
        reached += counts[place]
        share = (reached - counts[place] / 2) / total
        group_of[place] = floor(groups * share) if counts[place] else -1
    for _, members in groupby(order, key=group_of.__getitem__):
        places = list(members)
        yield random.choice(places), float(len(places))
