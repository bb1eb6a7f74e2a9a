"""How the settings of a Knative Service rule how many pods it has, and for how long."""

from dataclasses import replace
from math import exp

import pytest
from modelbench.api.choices import MONTH_SECONDS
from modelbench.api.spec import ScalingMetric
from modelbench.forecast.autoscaler import Autoscaler
from modelbench.forecast.timings import Estimate

from tests.unit.made.decisions import TIMINGS, cost_of, profile, variant

SECOND = Estimate(1, 1, 1)
SLOW = replace(TIMINGS, cold_start=Estimate(2, 2, 2), service=SECOND, handler=SECOND)


def autoscaler(service=0.1, **settings):
    return Autoscaler(variant(**settings).serverless, 60, 0, service)


@pytest.mark.parametrize(("rate", "pods"), [(0.01, 1), (70, 1), (70.1, 2), (700, 10), (7000, 10)])
def test_requests_per_second_need_no_service_time_to_tell_the_pods(rate, pods):
    """70 % of 100 a second in one pod."""
    asked = {
        "metric": ScalingMetric.REQUESTS_PER_SECOND,
        "target_requests_per_second": 100,
    }
    for service in (0.001, 30):
        assert autoscaler(service, **asked).pods(rate) == pods


def test_utilization_is_how_much_of_the_target_a_pod_fills():
    pods = [
        autoscaler(1, target_concurrency=10, target_utilization_percentage=share).pods(20)
        for share in (100, 70, 10)
    ]
    assert pods == [2, 3, 10]


def test_activation_scale_holds_for_as_long_as_there_is_any_pod():
    assert autoscaler(activation_scale=3).pods(0.001) == 3
    assert autoscaler(activation_scale=3, max_scale=2).pods(0.001) == 2


def test_every_start_has_as_many_pods_as_activation_scale():
    """Hardly any requests: each has 3 pods, for start + window + grace + drain."""
    three = {"serverless": {"activation_scale": 3}}
    month = cost_of(profile(1e-6, timings=SLOW, settings=three), "serverless").month
    assert month.pod_seconds / month.cold_starts == pytest.approx(3 * (2 + 6 + 4 + 30), rel=1e-3)
    busy = cost_of(profile(5, settings=three), "serverless").month
    assert busy.pod_seconds == pytest.approx(3 * MONTH_SECONDS)


def test_a_scale_down_delay_keeps_the_last_pod_for_longer():
    later = {"serverless": {"scale_down_delay_seconds": 100}}
    month = cost_of(profile(1e-6, timings=SLOW, settings=later), "serverless").month
    each = month.pod_seconds / month.cold_starts
    assert each == pytest.approx(2 + 6 + 100 + 4 + 30, rel=1e-3)
    rare = [profile(0.01, timings=SLOW, settings=one) for one in ({}, later)]
    plain, delayed = (cost_of(found, "serverless").month.cold_starts for found in rare)
    assert delayed == pytest.approx(plain * exp(-1), rel=1e-6)
