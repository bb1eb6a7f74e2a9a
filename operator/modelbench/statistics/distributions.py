"""Quantiles of the beta and of Student's distribution: the operator's image has no library."""

from functools import cache
from math import exp, lgamma, log, log1p, sqrt

_STEPS = 60
"""Halvings of the interval from 0 to 1: more than a float has digits."""

_TERMS = 10_000
"""Its square is far above the counts of requests: the fraction ends after their root."""

_SMALL = 1e-300
_CLOSE = 1e-14


@cache
def beta_quantile(probability: float, first: float, second: float) -> float:
    """The value below which the beta distribution with these parameters lies so often."""
    low, high = 0.0, 1.0
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if beta_share(middle, first, second) < probability:
            low = middle
        else:
            high = middle
    return (low + high) / 2


@cache
def student_quantile(probability: float, freedom: int) -> float:
    """The value (above 0) below which Student's distribution lies with a probability above 1/2."""
    share = beta_quantile(2 * (1 - probability), freedom / 2, 0.5)
    return sqrt(freedom * (1 / share - 1))


def beta_share(value: float, first: float, second: float) -> float:
    """The regularized incomplete beta function, by its continued fraction (DLMF 8.17.22)."""
    if value <= 0 or value >= 1:
        return float(value >= 1)
    if value > (first + 1) / (first + second + 2):
        return 1 - beta_share(1 - value, second, first)
    factor = lgamma(first + second) - lgamma(first) - lgamma(second)
    factor += first * log(value) + second * log1p(-value)
    return exp(factor) / first / _fraction(value, first, second)


def _fraction(value: float, first: float, second: float) -> float:
    """1 + d1/(1 + d2/(1 + ...)), by Lentz's method."""
    found = numerator = 1.0
    denominator = 0.0
    for term in range(1, _TERMS):
        step = _coefficient(term, value, first, second)
        denominator = 1 / _apart(1 + step * denominator)
        numerator = _apart(1 + step / numerator)
        found *= numerator * denominator
        if abs(numerator * denominator - 1) < _CLOSE:
            break
    return found


def _coefficient(term: int, value: float, first: float, second: float) -> float:
    half = term // 2
    ends = (first + term - 1) * (first + term)
    if term % 2:
        return -(first + half) * (first + second + half) * value / ends
    return half * (second - half) * value / ends


def _apart(number: float) -> float:
    return number if abs(number) > _SMALL else _SMALL
