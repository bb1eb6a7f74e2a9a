"""What is paid beside the pods, and instances that a provider keeps."""

from dataclasses import replace
from decimal import Decimal

import pytest
from modelbench.api.mode import Mode
from modelbench.cost.price_sheet import Billing
from modelbench.cost.sheet_parts import Charged, Fee
from modelbench.forecast.kept_by_request import all_busy
from modelbench.forecast.timings import Estimate

from tests.unit.made.decisions import TIMINGS, cost_of, profile, sheet

EVERY, MONTH = tuple(Mode), 2_628_000
BALANCER = Fee("balancer", Decimal("16.425"), Decimal(0), EVERY, counted=True)
GATEWAY = Fee("gateway", Decimal(0), Decimal(1), (Mode.SERVERLESS,), counted=True)


def month(name, sheets, rate=1.0, **changes):
    found = profile(rate, sheets, (name,), **changes)
    return cost_of(found, name, sheets[0].name).month


def test_a_monthly_fee_is_a_part_of_each_month():
    for name in ("serverless", "containerized", "kept"):
        difference = month(name, [sheet(fees=(BALANCER,))]).amount - month(name, [sheet()]).amount
        assert difference == pytest.approx(Decimal("16.425"))


def test_a_fee_by_the_million_counts_the_requests_of_its_modes():
    with_fee, without = [sheet(fees=(GATEWAY,))], [sheet()]
    difference = month("serverless", with_fee).amount - month("serverless", without).amount
    assert difference == pytest.approx(Decimal("2.628"))
    assert month("containerized", with_fee).amount == month("containerized", without).amount


def test_a_fee_that_is_not_counted_changes_nothing():
    one = sheet(fees=(replace(BALANCER, counted=False),))
    assert month("serverless", [one]).amount == month("serverless", [sheet()]).amount


def test_a_fee_by_the_request_moves_the_break_even_though_containers_always_run():
    rates = [
        profile(0.01, [sheet(fees=fees)]).break_evens[0].rate
        for fees in ((), (replace(GATEWAY, million_requests=Decimal(50)),))
    ]
    assert rates[1] < rates[0]


@pytest.mark.parametrize(("instances", "load", "share"), [(1, 1.0, 0.5), (2, 1.0, 0.2), (0, 1, 1)])
def test_erlang_b_by_hand(instances, load, share):
    assert all_busy(instances, load) == pytest.approx(share)


def test_provisioned_concurrency_is_paid_all_month_and_its_requests_by_their_own_price():
    """0.1 vCPU is 177 MiB: 2,628,000 s * 177/1024 GiB * 0.0000041667 = 1.8927 USD."""
    quiet = month("kept", [sheet("aws-lambda")], rate=1e-9)
    assert float(quiet.amount) == pytest.approx(1.8927, rel=1e-4)
    assert quiet.cold_requests < 1


def test_minimum_instances_cost_less_while_they_are_idle():
    run = sheet("google-cloud-run").without_free_tier()
    always = replace(run, kept=replace(run.kept, charged=Charged.ALWAYS))
    timings = replace(TIMINGS, handler=Estimate(0.5, 0.5, 0.5))
    idle, all_the_time = (month("kept", [one], timings=timings).amount for one in (run, always))
    assert idle < all_the_time


@pytest.mark.parametrize("charged", list(Charged))
def test_a_gpu_of_a_kept_instance_is_paid_once(charged):
    """An hour of it costs 0.6 USD; most requests are answered by the kept one."""
    timings = replace(TIMINGS, handler=Estimate(0.5, 0.5, 0.5))
    model = {"cpu": "100m", "memory": "128Mi", "example.com/gpu": "1"}
    run = sheet("google-cloud-run").without_free_tier()
    run = replace(run, kept=replace(run.kept, charged=charged))
    dear, free = (
        replace(run, resources=(("example.com/gpu", Decimal(price) / 3600),))
        for price in ("0.6", 0)
    )
    with_price, without = (
        month("kept", [one], 0.5, timings=timings, settings={"kept": {"model": model}})
        for one in (dear, free)
    )
    kept_hours = 730
    beyond_hours = all_busy(1, 0.25) * 0.25 * kept_hours
    hours = float(with_price.amount - without.amount) / 0.6
    assert kept_hours <= hours < kept_hours + 1.5 * beyond_hours


def test_requests_beyond_those_kept_meet_a_start():
    timings = replace(TIMINGS, handler=Estimate(0.5, 0.5, 0.5))
    found = month("kept", [sheet("google-cloud-run")], rate=0.01, timings=timings)
    beyond = all_busy(1, 0.01 * 0.5) * 0.01 * MONTH
    assert found.cold_requests == pytest.approx(beyond, rel=0.1)


def test_a_start_that_the_provider_ends_is_billed_twice():
    months = []
    for seconds in (9.9, 10.1):
        timings = replace(TIMINGS, initialization=Estimate(seconds, seconds, seconds))
        free = sheet("aws-lambda").without_free_tier()
        months.append(month("serverless", [free], rate=0.0001, timings=timings).amount)
    assert float(months[1] / months[0]) == pytest.approx(20.1 / 9.9, rel=0.01)


def test_instances_of_a_provider_are_paid_while_they_wait():
    """One request an hour keeps one for 900 s of 3600: about a quarter of the month."""
    one = sheet("google-cloud-run-instances")
    assert one.billing is Billing.INSTANCES
    found = month("serverless", [one], rate=1 / 36_000)
    assert found.pod_seconds == pytest.approx(73 * 900, rel=0.05)
    size = one.vcpu_second + one.gibibyte_second / 8
    assert float(found.amount) == pytest.approx(found.pod_seconds * float(size), rel=0.01)


def test_instances_of_a_provider_may_cost_by_the_request_too():
    apps = sheet("azure-container-apps").without_free_tier()
    without = replace(apps, request=Decimal(0))
    difference = month("serverless", [apps]).amount - month("serverless", [without]).amount
    assert difference == pytest.approx(Decimal("1.0512"))
