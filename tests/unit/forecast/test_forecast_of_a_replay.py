from dataclasses import replace

import pytest
from modelbench.forecast.month import UnmeasuredError
from modelbench.forecast.replayed import forecast_replay, without_replay
from modelbench.forecast.timings import Estimate, Timings
from modelbench.scenarios.replay.stretch import ReplayStretch
from msgspec import structs

from tests.unit.made import decisions
from tests.unit.made.replays import COLD, DRAIN, GRACE, SERVICE, Cluster, bursty

SECONDS = 1800
INSTANTS = bursty(SECONDS)
STRETCH = ReplayStretch(INSTANTS, float(SECONDS))
SPREAD = tuple(SERVICE * (0.8 + 0.4 * (n + 0.5) / 40) for n in range(40))
STARTS = tuple(COLD * (0.95 + 0.1 * (n + 0.5) / 20) + SERVICE for n in range(20))
TIMINGS = Timings(
    cold_start=Estimate(
        COLD + SERVICE, COLD + SERVICE - 0.02, COLD + SERVICE + 0.02, samples=STARTS
    ),
    initialization=None,
    service=Estimate(SERVICE, SERVICE - 0.001, SERVICE + 0.001, samples=SPREAD),
    handler=None,
    grace_seconds=GRACE,
    drain_seconds=DRAIN,
)


def forecast(name="serverless", timings=TIMINGS, stretch=STRETCH, **settings):
    return forecast_replay(decisions.measured(name, timings, **settings), stretch)


@pytest.mark.parametrize("window", [6, 30, 200])
def test_it_agrees_with_a_cluster_that_gets_the_same_requests(window):
    cluster = Cluster(INSTANTS, window=window)
    cluster.replay(SECONDS)
    seen = cluster.seen
    found = forecast(stable_window_seconds=window)
    assert found.pod_seconds.value == pytest.approx(seen.pod_seconds, rel=0.02)
    assert found.cold_share.value == pytest.approx(seen.cold / seen.requests, abs=0.02)
    p99 = found.percentiles[99.0]
    assert p99.lower <= seen.percentile(99) <= p99.upper


def test_pods_that_are_kept_are_there_for_the_whole_stretch_and_no_longer():
    for name, pods in (("containerized", 1), ("two-replicas", 2), ("kept", 1)):
        found = forecast(name)
        assert found.pod_seconds.value == pytest.approx(pods * SECONDS)
        assert found.cold_share.value == 0


def test_the_ends_hold_what_the_measurements_leave_open():
    sure = forecast()
    vague = Estimate(COLD + SERVICE, 1.0, 2.5, samples=STARTS)
    found = forecast(timings=replace(TIMINGS, cold_start=vague))
    widths = [one.percentiles[99.0].upper - one.percentiles[99.0].lower for one in (found, sure)]
    assert widths[0] > 3 * widths[1]


def test_without_cold_starts_there_is_no_forecast_of_one_that_scales_to_zero():
    with pytest.raises(UnmeasuredError, match="coldStart"):
        forecast(timings=replace(TIMINGS, cold_start=None))


def test_a_stretch_without_requests_starts_no_pod():
    found = forecast(stretch=ReplayStretch((), 600.0))
    assert (found.pod_seconds.value, found.percentiles) == (0, {})


def test_it_knows_nothing_of_the_replay():
    asked = decisions.spec()
    samples = decisions.samples()
    (segment, *_) = samples.segments
    slow = structs.replace(segment, scenario="replay", rate=0, round=1)
    with_replay = structs.replace(samples, segments=(slow, *samples.segments))
    assert without_replay(with_replay, asked) == without_replay(samples, asked)


def test_a_queue_of_its_own_is_a_part_of_what_users_meet():
    burst = ReplayStretch(tuple(1 + n / 1000 for n in range(20)), 60.0)
    one_at_a_time = forecast("serverless", stretch=burst, container_concurrency=1, max_scale=1)
    together = forecast("serverless", stretch=burst)
    assert one_at_a_time.percentiles[99.0].value > together.percentiles[99.0].value + 0.5
