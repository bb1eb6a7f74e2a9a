"""What a month of a Deployment with a HorizontalPodAutoscaler costs, and what its users meet."""

from dataclasses import replace
from decimal import Decimal

import pytest
from modelbench.api.choices import MONTH_SECONDS, Shape
from modelbench.api.decision_status import ProfileStatus
from modelbench.api.names import CONTAINERIZED
from modelbench.api.samples import Samples
from modelbench.api.scenarios.parts import ScaleChange, Usage
from modelbench.api.spec import HorizontalPodAutoscaler
from modelbench.api.status import Status
from modelbench.decision.cost_status import profile_status
from modelbench.decision.recommendation import recommend
from modelbench.decision.sentence import sentence
from modelbench.forecast.arrivals import Stretch
from modelbench.forecast.horizontal_simulation import simulation_of
from modelbench.forecast.many_spells import slowed
from modelbench.forecast.measured_variants import measured_variants
from modelbench.forecast.outcome import distribution
from modelbench.forecast.timings import Estimate
from modelbench.forecast.traffic_cost import TrafficCost
from modelbench.forecast.workload import Horizontal, Workload
from modelbench.view import decision as view
from modelbench.view.price_rows import notes_of

from tests.unit.made.attacks import MILLISECOND, one_at_a_time, segment
from tests.unit.made.decisions import COST, TIMINGS, measured, sheet, spec, traffic

CORE = Decimal(1)


def scaled(used=CORE, most=10, replicas=1, capacity=None, timings=TIMINGS):
    """A request uses 5 ms of CPU, a pod asks for 100m of which 80% are to be used: 16/s a pod."""
    settings = HorizontalPodAutoscaler(most, 80, 300)
    found = measured(CONTAINERIZED, timings, replicas=replicas, horizontal_pod_autoscaler=settings)
    return replace(found, used_vcpu=used, pod_capacity=capacity)


def taking(seconds):
    """Responses that take so long, with the CPU of others."""
    return replace(TIMINGS, service=Estimate(seconds, seconds, seconds))


def profile(*variants, rate, **changes):
    return TrafficCost(traffic(rate, **changes), [sheet()], variants, COST)


def month(variant, rate, **changes):
    (found,) = profile(variant, rate=rate, **changes).costs
    return found


def users(variant, rate):
    (found,) = profile(variant, rate=rate).users
    return found


def test_a_load_that_needs_three_pods_costs_three_pods():
    """40/s are 2.5 pods. 3 * 730 h * (0.1 * 0.031611 + 0.125 * 0.004237) = 8.0828 USD."""
    found = month(scaled(), 40)
    assert found.month.pod_seconds == pytest.approx(3 * MONTH_SECONDS, rel=0.01)
    assert float(found.month.amount) == pytest.approx(8.0828, rel=0.01)
    lower, upper = found.interval
    assert lower <= found.month.amount <= upper < Decimal("8.5")


def test_a_load_that_the_fewest_hold_costs_the_fewest():
    two = month(scaled(replicas=2), 1)
    assert two.month.amount.quantize(Decimal("0.0001")) == Decimal("5.3885")
    assert month(scaled(most=1), 40).month.pod_seconds == pytest.approx(MONTH_SECONDS)


def test_pods_that_come_for_the_peak_are_paid_for_while_it_lasts():
    """A third of a day at 120/s needs 8 pods; at night one is enough."""
    found = month(scaled(most=20), 40, shape=Shape.BUSINESS_HOURS)
    assert 2.5 < found.month.pod_seconds / MONTH_SECONDS < 5


def test_it_carries_what_the_most_pods_answer():
    """A pod answers 20/s: 10 pods carry 150/s and not 250/s."""
    variant = scaled(capacity=20.0, timings=taking(0.05))
    assert users(variant, 150).carries
    found = users(variant, 250)
    assert "its pods answer 200" in found.cannot_carry


def test_pods_that_are_full_before_their_cpu_is_get_no_company():
    """Full pods answer 10/s with 5 ms of CPU each: 50m, of which 80m would add no pod."""
    found = users(scaled(capacity=10.0, timings=taking(0.1)), 15)
    assert "its pods answer" in found.cannot_carry


def test_without_cpu_of_a_request_it_has_the_fewest_pods_and_says_so():
    variant = scaled(used=None)
    found = month(variant, 40)
    assert found.month.pod_seconds == MONTH_SECONDS
    (cost,) = profile_status(profile(variant, rate=40), COST).costs
    told = (
        "its HorizontalPodAutoscaler is not counted, since how much CPU a request uses was not "
        "measured: 1 pod all month"
    )
    assert cost.priced_note == told
    assert f"containerized on own-cluster: {told}" in notes_of(ProfileStatus("", costs=(cost,)))
    shown = view.cost(Status(traffic=(ProfileStatus("quiet", 1, costs=(cost,)),)))
    assert f"containerized on own-cluster: {told}" in shown.notes
    assert told in sentence(recommend(profile(variant, rate=40), [], None))
    overloaded = users(replace(variant, pod_capacity=10.0), 900)
    assert told in overloaded.cannot_carry


def test_without_a_start_it_is_not_forecast_either():
    found = scaled(timings=replace(TIMINGS, cold_start=None))
    assert found.horizontal is None
    assert "how long a pod takes to start" in found.horizontal_note


def test_a_price_is_known_at_every_rate_of_a_curve():
    """Beyond what its pods answer a break-even's curve goes on with all of them."""
    slow = scaled(most=3, capacity=20.0, timings=taking(0.05))
    found = profile(measured(), slow, rate=1).break_evens
    assert [one.missing for one in found] == [None]


def requests(count, rate, ready, usage=True):
    """Rounds of a steady rate with so many pods ready."""
    scale = (ScaleChange(0, ready, ready),)
    used = Usage(500, 64, 3) if usage else None
    services = [50 * MILLISECOND] * (rate * 10)
    return [
        segment(services, rate=rate, variant=CONTAINERIZED, usage=used, scale=scale, round=number)
        for number in range(count)
    ]


ASKED = spec(
    containerized={
        "replicas": 1,
        "horizontalPodAutoscaler": {
            "maxReplicas": 3,
            "targetCPUUtilizationPercentage": 80,
            "scaleDownStabilizationSeconds": 300,
        },
    }
)


def read(segments, monkeypatch, starts=TIMINGS.cold_start):
    """The containerized variant as it is read from samples; pods take 1.8 s to start."""
    monkeypatch.setattr("modelbench.forecast.timings._median", lambda *_: starts)
    _, found = measured_variants(Samples(segments=tuple(segments)), ASKED)
    return found


def test_rates_that_added_pods_helped_to_hold_count_where_they_are_paid_for(monkeypatch):
    assert read(requests(2, 20, ready=3), monkeypatch).highest_rate == 20
    assert read(requests(2, 20, ready=3, usage=False), monkeypatch).highest_rate == 0


def test_a_queue_before_all_pods_came_rules_no_rate_out(monkeypatch):
    """One pod answers 5 a second. With three of them a queue at 20/s is too much."""
    used = requests(2, 2, ready=1)

    def grown(ready):
        scale = (ScaleChange(0, ready, ready),)
        queued = [
            one_at_a_time(20, servers=ready, variant=CONTAINERIZED, scale=scale, seconds=20)
            for _ in range(2)
        ]
        return read([*used, *queued], monkeypatch)

    assert grown(1).overload.beyond == float("inf")
    assert grown(1).pod_capacity == pytest.approx(5, rel=0.1)
    assert grown(3).overload.beyond == pytest.approx(15, rel=0.1)


def test_few_slow_requests_stand_for_many():
    """A rush of 100/s beyond one pod's 50/s: as many pods, as long waits."""
    work = Workload((0.02,), (20.0,), 1, 0.0, 1, horizontal=Horizontal(1, 10, 80, 0.2, 0.8, 300.0))
    found = []
    for wanted in (1.0, 8.0):
        simulated = simulation_of(work, 1)
        simulated.run(Stretch(30.0, 4.0), counts=False)
        for seconds, rate in ((300.0, 100.0), (900.0, 4.0)):
            simulated.run(slowed(Stretch(seconds, rate), work, wanted))
        tally = simulated.tally
        waits = distribution([(s, w) for s, w, _ in tally.latencies])
        found.append((tally.pod_seconds, waits.percentile(95), waits.percentile(50)))
    exact, quick = found
    assert quick[0] == pytest.approx(exact[0], rel=0.03)
    assert quick[1] == pytest.approx(exact[1], rel=0.1)
    assert quick[2] == pytest.approx(exact[2], rel=0.05)
