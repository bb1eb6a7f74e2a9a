"""The rate at which two options cost the same."""

from dataclasses import replace

import pytest
from modelbench.api.choices import Shape
from modelbench.api.mode import Mode
from modelbench.forecast.break_even import crossings
from modelbench.forecast.timings import Estimate

from tests.unit.made.decisions import TIMINGS, profile, sheet

GRID = [10 ** (number / 4 - 5) for number in range(36)]
# Pods that drain beside new ones make serverless dearer than two replicas between two rates.
TWO = {"containerized": {"replicas": 2}}
BETWEEN = (0.0886, 0.1964)


@pytest.mark.parametrize("rate", [2e-5, 0.02, 1.0, 4000])
def test_bisection_finds_the_rate(rate):
    (found,) = crossings(lambda r: r > rate, GRID)
    assert (found.rate, found.dearer_above) == (pytest.approx(rate), True)


def test_each_change_of_the_cheaper_option_is_found_with_its_direction():
    found = list(crossings(lambda r: 0.03 < r < 0.5 or r > 40, GRID))
    assert [one.dearer_above for one in found] == [True, False, True]
    assert [one.rate for one in found] == pytest.approx([0.03, 0.5, 40])


@pytest.mark.parametrize(
    ("rate", "at", "above"),
    [
        (0.001, BETWEEN[0], "containerized"),
        (0.1, BETWEEN[0], "containerized"),
        (0.16, BETWEEN[1], "serverless"),
        (20, BETWEEN[1], "serverless"),
    ],
)
def test_of_several_rates_it_is_the_nearest_to_the_traffic(rate, at, above):
    (found,) = profile(rate, settings=TWO).break_evens
    assert found.rate == pytest.approx(at, rel=0.05)
    assert (found.above, found.crossings, found.always) == (above, 2, None)
    assert found.lower < found.rate < found.upper


def test_at_the_break_even_both_variants_cost_the_same():
    (found,) = profile(0.01).break_evens
    costs = profile(found.rate).costs
    assert float(costs[0].month.amount) == pytest.approx(float(costs[1].month.amount), rel=0.01)
    assert found.lower < found.rate < found.upper


def test_it_does_not_depend_on_the_traffic_but_on_its_shape():
    (one,), (other,) = profile(0.01).break_evens, profile(5).break_evens
    assert one.rate == pytest.approx(other.rate, rel=0.02)
    (bursts,) = profile(0.01, shape=Shape.BURSTS).break_evens
    assert bursts.rate != one.rate


def test_it_is_not_sought_beyond_what_was_measured():
    """Bursts at 60 times the mean: at a mean of 0.5/s the peak is 30/s, the highest that held."""
    held = {"serverless": 30, "containerized": 80}
    (found,) = profile(0.01, highest=held, shape=Shape.BUSINESS_HOURS).break_evens
    assert found.up_to == pytest.approx(30 / 4.2)
    assert (found.rate, found.always) == (None, "serverless")
    (bursts,) = profile(0.01, highest=held, shape=Shape.BURSTS).break_evens
    assert bursts.up_to == pytest.approx(0.5)
    (none,) = profile(0.01, highest={}).break_evens
    assert (none.rate, none.always) == (None, None)
    assert "no measured rate" in none.missing


def test_a_provider_is_taken_to_hold_any_rate():
    sheets = [sheet("aws-lambda"), sheet("aws-fargate")]
    (found,) = profile(0.01, sheets, highest={"containerized": 40}).break_evens
    assert found.up_to == 40


def test_a_slower_start_makes_serverless_dearer():
    (fast,) = profile().break_evens
    (slow,) = profile(timings=replace(TIMINGS, cold_start=Estimate(20, 19, 21))).break_evens
    assert slow.rate < fast.rate


def test_more_replicas_than_serverless_ever_needs_are_dearer_at_every_rate():
    (found,) = profile(settings={"containerized": {"replicas": 30}}).break_evens
    assert (found.rate, found.always) == (None, "serverless")


def test_each_serverless_option_is_held_against_each_containerized_one():
    names = ("own-cluster", "aws-lambda", "aws-fargate", "google-cloud-run")
    found = profile(0.01, [sheet(name) for name in names]).break_evens
    pairs = [(f.to_zero.sheet.name, f.kept.sheet.name) for f in found]
    assert pairs == [
        (first, second)
        for first in ("own-cluster", "aws-lambda", "google-cloud-run")
        for second in ("own-cluster", "aws-fargate")
    ]
    rates = dict(zip(pairs, found, strict=True))
    # Fargate is dearer than one's own cluster, so serverless keeps its advantage for longer.
    own = rates["aws-lambda", "own-cluster"].rate
    assert rates["aws-lambda", "aws-fargate"].rate > own


def test_what_has_no_interval_gives_a_rate_without_one():
    timings = replace(TIMINGS, cold_start=Estimate(1.8))
    (found,) = profile(timings=timings).break_evens
    assert found.rate is not None
    assert (found.lower, found.upper) == (None, None)


def test_what_was_not_measured_gives_no_rate():
    (found,) = profile(timings=replace(TIMINGS, service=None)).break_evens
    assert (found.rate, found.always) == (None, None)
    assert "spec.scenarios.steady" in found.missing


def test_two_currencies_have_no_break_even():
    euros = sheet("aws-fargate", currency="EUR")
    own = sheet(modes=(Mode.SERVERLESS,))
    assert profile(0.01, [own, euros]).break_evens == []
