"""A price sheet: what a provider asks for, from where and of when. Money is decimal.

A sheet is a mapping (see ``modelbench/prices``). Numbers are decimals in quotes, so that no binary
float comes in between; a field that is wrong, missing or unknown is refused by its name.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from typing import Any

from modelbench.api.mode import Mode
from modelbench.cost.sheet_fields import SheetError, SheetFields

_ZERO = Decimal(0)
_UNLIMITED = Decimal("Infinity")


class Billing(StrEnum):
    """For what a provider sends its bill."""

    CAPACITY = "Capacity"
    """Pods are paid for as long as they exist."""

    REQUESTS = "Requests"
    """Pods are paid for only while they answer a request."""


@dataclass(frozen=True)
class Size:
    """Pods of so many vCPUs can have these amounts of memory, in GiB."""

    vcpu: Decimal
    from_gibibytes: Decimal
    to_gibibytes: Decimal
    step_gibibytes: Decimal


@dataclass(frozen=True)
class FreeTier:
    """What is free in a month."""

    requests: Decimal = _ZERO
    vcpu_seconds: Decimal = _ZERO
    gibibyte_seconds: Decimal = _ZERO


@dataclass(frozen=True)
class PriceSheet:
    """Prices by the second and by the request; limits and ``rounding`` by the provider.

    ``modes`` are those in which a variant can be run there. ``gibibytes_per_vcpu`` is not 0 where
    CPU is bought by memory. ``keep_alive_seconds`` is how long the provider keeps an idle instance,
    at no charge.
    """

    name: str
    provider: str
    product: str
    region: str
    date: str
    source: str
    currency: str
    billing: Billing
    modes: tuple[Mode, ...]
    vcpu_second: Decimal
    gibibyte_second: Decimal
    request: Decimal
    rounding_seconds: Decimal = _ZERO
    minimum_seconds: Decimal = _ZERO
    minimum_vcpu: Decimal = _ZERO
    minimum_gibibytes: Decimal = _ZERO
    maximum_vcpu: Decimal = _UNLIMITED
    maximum_gibibytes: Decimal = _UNLIMITED
    gibibytes_per_vcpu: Decimal = _ZERO
    sizes: tuple[Size, ...] = ()
    free_tier: FreeTier = FreeTier()
    keep_alive_seconds: Decimal = _ZERO

    def without_free_tier(self) -> "PriceSheet":
        """Give the prices for one whose free tier is used up by others."""
        return replace(self, free_tier=FreeTier())


def parse_sheet(name: str, document: Mapping[str, Any]) -> PriceSheet:
    """Read a sheet. SheetError, with the name of the field, when anything of it is wrong."""
    fields = SheetFields(document)
    billing = Billing(fields.one_of("billing", list(Billing)))
    prices = fields.section("prices")
    minimum, maximum = fields.section("minimum"), fields.section("maximum")
    rounding, free = fields.section("rounding"), fields.section("freeTier")
    capacity = billing is Billing.CAPACITY
    sheet = PriceSheet(
        name=name,
        **{key: fields.text(key) for key in ("provider", "product", "region")},
        date=fields.date("date"),
        source=fields.text("source", r"https?://\S+", "must be a URL"),
        currency=fields.text("currency", r"[A-Z]{3}", "must be three capital letters"),
        billing=billing,
        modes=fields.modes("modes"),
        vcpu_second=prices.by_second("vcpu", required=capacity),
        gibibyte_second=prices.by_second("gibibyte", required=True),
        request=_ZERO if capacity else prices.number("millionRequests") / 1_000_000,
        rounding_seconds=rounding.number("seconds", _ZERO),
        minimum_seconds=minimum.number("seconds", _ZERO),
        minimum_vcpu=minimum.number("vcpu", _ZERO),
        minimum_gibibytes=minimum.number("gibibytes", _ZERO),
        maximum_vcpu=maximum.positive("vcpu", _UNLIMITED),
        maximum_gibibytes=maximum.positive("gibibytes", _UNLIMITED),
        gibibytes_per_vcpu=fields.number("gibibytesPerVcpu", _ZERO),
        sizes=tuple(_size(part) for part in fields.list_of("sizes")),
        free_tier=FreeTier(
            free.number("requests", _ZERO),
            free.number("vcpuSeconds", _ZERO),
            free.number("gibibyteSeconds", _ZERO),
        ),
        keep_alive_seconds=_ZERO if capacity else fields.number("keepAliveSeconds"),
    )
    for part in (prices, minimum, maximum, rounding, free, fields):
        part.refuse_others()
    if not capacity and Mode.CONTAINERIZED in sheet.modes:
        raise SheetError("modes: containers that always run are not billed by Requests")
    return sheet


def _size(fields: SheetFields) -> Size:
    size = Size(
        fields.positive("vcpu"),
        fields.positive("fromGibibytes"),
        fields.positive("toGibibytes"),
        fields.positive("stepGibibytes"),
    )
    if size.to_gibibytes < size.from_gibibytes:
        raise SheetError(f"{fields.path}toGibibytes: must not be below fromGibibytes")
    fields.refuse_others()
    return size
