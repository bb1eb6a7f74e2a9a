"""What the users of a variant meet at a profile, as a value that an objective bounds."""

from modelbench.decision.measured_value import MeasuredValue, measured
from modelbench.forecast.outcome import Interval
from modelbench.forecast.traffic_cost import TrafficCost, Unknown

_COLD = "coldPercent"
_BEYOND_ALL = 3_600_000.0
"""An hour in milliseconds, the largest bound: a queue that grows all month exceeds it."""


def users_value(profile: TrafficCost | None, variant: str, name: str) -> MeasuredValue:
    """``name`` is p50, p95 or p99 (milliseconds) or coldPercent, of all requests of the profile."""
    users = () if profile is None else profile.users
    found = next((one for one in users if one.variant == variant), None)
    if found is None:
        return MeasuredValue(missing="no price sheet runs it as pods on a cluster")
    if isinstance(found, Unknown):
        return MeasuredValue(missing=found.missing)
    if found.cannot_carry is not None:
        lower = None if name == _COLD else _BEYOND_ALL + 1
        return measured(None, lower, None, f"it cannot carry the traffic: {found.cannot_carry}")
    if name == _COLD:
        return _value(found.cold_share, 100)
    percentile = found.percentiles.get(float(name[1:]))
    if percentile is None:
        return MeasuredValue(missing="its latencies are not known")
    return _value(percentile, 1000)


def _value(found: Interval, factor: float) -> MeasuredValue:
    value, lower, upper = (
        None if one is None else one * factor for one in (found.value, found.lower, found.upper)
    )
    missing = "what it is computed from has no interval" if lower is None else None
    return measured(value, lower, upper, missing)
