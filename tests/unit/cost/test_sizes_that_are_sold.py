"""A pod is priced as the cheapest size that is sold and that holds it."""

from decimal import Decimal

import pytest
from modelbench.cost.pricing import billed_footprint
from modelbench.cost.quantities import Footprint
from modelbench.cost.sizes import SizeError, described

from tests.unit.made.decisions import sheet

RUN, LAMBDA = "google-cloud-run", "aws-lambda"


def footprint(vcpu, gibibytes):
    return Footprint(Decimal(vcpu), Decimal(gibibytes))


@pytest.mark.parametrize(
    ("asked", "sold"),
    [
        (("0.05", "0.0625"), ("0.08", "0.125")),
        (("0.1", "0.5"), ("0.1", "0.5")),
        (("0.1234", "0.25"), ("0.124", "0.25")),
        (("0.1", "0.501"), ("0.5", "0.501953125")),
        (("0.25", "1"), ("0.5", "1")),
        (("0.4995", "0.25"), ("0.5", "0.25")),
        (("0.1", "1.5"), ("1", "1.5")),
        (("0.9995", "0.25"), ("1", "0.25")),
        (("1", "4"), ("1", "4")),
        (("1", "4.5"), ("2", "4.5")),
        (("1.2", "1"), ("2", "1")),
        (("3", "1"), ("4", "2")),
        (("2", "9"), ("4", "9")),
        (("4", "17"), ("6", "17")),
        (("1", "32"), ("8", "32")),
    ],
)
def test_cloud_run_below_one_vcpu_and_above_by_its_table(asked, sold):
    assert billed_footprint(sheet(RUN), footprint(*asked)) == footprint(*sold)


@pytest.mark.parametrize("asked", [("8.001", "1"), ("1", "32.1")])
def test_cloud_run_has_nothing_larger(asked):
    with pytest.raises(SizeError, match=f"{RUN} has no size of"):
        billed_footprint(sheet(RUN), footprint(*asked))


@pytest.mark.parametrize(
    ("asked", "mebibytes"),
    [(("0", "0"), 128), (("0", "0.2001"), 205), (("0.5", "0.1"), 885), (("1", "0.1"), 1769)],
)
def test_lambda_sells_whole_mebibytes_that_buy_the_cpu(asked, mebibytes):
    assert billed_footprint(sheet(LAMBDA), footprint(*asked)).gibibytes * 1024 == mebibytes


@pytest.mark.parametrize(
    ("asked", "sold"),
    [(("0.3", "0.2"), ("0.5", "1")), (("1", "3"), ("1.5", "3")), (("1.1", "1"), ("1.25", "2.5"))],
)
def test_container_apps_sell_pairs(asked, sold):
    assert billed_footprint(sheet("azure-container-apps"), footprint(*asked)) == footprint(*sold)


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (("0.25", "0.5"), "0.25 vCPU, 512 MiB"),
        (("0", "1769"), "1769 GiB"),
        (("0.08", "0.125"), "0.08 vCPU, 128 MiB"),
        (("2", "4.5"), "2 vCPU, 4.5 GiB"),
        (("1", "1.7275390625"), "1 vCPU, 1769 MiB"),
    ],
)
def test_a_size_in_words(size, words):
    assert described(footprint(*size)) == words
