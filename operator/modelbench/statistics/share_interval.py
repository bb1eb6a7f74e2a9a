"""The share of hits in groups whose members depend on each other, as requests of one round do.

Clopper and Pearson's interval of as many independent members as the groups are worth (Korn and
Graubard, Survey Methodology 24, 1998): the variance between the groups over that of independent
members is by how much fewer, and Student's quantile stands for that few groups tell it vaguely.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from modelbench.statistics.distributions import beta_quantile, student_quantile

_TAIL = 0.025
"""Half of what an interval of 95% may miss: the usual level, and that of every other interval."""

_DEVIATIONS = 1.959964
"""The quantile of the normal distribution that leaves that tail."""

_LEAST_CORRELATION = 0.02
"""What is assumed of the members of a group. Failures come in bursts, and a few groups may have met
none: 0 of 1800 in six rounds is seen in one of seven runs of a service that loses 1% in bursts."""

_SHOWN = 1.3
"""A variance so many times that of independent members shows bursts."""

_SHOWN_CORRELATION = 0.1
"""What is assumed then at least: the rare group that has most of the hits is seldom among few."""


@dataclass(frozen=True)
class ShareInterval:
    """A share (0 to 1) with its interval of 95%."""

    value: float
    lower: float
    upper: float


def grouped_share_interval(groups: Sequence[tuple[int, int]]) -> ShareInterval:
    """The mean share of hits in groups (hits, count). ValueError when nothing was counted.

    A single group tells nothing of a difference of groups: its members are taken to be correlated
    by the least amount.
    """
    known = [(hits, count) for hits, count in groups if count]
    total = sum(count for _, count in known)
    if not total:
        raise ValueError("nothing was counted")
    share = sum(hits for hits, _ in known) / total
    inflation = variance_inflation(known)
    assumed = _LEAST_CORRELATION if inflation < _SHOWN else _SHOWN_CORRELATION
    inflation = max(inflation, 1 + assumed * (total / len(known) - 1))
    worth = max(1.0, total / inflation * few_groups(len(known)))
    hits = share * worth
    return ShareInterval(
        share,
        beta_quantile(_TAIL, hits, worth - hits + 1) if share else 0.0,
        beta_quantile(1 - _TAIL, hits + 1, worth - hits) if share < 1 else 1.0,
    )


def variance_inflation(groups: Sequence[tuple[int, int]]) -> float:
    """The variance of the share over that of as many independent members; 1 where none is seen."""
    total = sum(count for _, count in groups)
    share = sum(hits for hits, _ in groups) / total
    independent = share * (1 - share) * total
    if len(groups) < 2 or not independent:
        return 1.0
    squares = sum((hits - share * count) ** 2 for hits, count in groups)
    return len(groups) / (len(groups) - 1) * squares / independent


def few_groups(count: int) -> float:
    """By how much fewer members so many groups are worth, since they tell the variance vaguely."""
    return (_DEVIATIONS / student_quantile(1 - _TAIL, count - 1)) ** 2 if count > 1 else 1.0
