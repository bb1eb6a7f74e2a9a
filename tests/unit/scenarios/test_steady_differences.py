"""The variants against the first one: by paired rounds, at levels raised for their number."""

import pytest
from modelbench.api.samples import Samples
from modelbench.api.values import dump
from modelbench.scenarios.steady.differences import differences

from tests.unit.made.attacks import MILLISECOND, segment

TWO = ("serverless", "containerized")


def paired(*rounds_of_variants, names=("serverless", "containerized", "warm", "two")):
    """One segment a round of 60 requests each, by their milliseconds."""
    return Samples(
        segments=tuple(
            segment([value * MILLISECOND] * 60, variant=name, round=number)
            for name, values in zip(names, rounds_of_variants, strict=False)
            for number, value in enumerate(values, 1)
        )
    )


def compared(samples, variants=TWO, rates=(10,)):
    return list(differences(samples, variants, rates))


def test_a_difference_is_taken_within_each_round():
    """Between the medians of the variants it would be 0: both drift by more than they differ."""
    drifting = [10, 30, 20, 50, 60, 40]
    found = compared(paired([value + 3 for value in drifting], drifting))
    assert [difference.percentile for difference in found] == ["50", "95"]
    median = found[0]
    assert median.pairs == 6
    assert median.difference_microseconds == pytest.approx(3000, abs=60)
    assert 2900 < median.lower_microseconds <= median.upper_microseconds < 3100


def test_a_first_variant_that_is_faster_gives_a_negative_difference():
    assert dump(compared(paired([4] * 6, [9] * 6))[0]) == {
        "first": "serverless",
        "second": "containerized",
        "ratePerSecond": 10,
        "percentile": "50",
        "differenceMicroseconds": pytest.approx(-5000, abs=10),
        "lowerMicroseconds": pytest.approx(-5000, abs=10),
        "upperMicroseconds": pytest.approx(-5000, abs=10),
        "confidencePercent": "98.3",
        "pairs": 6,
    }


def test_a_round_that_one_variant_lacks_is_no_pair():
    (difference, *_) = compared(paired([4] * 6, [9] * 5))
    assert difference.pairs == 5
    assert (
        difference.missing_reason
        == "fewer than 6 pairs with enough successful responses cannot give an interval"
    )
    assert compared(paired([4], [])) == []


def test_each_other_variant_is_compared_with_the_first_and_no_other_with_another():
    found = compared(paired([4] * 9, [9] * 9, [5] * 9, [2] * 9), (*TWO, "warm", "two"))
    medians = {(one.first, one.second): one for one in found if one.percentile == "50"}
    assert set(medians) == {("serverless", name) for name in ("containerized", "warm", "two")}
    differences = [round(one.difference_microseconds, -2) for one in medians.values()]
    assert differences == [-5000, -1000, 2000]


@pytest.mark.parametrize(("variants", "rates"), [(2, 1), (3, 1), (2, 5), (8, 10)])
def test_the_level_of_each_interval_is_raised_by_the_number_of_all(variants, rates):
    """Bonferroni: three percentiles of each rate and pair miss together in one case of twenty."""
    names = tuple(f"v{number}" for number in range(variants))
    samples = paired(*([5] * 6 for _ in names), names=names)
    first = compared(samples, names, range(10, 10 + rates))[0]
    assert first.missing_reason is None
    level = 100 * (1 - 0.05 / (3 * (variants - 1) * rates))
    assert float(first.confidence_percent) == pytest.approx(level, abs=0.06)


def test_many_rounds_are_merged_into_groups_whose_percentile_is_known_better():
    """A single round of 60 cannot speak of p99; eight groups of six can."""
    found = compared(paired([4] * 48, [9] * 48))
    assert [(one.percentile, one.pairs) for one in found] == [("50", 48), ("95", 48), ("99", 48)]
    assert found[2].upper_microseconds is not None


def test_more_variants_make_the_interval_of_each_pair_no_narrower():
    drifting = [10, 30, 20, 50, 60, 40, 35, 15, 25]
    noisy = [value + step for step, value in enumerate(drifting)]
    samples = paired(drifting, noisy, drifting, drifting)
    alone = compared(samples)[0]
    among = compared(samples, (*TWO, "warm", "two"))[0]
    assert alone.difference_microseconds == among.difference_microseconds
    assert among.lower_microseconds < alone.lower_microseconds
    assert alone.upper_microseconds < among.upper_microseconds


def test_a_single_variant_has_nothing_to_be_compared_with():
    assert compared(paired([4] * 6), ("serverless",)) == []
