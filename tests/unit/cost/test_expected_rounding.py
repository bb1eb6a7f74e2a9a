"""A provider rounds each request; of those that were measured only the mean is known."""

from decimal import Decimal
from random import Random

import pytest
from modelbench.cost.pricing import billed_seconds, expected_seconds
from modelbench.forecast.timings import Estimate, Timings

from tests.unit.made.decisions import profile, sheet

STEP = 0.1


def expected(mean, name="google-cloud-run", **changes):
    return float(expected_seconds(sheet(name, **changes), Decimal(str(mean))))


@pytest.mark.parametrize("mean", [0.01, 0.05, 0.12, 0.25, 0.8])
def test_it_is_within_half_a_step_of_what_spread_requests_are_billed(mean):
    random, cloud_run = Random(1), sheet("google-cloud-run")
    durations = [random.lognormvariate(0, 0.4) for _ in range(4000)]
    factor = mean / (sum(durations) / len(durations))
    billed = [billed_seconds(cloud_run, Decimal(one * factor)) for one in durations]
    assert expected(mean) == pytest.approx(float(sum(billed)) / len(billed), abs=STEP / 2)


def test_it_is_near_where_requests_are_spread_over_several_steps():
    random, cloud_run = Random(1), sheet("google-cloud-run")
    durations = [random.uniform(0.2, 0.75) for _ in range(4000)]
    billed = [billed_seconds(cloud_run, Decimal(one)) for one in durations]
    mean = sum(durations) / len(durations)
    assert expected(mean) == pytest.approx(float(sum(billed)) / len(billed), rel=0.02)


def test_there_is_no_cliff():
    assert expected(0.1001) - expected(0.1) == pytest.approx(0.0001)
    assert [expected(mean) for mean in (0, 0.04, 0.05)] == [STEP] * 3


def test_neither_step_nor_minimum_is_undercut():
    assert expected(0.001, minimum_seconds=Decimal(1)) == 1
    assert expected(3, minimum_seconds=Decimal(1)) == pytest.approx(3.05)
    assert expected(0.0305, rounding_seconds=Decimal(0)) == 0.0305


def test_a_month_of_measured_requests_is_billed_by_it():
    """At 100.1 ms the mean rounded up would be 200 ms: twice what spread requests cost."""
    cloud_run = sheet("google-cloud-run").without_free_tier()
    amounts = []
    for seconds in (0.0999, 0.1001):
        one = Estimate(seconds, seconds, seconds)
        timings = Timings(cold_start=one, initialization=one, service=one, handler=one)
        amounts.append(profile(5, [cloud_run], timings=timings).costs[0].month.amount)
    assert float(amounts[1] / amounts[0]) == pytest.approx(1, abs=0.002)
