"""Between which ends a cost lies: those of every combination of what was measured."""

from dataclasses import replace
from decimal import Decimal
from math import exp

import pytest
from modelbench.api.names import CONTAINERIZED, SERVERLESS
from modelbench.forecast.timings import Estimate

from tests.unit.made.decisions import TIMINGS, cost_of, profile, sheet

# Both are as uncertain as two trials would leave them.
WIDE = replace(TIMINGS, cold_start=Estimate(8, 6, 10), service=Estimate(3, 2, 4))


KEPT_DOLLARS = 3.2708745
"""A pod that is there all month."""


def renewal_dollars(start, service):
    """A month at 0.1 a second, by an alternating renewal process.

    No pod for 10 s in the mean, until a request comes. Then one that starts (beyond the response
    itself), and stays until nothing has come for the response, the window of 6 s and a grace of
    4 s: (exp(rate * hold) - 1) / rate. It drains for 30 s beside whatever comes next.
    """
    there = start - service + 10 * (exp(0.1 * (service + 10)) - 1)
    return KEPT_DOLLARS * (there + 30) / (there + 10)


def test_the_ends_are_those_of_the_combinations_by_renewal_theory():
    cost = cost_of(profile(0.1, timings=WIDE), SERVERLESS)
    expected = [renewal_dollars(start, service) for start in (6, 10) for service in (2, 4)]
    found = [float(end) for end in cost.interval]
    assert found == pytest.approx([min(expected), max(expected)], rel=0.015)
    requests = profile(0.1).traffic.requests
    shares = [100 * count / requests for count in cost.cold_interval]
    assert shares[1] - shares[0] > 10


def test_the_interval_holds_the_cost_of_every_combination():
    lower, upper = cost_of(profile(0.1, timings=WIDE), SERVERLESS).interval
    for start, service in ((6, 4), (6, 2), (10, 4), (10, 2)):
        at = replace(WIDE, cold_start=Estimate(start), service=Estimate(service))
        found = cost_of(profile(0.1, timings=at), SERVERLESS)
        assert lower <= found.month.amount <= upper
        assert found.interval is None


def test_a_break_even_lies_between_those_of_every_combination():
    """Those of the interval rest on one simulation, moved by what the ideal model says."""
    (found,) = profile(0.01, timings=WIDE).break_evens
    rates = []
    for start, service in ((6, 4), (10, 2)):
        at = replace(WIDE, cold_start=Estimate(start), service=Estimate(service))
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
