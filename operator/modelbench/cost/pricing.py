"""What a sheet asks for pods that exist, and for requests that are answered."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, Decimal

from modelbench.cost.price_sheet import PriceSheet, Size
from modelbench.cost.quantities import Footprint

_ZERO = Decimal(0)
_NANO = Decimal("1e-9")

# What a sheet bills for so many seconds.
Billed = Callable[[PriceSheet, Decimal], Decimal]


class SizeError(ValueError):
    """A pod is larger than anything that the sheet sells."""


@dataclass(frozen=True)
class Use:
    """What is billed: requests, and what is held for how long."""

    requests: Decimal = _ZERO
    vcpu_seconds: Decimal = _ZERO
    gibibyte_seconds: Decimal = _ZERO

    def __add__(self, other: "Use") -> "Use":
        return Use(
            self.requests + other.requests,
            self.vcpu_seconds + other.vcpu_seconds,
            self.gibibyte_seconds + other.gibibyte_seconds,
        )


def exact(seconds: float) -> Decimal:
    """A measured duration as a decimal of whole nanoseconds."""
    return Decimal(round(seconds * 1_000_000_000)) * _NANO


def billed_footprint(sheet: PriceSheet, asked: Footprint) -> Footprint:
    """The smallest that the sheet sells and that holds what was asked for. SizeError if none does.

    Where CPU is bought by memory: GiB = max(asked GiB, asked vCPU * GiB per vCPU).
    """
    vcpu = max(asked.vcpu, sheet.minimum_vcpu)
    gibibytes = max(asked.gibibytes, sheet.minimum_gibibytes, vcpu * sheet.gibibytes_per_vcpu)
    fitting = list(_sold(sheet, vcpu, gibibytes))
    if not fitting:
        raise SizeError(f"{sheet.name} has no size of {vcpu} vCPU and {gibibytes:.3f} GiB")
    return min(fitting, key=lambda found: _amount_a_second(sheet, found))


def _sold(sheet: PriceSheet, vcpu: Decimal, gibibytes: Decimal) -> Iterator[Footprint]:
    """What holds it, of every kind of size; without any, the same up to the maximum."""
    if vcpu > sheet.maximum_vcpu or gibibytes > sheet.maximum_gibibytes:
        return
    if not sheet.sizes:
        yield Footprint(vcpu, gibibytes)
    for size in sheet.sizes:
        yield from _fit(size, vcpu, gibibytes)


def _fit(size: Size, vcpu: Decimal, gibibytes: Decimal) -> Iterator[Footprint]:
    steps = (gibibytes - size.from_gibibytes) / size.step_gibibytes
    whole = max(_ZERO, steps.to_integral_value(ROUND_CEILING))
    memory = size.from_gibibytes + whole * size.step_gibibytes
    if vcpu <= size.vcpu and memory <= size.to_gibibytes:
        yield Footprint(size.vcpu, memory)


def _amount_a_second(sheet: PriceSheet, held: Footprint) -> Decimal:
    return held.vcpu * sheet.vcpu_second + held.gibibytes * sheet.gibibyte_second


def billed_seconds(sheet: PriceSheet, seconds: Decimal) -> Decimal:
    """What is billed of one known duration, which is not below the minimum and rounded up:

    ceil(seconds / rounding) * rounding
    """
    least = max(seconds, sheet.minimum_seconds)
    if not sheet.rounding_seconds:
        return least
    whole = (least / sheet.rounding_seconds).to_integral_value(ROUND_CEILING)
    return whole * sheet.rounding_seconds


def expected_seconds(sheet: PriceSheet, mean_seconds: Decimal) -> Decimal:
    """The mean of what is billed for durations of which only the mean is known:

    max(what the shortest costs, mean + rounding / 2)

    since durations that are spread over several steps end in the middle of one on average. Where
    all lie within one step, it is wrong by half a step at most.
    """
    shortest = max(billed_seconds(sheet, _ZERO), sheet.rounding_seconds)
    return max(shortest, mean_seconds + sheet.rounding_seconds / 2)


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
    return Use(_ZERO, total * held.vcpu, total * held.gibibytes)


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
    )
