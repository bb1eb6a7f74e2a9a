"""What the providers' own examples come to, computed from the shipped sheets."""

from decimal import Decimal

import pytest
from modelbench.api.quantity import quantity
from modelbench.cost.pricing import (
    SizeError,
    Use,
    amount,
    billed_footprint,
    billed_seconds,
    pods_use,
    requests_use,
)
from modelbench.cost.quantities import Footprint

from tests.unit.made.decisions import sheet

CENT = Decimal("0.01")


def footprint(vcpu, gibibytes):
    return Footprint(Decimal(vcpu), Decimal(gibibytes))


def cents(value):
    return value.quantize(CENT)


def test_lambda_512_mb_3_million_requests_of_1_s():
    """aws.amazon.com/lambda/pricing, example 1: compute 18.34, requests 0.40, together 18.74 USD.

    1 500 000 GB-s less 400 000 free at 0.00001667, the price as rounded in that example.
    """
    rounded = sheet("aws-lambda", gibibyte_second=Decimal("0.00001667"))
    use = requests_use(rounded, footprint("0", "0.5"), Decimal(1), Decimal(3_000_000))
    assert use.gibibyte_seconds == 1_500_000
    assert cents(amount(rounded, use)) == Decimal("18.74")


def test_lambda_at_the_price_of_today():
    """The same use at 0.0000166667: 1 100 000 * 0.0000166667 + 2 * 0.20 = 18.73 USD."""
    lambda_ = sheet("aws-lambda")
    use = requests_use(lambda_, footprint("0", "0.5"), Decimal(1), Decimal(3_000_000))
    assert cents(amount(lambda_, use)) == Decimal("18.73")


def test_lambda_50_ms_at_128_mb_is_10_4_cents_a_million():
    """adhdecode, "Lambda cost calculation breakdown": 0.104 USD without requests and free tier."""
    lambda_ = sheet("aws-lambda").without_free_tier()
    use = requests_use(lambda_, footprint("0", "0"), Decimal("0.05"), Decimal(1_000_000))
    compute = amount(lambda_, Use(gibibyte_seconds=use.gibibyte_seconds))
    assert compute.quantize(Decimal("0.001")) == Decimal("0.104")


def test_lambda_rounds_up_to_a_millisecond_and_buys_cpu_by_memory():
    lambda_ = sheet("aws-lambda")
    assert billed_seconds(lambda_, Decimal("0.0050001")) == Decimal("0.006")
    assert billed_seconds(lambda_, Decimal("0.005")) == Decimal("0.005")
    held = billed_footprint(lambda_, footprint("1", "0.25"))
    assert held.gibibytes * 1024 == 1769


def test_fargate_a_quarter_of_a_vcpu_all_month():
    """kindatechnical.com: (0.25 * 0.04048) + (0.5 * 0.004445) an hour; 730 hours: 9.01 USD."""
    fargate = sheet("aws-fargate")
    use = pods_use(fargate, footprint("0.1", "0.125"), Decimal(2_628_000), Decimal(1))
    assert cents(amount(fargate, use)) == Decimal("9.01")


def test_fargate_1_vcpu_4_gb_all_month():
    """wring.co, March 2026: "~$42/month"; 730 * (0.04048 + 4 * 0.004445) = 42.53 USD."""
    fargate = sheet("aws-fargate")
    use = pods_use(fargate, footprint("1", "4"), Decimal(2_628_000), Decimal(1))
    assert cents(amount(fargate, use)) == Decimal("42.53")


def test_fargate_five_tasks_of_10_minutes_a_day():
    """5 tasks, 1 vCPU and 2 GB, 10 minutes on 30 days: CPU 1.01 + memory 0.22 = 1.23 USD."""
    fargate = sheet("aws-fargate")
    use = pods_use(fargate, footprint("1", "2"), Decimal(600), Decimal(5 * 30))
    assert cents(amount(fargate, use)) == Decimal("1.23")


@pytest.mark.parametrize(
    ("asked", "sold"),
    [
        (("0.1", "0.125"), ("0.25", "0.5")),
        (("0.25", "0.6"), ("0.25", "1")),
        (("0.25", "2.5"), ("0.5", "3")),
        (("0.3", "0.5"), ("0.5", "1")),
        (("5", "17"), ("8", "20")),
    ],
)
def test_fargate_sells_sizes(asked, sold):
    assert billed_footprint(sheet("aws-fargate"), footprint(*asked)) == footprint(*sold)


def test_fargate_bills_a_minute_at_least_and_nothing_larger_than_it_sells():
    fargate = sheet("aws-fargate")
    assert billed_seconds(fargate, Decimal("3.2")) == 60
    assert billed_seconds(fargate, Decimal("60.2")) == 61
    with pytest.raises(SizeError, match="aws-fargate has no size of 17 vCPU"):
        billed_footprint(fargate, footprint("17", "1"))


def test_cloud_run_10_million_requests_of_200_ms():
    """cloud.google.com/run/pricing, tier 1, 1 vCPU and 512 MiB; the arithmetic is ours:

    (2 000 000 - 180 000) * 0.000024 + (1 000 000 - 360 000) * 0.0000025 + 8 * 0.40 = 48.48 USD.
    """
    cloud_run = sheet("google-cloud-run")
    use = requests_use(cloud_run, footprint("1", "0.5"), Decimal("0.2"), Decimal(10_000_000))
    assert cents(amount(cloud_run, use)) == Decimal("48.48")


def test_cloud_run_rounds_up_to_100_ms_and_the_first_requests_are_free():
    cloud_run = sheet("google-cloud-run")
    assert billed_seconds(cloud_run, Decimal("0.005")) == Decimal("0.1")
    free = requests_use(cloud_run, footprint("1", "0.5"), Decimal("0.005"), Decimal(1_000_000))
    assert amount(cloud_run, free) == 0


@pytest.mark.parametrize(
    ("name", "largest", "too_large"),
    [
        ("aws-lambda", ("5.788", "10"), ("5.789", "1")),
        ("aws-lambda", ("0.1", "10"), ("0.1", "10.01")),
        ("aws-lambda", ("1", "1"), ("4", "16")),
        ("google-cloud-run", ("8", "32"), ("8.1", "1")),
        ("google-cloud-run", ("1", "32"), ("1", "32.1")),
    ],
)
def test_no_provider_sells_more_than_its_largest_size(name, largest, too_large):
    """Lambda: up to 10240 MB, which buy 5.79 vCPU. Cloud Run: up to 8 vCPU and 32 GiB."""
    assert billed_footprint(sheet(name), footprint(*largest))
    with pytest.raises(SizeError, match=f"{name} has no size of {too_large[0]} vCPU"):
        billed_footprint(sheet(name), footprint(*too_large))


def test_a_cpu_of_cloud_run_costs_2_13_times_that_of_fargate():
    """So that busy for less than 47% of the time, Cloud Run's CPU is the cheaper one."""
    ratio = sheet("google-cloud-run").vcpu_second / sheet("aws-fargate").vcpu_second
    assert cents(ratio) == Decimal("2.13")


@pytest.mark.parametrize(
    ("text", "value"),
    [("250m", "0.25"), ("1.5", "1.5"), (2, "2"), ("128Mi", "134217728"), ("1k", "1000")],
)
def test_quantities_are_exact(text, value):
    assert quantity(text) == Decimal(value)
