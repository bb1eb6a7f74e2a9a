"""The interval of a share of requests that come in rounds."""

from random import Random

import pytest
from modelbench.statistics.distributions import beta_quantile, student_quantile
from modelbench.statistics.share_interval import grouped_share_interval


@pytest.mark.parametrize(
    ("probability", "freedom", "quantile"),
    [(0.975, 5, 2.5706), (0.975, 1, 12.706), (0.995, 9, 3.2498)],
)
def test_student_s_quantiles_are_those_of_the_table(probability, freedom, quantile):
    assert student_quantile(probability, freedom) == pytest.approx(quantile, rel=1e-4)


def test_clopper_and_pearson_s_ends_are_those_of_the_table():
    """81 of 263: 0.2527 to 0.3676 (Newcombe 1998, table I)."""
    assert beta_quantile(0.025, 81, 183) == pytest.approx(0.2527, abs=5e-5)
    assert beta_quantile(0.975, 82, 182) == pytest.approx(0.3676, abs=5e-5)


def test_hits_that_come_in_bursts_widen_the_interval():
    even = grouped_share_interval([(10, 600)] * 6)
    burst = grouped_share_interval([(60, 600), *[(0, 600)] * 5])
    assert even.value == burst.value == 60 / 3600
    assert burst.lower < even.lower < even.value < even.upper < burst.upper


def test_more_rounds_without_any_hit_bound_the_share_more_closely():
    upper = [grouped_share_interval([(0, 100)] * rounds).upper for rounds in (1, 6, 20)]
    assert upper[0] > upper[1] > 0.01 > upper[2]
    assert grouped_share_interval([(0, 100)] * 6).lower == 0


def test_what_always_happens_has_an_upper_end_of_1():
    found = grouped_share_interval([(100, 100)] * 6)
    assert (found.value, found.upper) == (1, 1)
    assert found.lower < 1


def test_groups_without_members_count_for_nothing():
    assert grouped_share_interval([(1, 100), (0, 0)]) == grouped_share_interval([(1, 100)])
    with pytest.raises(ValueError, match="nothing was counted"):
        grouped_share_interval([(0, 0)])


@pytest.mark.parametrize("rounds", [6, 10, 20])
def test_the_interval_holds_the_mean_share_where_failures_come_in_bursts(rounds):
    """Beta-binomial, mean 1%, correlation 0.1: the worst case is that few rounds met any."""
    random, covered, runs = Random(5), 0, 100
    for _ in range(runs):
        shares = [random.betavariate(0.09, 8.91) for _ in range(rounds)]
        groups = [(sum(random.random() < share for _ in range(300)), 300) for share in shares]
        found = grouped_share_interval(groups)
        covered += found.lower <= 0.01 <= found.upper
    assert covered / runs >= 0.94
