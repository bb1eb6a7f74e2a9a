"""Between which ends a cost lies: those of every combination of what was measured."""

from dataclasses import replace
from decimal import Decimal

import pytest
from modelbench.api.names import CONTAINERIZED, SERVERLESS
from modelbench.forecast.timings import Estimate

from tests.unit.made.decisions import TIMINGS, cost_of, profile, sheet

# Dearer with a longer start, cheaper with a longer response, since a pod is then kept for longer.
OPPOSED = replace(TIMINGS, cold_start=Estimate(8, 6, 10), service=Estimate(3, 2, 4))


def test_errors_of_two_durations_do_not_cancel():
    """Both ends lie where one duration is short and the other long."""
    cost = cost_of(profile(0.1, timings=OPPOSED), SERVERLESS)
    lower, upper = (float(end) for end in cost.interval)
    assert (lower, upper) == (pytest.approx(4.7, rel=0.03), pytest.approx(5.8, rel=0.03))
    requests = profile(0.1).traffic.requests
    shares = [100 * count / requests for count in cost.cold_interval]
    assert shares[1] - shares[0] > 10


def test_the_interval_holds_the_cost_of_every_combination():
    lower, upper = cost_of(profile(0.1, timings=OPPOSED), SERVERLESS).interval
    for start, service in ((6, 4), (6, 2), (10, 4), (10, 2)):
        at = replace(OPPOSED, cold_start=Estimate(start), service=Estimate(service))
        found = cost_of(profile(0.1, timings=at), SERVERLESS)
        assert lower <= found.month.amount <= upper
        assert found.interval is None


def test_a_break_even_lies_between_those_of_every_combination():
    """Those of the interval rest on one simulation, moved by what the ideal model says."""
    (found,) = profile(0.01, timings=OPPOSED).break_evens
    rates = []
    for start, service in ((6, 4), (10, 2)):
        at = replace(OPPOSED, cold_start=Estimate(start), service=Estimate(service))
        (one,) = profile(0.01, timings=at).break_evens
        rates.append(one.rate)
    assert (found.lower, found.upper) == pytest.approx((min(rates), max(rates)), rel=0.1)


def test_at_a_provider_the_handler_and_the_initialization_count():
    lambda_ = sheet("aws-lambda").without_free_tier()
    lower, upper = cost_of(profile(0.1, [lambda_]), SERVERLESS, "aws-lambda").interval
    for end, handler, start in ((lower, 0.004, 0.9), (upper, 0.006, 1.1)):
        at = replace(TIMINGS, handler=Estimate(handler), initialization=Estimate(start))
        found = cost_of(profile(0.1, [lambda_], timings=at), SERVERLESS, "aws-lambda")
        assert found.month.amount == end


def test_containers_cost_the_same_whatever_was_measured():
    cost = cost_of(profile(0.1, timings=replace(TIMINGS, service=None)), CONTAINERIZED)
    assert cost.interval == (cost.month.amount, cost.month.amount)
    assert cost.month.amount > Decimal(0)


def test_an_interval_needs_only_what_the_cost_rests_on():
    """On one's own pods, how long the application alone starts does not matter."""
    sheets = [sheet("own-cluster"), sheet("aws-lambda")]
    found = profile(0.01, sheets, timings=replace(TIMINGS, initialization=Estimate(1.0)))
    assert cost_of(found, SERVERLESS).interval is not None
    assert cost_of(found, SERVERLESS, "aws-lambda").interval is None
