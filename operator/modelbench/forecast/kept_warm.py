"""What a month costs of a Knative Service that keeps pods (minScale)."""

from collections.abc import Sequence
from decimal import Decimal

from modelbench.api.choices import MONTH_SECONDS
from modelbench.cost.price_sheet import PriceSheet
from modelbench.cost.pricing import Use, amount, exact, expected_seconds, pods_use
from modelbench.cost.quantities import Footprint
from modelbench.forecast.autoscaler import Autoscaler
from modelbench.forecast.idle_model import Spell, edges
from modelbench.forecast.month import Month, free_share
from modelbench.forecast.scale_down import leaving


def kept_warm(
    sheet: PriceSheet,
    pod: Footprint,
    spells: Sequence[Spell],
    autoscaler: Autoscaler,
    drain_seconds: float,
) -> Month:
    """Pods that exist at any time, max(minScale, pods at the rate) of them up to maxScale, and
    those that a lower rate takes away for as long as they still exist (scale_down):

    pod-seconds = sum over the month of pods(rate) * time + those of the pods that go

    The fewest pods of the month are billed as the month that they last; of those beyond them only
    the mean is known. No request meets a cold start: new pods come beside those that answer.
    """
    month = [(spell, autoscaler.kept_pods(spell.rate)) for spell in _of_a_month(spells)]
    fewest = min(pods for _, pods in month)
    going = leaving(
        edges(spells, None),
        autoscaler.kept_pods,
        autoscaler.window,
        drain_seconds,
        autoscaler.delay,
    )
    more = sum(spell.seconds * (pods - fewest) for spell, pods in month) + going.pod_seconds
    use = pods_use(sheet, pod, Decimal(MONTH_SECONDS), Decimal(fewest))
    if more:
        use += _of_others(sheet, pod, more, max(going.pods, 1.0))
    pod_seconds = MONTH_SECONDS * fewest + more
    busy = sum(
        spell.seconds * pods * (1 - free_share(spell.rate, autoscaler.service, pods))
        for spell, pods in month
    )
    return Month(amount(sheet, use), pod_seconds, max(0.0, 1 - busy / pod_seconds))


def _of_a_month(spells: Sequence[Spell]) -> list[Spell]:
    """The spells of one period, each as long as it lasts in a month."""
    months = MONTH_SECONDS / sum(spell.seconds for spell in spells)
    return [Spell(spell.seconds * months, spell.rate) for spell in spells]


def _of_others(sheet: PriceSheet, pod: Footprint, pod_seconds: float, lives: float) -> Use:
    """``lives`` pods that exist for ``pod_seconds`` together."""
    return pods_use(sheet, pod, exact(pod_seconds / lives), exact(lives), expected_seconds)
