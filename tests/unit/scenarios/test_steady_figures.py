import pytest
from modelbench.api.samples import Samples
from modelbench.api.scenarios import Scenarios, Steady
from modelbench.scenarios.load_fields import comparison_fields, steady_fields
from modelbench.scenarios.steady.summary import (
    attained_rate,
    differences,
    percentiles,
    steady_rates,
    throughput,
)

from tests.unit.made.attacks import MILLISECOND, segment

SCENARIOS = Scenarios(steady=Steady((10,), 10, 3, 6, None))


def histogram(milliseconds, count):
    return segment([milliseconds * MILLISECOND] * count).latencies


def names(histograms):
    return [found.percentile for found in percentiles(histograms)]


@pytest.mark.parametrize(
    ("percentile", "least"), [(50, 5), (90, 29), (95, 59), (99, 299), (99.9, 2995)]
)
def test_a_percentile_that_the_requests_cannot_support_is_left_out(percentile, least):
    assert percentile not in names([histogram(5, least - 1)])
    assert percentile in names([histogram(5, least)])


def test_what_all_rounds_together_support_is_shown():
    assert names([histogram(5, 20)] * 2) == [50, 90]
    assert names([]) == names(["", ""]) == []


def test_the_interval_is_that_of_the_rounds_own_values():
    rounds = [histogram(value, 10) for value in (11, 14, 12, 16, 13, 15)]
    median = percentiles(rounds)[0]
    assert median.microseconds == pytest.approx(13_000, rel=0.001)
    assert (median.lower, median.upper) == pytest.approx((11_000, 16_000), rel=0.001)


def test_the_interval_contains_the_value_that_one_slow_round_has_moved():
    """It has a ninth of all requests; the order statistics of nine rounds leave it out."""
    rounds = [histogram(5, 60)] * 8 + [histogram(500, 60)]
    found = {one.percentile: one for one in percentiles(rounds)}[95]
    assert found.microseconds == pytest.approx(500_000, rel=0.001)
    assert (found.lower, found.upper) == (pytest.approx(5000, rel=0.001), found.microseconds)


def test_fewer_than_six_rounds_give_no_interval():
    found = percentiles([histogram(5, 100)] * 5)[0]
    assert (found.lower, found.upper) == (None, None)


def paired(serverless, containerized):
    """One segment a round of 60 requests each, by their milliseconds."""
    both = {"serverless": serverless, "containerized": containerized}
    return Samples(
        segments=tuple(
            segment([value * MILLISECOND] * 60, path=path, round=number)
            for path, values in both.items()
            for number, value in enumerate(values, 1)
        )
    )


def test_a_difference_is_taken_within_each_round():
    """Between the paths' medians it would be 0: both drift by far more than they differ."""
    drifting = [10, 30, 20, 50, 60, 40]
    found = differences(paired([value + 3 for value in drifting], drifting), 10)
    assert [difference.percentile for difference in found] == [50, 95]
    median = found[0].interval
    assert found[0].pairs == 6
    assert median.median == pytest.approx(3000, abs=60)
    assert 2900 < median.lower <= median.upper < 3100


def test_serverless_that_is_faster_gives_a_negative_difference():
    fields = comparison_fields(paired([4] * 6, [9] * 6), [10])
    assert fields[0] == {
        "ratePerSecond": 10,
        "percentile": "50",
        "differenceMicroseconds": pytest.approx(-5000, abs=10),
        "lowerMicroseconds": pytest.approx(-5000, abs=10),
        "upperMicroseconds": pytest.approx(-5000, abs=10),
        "confidencePercent": "96.9",
        "pairs": 6,
    }


def test_a_round_that_one_path_lacks_is_no_pair():
    (difference, *_) = comparison_fields(paired([4] * 6, [9] * 5), [10])
    assert difference["pairs"] == 5
    assert "fewer than 6" in difference["missingReason"]
    assert comparison_fields(paired([4], []), [10]) == []


def test_throughput_is_the_good_part_of_the_attained_rate():
    good = segment([MILLISECOND] * 100, rate=10)
    bad = segment([MILLISECOND] * 100, rate=10, failures=[(n, "status 503") for n in range(50)])
    assert attained_rate([good]) == throughput([good]) == pytest.approx(10)
    assert throughput([good, bad]) == pytest.approx(7.5)
    assert throughput([]) == 0


def test_the_fields_of_a_rate_hold_failures_by_kind_over_all_requests():
    samples = Samples(
        segments=(
            segment([5 * MILLISECOND] * 100, failures=[(0, "timeout"), (1, "status 503")]),
            segment([5 * MILLISECOND] * 100, failures=[(0, "timeout")], round=2),
        )
    )
    fields = steady_fields(samples, "serverless", SCENARIOS)
    (rate,) = fields["rates"]
    assert rate["failures"] == [{"kind": "status 503", "count": 1}, {"kind": "timeout", "count": 2}]
    assert (rate["requests"], rate["failurePercent"]) == (200, "1.50")
    assert (rate["throughputPerSecond"], rate["attainedRatePerSecond"]) == ("9.8", "10.0")
    assert fields["summary"].startswith("p50 5.0 ms p95 5.0 ms at 10/s, 1.50 % failed")


def test_a_rate_that_only_failed_has_a_summary_without_percentiles():
    failures = [(n, "timeout") for n in range(10)]
    samples = Samples(segments=(segment([MILLISECOND] * 10, failures=failures),))
    assert steady_fields(samples, "serverless", SCENARIOS)["summary"] == "at 10/s, 100.00 % failed"


def test_rates_ascend_and_other_scenarios_are_none_of_them():
    samples = Samples(
        segments=(
            segment([MILLISECOND], rate=50),
            segment([MILLISECOND], rate=5),
            segment([MILLISECOND], rate=7, scenario="saturation"),
        )
    )
    assert steady_rates(samples, "serverless") == [5, 50]
    assert steady_rates(samples, "containerized") == []
    assert steady_fields(samples, "containerized", SCENARIOS) == {}
