"""What the measurement itself cost; None when no price sheet says."""

from collections.abc import Sequence

from modelbench.api.decision_status import AmountStatus, RunCostStatus, VariantCostStatus
from modelbench.api.status import Status
from modelbench.display.numbers import ABSENT, UNKNOWN
from modelbench.display.tables import Row, Section, names_of

Cost = VariantCostStatus | RunCostStatus


def run_cost(status: Status) -> Section | None:
    """The pods of each variant, and of the whole run with its own runner and generators."""
    whole = status.cost
    if whole is None or whole.pod_seconds is None:
        return None
    own = (variant.cost or VariantCostStatus() for variant in status.variants)
    found: list[Cost] = [*own, whole]
    rows = (
        ("Cost of this run", *names_of(status), "total"),
        ("  pod-seconds", *(_seconds(one) for one in found)),
        *(_row(amount, found) for amount in whole.amounts),
    )
    return Section(rows)


def _seconds(one: Cost) -> str:
    return ABSENT if one.pod_seconds is None else f"{one.pod_seconds:,}"


def _row(amount: AmountStatus, found: Sequence[Cost]) -> Row:
    cells = (_amount(one, amount.sheet) for one in found)
    return (f"  {amount.sheet}, {amount.currency or ''}", *cells)


def _amount(one: Cost, sheet: str) -> str:
    return {amount.sheet: amount.amount for amount in one.amounts}.get(sheet, UNKNOWN)
