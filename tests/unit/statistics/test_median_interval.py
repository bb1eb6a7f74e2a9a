import random

import pytest
from modelbench.statistics.intervals import (
    least_sample,
    median_interval,
    supported_percentiles,
    trials_for_percentile,
)


@pytest.mark.parametrize(
    ("count", "lower_rank", "upper_rank", "confidence"),
    [(6, 1, 6, 0.969), (10, 2, 9, 0.979), (20, 6, 15, 0.959), (30, 10, 21, 0.957)],
)
def test_ranks_are_those_of_the_binomial_table(count, lower_rank, upper_rank, confidence):
    values = [float(value) for value in range(1, count + 1)]
    random.Random(7).shuffle(values)
    interval = median_interval(values)
    assert (interval.lower, interval.upper) == (lower_rank, upper_rank)
    assert interval.confidence == pytest.approx(confidence, abs=0.0006)


@pytest.mark.parametrize("count", [1, 2, 5])
def test_a_sample_too_small_for_the_confidence_has_no_interval(count):
    interval = median_interval([3.0] * count)
    assert interval.median == 3.0
    assert interval.lower is interval.upper is interval.confidence is None
    assert interval.relative_half_width is None


@pytest.mark.parametrize(("confidence", "count"), [(0.95, 6), (0.975, 7), (0.99, 8), (0.5, 2)])
def test_the_least_sample_is_the_first_that_has_an_interval(confidence, count):
    assert least_sample(confidence) == count
    assert median_interval([1.0] * count, confidence).lower == 1
    assert median_interval([1.0] * (count - 1), confidence).lower is None


def test_relative_half_width_is_half_the_interval_over_the_median():
    interval = median_interval([90.0, 95.0, 100.0, 100.0, 105.0, 110.0])
    assert interval.relative_half_width == pytest.approx(0.10)


def test_the_interval_covers_the_true_median_as_often_as_it_says():
    generator = random.Random(11)
    rounds, covered = 4000, 0
    for _ in range(rounds):
        interval = median_interval([generator.expovariate(1.0) for _ in range(10)])
        covered += interval.lower <= 0.6931 <= interval.upper
    assert covered / rounds == pytest.approx(interval.confidence, abs=0.01)


def test_no_values_are_refused():
    with pytest.raises(ValueError, match="must not be empty"):
        median_interval([])


@pytest.mark.parametrize(("percentile", "count"), [(90, 29), (95, 59), (99, 299)])
def test_a_percentile_needs_as_many_trials_as_mlperf_says(percentile, count):
    assert trials_for_percentile(percentile) == count
    assert percentile not in supported_percentiles([1.0] * (count - 1))
    assert percentile in supported_percentiles([1.0] * count)
