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
from modelbench.cost.quantities import Amounts
from modelbench.cost.sheet_fields import SheetError, SheetFields
from modelbench.cost.sheet_parts import (
    Fee,
    FreeTier,
    Kept,
    read_fees,
    read_free_tier,
    read_kept,
    read_resources,
    read_size,
)
from modelbench.cost.sizes import Size

_ZERO = Decimal(0)
_UNLIMITED = Decimal("Infinity")
_NOTHING_FREE = FreeTier()


class Billing(StrEnum):
    """For what a provider sends its bill."""

    CAPACITY = "Capacity"
    """Pods are paid for as long as they exist."""

    REQUESTS = "Requests"
    """Pods are paid for only while they answer a request."""

    INSTANCES = "Instances"
    """A provider's instances are paid for from their start until they are idle for long enough."""


@dataclass(frozen=True)
class PriceSheet:
    """Prices by the second and by the request; limits and ``rounding`` by the provider.

    ``modes`` are those in which a variant can be run there. ``gibibytes_per_vcpu`` is not 0 where
    CPU is bought by memory. ``keep_alive_seconds`` is how long the provider keeps an idle instance,
    at no charge where requests are billed. ``resources`` are prices by the second of others than
    CPU and memory; what is not among them has no price. ``most_start_seconds`` is how long an
    instance may take to start: then the provider begins anew, and bills both. ``unverified`` says
    what of the sheet was not read at its source.
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
    free_tier: FreeTier = _NOTHING_FREE
    keep_alive_seconds: Decimal = _ZERO
    rounding_gibibytes: Decimal = _ZERO
    most_start_seconds: Decimal = _UNLIMITED
    resources: Amounts = ()
    kept: Kept | None = None
    fees: tuple[Fee, ...] = ()
    unverified: str | None = None

    @property
    def is_managed(self) -> bool:
        """Whether a provider runs the instances, without Knative, and at any rate."""
        return self.billing is not Billing.CAPACITY

    def fees_of(self, mode: Mode) -> tuple[Fee, ...]:
        """Those of a variant of that mode, counted or not."""
        return tuple(fee for fee in self.fees if mode in fee.modes)

    def without_free_tier(self) -> "PriceSheet":
        """Give the prices for one whose free tier is used up by others."""
        return replace(self, free_tier=_NOTHING_FREE)


def parse_sheet(name: str, document: Mapping[str, Any]) -> PriceSheet:
    """Read a sheet. SheetError, with the name of the field, when anything of it is wrong."""
    fields = SheetFields(document)
    billing = Billing(fields.one_of("billing", list(Billing)))
    prices = fields.section("prices")
    minimum, maximum = fields.section("minimum"), fields.section("maximum")
    rounding, capacity = fields.section("rounding"), billing is Billing.CAPACITY
    vcpu = prices.by_second("vcpu", required=billing is not Billing.REQUESTS)
    gibibyte = prices.by_second("gibibyte", required=True)
    sheet = PriceSheet(
        name=name,
        **{key: fields.text(key) for key in ("provider", "product", "region")},
        date=fields.date("date"),
        source=fields.text("source", r"https?://\S+", "must be a URL"),
        currency=fields.text("currency", r"[A-Z]{3}", "must be three capital letters"),
        billing=billing,
        modes=fields.modes("modes"),
        vcpu_second=vcpu,
        gibibyte_second=gibibyte,
        request=_request_price(prices, billing),
        rounding_seconds=rounding.number("seconds", _ZERO),
        minimum_seconds=minimum.number("seconds", _ZERO),
        minimum_vcpu=minimum.number("vcpu", _ZERO),
        minimum_gibibytes=minimum.number("gibibytes", _ZERO),
        maximum_vcpu=maximum.positive("vcpu", _UNLIMITED),
        maximum_gibibytes=maximum.positive("gibibytes", _UNLIMITED),
        gibibytes_per_vcpu=fields.number("gibibytesPerVcpu", _ZERO),
        sizes=tuple(read_size(part) for part in fields.list_of("sizes")),
        free_tier=read_free_tier(fields.section("freeTier")),
        keep_alive_seconds=_ZERO if capacity else fields.number("keepAliveSeconds"),
        rounding_gibibytes=rounding.number("gibibytes", _ZERO),
        most_start_seconds=maximum.positive("startSeconds", _UNLIMITED),
        resources=read_resources(fields.section("resources")),
        kept=read_kept(_kept_section(fields, billing), vcpu, gibibyte),
        fees=read_fees(fields.list_of("fees")),
        unverified=fields.text("unverified") if "unverified" in fields.names() else None,
    )
    for part in (prices, minimum, maximum, rounding, fields):
        part.refuse_others()
    if not capacity and Mode.CONTAINERIZED in sheet.modes:
        raise SheetError(f"modes: containers that always run are not billed by {billing}")
    return sheet


def _kept_section(fields: SheetFields, billing: Billing) -> SheetFields:
    """Elsewhere than where requests are billed, pods that are kept cost as all others."""
    return fields.section("kept") if billing is Billing.REQUESTS else SheetFields({})


def _request_price(prices: SheetFields, billing: Billing) -> Decimal:
    """The price of one, which only a provider that bills requests must have."""
    if billing is Billing.CAPACITY:
        return _ZERO
    default = _ZERO if billing is Billing.INSTANCES else None
    return prices.number("millionRequests", default) / 1_000_000
