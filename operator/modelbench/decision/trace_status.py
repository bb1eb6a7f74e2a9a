"""What a trace is and what it does not tell, as a part of the status and in words."""

from modelbench.api.choices import MONTH_SECONDS, Traffic
from modelbench.api.decision_status import TraceStatus
from modelbench.api.trace import Trace
from modelbench.forecast.traffic_cost import TrafficCost
from modelbench.statistics.written import long_time

_BETWEEN = "evenly spaced, independent, or back to back"


def trace_status(traffic: Traffic) -> TraceStatus | None:
    """What of the trace a month has; None for a profile without one."""
    trace = traffic.trace
    if trace is None:
        return None
    interval = trace.interval_seconds
    return TraceStatus(
        requests=trace.requests,
        period_seconds=f"{trace.period_seconds:.3f}",
        interval_seconds=None if interval is None else f"{interval:.3f}",
        note=f"{_repeated(traffic, trace)}{_unknown(interval)}",
    )


def coarse_trace(profile: TrafficCost) -> str | None:
    """Why the forecast of a variant that goes to zero is wide: its counts last longer than the
    stable window. None where they do not.
    """
    trace = profile.traffic.trace
    interval = None if trace is None else trace.interval_seconds
    windows = [
        profile.settings.window_of(one.variant.serverless.stable_window_seconds)
        for one in profile.variants
        if one.variant.serverless is not None and one.variant.scales_to_zero
    ]
    if interval is None or not windows or interval <= min(windows):
        return None
    window, longer = long_time(min(windows)), long_time(interval)
    return (
        f"The trace counts requests per {longer}, longer than the stable window of {window}, so "
        "the gaps between them are unknown: cost and latency lie between those of evenly spaced "
        "and back-to-back requests. Give timestamps, or shorter intervals."
    )


def _repeated(traffic: Traffic, trace: Trace) -> str:
    times = MONTH_SECONDS / trace.period_seconds
    told = f"{trace.requests:,} requests in {long_time(trace.period_seconds)}"
    found = f"{told}, {times:.3g} times in a 730-hour month"
    factor = traffic.rate / trace.rate
    return found if abs(factor - 1) < 1e-9 else f"{found}, with {factor:.3g} times the requests"


def _unknown(interval: float | None) -> str:
    if interval is None:
        return ""
    return (
        f"; the forecast intervals cover requests that are {_BETWEEN} within each "
        f"{long_time(interval)}"
    )
