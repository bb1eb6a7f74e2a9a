"""What a month costs of a Knative Service that goes to zero."""

from collections.abc import Sequence

from modelbench.cost.price_sheet import PriceSheet
from modelbench.cost.pricing import amount, exact, expected_seconds, pods_use
from modelbench.cost.quantities import Footprint
from modelbench.forecast.autoscaler import Autoscaler
from modelbench.forecast.idle_model import Spell, activity, cold_requests, edges
from modelbench.forecast.month import Month, free_share
from modelbench.forecast.options import Durations
from modelbench.forecast.scale_down import leaving


def scaled_to_zero(
    sheet: PriceSheet,
    pod: Footprint,
    spells: Sequence[Spell],
    autoscaler: Autoscaler,
    durations: Durations,
) -> Month:
    """Pods that exist while requests come, within the hold time after the last one,

    T = response + stable window + scale-down delay + grace

    since the delay counts for the last pod as well:

    pod-seconds = sum over the month of pods(rate) * time not at zero
                  + cold starts * (pods of a start beyond pods(rate)) * T
                  + cold starts * pods of a start * (the start beyond a response's time + the drain)
                  + how long pods that a lower rate takes away still exist (scale_down)

    All pods of a start stay as long, since the autoscaler panics then and takes none away: those
    that were seen to start, and activationScale at least. Its own delays between two numbers of
    pods are left out.
    """
    started = max(durations.pods_per_start, autoscaler.pods(0.0))
    hold = autoscaler.service + autoscaler.wait + durations.grace
    pieces = activity(spells, hold)
    starts = sum(piece.cold_starts for piece in pieces)
    going = leaving(
        edges(spells, hold), autoscaler.pods, autoscaler.window, durations.drain, autoscaler.delay
    )
    start_seconds = durations.cold_start or 0.0
    beyond = max(0.0, start_seconds - autoscaler.service) + durations.drain
    pod_seconds, busy = starts * started * beyond + going.pod_seconds, 0.0
    for piece in pieces:
        pods = autoscaler.pods(piece.rate)
        pod_seconds += (piece.seconds - piece.idle_seconds) * pods
        pod_seconds += piece.cold_starts * max(0.0, started - pods) * hold
        busy += piece.seconds * pods * (1 - free_share(piece.rate, autoscaler.service, pods))
    lives = max(starts * started + going.pods, 1.0)
    use = pods_use(sheet, pod, exact(pod_seconds / lives), exact(lives), expected_seconds)
    idle = max(0.0, 1 - busy / pod_seconds)
    return Month(
        amount(sheet, use), pod_seconds, idle, starts, cold_requests(pieces, start_seconds)
    )
