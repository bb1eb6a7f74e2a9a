"""How the settings of a Knative Service rule how many pods it has, and for how long."""

from dataclasses import replace
from math import exp

import pytest
from modelbench.api.choices import MONTH_SECONDS
from modelbench.api.spec import ScalingMetric
from modelbench.forecast.timings import Estimate
from modelbench.forecast.workload import Knative

from tests.unit.made.decisions import TIMINGS, cost_of, profile

SECOND = Estimate(1, 1, 1)
SLOW = replace(TIMINGS, cold_start=Estimate(2, 2, 2), service=SECOND, handler=SECOND)


def pods(rate, timings=SLOW, **settings):
    """How many there are in the mean."""
    found = profile(rate, timings=timings, settings={"serverless": settings})
    return cost_of(found, "serverless").month.pod_seconds / MONTH_SECONDS


@pytest.mark.parametrize(("rate", "least", "most"), [(2, 1, 1.05), (60, 3, 4.2), (300, 10, 10)])
def test_requests_per_second_need_no_service_time_to_tell_the_pods(rate, least, most):
    """70% of 30 a second in one pod, at most 10 pods."""
    asked = {"metric": ScalingMetric.REQUESTS_PER_SECOND, "target_requests_per_second": 30}
    for seconds in (0.001, 0.5):
        timings = replace(SLOW, service=Estimate(seconds, seconds, seconds))
        assert least - 0.01 <= pods(rate, timings, **asked) <= most + 0.01


def test_utilization_is_how_much_of_the_target_a_pod_fills():
    found = [
        pods(20, target_concurrency=10, target_utilization_percentage=share)
        for share in (100, 70, 10)
    ]
    assert found[0] < found[1] < found[2] == pytest.approx(10, abs=0.05)


def test_every_start_has_as_many_pods_as_activation_scale():
    """Hardly any requests: each has 3 pods, for start + window + grace + drain."""
    three = {"serverless": {"activation_scale": 3}}
    month = cost_of(profile(1e-6, timings=SLOW, settings=three), "serverless").month
    assert month.pod_seconds / month.cold_starts == pytest.approx(3 * (2 + 6 + 2 + 30), rel=0.06)
    busy = cost_of(profile(5, settings=three), "serverless").month
    assert busy.pod_seconds == pytest.approx(3 * MONTH_SECONDS, rel=1e-3)


def test_a_target_of_one_request_starts_two_pods():
    """One request under way is 1.43 times 70% of one: Knative starts two and panics."""
    month = cost_of(
        profile(1e-6, timings=SLOW, settings={"serverless": {"target_concurrency": 1}}),
        "serverless",
    ).month
    assert month.pod_seconds / month.cold_starts == pytest.approx(2 * (2 + 6 + 2 + 30), rel=0.06)


def test_a_scale_down_delay_keeps_the_last_pod_for_longer():
    later = {"serverless": {"scale_down_delay_seconds": 100}}
    month = cost_of(profile(1e-6, timings=SLOW, settings=later), "serverless").month
    each = month.pod_seconds / month.cold_starts
    assert each == pytest.approx(2 + 6 + 100 + 4 + 30, rel=1e-2)
    rare = [profile(0.01, timings=SLOW, settings=one) for one in ({}, later)]
    plain, delayed = (cost_of(found, "serverless").month.cold_starts for found in rare)
    assert delayed == pytest.approx(plain * exp(-1), rel=0.03)


@pytest.mark.parametrize(("window", "seconds"), [(6, 1), (24, 2), (25, 3), (45, 5), (60, 6)])
def test_the_panic_window_is_whole_seconds_with_a_half_rounded_up(window, seconds):
    """As Go's Duration.Round has it; Python's round makes 2 s of 2.5 s, and 4 s of 4.5 s."""
    assert Knative(float(window), 0.7).panic_window == seconds
