"""The median of trials that stopped when it was known precisely."""

from itertools import permutations
from math import comb
from random import Random

import pytest
from modelbench.statistics.dependence import dependence_of, independent_count
from modelbench.statistics.intervals import median_interval
from modelbench.statistics.quantile_looks import confidence_of, ranks_between
from modelbench.statistics.stopped_median import stopped_median


def mixed(count):
    """The numbers from 1, a low one and a high one in turn."""
    half = count // 2
    return [value for low in range(1, half + 1) for value in (low, low + half)]


MIXED = mixed(20)


@pytest.mark.parametrize("correlation", [0, 0.098, 0.6])
@pytest.mark.parametrize(("least", "most"), [(10, 20), (6, 100), (10, 50), (20, 40), (1, 500)])
def test_all_looks_together_miss_the_median_at_most_once_in_twenty(least, most, correlation):
    """By another way than the product's: the chance to stay inside is added up from the end."""
    ranks, stays = ranks_between(least, most, correlation), (1 + correlation) / 2
    # By the number of values below the median: the chance after one above it, and after one below.
    above = below = [1.0] * (most + 2)
    for count in range(most, 0, -1):
        if count < most:
            next_above = [stays * above[n] + (1 - stays) * below[n + 1] for n in range(count + 1)]
            below = [stays * below[n + 1] + (1 - stays) * above[n] for n in range(count + 1)]
            above = next_above
        held = [ranks[count] <= n <= count - ranks[count] for n in range(count + 1)]
        above = [chance * holds for chance, holds in zip(above, held, strict=False)]
        below = [chance * holds for chance, holds in zip(below, held, strict=False)]
    chance, told = (above[0] + below[1]) / 2, confidence_of(ranks, correlation)
    # Told is a little less: what misses on both sides is counted twice.
    assert told - 1e-9 <= chance <= told + 0.001
    assert told >= 0.95


def test_the_last_look_is_nearly_as_narrow_as_a_fixed_sample():
    for least, most in ((10, 20), (10, 50), (6, 100), (10, 100), (6, 500)):
        fixed = median_interval(range(most)).rank
        assert fixed - 1 <= ranks_between(least, most, 0)[most] <= fixed


def test_a_sample_that_could_not_stop_early_is_one_rank_wider_for_what_it_may_hide():
    found, fixed = stopped_median(MIXED, 20, 20), median_interval(MIXED)
    assert (fixed.lower, found.lower, found.upper) == (6, 5, 16)
    assert found.confidence == pytest.approx(0.978, abs=0.001), "at a correlation of 0.098"
    assert 1 - 2 * sum(comb(20, k) for k in range(5)) / 2**20 > found.confidence
    six = stopped_median(mixed(6), 6, 6)
    assert (six.lower, six.upper, six.is_sure) == (1, 6, True)


def test_an_early_look_is_wider_and_says_what_holds_over_all_of_them():
    early = stopped_median(mixed(12), 12, 20)
    assert early.lower < median_interval(mixed(12)).lower
    assert 0.95 <= early.confidence < stopped_median(mixed(12), 12, 12).confidence


def test_below_the_least_number_no_choice_was_made():
    assert stopped_median(MIXED[:8], 10, 20).lower == median_interval(MIXED[:8]).lower


def test_no_values_are_refused():
    with pytest.raises(ValueError, match="must not be empty"):
        stopped_median([], 10, 20)


def test_values_that_follow_their_like_show_it_and_are_worth_fewer():
    """A state that lasts, a drift and a series of neighbours; a mixed one is worth all of it."""
    assert dependence_of(mixed(10)).seen == 0
    assert dependence_of([1] * 20).seen == 0
    for series in (sorted(MIXED), [*range(10), *range(10, 0, -1)]):
        depends = dependence_of(series)
        assert depends.seen <= depends.possible <= 0.95
        assert independent_count(len(series), depends.seen) < len(series) / 3


def test_the_interval_of_values_that_look_alike_is_wider_at_most_the_whole_range():
    plain = stopped_median(MIXED, 20, 20)
    alike = stopped_median([*mixed(10), *(value + 10 for value in mixed(10))], 20, 20)
    assert plain.independent_count is None
    assert alike.independent_count < 20
    assert alike.lower < plain.lower
    drifting = stopped_median(list(range(20)), 20, 20)
    assert (drifting.lower, drifting.median, drifting.upper) == (0, 9.5, 19)


def test_the_whole_range_of_values_that_are_nearly_alike_says_what_it_holds():
    """Each is like the one before with r = 0.95: so all 20 are on one side three times in ten."""
    drifting = stopped_median(list(range(20)), 20, 20)
    assert not drifting.is_sure
    assert drifting.confidence == pytest.approx(1 - 2 * 0.5 * 0.975**19, abs=1e-6)


def test_what_a_few_values_may_hide_lowers_what_holds_at_least():
    few, many = stopped_median(mixed(10), 10, 10), stopped_median(mixed(100), 100, 100)
    for found in (few, many):
        assert found.least_confidence < found.confidence
    assert dependence_of(mixed(10)).possible > dependence_of(mixed(100)).possible


def test_one_independent_series_in_five_is_widened():
    random, runs = Random(3), 600
    widened = sum(dependence_of([random.random() for _ in range(20)]).seen > 0 for _ in range(runs))
    assert widened / runs == pytest.approx(0.2, abs=0.05)


def test_six_values_are_too_few_to_be_sure_that_they_hardly_differ_from_the_one_before():
    """Of all orders of six values 1 in 36 looks as alike as can be, and not 1 in 6."""
    seen = [dependence_of(order).seen for order in permutations(range(6))]
    assert sum(one > 0.9 for one in seen) / len(seen) < 1 / 20
