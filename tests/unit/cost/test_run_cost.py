"""What the run itself cost: by the pods that existed, and by what they asked for or used."""

from decimal import Decimal

import pytest
from modelbench.api.names import Role
from modelbench.api.samples import Samples
from modelbench.api.scenarios.parts import Usage
from modelbench.api.scenarios.replay_samples import ReplayBlock, ReplaySamples
from modelbench.cost.run_cost import model_pods, pod_seconds, run_cost, whole_cost
from msgspec.structs import replace

from tests.unit.made.attacks import MILLISECOND, SECOND, segment
from tests.unit.made.decisions import MODEL, pod, sheet, variant
from tests.unit.made.trials import START, trial

VCPU_HOUR, GIB_HOUR = Decimal("0.031611"), Decimal("0.004237")
SERVERLESS, CONTAINERIZED = variant(), variant("containerized")
HOUR = 3600
EXACT = Decimal("1e-18")


def price(vcpu, gibibytes, seconds):
    whole = Decimal(vcpu) * VCPU_HOUR + Decimal(gibibytes) * GIB_HOUR
    return (whole * seconds / HOUR).quantize(EXACT)


def test_a_pod_costs_what_it_asked_for_while_it_existed():
    samples = Samples(pods=(pod(end=60), pod(begin=100, end=130, uid="b")))
    found = run_cost(samples, SERVERLESS, sheet())
    assert found.total.quantize(EXACT) == price("0.125", "0.125", 90)
    assert found.queue_proxy.quantize(EXACT) == price("0.025", 0, 90)
    assert pod_seconds(model_pods(samples, "serverless")) == 90


def test_the_other_variant_s_pods_do_not_count():
    samples = Samples(pods=(pod(end=60), pod("containerized", containers=(MODEL,), uid="c")))
    found = run_cost(samples, CONTAINERIZED, sheet())
    assert found.total.quantize(EXACT) == price("0.1", "0.125", 60)
    assert (found.queue_proxy, found.control_plane) == (0, None)


def test_all_time_is_idle_in_which_no_request_was_under_way():
    """The trial's request takes 1.84 s of 60 s; a second one at the same time adds nothing."""
    samples = Samples(pods=(pod(end=60),), trials=(trial(), trial(order=2)))
    found = run_cost(samples, SERVERLESS, sheet())
    assert found.idle.quantize(EXACT) == price("0.125", "0.125", Decimal("58.16"))


def under_load(usage):
    """A minute of load in the midst of two minutes of a pod."""
    attack = segment([5 * MILLISECOND] * 601, rate=10, usage=usage)
    return Samples(pods=(pod(begin=-30, end=90),), segments=(attack,))


def test_what_is_used_beyond_the_requests_is_added():
    """OpenCost's max(request, usage): 225m instead of 125m for the 60 s of the load."""
    samples = under_load(Usage(225, 64, 3))
    assert samples.segments[0].actual_span_nanoseconds == 60 * SECOND
    found = run_cost(samples, SERVERLESS, sheet())
    expected = price("0.125", "0.125", 120) + price("0.1", 0, 60)
    assert found.total.quantize(EXACT) == pytest.approx(expected, abs=Decimal("1e-15"))


def test_what_is_asked_for_and_not_used_is_paid_for():
    for usage in (Usage(25, 10, 3), None):
        found = run_cost(under_load(usage), SERVERLESS, sheet())
        assert found.total.quantize(EXACT) == price("0.125", "0.125", 120)


def test_memory_beyond_the_requests_is_added_too():
    found = run_cost(under_load(Usage(25, 256, 3)), SERVERLESS, sheet())
    expected = price("0.125", "0.125", 120) + price(0, "0.125", 60)
    assert found.total.quantize(EXACT) == pytest.approx(expected, abs=Decimal("1e-15"))


def test_the_control_plane_is_shown_for_as_long_as_the_variant_had_a_pod():
    """Two pods at the same time keep it up once."""
    pods = (pod(end=60), pod(begin=30, end=90, uid="b"), pod(begin=200, end=210, uid="c"))
    found = run_cost(Samples(pods=pods), SERVERLESS, sheet())
    expected = price("0.6", Decimal(360) / 1024, 100)
    assert found.control_plane.quantize(EXACT) == pytest.approx(expected, abs=Decimal("1e-15"))


def test_the_benchmark_costs_all_its_pods():
    pods = (pod(), pod("containerized", uid="b"), pod("runner", uid="c"), pod("generator", uid="d"))
    samples = Samples(pods=pods)
    assert whole_cost(samples, sheet()).quantize(EXACT) == price("0.125", "0.125", 240)
    assert pod_seconds(samples.pods) == 240


def test_a_sheet_with_a_minimum_bills_each_pod_for_a_minute_and_nothing_is_free():
    fargate = sheet("aws-fargate")
    found = run_cost(Samples(pods=(pod("containerized", end=3),)), CONTAINERIZED, fargate)
    assert found.total == 60 * (Decimal("0.25") * fargate.vcpu_second + fargate.gibibyte_second / 2)


def test_a_pod_that_was_seen_once_has_cost_nothing():
    short = replace(pod(), ended_nanoseconds=START)
    assert run_cost(Samples(pods=(short,)), SERVERLESS, sheet()).total == 0
    assert run_cost(Samples(), SERVERLESS, sheet()).total == 0


def test_the_pods_of_a_measured_start_count_for_the_run_and_not_for_the_variant():
    started = pod("containerized", containers=(MODEL,), uid="s", role=Role.START)
    found = Samples(pods=(pod("containerized", containers=(MODEL,)), started))
    assert run_cost(found, CONTAINERIZED, sheet()).total.quantize(EXACT) == price(
        "0.1", "0.125", 60
    )
    assert whole_cost(found, sheet()).quantize(EXACT) == price("0.1", "0.125", 120)
    assert pod_seconds(model_pods(found, "containerized")) == 60


def replay(*busy, seconds=120):
    """A stretch of which each part tells how many seconds a request was under way in it."""
    blocks = tuple(ReplayBlock(1, busy_nanoseconds=round(one * SECOND)) for one in busy)
    told = ReplaySamples(seconds * SECOND, seconds * SECOND, blocks)
    stretch = segment([MILLISECOND] * 2, scenario="replay", rate=1, replay=told)
    return replace(stretch, actual_span_nanoseconds=(seconds - 1) * SECOND)


def idle(pods, stretch):
    samples = Samples(pods=pods, segments=(stretch,))
    return run_cost(samples, SERVERLESS, sheet()).idle


def test_the_pauses_of_a_replay_are_idle():
    """A pod of 40 s in each of two minutes, with requests for 5 and 15 s."""
    pods = (pod(begin=10, end=50), pod(begin=70, end=110, uid="b"))
    found = idle(pods, replay(5, 15))
    assert found == pytest.approx(price("0.125", "0.125", 60), abs=Decimal("1e-15"))


def test_a_request_that_waits_for_a_pod_makes_none_busier_than_always():
    assert idle((pod(begin=50, end=60),), replay(60, 0)) == 0


def test_a_replay_that_does_not_tell_its_requests_counts_as_busy():
    told = replay(5, 15)
    untold = replace(told, replay=replace(told.replay, blocks=(ReplayBlock(1),)))
    assert idle((pod(begin=0, end=60),), untold) == 0
