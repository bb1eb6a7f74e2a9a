"""Ranks that hold a quantile, checked against known tables and by coverage."""

from random import Random

import pytest
from modelbench.statistics.intervals import median_interval
from modelbench.statistics.quantile_interval import quantile_ranks


@pytest.mark.parametrize(("count", "ranks"), [(10, (2, 9)), (20, (6, 15)), (30, (10, 21))])
def test_the_median_s_ranks_are_those_of_the_table(count, ranks):
    assert quantile_ranks(count, 0.5) == ranks
    other = median_interval(range(1, count + 1))
    assert (other.lower, other.upper) == ranks


@pytest.mark.parametrize("share", [0.5, 0.9, 0.95])
def test_the_interval_covers_the_quantile_often_enough(share):
    """Of uniform samples the quantile is the share itself."""
    random, covered, runs = Random(1), 0, 500
    lower, upper = quantile_ranks(120, share)
    for _ in range(runs):
        ordered = sorted(random.random() for _ in range(120))
        covered += ordered[lower - 1] <= share <= ordered[upper - 1]
    assert covered / runs >= 0.94


def test_a_small_sample_leaves_the_ends_open():
    assert quantile_ranks(20, 0.95) == (17, None)
    assert quantile_ranks(2, 0.5) == (None, None)


def test_72_values_are_the_fewest_that_bound_p95_from_above():
    """0.95^n <= 2.5% from n = 72 on."""
    assert quantile_ranks(71, 0.95)[1] is None
    assert quantile_ranks(72, 0.95)[1] == 72


def test_a_large_sample_has_an_interval_too():
    """The numbers of ways of 2,000 values do not fit a float."""
    assert quantile_ranks(2000, 0.5)[0] == median_interval(range(1, 2001)).lower == 956
    lower, upper = quantile_ranks(2000, 0.95)
    assert lower < 1900 < upper
