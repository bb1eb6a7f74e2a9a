"""What a month costs on each variant, checked by hand and by the limits it must have."""

from dataclasses import replace
from decimal import Decimal
from math import exp

import pytest
from modelbench.api.choices import MONTH_SECONDS, Shape
from modelbench.api.names import CONTAINERIZED, SERVERLESS
from modelbench.cost.quantities import CONTROL_PLANE
from modelbench.forecast.month import control_plane_month
from modelbench.forecast.timings import Estimate, Timings
from msgspec import structs

from tests.unit.made.decisions import COST, TIMINGS, cost_of, profile, sheet

EXACT = Timings(
    cold_start=Estimate(2.0, 2.0, 2.0),
    initialization=Estimate(1.0, 1.0, 1.0),
    service=Estimate(0.01, 0.01, 0.01),
    handler=Estimate(0.01, 0.01, 0.01),
)


def test_containers_that_always_run_cost_their_requests_all_month():
    """2 * 730 h * (0.1 * 0.031611 + 0.125 * 0.004237) = 5.3885 USD, at any traffic."""
    for rate in (0.001, 5):
        found = profile(rate, settings={"containerized": {"replicas": 2}})
        cost = cost_of(found, CONTAINERIZED)
        assert cost.month.amount.quantize(Decimal("0.0001")) == Decimal("5.3885")
        assert cost.interval == (cost.month.amount, cost.month.amount)
        assert cost.month.cold_requests == 0


def test_pods_of_a_quiet_service_exist_for_each_request_alone():
    """Hardly any requests: each has a pod of its own, for start + window + grace + drain."""
    month = cost_of(profile(1e-6, timings=EXACT), SERVERLESS).month
    assert month.cold_starts == pytest.approx(1e-6 * MONTH_SECONDS, rel=1e-3)
    assert month.pod_seconds / month.cold_starts == pytest.approx(2 + 6 + 4 + 30, rel=1e-3)


def test_the_pod_of_a_busy_service_exists_all_month_with_its_queue_proxy():
    """730 h * (0.125 * 0.031611 + 0.125 * 0.004237) = 3.2711 USD."""
    cost = cost_of(profile(5, timings=EXACT), SERVERLESS)
    assert cost.month.pod_seconds == pytest.approx(MONTH_SECONDS, rel=1e-6)
    assert cost.month.amount.quantize(Decimal("0.0001")) == Decimal("3.2711")
    assert cost.month.cold_starts == pytest.approx(0, abs=1e-9)


def test_the_idle_part_of_the_pods_time_is_shown():
    """At 5/s * 10 ms a pod has a request for 4.9% of its time: 1 - exp(-0.05)."""
    found = profile(5, timings=EXACT)
    for name in (SERVERLESS, CONTAINERIZED):
        assert cost_of(found, name).month.idle_share == pytest.approx(exp(-0.05), rel=0.001)
    assert cost_of(profile(1e-6, timings=EXACT), SERVERLESS).month.idle_share > 0.999
    unknown = profile(5, timings=replace(EXACT, handler=None))
    assert cost_of(unknown, CONTAINERIZED).month.idle_share is None


def test_pod_seconds_and_cold_starts_agree_with_the_closed_formula_where_it_holds():
    """One pod at a constant rate: a cycle has a start, holds, and the time at zero between two.

    Starts come at rate * p of a second, p = exp(-rate T) / (1 + rate C exp(-rate T)), since a cold
    request holds its pod for its start C as well.
    """
    month = cost_of(profile(0.05, timings=EXACT), SERVERLESS).month
    idle, start = exp(-0.05 * 10.01), 2 - 0.01
    starts = 0.05 * MONTH_SECONDS * idle / (1 + 0.05 * start * idle)
    assert month.cold_starts == pytest.approx(starts, rel=0.01)
    assert month.cold_requests == pytest.approx(starts * (1 + 0.05 * start), rel=0.01)
    expected = MONTH_SECONDS - starts / 0.05 + starts * 30
    assert month.pod_seconds == pytest.approx(expected, rel=0.01)


def test_a_longer_window_makes_fewer_cold_starts():
    starts = [
        cost_of(profile(0.01, cost=structs.replace(COST, stable_window_seconds=w)), SERVERLESS)
        for w in (6, 60, 600)
    ]
    counts = [cost.month.cold_starts for cost in starts]
    assert counts == sorted(counts, reverse=True)
    assert counts[0] > 10 * counts[2]


def test_more_requests_at_once_than_a_pod_takes_need_more_pods():
    """50/s * 1 s = 50 at once; 70% of a target of 10 are 7: 8 pods, and more for a while
    where more come at once, but no more than maxScale.
    """
    slow = replace(EXACT, service=Estimate(1.0, 1.0, 1.0))
    for most, pods in ((30, 8), (3, 3)):
        settings = {"serverless": {"target_concurrency": 10, "max_scale": most}}
        month = cost_of(profile(50, settings=settings, timings=slow), SERVERLESS).month
        assert pods - 0.01 <= month.pod_seconds / MONTH_SECONDS < min(most + 0.01, 1.7 * pods)


def test_the_control_plane_is_shown_or_counted_and_divided():
    """730 h * (0.6 * 0.031611 + 360/1024 * 0.004237) = 14.9330 USD."""
    whole = control_plane_month(sheet(), 1)
    assert whole.quantize(Decimal("0.0001")) == Decimal("14.9330")
    assert CONTROL_PLANE.vcpu == Decimal("0.6")
    without = cost_of(profile(0.01), SERVERLESS).month.amount
    cost = structs.replace(COST, include_control_plane=True, control_plane_services=10)
    assert cost_of(profile(0.01, cost=cost), SERVERLESS).month.amount == without + whole / 10
    assert cost_of(profile(0.01, cost=cost), CONTAINERIZED).month.amount < 3


def test_lambda_bills_requests_and_the_initialization_of_cold_ones():
    """At 1e-5/s every request is cold: 26.28 * (1 request + 1.0105 s * 0.173 GB).

    Half a millisecond of each is what Lambda's rounding comes to in the mean.
    """
    lambda_ = sheet("aws-lambda").without_free_tier()
    month = cost_of(profile(1e-5, [lambda_], timings=EXACT), SERVERLESS, "aws-lambda").month
    cold = exp(-1e-5 * 300.01)
    assert month.cold_starts == pytest.approx(26.28 * cold)
    # 0.1 * 1769 MB, in whole ones
    gibibytes = 177 / 1024
    seconds = 26.28 * 0.0105 + month.cold_requests * 1.0
    expected = 26.28 * 2e-7 + seconds * gibibytes * 0.0000166667
    assert float(month.amount) == pytest.approx(expected, rel=1e-6)


def test_the_free_tier_counts_or_not():
    lambda_ = [sheet("aws-lambda")]
    free = cost_of(profile(0.1, lambda_), SERVERLESS, "aws-lambda").month.amount
    paid = cost_of(
        profile(0.1, lambda_, cost=structs.replace(COST, include_free_tier=False)),
        SERVERLESS,
        "aws-lambda",
    ).month.amount
    assert free == 0
    assert paid > 0


@pytest.mark.parametrize(
    ("missing", "name", "words"),
    [
        ("cold_start", "own-cluster", "spec.scenarios.coldStart"),
        ("service", "own-cluster", "spec.scenarios.steady"),
        ("handler", "aws-lambda", "spec.scenarios.steady"),
        ("initialization", "aws-lambda", "the start of the application"),
    ],
)
def test_a_cost_that_rests_on_what_was_not_measured_is_absent(missing, name, words):
    found = profile(0.01, [sheet(name)], timings=replace(TIMINGS, **{missing: None}))
    cost = cost_of(found, SERVERLESS, name)
    assert (cost.month, cost.interval) == (None, None)
    assert words in cost.missing


def test_a_pod_that_a_sheet_does_not_sell_has_no_cost():
    settings = {"containerized": {"model": {"cpu": 99}}}
    cost = cost_of(
        profile(1, [sheet("aws-fargate")], settings=settings), CONTAINERIZED, "aws-fargate"
    )
    assert cost.month is None
    assert "has no size of 99 vCPU" in cost.missing


def test_a_sheet_prices_the_modes_that_it_can_run():
    names = ("own-cluster", "aws-lambda", "aws-fargate", "google-cloud-run")
    found = profile(1, [sheet(name) for name in names], shape=Shape.BURSTS)
    assert [cost.option.key for cost in found.costs] == [
        ("serverless", "own-cluster"),
        ("containerized", "own-cluster"),
        ("serverless", "aws-lambda"),
        ("containerized", "aws-fargate"),
        ("serverless", "google-cloud-run"),
    ]
    assert all(cost.month is not None for cost in found.costs)
