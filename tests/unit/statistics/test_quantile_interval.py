"""Intervals of quantiles, checked against known tables and by coverage."""

from random import Random

import pytest
from modelbench.statistics.intervals import median_interval
from modelbench.statistics.quantile_interval import quantile_interval


@pytest.mark.parametrize(("count", "ranks"), [(10, (2, 9)), (20, (6, 15)), (30, (10, 21))])
def test_the_median_s_ranks_are_those_of_the_table(count, ranks):
    found = quantile_interval(range(1, count + 1), 0.5)
    assert (found.lower, found.upper) == ranks
    other = median_interval(range(1, count + 1))
    assert (other.lower, other.upper) == ranks


@pytest.mark.parametrize("share", [0.5, 0.9, 0.95])
def test_the_interval_covers_the_quantile_often_enough(share):
    """Of uniform samples the quantile is the share itself."""
    random, covered, runs = Random(1), 0, 500
    for _ in range(runs):
        found = quantile_interval([random.random() for _ in range(120)], share)
        covered += found.lower <= share <= found.upper
    assert covered / runs >= 0.94


def test_a_small_sample_leaves_the_upper_end_open():
    found = quantile_interval(range(1, 21), 0.95)
    assert (found.value, found.upper) == (19, None)
    assert found.lower is not None
    assert quantile_interval([1.0, 2.0], 0.5).lower is None


def test_72_values_are_the_fewest_that_bound_p95_from_above():
    """0.95^n <= 2.5% from n = 72 on."""
    assert quantile_interval(range(71), 0.95).upper is None
    assert quantile_interval(range(72), 0.95).upper == 71


def test_an_empty_sample_is_refused():
    with pytest.raises(ValueError, match="empty"):
        quantile_interval([], 0.5)


def test_a_large_sample_has_an_interval_too():
    """The numbers of ways of 2,000 values do not fit a float."""
    assert median_interval(range(2000)).lower == quantile_interval(range(2000), 0.5).lower == 955
    found = quantile_interval(range(2_000), 0.95)
    assert found.lower < 1900 < found.upper
