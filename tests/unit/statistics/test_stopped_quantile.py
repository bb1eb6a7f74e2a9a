"""A quantile of trials that stopped when their median was known precisely."""

import pytest
from modelbench.statistics.quantile_interval import quantile_ranks
from modelbench.statistics.quantile_looks import missed_by, ranks_between
from modelbench.statistics.stopped_median import stopped_median
from modelbench.statistics.stopped_quantile import stopped_quantile, trials_needed


def mixed(count):
    """The numbers from 1, a low one and a high one in turn: none is like the one before."""
    half = count // 2
    return [value for low in range(1, half + 1) for value in (low, low + half)]


@pytest.mark.parametrize("correlation", [0, 0.098, 0.6])
@pytest.mark.parametrize("share", [0.01, 0.05, 0.1, 0.9, 0.95, 0.99])
def test_all_looks_together_miss_an_end_at_most_once_in_forty(share, correlation):
    """By another way than the product's: the chance to stay inside is added up from the end."""
    most = 120
    ranks = ranks_between(10, most, correlation, share)
    stays, comes = share + (1 - share) * correlation, share * (1 - correlation)
    off = on = [1.0] * (most + 2)
    for count in range(most, 0, -1):
        if count < most:
            after_off = [comes * on[n + 1] + (1 - comes) * off[n] for n in range(count + 1)]
            on = [stays * on[n + 1] + (1 - stays) * off[n] for n in range(count + 1)]
            off = after_off
        off, on = ([side[n] * (n >= ranks[count]) for n in range(count + 1)] for side in (off, on))
    missed = 1 - (share * on[1] + (1 - share) * off[0])
    assert missed_by(ranks, correlation, share) == pytest.approx(missed, abs=1e-12)
    assert missed <= 0.025 + 1e-12


@pytest.mark.parametrize("share", [0.05, 0.5, 0.9])
def test_one_look_at_independent_values_has_the_ranks_of_a_fixed_sample(share):
    lower, upper = quantile_ranks(100, share)
    assert ranks_between(100, 100, 0, share)[100] == (lower or 0)
    assert ranks_between(100, 100, 0, 1 - share)[100] == (0 if upper is None else 101 - upper)


def test_an_early_look_is_wider_than_a_fixed_sample():
    values = mixed(102)
    early, fixed = (stopped_quantile(values, 0.9, least, 200) for least in (10, 102))
    assert early.lower < fixed.lower <= fixed.value <= fixed.upper < early.upper


def test_the_median_is_as_that_of_its_own_interval():
    values = mixed(40)
    found, other = stopped_quantile(values, 0.5, 20, 60), stopped_median(values, 20, 60)
    assert (found.value, found.lower, found.upper) == (other.median, other.lower, other.upper)


@pytest.mark.parametrize(("share", "count"), [(0.9, 39), (0.95, 80), (0.99, 408)])
def test_the_upper_end_is_open_until_there_are_as_many_as_are_needed(share, count):
    assert trials_needed(share, 10, 20) == count
    for length, is_open in ((count - 1, True), (count, False)):
        values = mixed(1000)[:length]
        assert trials_needed(share, length, length) == count
        assert (stopped_quantile(values, share, length, length).upper is None) is is_open


def test_a_run_that_may_go_on_needs_more_before_it_does():
    """Half of what may be missed is kept for the last look."""
    needed = trials_needed(0.95, 10, 200)
    assert 80 < needed < 200
    values = mixed(200)
    assert stopped_quantile(values[:needed], 0.95, 10, 200).upper == max(values[:needed])
    assert stopped_quantile(values[: needed - 1], 0.95, 10, 200).upper is None


def test_slow_ones_that_follow_each_other_show_it():
    """Six of a hundred: of all ranks they are too few to tell."""
    values = [float(n in range(50, 56)) + n * 37 % 100 / 1000 for n in range(100)]
    apart = [float(n % 16 == 3) + n * 37 % 100 / 1000 for n in range(100)]
    assert stopped_quantile(apart, 0.95, 100, 100).upper is not None
    assert stopped_quantile(values, 0.95, 100, 100).upper is None


def test_no_values_are_refused():
    with pytest.raises(ValueError, match="must not be empty"):
        stopped_quantile([], 0.95, 10, 20)
