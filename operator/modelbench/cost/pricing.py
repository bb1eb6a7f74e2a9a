"""What a sheet asks for pods that exist, and for requests that are answered."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from modelbench.cost.price_sheet import PriceSheet
from modelbench.cost.quantities import Amounts, Footprint, scaled, summed
from modelbench.cost.sizes import SizeError, rounded_up

_ZERO = Decimal(0)
_NANO = Decimal("1e-9")

# What a sheet bills for so many seconds.
Billed = Callable[[PriceSheet, Decimal], Decimal]


@dataclass(frozen=True)
class Use:
    """What is billed: requests, and what is held for how long."""

    requests: Decimal = _ZERO
    vcpu_seconds: Decimal = _ZERO
    gibibyte_seconds: Decimal = _ZERO
    other_seconds: Amounts = ()

    def __add__(self, other: "Use") -> "Use":
        return Use(
            self.requests + other.requests,
            self.vcpu_seconds + other.vcpu_seconds,
            self.gibibyte_seconds + other.gibibyte_seconds,
            summed([*self.other_seconds, *other.other_seconds]),
        )


def exact(seconds: float) -> Decimal:
    """A measured duration as a decimal of whole nanoseconds."""
    return Decimal(round(seconds * 1_000_000_000)) * _NANO


def billed_footprint(sheet: PriceSheet, asked: Footprint) -> Footprint:
    """The cheapest that the sheet sells and that holds what was asked for.

    SizeError if none does, or if the sheet has no price for a resource that was asked for. Where
    CPU is bought by memory: GiB = max(asked GiB, asked vCPU * GiB per vCPU).
    """
    _refuse_unpriced(sheet, asked)
    vcpu = max(asked.vcpu, sheet.minimum_vcpu)
    gibibytes = max(asked.gibibytes, sheet.minimum_gibibytes, vcpu * sheet.gibibytes_per_vcpu)
    gibibytes = rounded_up(gibibytes, sheet.rounding_gibibytes)
    fitting = list(_sold(sheet, vcpu, gibibytes))
    if not fitting:
        raise SizeError(f"{sheet.name} has no size of {vcpu} vCPU and {gibibytes:.3f} GiB")
    found = min(fitting, key=lambda one: _amount_a_second(sheet, one))
    return replace(found, others=asked.others)


def _refuse_unpriced(sheet: PriceSheet, asked: Footprint) -> None:
    priced = dict(sheet.resources)
    missing = [name for name, amount in asked.others if amount and name not in priced]
    if missing:
        raise SizeError(f"{sheet.name} has no price for {' and '.join(missing)}")


def _sold(sheet: PriceSheet, vcpu: Decimal, gibibytes: Decimal) -> Iterator[Footprint]:
    """What holds it, of every kind of size; without any, the same up to the maximum."""
    if vcpu > sheet.maximum_vcpu or gibibytes > sheet.maximum_gibibytes:
        return
    if not sheet.sizes:
        yield Footprint(vcpu, gibibytes)
    for size in sheet.sizes:
        yield from size.holding(vcpu, gibibytes)


def _amount_a_second(sheet: PriceSheet, held: Footprint) -> Decimal:
    return held.vcpu * sheet.vcpu_second + held.gibibytes * sheet.gibibyte_second


def billed_seconds(sheet: PriceSheet, seconds: Decimal) -> Decimal:
    """What is billed of one known duration, which is not below the minimum and rounded up:

    ceil(seconds / rounding) * rounding
    """
    return rounded_up(max(seconds, sheet.minimum_seconds), sheet.rounding_seconds)


def expected_seconds(sheet: PriceSheet, mean_seconds: Decimal) -> Decimal:
    """The mean of what is billed for durations of which only the mean is known:

    max(what the shortest costs, mean + rounding / 2)

    since durations that are spread over several steps end in the middle of one on average. Where
    all lie within one step, it is wrong by half a step at most.
    """
    shortest = max(billed_seconds(sheet, _ZERO), sheet.rounding_seconds)
    return max(shortest, mean_seconds + sheet.rounding_seconds / 2)


def as_billed(_sheet: PriceSheet, seconds: Decimal) -> Decimal:
    """Seconds that are rounded already."""
    return seconds


def pods_use(
    sheet: PriceSheet,
    asked: Footprint,
    seconds: Decimal,
    pods: Decimal,
    billed: Billed = billed_seconds,
) -> Use:
    """``pods`` pods that hold what they ask for ``seconds`` each."""
    held = billed_footprint(sheet, asked)
    total = billed(sheet, seconds) * pods
    others = scaled(held.others, total)
    return Use(_ZERO, total * held.vcpu, total * held.gibibytes, others)


def requests_use(
    sheet: PriceSheet,
    asked: Footprint,
    seconds: Decimal,
    requests: Decimal,
    billed: Billed = billed_seconds,
) -> Use:
    """``requests`` requests of ``seconds`` each, every one billed alone."""
    return replace(pods_use(sheet, asked, seconds, requests, billed), requests=requests)


def amount(sheet: PriceSheet, use: Use) -> Decimal:
    """The price of a month's use, less what is free: sum of max(0, use - free) * unit price."""
    free = sheet.free_tier
    return (
        max(_ZERO, use.requests - free.requests) * sheet.request
        + max(_ZERO, use.vcpu_seconds - free.vcpu_seconds) * sheet.vcpu_second
        + max(_ZERO, use.gibibyte_seconds - free.gibibyte_seconds) * sheet.gibibyte_second
        + _others(dict(sheet.resources), use.other_seconds)
    )


def _others(prices: Mapping[str, Decimal], used: Amounts) -> Decimal:
    """The price of other resources, of which nothing is free."""
    return sum((prices[name] * seconds for name, seconds in used), _ZERO)
