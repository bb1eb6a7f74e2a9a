"""Intervals of quantiles and shares, checked against known tables and by coverage."""

from random import Random

import pytest
from modelbench.statistics.intervals import median_interval
from modelbench.statistics.quantile_interval import (
    grouped_share_interval,
    quantile_interval,
    share_interval,
)


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
    """0.95^n <= 2.5 % from n = 72 on."""
    assert quantile_interval(range(71), 0.95).upper is None
    assert quantile_interval(range(72), 0.95).upper == 71


def test_an_empty_sample_is_refused():
    with pytest.raises(ValueError, match="empty"):
        quantile_interval([], 0.5)
    with pytest.raises(ValueError, match="nothing was counted"):
        share_interval(0, 0)
    with pytest.raises(ValueError, match="nothing was counted"):
        grouped_share_interval([(0, 0)])


def test_wilson_s_interval_of_a_share():
    """Newcombe 1998, table I: 81 of 263 give 0.2553 to 0.3662; 0 of 20 give 0 to 0.1611."""
    found = share_interval(81, 263)
    assert (found.lower, found.upper) == (
        pytest.approx(0.2553, abs=5e-5),
        pytest.approx(0.3662, abs=5e-5),
    )
    none = share_interval(0, 20)
    assert (none.lower, none.upper) == (0, pytest.approx(0.1611, abs=5e-5))


def test_hits_that_come_in_groups_widen_the_interval_to_the_groups_own_shares():
    """Wilson's for 60 of 3600 is 1.3 to 2.1 %; a group has none, or 10 %."""
    found = grouped_share_interval([(60, 600), *[(0, 600)] * 5])
    assert (found.value, found.lower, found.upper) == (60 / 3600, 0, 0.1)


def test_hits_that_are_spread_evenly_have_wilson_s_interval():
    assert grouped_share_interval([(10, 600)] * 6) == share_interval(60, 3600)


def test_too_few_groups_for_order_statistics_have_wilson_s_interval():
    assert grouped_share_interval([(60, 600), *[(0, 600)] * 4]) == share_interval(60, 3000)
