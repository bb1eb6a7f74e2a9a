"""When requests come: a period of stretches, each with a rate, drawn from a seed.

Assumption: within a stretch requests come independently of one another (Poisson). A stretch of many
requests is cut short: what follows its beginning is all alike, so a part of it stands for the
whole, with a weight.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from modelbench.traffic.poisson import poisson
from modelbench.traffic.spells import Spell
from modelbench.traffic.trace_arrivals import Recorded


@dataclass(frozen=True)
class Stretch:
    """Seconds in which requests come at one rate (per second), each of which counts ``weight``
    times; or those of ``recorded`` from its second ``since`` on.

    Where they are ``slow`` each stands for so many, and takes so many times as long.
    """

    seconds: float
    rate: float
    weight: float = 1.0
    slow: float = 1.0
    recorded: Recorded | None = None
    since: float = 0.0


def stretches_of(
    spells: Sequence[Spell], settle_seconds: float, most_requests: int
) -> tuple[Stretch, ...]:
    """One period, with at most about ``most_requests`` in each spell beyond ``settle_seconds``.

    ``settle_seconds`` is how long after a change of the rate all is as it stays.
    """
    found: list[Stretch] = []
    for spell in spells:
        found += _cut(spell, settle_seconds, most_requests)
    return tuple(found)


def _cut(spell: Spell, settle: float, most: int) -> Iterator[Stretch]:
    rest = spell.seconds - settle
    kept = max(settle, most / spell.rate) if spell.rate else rest
    if rest <= kept:
        yield Stretch(spell.seconds, spell.rate)
        return
    yield Stretch(settle, spell.rate)
    yield Stretch(kept, spell.rate, rest / kept)


def drawn(stretch: Stretch, begin: float, random: Random) -> Iterator[float]:
    """The instants of the requests of one stretch that begins at ``begin``."""
    if stretch.recorded is None:
        return poisson(stretch.rate, begin, begin + stretch.seconds, random)
    since, until = stretch.since, stretch.since + stretch.seconds
    return (begin + one - since for one in stretch.recorded.between(since, until, random))
