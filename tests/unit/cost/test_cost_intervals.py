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
    cost = cost_of(profile(0.1, timings=OPPOSED), SERVERLESS)
    lower, upper = (float(end) for end in cost.interval)
    assert (lower, upper) == (pytest.approx(5.05, abs=0.005), pytest.approx(6.03, abs=0.005))
    requests = profile(0.1).traffic.requests
    shares = [100 * count / requests for count in cost.cold_interval]
    assert shares == [pytest.approx(39.5, abs=0.05), pytest.approx(60.2, abs=0.05)]


def test_the_ends_are_those_of_a_combination():
    lower, upper = cost_of(profile(0.1, timings=OPPOSED), SERVERLESS).interval
    for end, start, service in ((lower, 6, 4), (upper, 10, 2)):
        at = replace(OPPOSED, cold_start=Estimate(start), service=Estimate(service))
        found = cost_of(profile(0.1, timings=at), SERVERLESS)
        assert (found.month.amount, found.interval) == (end, None)


def test_a_break_even_lies_between_those_of_every_combination():
    (found,) = profile(0.01, timings=OPPOSED).break_evens
    rates = []
    for start in (6, 10):
        for service in (2, 4):
            at = replace(OPPOSED, cold_start=Estimate(start), service=Estimate(service))
            (one,) = profile(0.01, timings=at).break_evens
            rates.append(one.rate)
    assert (found.lower, found.upper) == pytest.approx((min(rates), max(rates)))
    assert rates[0] not in (min(rates), max(rates))


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
