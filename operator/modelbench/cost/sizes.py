"""The sizes of pods that a provider sells, and the one that a pod is billed as."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from modelbench.cost.quantities import Footprint

_ZERO = Decimal(0)
_MEBIBYTES = 1024


class SizeError(ValueError):
    """A sheet has no price for a pod: nothing that it sells holds what the pod asks for."""


@dataclass(frozen=True)
class Size:
    """Pods of so many vCPUs can have these amounts of memory, in GiB.

    With ``from_vcpu`` the vCPUs are a range, too: from that to ``vcpu``, in steps of ``step_vcpu``.
    """

    vcpu: Decimal
    from_gibibytes: Decimal
    to_gibibytes: Decimal
    step_gibibytes: Decimal
    from_vcpu: Decimal | None = None
    step_vcpu: Decimal = Decimal(1)

    def holding(self, vcpu: Decimal, gibibytes: Decimal) -> Iterator[Footprint]:
        """Give the smallest of this kind that holds so much, if any does."""
        cores = self.vcpu
        if self.from_vcpu is not None:
            cores = _stepped(self.from_vcpu, vcpu, self.step_vcpu)
        memory = _stepped(self.from_gibibytes, gibibytes, self.step_gibibytes)
        if vcpu <= cores <= self.vcpu and memory <= self.to_gibibytes:
            yield Footprint(cores, memory)


def rounded_up(amount: Decimal, step: Decimal) -> Decimal:
    """The next multiple of a step; the amount itself where the step is 0."""
    return (amount / step).to_integral_value(ROUND_CEILING) * step if step else amount


def described(size: Footprint) -> str:
    """A size in words, such as ``0.25 vCPU, 512 MiB``; vCPUs are left out where there are none."""
    memory = f"{_digits(size.gibibytes)} GiB"
    if size.gibibytes < 1 or size.gibibytes * 4 % 1:
        memory = f"{_digits(size.gibibytes * _MEBIBYTES)} MiB"
    cores = [f"{_digits(size.vcpu)} vCPU"] if size.vcpu else []
    return ", ".join([*cores, memory, *(f"{_digits(n)} {name}" for name, n in size.others)])


def _stepped(start: Decimal, least: Decimal, step: Decimal) -> Decimal:
    return start + max(_ZERO, rounded_up(least - start, step))


def _digits(amount: Decimal) -> str:
    """At most three decimals: the rest is noise of a division."""
    text = f"{amount:.3f}"
    return text.rstrip("0").rstrip(".")
