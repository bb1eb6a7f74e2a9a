"""Requests are rounded one by one, as they were measured, and not by their mean."""

from decimal import Decimal
from random import Random

import pytest
from modelbench.api.names import SERVERLESS
from modelbench.cost.billed_durations import Spread, mean_billed_seconds
from modelbench.cost.pricing import billed_seconds
from modelbench.forecast.timings import Estimate, Timings

from tests.unit.made.decisions import cost_of, profile, sheet

RUN = sheet("google-cloud-run")


@pytest.mark.parametrize(
    ("seconds", "billed"),
    [
        ([0.05], "0.1"),
        ([0.2], "0.2"),
        ([0.2001], "0.3"),
        ([0.05, 0.15, 0.25, 0.35], "0.25"),
        ([0.09] * 9 + [0.11], "0.11"),
    ],
)
def test_by_hand(seconds, billed):
    assert mean_billed_seconds(RUN, Spread.of(seconds)) == pytest.approx(Decimal(billed))


@pytest.mark.parametrize("mean", [0.08, 0.09, 0.11, 0.2, 0.8])
@pytest.mark.parametrize("name", ["google-cloud-run", "aws-lambda"])
def test_it_is_the_mean_of_each_one_s_bill(mean, name):
    random, one = Random(1), sheet(name)
    seconds = [random.lognormvariate(0, 0.1) * mean for _ in range(2000)]
    bills = [billed_seconds(one, Decimal(repr(second))) for second in seconds]
    expected = float(sum(bills)) / len(bills)
    assert float(mean_billed_seconds(one, Spread.of(seconds))) == pytest.approx(expected, rel=1e-9)


def test_a_minimum_is_billed_at_least():
    one = sheet("google-cloud-run", minimum_seconds=Decimal(1))
    assert mean_billed_seconds(one, Spread.of([0.2, 1.05])) == pytest.approx(Decimal("1.05"))


def test_counts_weigh():
    spread = Spread(((0.05, 3), (0.15, 1)))
    assert spread.mean_seconds == pytest.approx(0.075)
    assert mean_billed_seconds(RUN, spread) == pytest.approx(Decimal("0.125"))


def test_at_another_mean_the_shape_is_the_same_and_a_start_is_added_to_each():
    found = Spread.of([0.1, 0.3]).with_mean(0.4, 1.0)
    assert [seconds for seconds, _ in found.counts] == pytest.approx([1.2, 1.6])


def test_a_month_at_a_provider_is_billed_by_the_distribution():
    """Two requests of 50 ms and one of 250 ms: 100, 100 and 300 ms, not the mean's 100 or 200."""
    spread = Spread(((0.05, 2), (0.25, 1)))
    one = Estimate(0.01, 0.01, 0.01)
    handler = Estimate(spread.mean_seconds, spread.mean_seconds, spread.mean_seconds, spread)
    timings = Timings(cold_start=one, initialization=one, service=one, handler=handler)
    free = sheet("google-cloud-run").without_free_tier()
    found = profile(50, [free], (SERVERLESS,), timings=timings)
    month = cost_of(found, SERVERLESS, "google-cloud-run").month
    each = Decimal("0.5") / 3 * (Decimal("0.1") * free.vcpu_second + free.gibibyte_second / 8)
    expected = found.traffic.requests * (each + free.request)
    assert float(month.amount) == pytest.approx(float(expected), rel=1e-5)
