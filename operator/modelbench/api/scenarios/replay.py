"""A stretch of a traffic profile, sent as it comes: asked for, stored, told.

Its requests are LoadSegments, each with what is beside them here.
"""

from typing import Annotated

from modelbench.api.bounds import most, text
from modelbench.api.scenarios.parts import LatencyPercentile, LoadStatus
from modelbench.api.values import DecimalText, Value

POD_SECONDS, COLD_PERCENT = "podSeconds", "coldPercent"
"""Metrics of a backtest; the others are latencies."""


def latency_metric(percentile: str) -> str:
    """What a backtest calls a percentile of the latency."""
    return f"p{percentile}Milliseconds"


class Replay(Value, frozen=True):
    """Which stretch: of a profile of ``spec.traffic``, from an offset in its period, and drawn from
    which seed.
    """

    traffic: str
    start_seconds: int
    duration_seconds: int
    seed: int


class BacktestValueStatus(Value, frozen=True):
    """One value of a replay beside its forecast, in the metric's own unit.

    ``lower`` and ``upper`` are where the forecast had a replay like this. ``error`` is the forecast
    less what was measured: in percent of that, and of a share in points. ``held`` is None where
    nothing is bounded.
    """

    metric: Annotated[str, text(64)]
    measured: DecimalText
    forecast: DecimalText
    lower: DecimalText | None = None
    upper: DecimalText | None = None
    error: DecimalText | None = None
    held: bool | None = None


class BacktestStatus(Value, frozen=True):
    """The forecast of the same requests, made without the replay; ``held`` says whether every value
    lies within its bound. Without values ``missing_reason`` says why.
    """

    summary: Annotated[str, text(512)] | None = None
    held: bool | None = None
    values: Annotated[tuple[BacktestValueStatus, ...], most(8, "metric")] = ()
    missing_reason: Annotated[str, text(1024)] | None = None


class ReplayStatus(LoadStatus, frozen=True, kw_only=True):
    """One stretch on one variant. Percentiles are of its good responses, cold ones included."""

    summary: Annotated[str, text(512)] | None = None
    duration_seconds: int | None = None
    cold_requests: int | None = None
    cold_percent: DecimalText | None = None
    cold_percent_lower: DecimalText | None = None
    cold_percent_upper: DecimalText | None = None
    pod_seconds: int | None = None
    most_pods: int | None = None
    latencies: Annotated[tuple[LatencyPercentile, ...], most(8, "percentile")] = ()
    backtest: BacktestStatus | None = None
