"""How long after a change of the rate all is as it stays, and a period that is cut by that.

Workload.settle_seconds has room for two starts. Where an autoscaler had all of its pods before the
change and wants all of them after it no pod starts, so those hours need not be as long: of starts
of a minute and hundreds of requests a second they would be most of what is simulated.
"""

from collections.abc import Sequence
from math import sqrt

from modelbench.forecast.arrivals import Stretch, stretches_of
from modelbench.forecast.workload import Knative, Workload
from modelbench.traffic.spells import Spell

LEAST_IN_HOLD = 50
"""With so many requests within a hold time a service does not go to zero by chance."""

_SURELY = 4.0
"""By so many standard deviations of the stable window's mean is the last of the pods wanted."""


def period_of(
    spells: Sequence[Spell], workload: Workload, settle_seconds: float, most_requests: int
) -> tuple[Stretch, ...]:
    """One period, each spell cut after what its own rate and the one before it need to settle."""
    found: list[Stretch] = []
    for number, spell in enumerate(spells):
        settle = settle_after(spells[number - 1].rate, spell.rate, workload, settle_seconds)
        found += stretches_of((spell,), settle, most_requests)
    return tuple(found)


def settle_after(before: float, rate: float, workload: Workload, seconds: float) -> float:
    """The ``seconds`` that it takes in general, less two starts where no pod starts."""
    settings = workload.autoscaler
    if settings is None or not all(_keeps_all(settings, workload, r) for r in (before, rate)):
        return seconds
    return seconds - 2 * max(workload.starts)


def _keeps_all(settings: Knative, workload: Workload, rate: float) -> bool:
    """Whether it wants all of its pods at a rate, however the requests come by chance."""
    if settings.min_scale >= settings.max_scale:
        return True
    variance = settings.variance(rate, workload.service, settings.window)
    sure = settings.seen(rate, workload.service) - _SURELY * sqrt(variance)
    is_used = rate * settings.hold >= LEAST_IN_HOLD
    return is_used and sure > (settings.max_scale - 1) * settings.target
