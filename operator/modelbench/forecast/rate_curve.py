"""A month at any mean rate, from simulations at some of them.

Between two simulated rates the ratio of the simulation to the ideal model (idle_model) is a
straight line in the logarithm of the rate; the ideal model itself is known at every rate.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import floor, log10

from modelbench.api.choices import MONTH_SECONDS
from modelbench.forecast.idle_model import Spell, activity, peak_rate
from modelbench.forecast.outcome import Outcome

_A_DECADE = 4
"""Simulated rates in a decade: neighbours are 1.8 times apart."""

_SPARSE = 0.01
"""With fewer requests than this within a hold time each has a pod of its own, and the ratio stays
as it is."""


@dataclass(frozen=True)
class Pod:
    """What the ideal model knows of a service. Durations are seconds.

    ``hold`` counts from a request; ``beyond`` is what a start and an end add to it. ``kept`` pods
    are always there.
    """

    hold: float
    beyond: float
    kept: int = 0


class RateCurve:
    """Months of one service at any mean rate of one shape, whose ``spells`` have a mean of 1."""

    def __init__(
        self,
        spells: Sequence[Spell],
        pod: Pod,
        simulated: Callable[[tuple[Spell, ...]], Outcome],
        own: Outcome | None = None,
    ) -> None:
        """``own`` is a month that is known better than the others; the curve goes through it."""
        self._spells, self._pod, self._simulated = spells, pod, simulated
        self._own = None if own is None else (own.requests / MONTH_SECONDS, own)
        self._known: dict[float, Outcome] = {}
        self._lowest = floor(_A_DECADE * log10(_SPARSE / pod.hold / peak_rate(spells)))

    def at(self, rate: float, pod: Pod | None = None) -> Outcome:
        """A month at a mean rate. OverloadError beyond what the variant can carry.

        ``pod`` is what the ideal model is to know instead, at another end of what was measured.
        """
        low = max(self._lowest, floor(_A_DECADE * log10(rate)))
        ends = (self._node(low), self._node(low + 1))
        if self._own is not None and ends[0][0] < self._own[0] < ends[1][0]:
            ends = (ends[0], self._own) if rate < self._own[0] else (self._own, ends[1])
        length = log10(ends[1][0] / ends[0][0])
        share = min(1.0, max(0.0, log10(rate / ends[0][0]) / length))
        return self._between(rate, *ends, share, pod or self._pod)

    def _node(self, number: int) -> tuple[float, Outcome]:
        rate = 10 ** (number / _A_DECADE)
        return rate, self._simulated(scaled(self._spells, rate))

    def _between(
        self,
        rate: float,
        first: tuple[float, Outcome],
        second: tuple[float, Outcome],
        share: float,
        pod: Pod,
    ) -> Outcome:
        ends = [(at, found, self._kept_ideal(at)) for at, found in (first, second)]
        ideal = self._ideal(rate, pod)
        both = (1 - share, share)

        def mean(values: Sequence[float]) -> float:
            return sum(part * value for part, value in zip(both, values, strict=True))

        requests = rate * MONTH_SECONDS
        by_ideal = mean([found.pod_seconds / known.pod_seconds for _, found, known in ends])
        cold = mean([found.cold_share - known.cold_share for _, found, known in ends])
        lives = mean([found.lives - known.lives for _, found, known in ends])
        return replace(
            ideal,
            requests=requests,
            pod_seconds=ideal.pod_seconds * by_ideal,
            busy_seconds=requests * mean([_busy_a_request(found) for _, found, _ in ends]),
            lives=max(0.0, ideal.lives + lives),
            cold_requests=requests * min(1.0, max(0.0, ideal.cold_share + cold)),
        )

    def _kept_ideal(self, rate: float) -> Outcome:
        """Of a simulated rate, which is asked for again and again."""
        if rate not in self._known:
            self._known[rate] = self._ideal(rate, self._pod)
        return self._known[rate]

    def _ideal(self, rate: float, pod: Pod) -> Outcome:
        requests = rate * MONTH_SECONDS
        if pod.kept:
            return Outcome(requests, pod.kept * MONTH_SECONDS, 0.0, 0.0, 0.0, 0.0)
        pieces = activity(scaled(self._spells, rate), pod.hold)
        starts = sum(piece.cold_starts for piece in pieces)
        held = sum(piece.seconds - piece.idle_seconds for piece in pieces)
        return Outcome(requests, held + starts * pod.beyond, 0.0, starts, starts, starts)


def _busy_a_request(found: Outcome) -> float:
    return (found.busy_seconds or 0.0) / found.requests


def scaled(spells: Sequence[Spell], rate: float) -> tuple[Spell, ...]:
    """Spells of a mean rate of 1 at another."""
    return tuple(Spell(spell.seconds, spell.rate * rate) for spell in spells)
