"""Parts of a price sheet: what is free, fees, other resources, and instances that are kept."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from modelbench.api.choices import MONTH_SECONDS
from modelbench.api.mode import Mode
from modelbench.cost.quantities import Amounts
from modelbench.cost.sheet_fields import SheetError, SheetFields
from modelbench.cost.sizes import Size

_ZERO = Decimal(0)
_MOST_FEES = 8
"""Each is a line of every option in the status, which must stay small."""

_MONTH_HOURS = Decimal(MONTH_SECONDS) / 3600


@dataclass(frozen=True)
class FreeTier:
    """What is free in a month."""

    requests: Decimal = _ZERO
    vcpu_seconds: Decimal = _ZERO
    gibibyte_seconds: Decimal = _ZERO


class Charged(StrEnum):
    """When the price of an instance that is kept is asked for."""

    ALWAYS = "Always"
    """All the time; what it answers is billed on top of it."""

    WHILE_IDLE = "WhileIdle"
    """Only while it answers nothing."""


@dataclass(frozen=True)
class Kept:
    """Prices by the second of instances that are kept (minScale): for keeping one, and while it
    answers.
    """

    vcpu_second: Decimal
    gibibyte_second: Decimal
    charged: Charged
    answering_vcpu_second: Decimal
    answering_gibibyte_second: Decimal
    free_tier: bool


@dataclass(frozen=True)
class Fee:
    """What is paid beside the pods: a sum a month, one a million requests, or both.

    One that is not counted is shown, and is no part of a month's cost.
    """

    name: str
    month: Decimal
    million_requests: Decimal
    modes: tuple[Mode, ...]
    counted: bool

    def amount(self, requests: Decimal) -> Decimal:
        """What it comes to in a month of so many requests."""
        return self.month + self.million_requests * requests / 1_000_000


def read_free_tier(fields: SheetFields) -> FreeTier:
    """What is free; nothing where the sheet names nothing."""
    found = FreeTier(
        fields.number("requests", _ZERO),
        fields.number("vcpuSeconds", _ZERO),
        fields.number("gibibyteSeconds", _ZERO),
    )
    fields.refuse_others()
    return found


def read_resources(fields: SheetFields) -> Amounts:
    """Prices by the second of resources beside CPU and memory, which are given by the hour."""
    names = fields.names()
    for name in names:
        if name in ("cpu", "memory"):
            raise SheetError(f"{fields.path}{name}: its price is in prices")
    return tuple((name, fields.number(name) / 3600) for name in names)


def read_kept(fields: SheetFields, vcpu: Decimal, gibibyte: Decimal) -> Kept | None:
    """What instances cost that are kept; None where nothing is said of it.

    While they answer the prices of all others are asked for, unless the sheet has their own.
    """
    if not fields.names():
        return None
    answering = fields.section("answering")
    own = bool(answering.names())
    found = Kept(
        fields.by_second("vcpu", required=False),
        fields.by_second("gibibyte", required=True),
        Charged(fields.one_of("charged", list(Charged))),
        answering.by_second("vcpu", required=False) if own else vcpu,
        answering.by_second("gibibyte", required=True) if own else gibibyte,
        fields.flag("freeTier", default=True),
    )
    answering.refuse_others()
    fields.refuse_others()
    return found


def read_fees(parts: list[SheetFields]) -> tuple[Fee, ...]:
    """The fees, each by its name."""
    fees = tuple(_fee(part) for part in parts)
    names = [fee.name for fee in fees]
    if len(fees) > _MOST_FEES or len(set(names)) < len(names):
        raise SheetError(f"fees: must be at most {_MOST_FEES}, with different names")
    return fees


def _fee(fields: SheetFields) -> Fee:
    name = fields.text("name")
    prices = ("perMonth", "perHour", "perMillionRequests")
    if not any(price in fields.names() for price in prices):
        raise SheetError(f"{fields.path}{' or '.join(prices)}: one of them is required")
    month, hour, million = (fields.number(price, _ZERO) for price in prices)
    modes = tuple(Mode)
    if "appliesTo" in fields.names():
        modes = fields.modes("appliesTo")
    found = Fee(name, month + hour * _MONTH_HOURS, million, modes, fields.flag("counted"))
    fields.refuse_others()
    return found


def read_size(fields: SheetFields) -> Size:
    """One kind of size. SheetError when a range of it is empty."""
    given = "fromVcpu" in fields.names()
    size = Size(
        fields.positive("vcpu"),
        fields.positive("fromGibibytes"),
        fields.positive("toGibibytes"),
        fields.positive("stepGibibytes"),
        fields.positive("fromVcpu") if given else None,
        fields.positive("stepVcpu") if given else Decimal(1),
    )
    if size.to_gibibytes < size.from_gibibytes:
        raise SheetError(f"{fields.path}toGibibytes: must not be below fromGibibytes")
    if size.from_vcpu is not None and size.vcpu < size.from_vcpu:
        raise SheetError(f"{fields.path}vcpu: must not be below fromVcpu")
    fields.refuse_others()
    return size
