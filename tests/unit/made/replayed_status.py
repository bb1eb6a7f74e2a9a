"""The status of a benchmark with a replay, whose serverless forecast missed."""

from modelbench.api.scenarios.parts import LatencyPercentile
from modelbench.api.scenarios.replay import BacktestStatus, BacktestValueStatus, ReplayStatus
from msgspec.structs import replace

from tests.unit.made.measured import benchmark, loads

VALUES = {
    "podSeconds": ("1372", "1500", "1490", "1510", "9.33", False),
    "coldPercent": ("89.474", "90.000", "89.000", "92.000", "0.53", True),
    "p99Milliseconds": ("1873.9", "1880.0", "1800.0", "2000.0", "0.33", True),
}
KEPT = {
    "podSeconds": ("1800", "1800", "1800", "1800", "0.00", True),
    "coldPercent": ("0.000", "0.000", "0.000", "0.000", "0.00", True),
    "p99Milliseconds": ("5.0", "5.0", "5.0", "6.0", "0.00", True),
}


def _values(found):
    return tuple(BacktestValueStatus(metric, *numbers) for metric, numbers in found.items())


def _replay(pod_seconds, cold, percent, p99, backtest):
    return ReplayStatus(
        requests=38,
        failure_percent="0.00",
        valid=True,
        duration_seconds=1800,
        cold_requests=cold,
        cold_percent=percent,
        pod_seconds=pod_seconds,
        latencies=(LatencyPercentile("99", p99),),
        backtest=backtest,
    )


def replayed_benchmark(missing=None):
    """``missing``: why there is no forecast of the containerized variant."""
    wrong = "the forecast missed: pod-seconds 1372, forecast 1500 (+9.3%)"
    kept = BacktestStatus("the forecast held", True, _values(KEPT))
    found = (
        _replay(1372, 34, "89.474", 1_873_900, BacktestStatus(wrong, False, _values(VALUES))),
        _replay(
            1800, 0, "0.000", 5_000, BacktestStatus(missing_reason=missing) if missing else kept
        ),
    )
    made = benchmark(loads())
    variants = tuple(
        replace(one, replay=replay) for one, replay in zip(made.status.variants, found, strict=True)
    )
    return replace(made, status=replace(made.status, variants=variants))
