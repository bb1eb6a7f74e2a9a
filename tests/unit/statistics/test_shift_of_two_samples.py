import random

import pytest
from modelbench.statistics.shift import holm, shift_of
from scipy.stats import mannwhitneyu

RUNS = 600


def normal(generator, count, shift=0.0):
    return [generator.gauss(100 + shift, 10) for _ in range(count)]


def skewed(generator, count, shift=0.0):
    return [generator.lognormvariate(3, 0.8) + shift for _ in range(count)]


@pytest.mark.parametrize(("first", "second"), [(4, 4), (6, 6), (5, 12), (20, 17), (70, 90)])
def test_the_test_is_that_of_mann_and_whitney(first, second):
    generator = random.Random(first)
    before, after = normal(generator, first), normal(generator, second, 5)
    method = "exact" if first * second <= 4096 else "asymptotic"
    expected = mannwhitneyu(after, before, method=method).pvalue
    assert shift_of(before, after).p_value == pytest.approx(expected)


def test_ties_are_counted():
    generator = random.Random(1)
    before, after = ([generator.randint(1, 6) for _ in range(count)] for count in (30, 20))
    expected = mannwhitneyu(after, before, method="asymptotic").pvalue
    assert shift_of(before, after).p_value == pytest.approx(expected)


def test_the_interval_follows_from_the_differences_and_the_tables():
    """Of 5 and 5 values P(U <= 2) is 4 of 252: the third difference from either end bounds it."""
    before, after = [1.0, 2.0, 4.0, 8.0, 16.0], [21.0, 24.0, 29.0, 35.0, 47.0]
    differences = sorted(late - early for late in after for early in before)
    found = shift_of(before, after)
    assert (found.lower, found.upper) == (differences[2], differences[-3])
    assert found.estimate == differences[12]


@pytest.mark.parametrize("make", [normal, skewed])
@pytest.mark.parametrize("sizes", [(6, 6), (20, 12), (70, 70)])
def test_the_interval_holds_the_true_shift_as_often_as_it_says(make, sizes):
    generator = random.Random(7)
    runs = RUNS if sizes[0] < 50 else 150
    hits = 0
    for _ in range(runs):
        found = shift_of(make(generator, sizes[0]), make(generator, sizes[1], 8.0))
        hits += found.lower <= 8.0 <= found.upper
    spread = 3 * (0.05 * 0.95 / runs) ** 0.5
    assert 0.95 - spread <= hits / runs <= 0.975 + spread


@pytest.mark.parametrize("make", [normal, skewed])
def test_equal_samples_give_false_alarms_in_at_most_one_case_of_twenty(make):
    generator = random.Random(3)
    alarms = sum(
        shift_of(make(generator, 15), make(generator, 15)).p_value <= 0.05 for _ in range(RUNS)
    )
    assert 0.02 <= alarms / RUNS <= 0.05 + 3 * (0.05 * 0.95 / RUNS) ** 0.5


def test_a_clear_shift_is_found_nearly_always_and_a_small_one_is_not_made_up():
    generator = random.Random(5)
    found = [shift_of(normal(generator, 20), normal(generator, 20, 15)) for _ in range(200)]
    assert sum(one.p_value <= 0.05 for one in found) >= 195
    assert sorted(one.estimate for one in found)[100] == pytest.approx(15, abs=1)


def test_a_ratio_is_found_whatever_the_scale():
    generator = random.Random(9)
    before = skewed(generator, 40)
    found = shift_of(before, [value * 1.5 for value in skewed(generator, 40)])
    assert found.ratio_lower < 1.5 < found.ratio_upper
    again = shift_of([value * 1000 for value in before], before)
    assert again.ratio == pytest.approx(0.001)


def test_there_is_no_ratio_to_nothing():
    assert shift_of([0.0, 1.0, 2.0, 3.0], [4.0, 5.0, 6.0, 7.0]).ratio is None


@pytest.mark.parametrize("sizes", [(3, 3), (1, 30), (2, 7)])
def test_samples_that_can_show_nothing_have_neither_interval_nor_p_value(sizes):
    found = shift_of([1.0 + n for n in range(sizes[0])], [100.0 + n for n in range(sizes[1])])
    assert (found.lower, found.upper, found.p_value) == (None, None, None)
    assert found.estimate > 0


def test_without_values_there_is_no_shift():
    with pytest.raises(ValueError, match="must have values"):
        shift_of([], [1.0])


def test_the_correction_is_holms():
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert holm([0.5, 0.9]) == [1.0, 1.0]
    assert holm([]) == []


def test_false_alarms_of_a_family_together_stay_within_one_case_of_twenty():
    generator = random.Random(11)
    alarms = 0
    for _ in range(250):
        tests = [shift_of(normal(generator, 10), normal(generator, 10)).p_value for _ in range(8)]
        alarms += min(holm(tests)) <= 0.05
    assert alarms / 250 <= 0.05 + 3 * (0.05 * 0.95 / 250) ** 0.5
