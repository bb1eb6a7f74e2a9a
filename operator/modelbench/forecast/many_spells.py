"""Periods of many requests made shorter: some hours stand for others, and fewer requests for more.

A week of 168 hours at a high rate has millions of requests, even if each hour is cut short. What an
hour costs follows from its rate and the one before it, so hours in which both are alike are
simulated once. And where requests are many and short, fewer of them that take longer let an
autoscaler see the same: with a k-th of the rate and k times the service time as many are under way
in the mean, and they vary as much; only the mean over a window varies sqrt(k) times as much.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from modelbench.forecast.arrivals import Stretch, stretches_of
from modelbench.forecast.settling import LEAST_IN_HOLD, settle_after
from modelbench.forecast.workload import METRICS_SECONDS, Workload
from modelbench.traffic.spells import Spell

MOST_TIMES = 6
"""A period of so many times the requests that were asked for is made shorter."""

_MANY_SPELLS, _GROUPS = 48, 12
"""From two days of hours on, these many rising and as many falling ones stand for all."""

_NOISE = 0.1
"""By so much of what decides (the target, or half of what is under way) may the mean over the panic
window vary by chance: rarely enough beyond it for no pod to come of it."""

_LEAST_IN_WINDOW = 3
"""So many responses, one after another, fit into the time over which CPU is averaged: longer ones
would let it see now what was used long ago."""


@dataclass(frozen=True)
class Sampled:
    """A stretch that leads to the state in which others begin, and is not counted; and those."""

    lead: Stretch
    stretches: tuple[Stretch, ...]


def requests_of(stretches: Sequence[Stretch]) -> float:
    """How many requests come in them."""
    return sum(one.seconds * one.rate for one in stretches)


def sampled(
    spells: Sequence[Spell],
    workload: Workload,
    settle_seconds: float,
    most_requests: int,
    most_alone: float,
) -> tuple[Sampled, ...]:
    """A few spells in place of many, each with the weight of those that it stands for.

    Those of few requests, up to ``most_alone`` of them together, stand for themselves: there it
    counts how often nothing comes. None where there are few spells.
    """
    if len(spells) < _MANY_SPELLS:
        return ()
    pairs = [(spells[number - 1], spell) for number, spell in enumerate(spells)]
    pairs.sort(key=lambda pair: (pair[1].rate, pair[0].rate))
    alone = 0
    for before, own in pairs:
        most_alone -= settle_seconds * (before.rate + 2 * own.rate)
        alone += most_alone >= 0
    many = pairs[alone:]
    rising = [pair for pair in many if pair[0].rate <= pair[1].rate]
    falling = [pair for pair in many if pair[0].rate > pair[1].rate]
    groups = [[pair] for pair in pairs[:alone]] + _groups(rising) + _groups(falling)
    return tuple(_one_of(group, workload, settle_seconds, most_requests) for group in groups)


def _groups(pairs: list[tuple[Spell, Spell]]) -> list[list[tuple[Spell, Spell]]]:
    """Neighbours in groups that are about as large."""
    ends = [round(number * len(pairs) / _GROUPS) for number in range(_GROUPS + 1)]
    groups = (pairs[begin:end] for begin, end in pairwise(ends))
    return [group for group in groups if group]


def _one_of(
    group: Sequence[tuple[Spell, Spell]], workload: Workload, settle: float, most: int
) -> Sampled:
    """Spells as long as the mean of a group, with the mean rates before and in them."""
    before, own = (_mean([pair[place] for pair in group]) for place in (0, 1))
    lead = Stretch(min(before.seconds, settle), before.rate)
    after = settle_after(before.rate, own.rate, workload, settle)
    stretches = stretches_of((own,), after, most)
    return Sampled(lead, tuple(replace(s, weight=s.weight * len(group)) for s in stretches))


def _mean(spells: Sequence[Spell]) -> Spell:
    seconds = sum(spell.seconds for spell in spells)
    return Spell(seconds / len(spells), sum(s.seconds * s.rate for s in spells) / seconds)


def slowed(stretch: Stretch, workload: Workload, wanted: float) -> Stretch:
    """The stretch with fewer, longer requests: a ``wanted``-th of them, or as few as may be."""
    factor = min(wanted, _most_slow(stretch.rate, workload))
    if factor <= 1:
        return stretch
    return replace(stretch, rate=stretch.rate / factor, slow=factor)


def _most_slow(rate: float, workload: Workload) -> float:
    """As few as Knative's autoscaler does not tell from all of them. What a HorizontalPodAutoscaler
    sees is corrected for it.
    """
    settings, service = workload.autoscaler, workload.service
    if workload.horizontal is not None and service:
        return METRICS_SECONDS / _LEAST_IN_WINDOW / service
    if settings is None or not rate * service:
        return 1.0
    variance = settings.variance(rate, service, settings.panic_window)
    allowed = (_NOISE * max(settings.target, settings.seen(rate, service) / 2)) ** 2
    return min(allowed / variance, rate * settings.hold / LEAST_IN_HOLD)
