"""Requests that come independently of one another."""

from collections.abc import Iterator
from random import Random


def poisson(rate: float, begin: float, end: float, random: Random) -> Iterator[float]:
    """Instants before ``end`` of requests that come independently at one rate (per second)."""
    if not rate:
        return
    gap = random.expovariate
    instant = begin + gap(rate)
    while instant < end:
        yield instant
        instant += gap(rate)
