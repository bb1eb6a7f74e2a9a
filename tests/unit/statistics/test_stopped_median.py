"""The median of trials that stopped when it was known precisely."""

from math import comb
from random import Random

import pytest
from modelbench.statistics.dependence import independent_count
from modelbench.statistics.intervals import median_interval
from modelbench.statistics.stopped_median import looks_between, stopped_median


def mixed(count):
    """The numbers from 1, a low one and a high one in turn."""
    half = count // 2
    return [value for low in range(1, half + 1) for value in (low, low + half)]


MIXED = mixed(20)


@pytest.mark.parametrize(("least", "most"), [(10, 20), (6, 100), (10, 50), (20, 40), (1, 500)])
def test_all_looks_together_miss_the_median_at_most_once_in_twenty(least, most):
    """By another way than the product's: the chance to stay inside is added up from the end."""
    looks = looks_between(least, most)
    inside = [1.0] * (most + 2)
    for count in range(most, 0, -1):
        rank = looks.ranks[count]
        held = [rank <= below <= count - rank for below in range(count + 1)]
        inside = [
            (inside[below] + inside[below + 1]) / 2 if count < most else 1.0
            for below in range(count + 1)
        ]
        inside = [one * stays for one, stays in zip(inside, held, strict=True)]
    chance = (inside[0] + inside[1]) / 2
    assert chance >= looks.confidence - 1e-9
    assert looks.confidence >= 0.95


def test_the_last_look_is_nearly_as_narrow_as_a_fixed_sample():
    for least, most in ((10, 20), (10, 50), (6, 100), (10, 100), (6, 500)):
        fixed = median_interval(range(most)).rank
        assert fixed - 1 <= looks_between(least, most).ranks[most] <= fixed


def test_a_sample_that_could_not_stop_early_has_the_interval_of_a_fixed_one():
    found, fixed = stopped_median(MIXED, 20, 20), median_interval(MIXED)
    assert (found.lower, found.upper, found.confidence) == (6, 15, fixed.confidence)
    assert fixed.confidence == 1 - 2 * sum(comb(20, k) for k in range(6)) / 2**20


def test_an_early_look_is_wider_and_says_what_holds_over_all_of_them():
    early = stopped_median(mixed(10), 10, 20)
    assert (early.lower, early.upper) == (1, 10)
    assert early.confidence == pytest.approx(0.9516, abs=1e-4)
    assert (median_interval(mixed(10)).lower, median_interval(mixed(10)).upper) == (2, 9)
    assert stopped_median(MIXED, 10, 20).lower == 6


def test_below_the_least_number_no_choice_was_made():
    assert stopped_median(MIXED[:8], 10, 20).lower == median_interval(MIXED[:8]).lower


def test_no_values_are_refused():
    with pytest.raises(ValueError, match="must not be empty"):
        stopped_median([], 10, 20)


def test_values_that_follow_their_like_are_worth_fewer():
    """A state that lasts, a drift and a series of neighbours; a mixed one is worth all of it."""
    assert independent_count(mixed(10)) == 10
    assert independent_count([1] * 20) == 20
    for series in (sorted(MIXED), [*range(10), *range(10, 0, -1)]):
        assert independent_count(series) < len(series) / 3


def test_the_interval_of_values_that_look_alike_is_wider_at_most_the_whole_range():
    plain = stopped_median(MIXED, 20, 20)
    alike = stopped_median([*mixed(10), *(value + 10 for value in mixed(10))], 20, 20)
    assert plain.independent_count is None
    assert alike.independent_count < 20
    assert alike.lower < plain.lower
    drifting = stopped_median(list(range(20)), 20, 20)
    assert (drifting.lower, drifting.median, drifting.upper) == (0, 9.5, 19)


def test_one_independent_series_in_five_is_widened():
    random, runs = Random(3), 600
    widened = sum(independent_count([random.random() for _ in range(20)]) < 20 for _ in range(runs))
    assert widened / runs == pytest.approx(0.2, abs=0.05)
