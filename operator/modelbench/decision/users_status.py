"""What users meet, as a part of the status."""

from modelbench.api.decision_status import UsersStatus
from modelbench.forecast.outcome import Forecast, Interval
from modelbench.forecast.traffic_cost import Unknown


def users_status(found: Forecast | Unknown) -> UsersStatus:
    """What the users of one variant meet, in milliseconds and percent."""
    if isinstance(found, Unknown):
        return UsersStatus(found.variant, missing_reason=found.missing)
    if found.cannot_carry is not None:
        return UsersStatus(found.variant, cannot_carry_reason=found.cannot_carry)
    p50, p95, p99 = (_ends(found.percentiles.get(p), 1000) for p in (50.0, 95.0, 99.0))
    cold = _ends(found.cold_share, 100)
    return UsersStatus(found.variant, *p50, *p95, *p99, *cold)


def _ends(found: Interval | None, factor: float) -> tuple[str | None, str | None, str | None]:
    """Value, lower and upper end, with three digits after the point."""
    if found is None:
        return None, None, None
    value, lower, upper = (
        None if one is None else f"{one * factor:.3f}"
        for one in (found.value, found.lower, found.upper)
    )
    return value, lower, upper
