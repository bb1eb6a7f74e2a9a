"""What the users of each variant meet at a profile: latencies, cold requests, and whether it holds.

It speaks of the variant's pods on a cluster, whatever they cost.
"""

from collections.abc import Callable, Sequence

from modelbench.forecast.forecasts import SEEDS, OptionForecast
from modelbench.forecast.options import Option, as_measured, user_bands, user_corners
from modelbench.forecast.outcome import PERCENTILES, Forecast, Interval, Latencies, Outcome
from modelbench.forecast.simulated import OverloadError

_NOT_KNOWN = Interval(0.0)


def forecast_of(option: Option, simulated: OptionForecast, requests: float) -> Forecast:
    """The forecast of an option's variant. UnmeasuredError without what it rests on.

    Its intervals hold the ends of what was measured, in every combination, those of each quantile
    of the starts, what other random numbers make of it, and what other instants would that a trace
    of counts does not tell.
    """
    measured = as_measured(option)
    try:
        found = simulated.own(measured)
        ends = [simulated.own(corner) for corner in user_corners(option)]
        if ends:
            ends += [simulated.own(band) for band in user_bands(option)]
            ends += [simulated.own(measured, seed) for seed in SEEDS]
            ends += [simulated.own(measured, spread=spread) for spread in simulated.spreads]
    except OverloadError as error:
        note = option.measured.horizontal_note
        return _overloaded(option, requests, f"{error}; {note}" if note else str(error))
    values = (found, ends)
    latencies = [one.latencies for one in (found, *ends) if one.latencies is not None]
    return Forecast(
        variant=option.name,
        requests=requests,
        pod_seconds=_interval(lambda one: one.pod_seconds, *values),
        idle_share=_interval(lambda one: one.idle_share or 0.0, *values),
        cold_requests=_interval(lambda one: one.cold_requests, *values),
        cold_share=_interval(lambda one: one.cold_share, *values),
        percentiles={p: _percentile(p, latencies) for p in PERCENTILES if latencies},
        latencies=found.latencies,
    )


def _overloaded(option: Option, requests: float, reason: str) -> Forecast:
    unknown = (_NOT_KNOWN,) * 4
    return Forecast(option.name, requests, *unknown, percentiles={}, cannot_carry=reason)


def _interval(
    value_of: Callable[[Outcome], float], found: Outcome, ends: Sequence[Outcome]
) -> Interval:
    return _between(value_of(found), [value_of(end) for end in ends])


def _percentile(percentile: float, latencies: Sequence[Latencies]) -> Interval:
    value, *ends = (one.percentile(percentile) for one in latencies)
    return _between(value, ends)


def _between(value: float, ends: Sequence[float]) -> Interval:
    if not ends:
        return Interval(value)
    return Interval(value, min(value, *ends), max(value, *ends))
