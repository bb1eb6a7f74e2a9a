"""The scale-down window, and the prices, at which another variant would be chosen.

What lies beyond twice or half of what it is now is not told: who thinks of so much else asks
``modelbench price``.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from modelbench.decision.objectives import Judgement
from modelbench.decision.rule import Decision, EvidenceByOption, decide
from modelbench.forecast.month import Month
from modelbench.forecast.traffic_cost import OptionCost, TrafficCost

_MOST = 2.0
_WINDOW_BOUNDS = (6, 3600)
"""As the CRD bounds stableWindowSeconds; Knative takes no shorter and no longer window."""

_PRICE_STEPS, _WINDOW_STEPS = 8, 5
"""So many halvings leave a third of a percent of a price, and 2% of a window, which takes a
simulation each."""

Choice = Callable[[float], str | None]
"""The variant that is chosen where a setting is so many times what it is now; None: none."""


@dataclass(frozen=True)
class Turn:
    """Another variant is chosen where ``of`` (a variant's window, a sheet's prices) is this much
    times as large.
    """

    of: str
    factor: float
    towards: str


class Turns:
    """What would be chosen if one thing were other than it is."""

    def __init__(
        self,
        profile: TrafficCost,
        decision: Decision,
        evidence: EvidenceByOption,
        judgements: Sequence[Judgement],
    ) -> None:
        self._profile, self._decision = profile, decision
        self._evidence, self._judgements = evidence, judgements

    def prices(self) -> Iterator[Turn]:
        """Of each sheet, all of whose prices rise or fall alike."""
        for name in dict.fromkeys(cost.option.sheet.name for cost in self._decision.left):
            yield from self._turns(name, self._by_price(name), (1 / _MOST, _MOST), _PRICE_STEPS)

    def windows(self) -> Iterator[Turn]:
        """Of each variant that scales to zero on a cluster, where its cost may decide."""
        chosen = self._decision.chosen
        if chosen is None or chosen.month is None:
            return
        for name, now in self._windows().items():
            if self._may_turn(name, chosen, chosen.month):
                ends = [bound / now for bound in _WINDOW_BOUNDS]
                within = (max(1 / _MOST, ends[0]), min(_MOST, ends[1]))
                yield from self._turns(name, self._by_window(name, now), within, _WINDOW_STEPS)

    def window_of(self, name: str) -> int:
        """The window of a variant now, in seconds."""
        return self._windows()[name]

    def _windows(self) -> dict[str, int]:
        """Of the variants of which it is to be asked, in seconds."""
        window_of = self._profile.settings.window_of
        return {
            cost.option.name: window_of(settings.stable_window_seconds)
            for cost in self._decision.left
            if (settings := cost.option.variant.serverless) is not None and _has_window(cost)
        }

    def _may_turn(self, name: str, chosen: OptionCost, month: Month) -> bool:
        """A window of twice or half the length changes a cost by no more than that."""
        amounts = [(c.option.name, c.month.amount) for c in self._decision.left if c.month]
        mine = [amount for variant, amount in amounts if variant == name]
        if name == chosen.option.name:
            return any(a < 2 * month.amount for variant, a in amounts if variant != name)
        return min(mine, default=2 * month.amount) < 2 * month.amount

    def _turns(
        self, of: str, choice: Choice, ends: tuple[float, float], steps: int
    ) -> Iterator[Turn]:
        chosen = self._decision.chosen
        for end in ends:
            found = choice(end)
            if chosen is not None and found is not None and found != chosen.option.name:
                yield Turn(of, _first(choice, found, end, steps), found)

    def _by_price(self, sheet: str) -> Choice:
        def choice(factor: float) -> str | None:
            by = Decimal(str(factor))
            return self._chosen(lambda c: _times(c, by) if c.option.sheet.name == sheet else c)

        return choice

    def _by_window(self, name: str, now: int) -> Choice:
        def changed(cost: OptionCost, seconds: int) -> OptionCost:
            if cost.option.name != name or cost.month is None or not _has_window(cost):
                return cost
            month = self._profile.month_at_window(cost.option, seconds)
            if month is None or not cost.month.amount:
                return cost
            return _times(cost, month.amount / cost.month.amount)

        return lambda factor: self._chosen(lambda cost: changed(cost, round(factor * now)))

    def _chosen(self, changed: Callable[[OptionCost], OptionCost]) -> str | None:
        costs = [changed(cost) for cost in self._profile.costs]
        found = decide(self._profile, costs, self._evidence, self._judgements).chosen
        return None if found is None else found.option.name


def _has_window(cost: OptionCost) -> bool:
    return cost.option.variant.scales_to_zero and not cost.option.is_managed


def _times(cost: OptionCost, factor: Decimal) -> OptionCost:
    def moved(month: Month) -> Month:
        return replace(month, amount=month.amount * factor)

    month = None if cost.month is None else moved(cost.month)
    return replace(cost, month=month, others=tuple(map(moved, cost.others)))


def _first(choice: Choice, towards: str, end: float, steps: int) -> float:
    """The factor nearest to 1 of those until ``end``, where the choice is ``towards``."""
    near, far = 1.0, end
    for _ in range(steps):
        middle = float((near * far) ** 0.5)
        near, far = (near, middle) if choice(middle) == towards else (middle, far)
    return far
