"""The simulation of pods and an autoscaler, held against one that was written apart from it."""

import math
import statistics

import pytest
from modelbench.forecast.environments import Environments
from modelbench.forecast.simulated import Budget, OverloadError, month_of_pods, month_of_requests
from modelbench.forecast.workload import Knative, Workload
from modelbench.traffic.spells import Spell

from tests.unit.forecast.independent import Service

MONTH = 2_628_000
DRAIN, GRACE = 30.0, 4.0


def workload(service=0.01, start=2.0, window=60.0, limit=math.inf, target=70.0, **settings):
    knative = Knative(window, target, grace=GRACE, **settings)
    return Workload((service,), (start,), limit, DRAIN, autoscaler=knative)


def month(work, rate, **budget):
    return month_of_pods(work, (Spell(3600, rate),), Budget(**{"requests": 8000, **budget}))


@pytest.mark.parametrize(
    ("window", "start", "service", "limit", "rate"),
    [(6, 10.0, 0.005, 0, 0.08), (60, 2.0, 1.0, 1, 0.1), (60, 30.0, 0.1, 10, 0.015)],
)
def test_it_agrees_with_an_independent_simulation(window, start, service, limit, rate):
    """Within 2% and twice the error of the slow one; the larger grid is a tool."""
    target = 0.7 * (limit or 100)
    work = workload(service, start, float(window), limit or math.inf, target)
    quick = month(work, rate, requests=16_000)
    slow = Service(
        lambda _: rate,
        rate,
        window,
        lambda _: start,
        lambda _: service,
        target,
        limit,
        DRAIN,
        GRACE,
        1,
    )
    slow.run(2000, counts=False)
    parts, seconds = [], 150 / rate
    for _ in range(8):
        before = slow.seen.pod_seconds
        slow.run(seconds)
        parts.append((slow.seen.pod_seconds - before) / seconds)
    error = 2 * statistics.stdev(parts) / math.sqrt(len(parts))
    pods = statistics.fmean(parts)
    assert quick.pod_seconds / MONTH == pytest.approx(pods, abs=0.02 * pods + error)
    cold, requests = slow.seen.cold / slow.seen.requests, slow.seen.requests
    by_chance = 2 * math.sqrt(2 * cold * (1 - cold) / requests) + 3 / requests
    assert quick.cold_share == pytest.approx(cold, abs=0.02 * cold + by_chance)
    assert quick.latencies.percentile(99) == pytest.approx(slow.seen.percentile(99), rel=0.05)


def test_the_same_samples_give_the_same_month():
    assert month(workload(), 0.02, seed=5) == month(workload(), 0.02, seed=5)
    month_of_pods.cache_clear()
    again = month(workload(), 0.02, seed=5)
    assert again.pod_seconds == month(workload(), 0.02, seed=5).pod_seconds


def test_a_longer_start_is_not_counted_for_each_request_that_finds_none():
    """While a pod starts no second one does: 1 + rate C exp(-rate T) fewer starts."""
    rate, hold, start = 0.1, 10.01, 30.0
    idle = math.exp(-rate * hold)
    starts = rate * MONTH * idle / (1 + rate * start * idle)
    assert month(workload(0.01, start, 6.0), rate).starts == pytest.approx(starts, rel=0.03)


def test_a_low_target_keeps_more_pods_than_the_mean_concurrency_asks_for():
    """A closed formula says one pod; a pod for each of those that come together says 3.2."""
    services = tuple(-math.log(1 - (i + 0.5) / 100) for i in range(100))
    work = Workload(services, (2.0,), 1, DRAIN, autoscaler=Knative(60.0, 0.7))
    assert 2.8 < month(work, 0.5).pod_seconds / MONTH < 3.7


def test_replicas_that_answer_less_than_comes_cannot_carry_it():
    """One request at a time in 0.2 s is 5 a second."""
    one = Workload((0.2,), slots=1, replicas=1)
    with pytest.raises(OverloadError, match="its pods answer 5"):
        month(one, 6)
    two = month(Workload((0.2,), slots=1, replicas=2), 6)
    assert two.latencies.percentile(50) < 0.4
    assert two.pod_seconds == pytest.approx(2 * MONTH)


def test_requests_that_queue_have_the_wait_of_the_queue():
    """M/D/1 at a load of 0.8: the mean wait is 0.8 / (2 * 0.2) services."""
    found = month(Workload((0.2,), slots=1), 4, requests=40_000)
    seconds, shares = found.latencies.seconds, (0.0, *found.latencies.shares)
    mean = sum(s * (b - a) for s, a, b in zip(seconds, shares, shares[1:], strict=False))
    assert mean == pytest.approx(0.2 + 0.2 * 2, rel=0.08)


def test_requests_that_come_together_need_environments_of_their_own():
    """As Lambda has it: a 1 s handler at 0.1/s has about 1% cold requests, not none."""
    found = month_of_requests(
        Workload((1.0,), (0.5,), 1), 300.0, (Spell(3600, 0.1),), Budget(20_000)
    )
    assert 0.008 < found.cold_share < 0.014


def test_an_environment_is_kept_for_as_long_as_the_sheet_says():
    kept = Environments(Workload((1.0,), (0.5,), 1), 10.0, 1)
    for instant in (0.0, 11.0, 23.0):
        kept.arrive(instant, 1.0)
    assert (kept.tally.starts, kept.tally.cold_beside) == (2, 0)


def test_a_long_stretch_is_as_its_part():
    """Business hours at 10/s have 26 million requests; a part stands for them."""
    spells = (Spell(8 * 3600, 42.0), Spell(16 * 3600, 0.0))
    found = month_of_pods(workload(), spells, Budget(8000))
    assert found.requests == pytest.approx(42 / 3 * MONTH)
    assert found.starts == pytest.approx(MONTH / 86_400, rel=0.01)
    assert found.pod_seconds == pytest.approx(MONTH / 3, rel=0.02)
