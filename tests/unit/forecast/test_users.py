"""What the users of each variant meet at a profile."""

from dataclasses import replace

import pytest
from modelbench.decision.cost_status import profile_status
from modelbench.forecast.tail_bands import bands_of
from modelbench.forecast.timings import Estimate
from modelbench.forecast.traffic_cost import TrafficCost

from tests.unit.made.decisions import COST, TIMINGS, measured, profile, sheet, traffic


def users(rate=0.01, **changes):
    return {found.variant: found for found in profile(rate, **changes).users}


def test_a_cold_start_is_in_the_percentiles_of_all_requests():
    """At a hundredth a second nine of ten requests are cold; at 5 a second none is."""
    quiet, busy = users(0.01)["serverless"], users(5)["serverless"]
    assert quiet.percentiles[50].value == pytest.approx(1.8, rel=0.02)
    assert quiet.cold_share.value == pytest.approx(0.9, abs=0.02)
    assert busy.percentiles[99].value == pytest.approx(0.006, rel=0.01)
    assert quiet.share_over(1.0) == pytest.approx(quiet.cold_share.value, abs=0.01)


def test_the_interval_holds_the_ends_of_what_was_measured():
    p50 = users(0.001)["serverless"].percentiles[50]
    assert (p50.lower, p50.upper) == pytest.approx((1.7, 1.9), rel=0.01)
    p50 = users(0.001)["containerized"].percentiles[50]
    assert (p50.lower, p50.value, p50.upper) == pytest.approx((0.005, 0.006, 0.007))


def test_the_tail_of_a_few_starts_is_less_sure_than_their_median():
    """One of 20 took 6 s. Nine of ten requests are cold: their 99th percentile is its or not."""
    starts = (*(1.7 + 0.01 * n for n in range(19)), 6.0)
    made = replace(TIMINGS, cold_start=Estimate(1.8, 1.7, 1.9, samples=starts))
    found = users(0.01, timings=made)["serverless"].percentiles
    assert found[99].lower < 2.0
    assert found[95].upper > 5.9
    assert found[50].upper < 2.0


def test_starts_lie_between_the_ends_of_all_their_quantiles():
    starts = tuple(float(n) for n in range(20))
    lower, upper = bands_of(starts)
    assert all(low <= own <= high for low, own, high in zip(lower, starts, upper, strict=True))
    assert (lower[0], upper[-1]) == (0, 19), "nothing is known beyond them"
    assert (lower[10], upper[9]) == (5, 14), "in the middle about those of the median"
    assert (lower[-1], upper[15]) == (17, 19), "one of 20 says little of the slowest"
    many = bands_of(tuple(n / 20 for n in range(400)))
    assert many[1][300] - many[0][300] < 2
    assert bands_of((1.0, 1.0)) == bands_of(()) == ()


def test_service_times_are_drawn_from_their_distribution():
    spread = Estimate(0.0289, 0.0289, 0.0289, samples=(*[0.01] * 90, *[0.2] * 10))
    found = users(5, timings=replace(TIMINGS, service=spread))["serverless"]
    assert found.percentiles[50].value == pytest.approx(0.01, rel=0.03)
    assert found.percentiles[95].value == pytest.approx(0.2, rel=0.03)


SLOW = replace(TIMINGS, service=Estimate(0.2, 0.19, 0.21))


def slow(name="containerized", **settings):
    """One request at a time in 0.2 s: one pod answered 5.1 a second when its queue grew."""
    return replace(measured(name, SLOW, highest=4, **settings), pod_capacity=5.1)


def told(variant, rate=6):
    return profile_status(TrafficCost(traffic(rate), [sheet()], [variant], COST), COST).users[0]


def test_replicas_whose_queue_grew_cannot_carry_more_than_they_answered():
    one, two = (told(slow(replicas=replicas)) for replicas in (1, 2))
    assert "6 requests a second" in one.cannot_carry_reason
    assert one.p99_milliseconds is None
    assert two.cannot_carry_reason is None
    assert 200 < float(two.p99_milliseconds) < 2000


def test_a_service_cannot_carry_more_than_its_most_pods_answer():
    """Also without a containerConcurrency of its own: what a pod answers is known of the model."""
    few, enough = (told(slow("serverless", max_scale=most)) for most in (1, 3))
    assert "6 requests a second" in few.cannot_carry_reason
    assert enough.cannot_carry_reason is None
    assert float(enough.p99_milliseconds) > 200


def test_a_target_far_above_what_a_pod_answers_at_a_time_makes_requests_wait():
    """70 are let wait in one pod that answers five a second before Knative starts another."""
    late, early = (
        told(slow("serverless", max_scale=10, target_concurrency=target)) for target in (100, 1)
    )
    assert float(late.p99_milliseconds) > 5 * float(early.p99_milliseconds)


def test_what_was_not_measured_gives_no_forecast():
    (found, _) = profile_status(profile(0.01, timings=replace(TIMINGS, service=None)), COST).users
    assert "spec.scenarios.steady" in found.missing_reason
