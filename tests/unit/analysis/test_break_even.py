"""The rate at which both arms cost the same."""

from dataclasses import replace

import pytest
from modelbench.analysis.timings import Estimate
from modelbench.analysis.traffic_cost import crossing
from modelbench.api.choices import Shape

from tests.unit.analysis.decisions import ARMS, TIMINGS, profile, sheet


@pytest.mark.parametrize("rate", [1e-5, 0.02, 1.0, 4000])
def test_bisection_finds_the_rate(rate):
    assert crossing(lambda r: r > rate, 5000) == (pytest.approx(rate), None)


def test_without_a_crossing_one_path_is_always_cheaper():
    assert crossing(lambda _: True, 50) == (None, "containerized")
    assert crossing(lambda _: False, 50) == (None, "serverless")


def test_at_the_break_even_both_arms_cost_the_same():
    (found,) = profile(0.01).break_evens
    costs = profile(found.rate).costs
    assert float(costs[0].month.amount) == pytest.approx(float(costs[1].month.amount), rel=1e-6)
    assert found.lower < found.rate < found.upper


def test_it_does_not_depend_on_the_traffic_but_on_its_shape():
    (one,), (other,) = profile(0.01).break_evens, profile(5).break_evens
    assert one.rate == other.rate
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
    assert "no rate was measured" in none.missing


def test_a_provider_is_taken_to_hold_any_rate():
    sheets = [sheet("aws-lambda"), sheet("aws-fargate")]
    (found,) = profile(0.01, sheets, highest={"containerized": 40}).break_evens
    assert found.up_to == 40


def test_a_slower_start_makes_serverless_dearer():
    (fast,) = profile().break_evens
    (slow,) = profile(timings=replace(TIMINGS, cold_start=Estimate(20, 19, 21))).break_evens
    assert slow.rate < fast.rate


def test_more_replicas_than_serverless_ever_needs_are_dearer_at_every_rate():
    arms = replace(ARMS, replicas=30)
    (found,) = profile(arms=arms).break_evens
    assert (found.rate, found.always) == (None, "serverless")


def test_each_serverless_option_is_held_against_each_containerized_one():
    names = ("own-cluster", "aws-lambda", "aws-fargate", "google-cloud-run")
    found = profile(0.01, [sheet(name) for name in names]).break_evens
    pairs = [(f.serverless.sheet.name, f.containerized.sheet.name) for f in found]
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
    own = sheet(paths=("serverless",))
    assert profile(0.01, [own, euros]).break_evens == []
