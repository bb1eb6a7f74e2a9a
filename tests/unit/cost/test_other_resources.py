"""A sheet prices any resource, and what it has no price for is never taken to cost nothing."""

from decimal import Decimal

import pytest
from modelbench.api.pod_requests import pod_requests
from modelbench.api.pod_samples import ContainerRequest
from modelbench.api.samples import Samples
from modelbench.cost.pricing import amount, billed_footprint, pods_use
from modelbench.cost.quantities import container_request, requested_footprint
from modelbench.cost.run_cost import run_cost, whole_cost
from modelbench.cost.sizes import SizeError
from msgspec.structs import replace

from tests.unit.made.decisions import cost_of, measured, pod, profile, sheet, variant

MONTH_HOURS = 730
GPU = {"cpu": "100m", "memory": "128Mi", "example.com/gpu": "2"}


def priced(price="0.6", **changes):
    """A sheet with an hour of the GPU at that price."""
    return sheet(resources=(("example.com/gpu", Decimal(price) / 3600),), **changes)


def test_a_month_with_two_gpus_comes_to_the_last_digit():
    """730 h * (0.1 * 0.031611 + 0.125 * 0.004237 + 2 * 0.6) = 730 * 1.203690725 = 878.69422925."""
    settings = {"containerized": {"model": GPU}}
    found = profile(0.01, [priced()], ("containerized",), settings=settings)
    month = cost_of(found, "containerized").month.amount
    assert month.quantize(Decimal("1e-15")) == Decimal("878.69422925")


def test_its_price_changes_the_month_by_itself_alone():
    settings = {"containerized": {"model": GPU}}
    months = [
        cost_of(profile(0.01, [priced(p)], ("containerized",), settings=settings), "containerized")
        for p in ("0.5", "0.7")
    ]
    difference = months[1].month.amount - months[0].month.amount
    assert difference.quantize(Decimal("1e-12")) == 2 * MONTH_HOURS * Decimal("0.2")


@pytest.mark.parametrize("name", ["serverless", "containerized", "kept"])
@pytest.mark.parametrize("sheet_name", ["own-cluster", "aws-lambda", "google-cloud-run"])
def test_without_a_price_the_month_is_missing_and_says_of_what(name, sheet_name):
    found = profile(0.01, [sheet(sheet_name)], (name,), settings={name: {"model": GPU}})
    for cost in found.costs:
        assert cost.month is None
        assert cost.missing == f"{sheet_name} has no price for example.com/gpu"


def test_a_price_of_nothing_is_a_price():
    free = sheet(resources=(("example.com/gpu", Decimal(0)),))
    found = profile(0.01, [free], ("containerized",), settings={"containerized": {"model": GPU}})
    (without,) = profile(0.01, [sheet()], ("containerized",)).costs
    assert cost_of(found, "containerized").month.amount == without.month.amount


def test_the_break_even_follows_the_price():
    settings = {name: {"model": GPU} for name in ("serverless", "containerized")}
    rates = [
        profile(0.01, [one], settings=settings).break_evens[0].rate
        for one in (sheet(resources=(("example.com/gpu", Decimal(0)),)), priced("5"))
    ]
    assert rates[0] != rates[1]


def test_the_run_itself_pays_for_it():
    held = ContainerRequest("user-container", 100, 128 << 20, {"example.com/gpu": "1"})
    samples = Samples(pods=(pod("containerized", containers=(held,), end=3600),))
    found = run_cost(samples, variant("containerized"), priced())
    without = run_cost(
        replace(
            samples, pods=(pod("containerized", containers=(replace(held, others={}),), end=3600),)
        ),
        variant("containerized"),
        sheet(),
    )
    assert (found.total - without.total).quantize(Decimal("1e-15")) == Decimal("0.6")
    with pytest.raises(SizeError, match=r"no price for example\.com/gpu"):
        whole_cost(samples, sheet())


def test_a_size_that_is_sold_keeps_what_else_the_pod_asks_for():
    asked = requested_footprint({"cpu": Decimal("0.1"), "example.com/gpu": Decimal(1)})
    fargate = sheet("aws-fargate", resources=(("example.com/gpu", Decimal("0.001")),))
    assert billed_footprint(fargate, asked).others == (("example.com/gpu", Decimal(1)),)
    use = pods_use(fargate, asked, Decimal(100), Decimal(3))
    plain = pods_use(
        fargate, requested_footprint({"cpu": Decimal("0.1")}), Decimal(100), Decimal(3)
    )
    assert amount(fargate, use) - amount(fargate, plain) == Decimal("0.3")


def test_a_limit_stands_in_for_a_request():
    found = container_request("m", {"limits": {"example.com/gpu": "1", "cpu": 2}})
    assert (found.cpu_millicores, found.others) == (2000, {"example.com/gpu": "1"})
    model = measured("containerized", model={"cpu": "1"}).variant.model
    requests = {"cpu": "1m", "memory": "1Ki"}
    model = replace(model, resources={"limits": {"example.com/gpu": 1}, "requests": requests})
    expected = {"cpu": Decimal("0.001"), "memory": Decimal(1024), "example.com/gpu": Decimal(1)}
    assert pod_requests(model) == expected


def test_what_is_asked_for_as_nothing_needs_no_price():
    assert requested_footprint({"example.com/gpu": Decimal(0)}).others == ()
