"""What is told of a month of one option, and why it may not be told."""

from dataclasses import dataclass
from decimal import Decimal
from math import exp

from modelbench.api.choices import MONTH_SECONDS
from modelbench.cost.price_sheet import PriceSheet
from modelbench.cost.pricing import Use, amount
from modelbench.cost.quantities import CONTROL_PLANE

LEAST_DIFFERENCE = Decimal("0.00005")
"""Half of the last digit to which a month is told: two that differ by less cost the same. At high
rates a variant that scales to zero and one that keeps a pod differ by ever less, and never by 0."""


class UnmeasuredError(ValueError):
    """A cost cannot be told, since what it rests on was not measured."""


class UnpricedError(ValueError):
    """A sheet has no price for the way in which a variant runs."""


@dataclass(frozen=True)
class Month:
    """One month. ``cold_requests`` are those that meet a cold start, their own or another's.

    ``idle_share`` is the part of the pods' time in which no request is under way; None: unknown.
    """

    amount: Decimal
    pod_seconds: float
    idle_share: float | None = None
    cold_starts: float = 0.0
    cold_requests: float = 0.0


def free_share(rate: float, service_seconds: float, pods: int) -> float:
    """How much of its time a pod has no request, where they are spread evenly (M/G/inf):

    P(none under way) = exp(-rate * service time / pods)
    """
    return exp(-rate * service_seconds / pods)


def control_plane_month(sheet: PriceSheet, services: int) -> Decimal:
    """Knative's control plane for a month, divided among so many services."""
    use = Use(
        vcpu_seconds=CONTROL_PLANE.vcpu * MONTH_SECONDS,
        gibibyte_seconds=CONTROL_PLANE.gibibytes * MONTH_SECONDS,
    )
    return amount(sheet.without_free_tier(), use) / services
