"""Whether the forecast of each variant held when a stretch of traffic was replayed."""

from collections.abc import Iterator

from grafana_foundation_sdk.builders import table
from grafana_foundation_sdk.cog.builder import Builder
from grafana_foundation_sdk.models import dashboard

from dashboard.panels import words
from dashboard.queries import by, of_variants
from dashboard.tables import FAILING, Column, Order, table_panel

TITLE = "Forecast against replay"
READ = """\
A **replay** sends a stretch of traffic to each variant, and its requests, latencies and pod-seconds
are compared with a forecast made without it. Costs and latencies of a month rest on the same model.
"""
_HELD = {"1": ("held", "green"), "0": ("missed", "red")}
_BY_PERCENTILE = Order(column="percentile", is_number=True)


def panels() -> Iterator[Builder[dashboard.Panel]]:
    """Two lines of panels."""
    yield words("Replay", READ).span(24).height(3)
    yield totals().span(14).height(8)
    yield latencies().span(10).height(8)


def totals() -> table.Panel:
    description = "Held: every measured value, latencies included, is within its forecast's bounds."
    columns = [
        Column("Forecast", _measured("forecast_held"), shown=_HELD),
        Column("Requests", _measured("requests")),
        Column("Failed", _measured("failure_ratio"), "percentunit", 2, FAILING),
        Column("Cold requests", _measured("cold_ratio"), "percentunit", 1),
        Column("Cold requests, forecast", _forecast("cold_ratio"), "percentunit", 1),
        Column("Pod-seconds", _measured("pod_seconds"), "none", 0),
        Column("Pod-seconds, forecast", _forecast("pod_seconds"), "none", 0),
    ]
    return table_panel("Replay and forecast", description, {"variant": "Variant"}, columns)


def latencies() -> table.Panel:
    description = "Of the successful responses, cold ones included, and the forecast's bounds."
    keys = {"variant": "Variant", "percentile": "Percentile"}
    one = ", ".join(keys)
    columns = [
        Column("Measured", _measured("latency_seconds", one), "s", 3),
        Column("Forecast", _forecast("latency_seconds", one), "s", 3),
        Column("Lower", _forecast("latency_seconds", one, "lower"), "s", 3),
        Column("Upper", _forecast("latency_seconds", one, "upper"), "s", 3),
    ]
    return table_panel("Latency in the replay", description, keys, columns, _BY_PERCENTILE)


def _measured(name: str, labels: str = "variant") -> str:
    return by(labels, of_variants(f"modelbench_replay_{name}"))


def _forecast(name: str, labels: str = "variant", bound: str = "value") -> str:
    return by(labels, of_variants(f"modelbench_replay_forecast_{name}", f'bound="{bound}"'))
