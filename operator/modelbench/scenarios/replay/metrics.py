"""Replays and their forecasts as gauges."""

from modelbench.api.scenarios.replay import COLD_PERCENT, POD_SECONDS, BacktestStatus
from modelbench.api.status import VariantStatus
from modelbench.metrics.families import MICRO, MILLI, PERCENT, Declared, Families, Labels
from modelbench.metrics.load import add_validity

_FORECAST = ("variant", "bound")

DECLARED: Declared = {
    "modelbench_replay_requests": ("Requests of the replayed stretch of traffic.", ("variant",)),
    "modelbench_replay_failure_ratio": (
        "Share of the requests of a replay that failed.",
        ("variant",),
    ),
    "modelbench_replay_cold_ratio": (
        "Share of the requests of a replay that found no ready pod.",
        ("variant",),
    ),
    "modelbench_replay_pod_seconds": (
        "Pod-seconds of a variant in a replay.",
        ("variant",),
    ),
    "modelbench_replay_latency_seconds": (
        "Percentile of the latency of the successful responses of a replay, cold ones included.",
        ("variant", "percentile"),
    ),
    "modelbench_replay_forecast_pod_seconds": (
        "Pod-seconds of a replay as forecast without it: value, lower and upper.",
        _FORECAST,
    ),
    "modelbench_replay_forecast_cold_ratio": (
        "Share of requests that find no pod, as forecast without the replay.",
        _FORECAST,
    ),
    "modelbench_replay_forecast_latency_seconds": (
        "Percentile of the latency as forecast without the replay.",
        ("variant", "percentile", "bound"),
    ),
    "modelbench_replay_forecast_held": (
        "1 when every value of a replay lies within the bounds of its forecast, else 0.",
        ("variant",),
    ),
}


def add(families: Families, labels: Labels, status: VariantStatus) -> None:
    """Add the replay of one variant; ``labels`` are the benchmark's and the variant's."""
    found = status.replay
    if found is None:
        return
    families.add("modelbench_replay_requests", labels, found.requests)
    families.add("modelbench_replay_failure_ratio", labels, found.failure_percent, PERCENT)
    families.add("modelbench_replay_cold_ratio", labels, found.cold_percent, PERCENT)
    families.add("modelbench_replay_pod_seconds", labels, found.pod_seconds)
    for latency in found.latencies:
        place = (*labels, latency.percentile)
        families.add("modelbench_replay_latency_seconds", place, latency.microseconds, MICRO)
    add_validity(families, labels, "replay", found)
    if found.backtest is not None:
        _add_forecast(families, labels, found.backtest)


def _add_forecast(families: Families, labels: Labels, backtest: BacktestStatus) -> None:
    families.add("modelbench_replay_forecast_held", labels, backtest.held)
    for value in backtest.values:
        name, place, unit = _series(value.metric)
        bounds = {"value": value.forecast, "lower": value.lower, "upper": value.upper}
        for bound, number in bounds.items():
            families.add(name, (*labels, *place, bound), number, unit)


def _series(metric: str) -> tuple[str, Labels, int]:
    """The family of a value, its labels between those of variant and bound, and its unit."""
    if metric == POD_SECONDS:
        return "modelbench_replay_forecast_pod_seconds", (), 1
    if metric == COLD_PERCENT:
        return "modelbench_replay_forecast_cold_ratio", (), PERCENT
    percentile = metric.removeprefix("p").removesuffix("Milliseconds")
    return "modelbench_replay_forecast_latency_seconds", (percentile,), MILLI
