"""Price sheets: those that are shipped, and what is refused of those that users write."""

import copy
from decimal import Decimal

import pytest
from modelbench.cost.price_sheet import Billing, parse_sheet
from modelbench.cost.sheet_fields import SheetError
from modelbench.prices import BUILT_IN, read_built_in, read_document

ABSENT = object()


def changed(name, path, value):
    """The document of a shipped sheet with one field changed or removed."""
    document = copy.deepcopy(dict(read_built_in(name)))
    *parents, last = path.split(".")
    target = document
    for parent in parents:
        target = target.setdefault(parent, {})
    if value is ABSENT:
        target.pop(last)
    else:
        target[last] = value
    return document


@pytest.mark.parametrize("name", BUILT_IN)
def test_a_shipped_sheet_says_whose_prices_of_when_from_where(name):
    sheet = parse_sheet(name, read_built_in(name))
    assert sheet.name == name
    assert sheet.date >= "2024"
    assert sheet.source.startswith("https://")
    assert sheet.currency == "USD"
    assert sheet.gibibyte_second > 0


def test_prices_are_exact_decimals():
    assert parse_sheet("l", read_built_in("aws-lambda")).request == Decimal("0.0000002")
    fargate = parse_sheet("f", read_built_in("aws-fargate"))
    assert (fargate.vcpu_second * 3600).quantize(Decimal("1e-20")) == Decimal("0.04048")
    assert fargate.billing is Billing.CAPACITY


def test_without_a_maximum_any_size_is_sold():
    own, lambda_ = (parse_sheet("s", read_built_in(n)) for n in ("own-cluster", "aws-lambda"))
    assert own.maximum_vcpu == own.maximum_gibibytes == Decimal("Infinity")
    assert (lambda_.maximum_vcpu, lambda_.maximum_gibibytes) == (Decimal("Infinity"), 10)


def test_a_number_without_quotes_in_a_file_is_taken_as_it_is_written():
    text = "prices: {vcpuHour: 0.1, gibibyteHour: 0.30}\ndate: 2026-01-01\n"
    document = {**read_built_in("own-cluster"), **read_document(text)}
    sheet = parse_sheet("s", document)
    assert (sheet.vcpu_second * 3600).quantize(Decimal("1e-20")) == Decimal("0.1")
    assert sheet.date == "2026-01-01"


@pytest.mark.parametrize(
    ("name", "path", "value"),
    [
        ("own-cluster", "provider", ABSENT),
        ("own-cluster", "product", ""),
        ("own-cluster", "product", "x" * 257),
        ("own-cluster", "region", 3),
        ("own-cluster", "date", "yesterday"),
        ("own-cluster", "source", "a friend"),
        ("own-cluster", "currency", "usd"),
        ("own-cluster", "billing", "Monthly"),
        ("own-cluster", "modes", []),
        ("own-cluster", "modes", ["Edge"]),
        ("own-cluster", "prices", "cheap"),
        ("own-cluster", "prices.vcpuHour", 0.031611),
        ("own-cluster", "prices.vcpuHour", "-1"),
        ("own-cluster", "prices.vcpuHour", "1e3"),
        ("own-cluster", "prices.vcpuHour", "NaN"),
        ("own-cluster", "prices.vcpuSecond", "1"),
        ("own-cluster", "prices.gibibyteHour", ABSENT),
        ("own-cluster", "prices.millionRequests", "1"),
        ("own-cluster", "keepAliveSeconds", "1"),
        ("own-cluster", "price", "1"),
        ("aws-lambda", "prices.millionRequests", ABSENT),
        ("aws-lambda", "keepAliveSeconds", ABSENT),
        ("aws-lambda", "modes", ["Serverless", "Containerized"]),
        ("aws-lambda", "freeTier.requests", 1000000),
        ("aws-lambda", "freeTier.gibibytes", "1"),
        ("aws-lambda", "rounding.seconds", "1 ms"),
        ("aws-lambda", "minimum.gibibytes", None),
        ("aws-lambda", "maximum.gibibytes", 10),
        ("aws-lambda", "maximum.vcpu", "0"),
        ("aws-lambda", "maximum.seconds", "900"),
        ("aws-lambda", "gibibytesPerVcpu", []),
        ("aws-fargate", "sizes", {}),
        ("own-cluster", "kept", {"gibibyteSecond": "1", "charged": "Always"}),
        ("own-cluster", "unverified", ""),
        ("aws-lambda", "rounding.gibibytes", 1),
        ("aws-lambda", "maximum.startSeconds", "0"),
        ("aws-lambda", "kept.charged", "Never"),
        ("aws-lambda", "kept.gibibyteSecond", ABSENT),
        ("aws-lambda", "kept.freeTier", "maybe"),
        ("aws-lambda", "kept.answering.hour", "1"),
        ("google-cloud-run-instances", "keepAliveSeconds", ABSENT),
        ("google-cloud-run-instances", "prices.vcpuSecond", ABSENT),
        ("google-cloud-run-instances", "modes", ["Containerized"]),
    ],
)
def test_a_bad_field_is_refused_by_its_name(name, path, value):
    with pytest.raises(SheetError) as refusal:
        parse_sheet(name, changed(name, path, value))
    parent, _, last = path.rpartition(".")
    assert str(refusal.value).startswith(f"{parent}." if parent else last)
    assert last in str(refusal.value)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"vcpu": "0"}, "sizes[1].vcpu"),
        ({"toGibibytes": "0.5"}, "sizes[1].toGibibytes"),
        ({"stepGibibytes": 1}, "sizes[1].stepGibibytes"),
        ({"gpu": "1"}, "sizes[1].gpu"),
    ],
)
def test_a_bad_size_is_refused_by_its_number(change, field):
    sizes = [dict(size) for size in read_built_in("aws-fargate")["sizes"]]
    sizes[1] |= change
    with pytest.raises(SheetError) as refusal:
        parse_sheet("f", changed("aws-fargate", "sizes", sizes))
    assert str(refusal.value).startswith(field)


@pytest.mark.parametrize(
    ("fee", "field"),
    [
        ({}, "fees[0].name"),
        ({"name": "x"}, "fees[0].perMonth"),
        ({"name": "x", "perMonth": 1}, "fees[0].perMonth"),
        ({"name": "x", "perHour": "1", "appliesTo": "Both"}, "fees[0].appliesTo"),
        ({"name": "x", "perHour": "1", "counted": "often"}, "fees[0].counted"),
        ({"name": "x", "perHour": "1", "per": "1"}, "fees[0].per"),
    ],
)
def test_a_bad_fee_is_refused_by_its_number(fee, field):
    with pytest.raises(SheetError) as refusal:
        parse_sheet("f", changed("own-cluster", "fees", [fee]))
    assert str(refusal.value).startswith(field)


@pytest.mark.parametrize(
    ("resources", "field"),
    [
        ({"example.com/gpu": 1}, "resources.example.com/gpu"),
        ({"cpu": "1"}, "resources.cpu"),
        ({"memory": "1"}, "resources.memory"),
        (["example.com/gpu"], "resources"),
    ],
)
def test_a_bad_price_of_a_resource_is_refused_by_its_name(resources, field):
    with pytest.raises(SheetError) as refusal:
        parse_sheet("f", changed("own-cluster", "resources", resources))
    assert str(refusal.value).startswith(field)


def test_a_sheet_of_before_is_one_still():
    """One with the fields that the first version had."""
    old = dict(read_built_in("own-cluster"))
    del old["resources"]
    found = parse_sheet("old", old)
    assert (found.resources, found.fees, found.kept, found.unverified) == ((), (), None, None)


def test_a_range_of_vcpus_must_not_be_empty():
    sizes = [dict(size) for size in read_built_in("google-cloud-run")["sizes"]]
    sizes[0]["fromVcpu"] = "0.6"
    with pytest.raises(SheetError, match=r"sizes\[0\]\.vcpu: must not be below fromVcpu"):
        parse_sheet("r", changed("google-cloud-run", "sizes", sizes))


@pytest.mark.parametrize("document", [[], "text", None])
def test_a_sheet_is_a_mapping(document):
    with pytest.raises(SheetError, match="must be a mapping"):
        parse_sheet("s", document)


@pytest.mark.parametrize("text", ["- a", "a: [", "", "text"])
def test_a_text_that_is_no_mapping_is_refused(text):
    with pytest.raises(ValueError, match="not"):
        read_document(text)
