"""What a month of many requests costs to simulate, and that it is the same month."""

import math
from dataclasses import replace

import pytest
from modelbench.forecast import settling, simulated
from modelbench.forecast.arrivals import Stretch
from modelbench.forecast.many_spells import MOST_TIMES, requests_of, sampled, slowed
from modelbench.forecast.settling import settle_after
from modelbench.forecast.simulated import Budget, month_of_pods, month_of_requests
from modelbench.forecast.simulation import Simulation
from modelbench.forecast.workload import Knative, Workload
from modelbench.traffic.spells import Spell

SERVICES = tuple(-0.05 * math.log(1 - (n + 0.5) / 200) for n in range(200))
BUDGET = Budget(4000)


def week(rate):
    """Rising and falling by the day, half of it at the weekend; nothing at night."""
    day = [max(0.0, math.sin(math.pi * (hour - 6) / 14)) for hour in range(24)]
    weights = [weight * (0.5 if number > 4 else 1.0) for number in range(7) for weight in day]
    return tuple(Spell(3600.0, rate * weight * 168 / sum(weights)) for weight in weights)


def pods(window=60.0, target=70.0, **settings):
    knative = Knative(window, target, grace=4.0, **settings)
    return Workload(SERVICES, (2.0,), math.inf, 30.0, autoscaler=knative)


@pytest.fixture
def steps(monkeypatch):
    """How many requests and decisions were simulated."""
    made = []

    class Counted(Simulation):
        def __init__(self, *settings):
            super().__init__(*settings)
            made.append(self)

    monkeypatch.setattr(simulated, "Simulation", Counted)
    month_of_pods.cache_clear()
    return lambda: sum(one.steps for one in made)


@pytest.mark.parametrize("rate", [1, 20, 100])
@pytest.mark.parametrize("window", [60.0, 900.0])
def test_no_rate_of_a_week_costs_more_than_a_few_times_the_budget(rate, window, steps):
    """Decisions at each tick come beside the requests."""
    month_of_pods(pods(window), week(rate), BUDGET)
    ticks = 168 * 2 * window / 2
    assert steps() < 2 * MOST_TIMES * BUDGET.requests + ticks


def test_a_week_by_some_of_its_hours_is_the_week(monkeypatch):
    short = month_of_pods(pods(), week(3), BUDGET)
    monkeypatch.setattr(simulated, "MOST_TIMES", 10**9)
    month_of_pods.cache_clear()
    whole = month_of_pods(pods(), week(3), BUDGET)
    month_of_pods.cache_clear()
    assert short.pod_seconds == pytest.approx(whole.pod_seconds, rel=0.01)
    assert short.busy_seconds == pytest.approx(whole.busy_seconds, rel=0.02)
    assert short.requests == pytest.approx(whole.requests)
    assert short.cold_share == pytest.approx(whole.cold_share, abs=0.0005)
    p95 = whole.latencies.percentile(95)
    assert short.latencies.percentile(95) == pytest.approx(p95, rel=0.1)


DAY = tuple(Spell(3600.0, 5.0 * hour) for hour in (1, 1, 2, 4, 8, 9, 9, 8, 6, 4, 2, 1))


def slow_to_start(**settings):
    knative = Knative(6.0, 14.0, grace=4.0, max_scale=1, **settings)
    return Workload(SERVICES, (60.0,), 20, 30.0, autoscaler=knative)


@pytest.mark.parametrize("kept", [0, 1])
def test_hours_in_which_the_only_pod_stays_need_no_room_for_its_start(kept, steps):
    """Two starts of a minute, twice in each hour, would be nine of ten requests."""
    month_of_pods(slow_to_start(min_scale=kept), DAY, Budget(600))
    mean = sum(spell.rate for spell in DAY) / len(DAY)
    settle = slow_to_start().settle_seconds
    assert steps() < 12 * 2 * mean * settle / 4


def test_a_day_without_room_for_starts_is_the_same_day(monkeypatch):
    short = month_of_pods(slow_to_start(), DAY, BUDGET)
    monkeypatch.setattr(settling, "LEAST_IN_HOLD", 10**9)
    month_of_pods.cache_clear()
    whole = month_of_pods(slow_to_start(), DAY, BUDGET)
    month_of_pods.cache_clear()
    assert short.pod_seconds == pytest.approx(whole.pod_seconds, rel=0.001)
    assert short.busy_seconds == pytest.approx(whole.busy_seconds, rel=0.02)
    assert short.cold_share == whole.cold_share == 0
    for percentile in (50, 95, 99):
        expected = pytest.approx(whole.latencies.percentile(percentile), rel=0.05)
        assert short.latencies.percentile(percentile) == expected


def test_room_for_starts_is_left_where_a_pod_may_come_or_go():
    seconds = slow_to_start().settle_seconds
    for settings, before, rate in (
        ({}, 1.0, 40.0),
        ({}, 40.0, 1.0),
        ({"max_scale": 4}, 40.0, 60.0),
        ({"max_scale": 4}, 2000.0, 60.0),
    ):
        workload = slow_to_start()
        workload = replace(workload, autoscaler=replace(workload.autoscaler, **settings))
        assert settle_after(before, rate, workload, seconds) == seconds
    assert settle_after(1000.0, 2000.0, workload, seconds) == seconds - 120


def test_the_hours_that_stand_for_others_weigh_as_much_as_all():
    spells = week(50)
    parts = sampled(spells, pods(), 80.0, 10, 2000.0)
    assert len(parts) < len(spells)
    weighed = [one for part in parts for one in part.stretches]
    assert sum(one.seconds * one.weight for one in weighed) == pytest.approx(168 * 3600)
    requests = sum(one.seconds * one.weight * one.rate for one in weighed)
    assert requests == pytest.approx(requests_of([Stretch(s.seconds, s.rate) for s in spells]))


def test_requests_are_slowed_only_where_an_autoscaler_cannot_tell():
    many = Stretch(600.0, 100.0)
    found = slowed(many, pods(), 50.0)
    assert found.slow > 2
    assert found.rate * found.slow == pytest.approx(100.0)
    assert slowed(many, pods(target=0.7), 50.0).slow < found.slow
    assert slowed(Stretch(600.0, 0.1), pods(), 50.0).slow == 1.0
    assert slowed(many, Workload(SERVICES), 50.0) == many


def test_a_provider_s_environments_cost_no_more_either():
    function = Workload(SERVICES, (0.5,), 1)
    found = month_of_requests(function, 300.0, week(200), BUDGET)
    busy = sum(SERVICES) / len(SERVICES) * found.requests
    assert found.pod_seconds == pytest.approx(busy, rel=0.02)
