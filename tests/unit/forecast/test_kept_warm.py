"""A Knative Service with minScale of 1 or more is paid for all the time, and is never cold."""

from dataclasses import replace
from decimal import Decimal
from math import exp

import pytest
from modelbench.api.choices import MONTH_SECONDS, Shape
from modelbench.forecast.timings import Estimate
from msgspec import structs

from tests.unit.made.decisions import COST, FOUR, TIMINGS, cost_of, profile, sheet

SECOND = Estimate(1, 1, 1)
SLOW = replace(TIMINGS, cold_start=Estimate(2, 2, 2), service=SECOND, handler=SECOND)
NAMES = ("serverless", "containerized", "kept")
HELD = dict.fromkeys(FOUR, 50)


def kept(rate=0.01, sheet_name="own-cluster", sheets=None, timings=TIMINGS, cost=COST, **settings):
    shape = settings.pop("shape", Shape.CONSTANT)
    found = profile(
        rate,
        sheets,
        NAMES,
        cost=cost,
        timings=timings,
        highest=HELD,
        settings={"kept": settings},
        shape=shape,
    )
    return cost_of(found, "kept", sheet_name)


@pytest.mark.parametrize(("pods", "dollars"), [(1, "3.2708745"), (3, "9.8126235")])
def test_its_month_is_that_of_its_pods_to_the_last_digit(pods, dollars):
    """2 628 000 s * pods * 0.125 * (0.000008777 a vCPU-second + 0.00000118 a GiB-second), with the
    25m of queue-proxy beside the 100m of the model.
    """
    own = sheet(vcpu_second=Decimal("0.000008777"), gibibyte_second=Decimal("0.00000118"))
    cost = kept(sheets=[own], min_scale=pods)
    assert cost.month.amount == Decimal(dollars)
    assert cost.interval == (Decimal(dollars), Decimal(dollars))
    assert cost.month.pod_seconds == pytest.approx(MONTH_SECONDS * pods)


def test_no_request_of_it_is_cold():
    month = kept().month
    assert (month.cold_starts, month.cold_requests) == (0, 0)
    assert kept().cold_interval == (0, 0)


def test_it_needs_no_cold_start_and_no_start_of_the_application_but_a_service_time():
    assert kept(timings=replace(TIMINGS, cold_start=None, initialization=None)).month
    missing = kept(timings=replace(TIMINGS, service=None))
    assert missing.month is None
    assert "spec.scenarios.steady" in missing.missing


def test_it_has_as_many_pods_as_the_rate_needs_up_to_max_scale():
    """50/s * 1 s are 50 at once; 70% of a target of 10 are 7: 8 pods, and more at times."""
    for most, pods in ((10, 8), (3, 3)):
        month = kept(50, timings=SLOW, target_concurrency=10, max_scale=most, min_scale=2).month
        assert pods - 0.01 < month.pod_seconds / MONTH_SECONDS < pods + 2
        assert month.pod_seconds <= most * MONTH_SECONDS * 1.001
    few = kept(0.01, min_scale=2, max_scale=10).month
    assert few.pod_seconds == pytest.approx(2 * MONTH_SECONDS)


def test_the_pods_beyond_the_kept_ones_go_after_a_burst():
    """60/s * 1 s for a minute need 9 pods: 8 beyond the kept one, for half a window and a drain."""
    month = kept(
        1, timings=SLOW, shape=Shape.BURSTS, target_concurrency=10, stable_window_seconds=60
    ).month
    an_hour = month.pod_seconds * 3600 / MONTH_SECONDS
    assert an_hour == pytest.approx(3600 + 8 * (60 + 30 + 30), rel=0.05)


def test_the_kept_pods_are_not_billed_as_pods_that_come_and_go():
    """A minimum of ten minutes counts for each of the 8 that do, not for the one that stays."""
    changes = {"shape": Shape.BURSTS, "target_concurrency": 10, "stable_window_seconds": 60}
    plain = kept(1, timings=SLOW, **changes).month.amount
    ten = kept(1, sheets=[sheet(minimum_seconds=Decimal(600))], timings=SLOW, **changes).month
    seconds = float(ten.amount / plain) * (3600 + 8 * 120)
    assert seconds == pytest.approx(3600 + 8 * 600, rel=0.2)


def test_its_idle_time_is_told():
    month = kept(5, timings=SLOW, target_concurrency=100).month
    assert month.idle_share == pytest.approx(exp(-5), abs=0.01)


def test_its_share_of_the_control_plane_counts_where_that_is_asked_for():
    counted = structs.replace(COST, include_control_plane=True, control_plane_services=10)
    assert kept(cost=counted).month.amount - kept().month.amount == pytest.approx(
        Decimal("1.4933"), abs=Decimal("0.0001")
    )


@pytest.mark.parametrize("name", ["aws-lambda", "google-cloud-run"])
def test_a_provider_that_bills_requests_may_have_no_price_for_it(name):
    cost = kept(sheets=[sheet(name, kept=None)], sheet_name=name)
    assert (cost.month, cost.is_sold) == (None, False)
    assert cost.missing == f"{name} has no price for pods kept warm"


def test_at_many_requests_it_costs_what_a_service_costs_that_may_go_to_zero():
    found = profile(5, names=NAMES, highest=HELD)
    amounts = [cost_of(found, name).month.amount for name in ("serverless", "kept")]
    assert amounts[0] == pytest.approx(amounts[1], abs=Decimal("0.005"))


def test_the_break_even_with_a_service_that_goes_to_zero_is_where_it_is_no_longer_cheaper():
    """While a pod starts and holds it is paid for as one that stays is; the time at zero saves what
    the drain of 30 s costs where a request comes every 30 s.
    """
    found = profile(0.001, names=NAMES, highest=HELD)
    (even,) = [one for one in found.break_evens if one.kept.name == "kept"]
    assert even.rate == pytest.approx(1 / 30, rel=0.02)
    assert (even.above, even.crossings) == ("kept", 1)
    assert even.lower < even.rate < even.upper
    costs = profile(even.rate, names=NAMES, highest=HELD)
    amounts = [cost_of(costs, name).month.amount for name in ("serverless", "kept")]
    assert float(amounts[0]) == pytest.approx(float(amounts[1]), rel=0.01)


def test_options_that_never_differ_have_no_break_even():
    free = sheet(vcpu_second=Decimal(0), gibibyte_second=Decimal(0))
    for even in profile(0.001, [free], NAMES, highest=HELD).break_evens:
        assert (even.rate, even.always) == (None, None)
        assert "cost the same at every rate" in even.missing


def test_two_that_keep_pods_and_two_that_do_not_have_no_break_even():
    found = profile(0.01, names=FOUR, highest=HELD).break_evens
    pairs = [(one.to_zero.name, one.kept.name) for one in found]
    assert pairs == [("serverless", name) for name in FOUR[1:]]


def test_there_are_never_more_break_evens_than_the_status_holds():
    sheets = [sheet(), *(replace(sheet(), name=f"own-{number}") for number in range(11))]
    found = profile(0.01, sheets, FOUR, highest={})
    assert len(found.break_evens) == 256


def test_what_a_provider_does_not_sell_has_no_break_even():
    sheets = [sheet("own-cluster"), sheet("aws-lambda")]
    found = profile(0.01, sheets, NAMES, highest=HELD).break_evens
    assert ("kept", "aws-lambda") not in {one.kept.key for one in found}


def test_a_scale_down_delay_keeps_the_pods_of_a_burst_for_longer():
    """Each of those beyond the kept one stays 100 s longer."""
    changes = {"shape": Shape.BURSTS, "target_concurrency": 10, "stable_window_seconds": 60}
    plain, delayed = (
        kept(1, timings=SLOW, scale_down_delay_seconds=delay, **changes).month.pod_seconds
        for delay in (0, 100)
    )
    assert (delayed - plain) * 3600 / MONTH_SECONDS > 8 * 100
