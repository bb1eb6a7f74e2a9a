"""How the variants follow demand: a rise, bursts from zero, requests on the way to zero."""

from collections.abc import Iterator

from grafana_foundation_sdk.builders import barchart, table
from grafana_foundation_sdk.cog.builder import Builder
from grafana_foundation_sdk.models import dashboard

from dashboard.panels import words
from dashboard.queries import by, of_variants
from dashboard.tables import FAILING, Column, Order, grouped_bars, table_panel, variant_bars

TITLE = "Scaling"
READ = """\
**A load step** goes from a base rate to a peak at once: a serverless variant scales by Knative's
autoscaler, a containerized one by its HorizontalPodAutoscaler, or not at all without one. It is
measured once for each variant and start, so these values have no interval. **A burst** sends many
requests at the same moment, when a variant that scales to zero has no pod. **Reactivation** is a
request some time after the last response, when such a variant may be scaling down.
"""
_RUN = {"variant": "Variant", "start": "From"}
_VARIANT = {"variant": "Variant"}
_DURATIONS = {
    "first_replica_wanted": "More pods wanted",
    "capacity_reached": "Pods ready",
    "latency_recovered": "Latency recovered",
    "back": "Back",
}
_REPLICAS = {
    "start": "At the start",
    "peak_wanted": "Wanted at the peak",
    "overshoot": "Overshoot",
    "end": "At the end",
}
_GAP = "gap_seconds"
_GAP_STATISTICS = {"minimum": "Minimum", "median": "Median", "maximum": "Maximum"}
_BY_GAP = Order(column=_GAP, is_number=True)


def panels() -> Iterator[Builder[dashboard.Panel]]:
    """Three lines of panels."""
    yield words("Load step, burst, reactivation", READ).span(24).height(4)
    yield rise().span(14).height(8)
    yield replicas().span(10).height(8)
    yield burst().span(14).height(7)
    yield burst_latency().span(10).height(7)
    yield reactivation().span(10).height(8)
    yield gaps().span(14).height(8)


def rise() -> table.Panel:
    description = (
        "Seconds since the load step; Back: since the end of the peak. Worst p95 is the 95th "
        "percentile of the slowest second. What never happened has no value."
    )
    worst = by("variant, start", of_variants("modelbench_autoscale_worst_latency_seconds"))
    failed = by("variant, start", of_variants("modelbench_autoscale_failure_ratio"))
    columns = [
        *(Column(title, _duration(metric), "s", 1) for metric, title in _DURATIONS.items()),
        Column("Worst p95", worst, "s", 3),
        Column("Failed", failed, "percentunit", 2, FAILING),
    ]
    return table_panel("Load step", description, _RUN, columns)


def replicas() -> barchart.Panel:
    description = "Overshoot: the most pods wanted, minus those wanted at the end of the peak."
    columns = [Column(title, _pods(metric)) for metric, title in _REPLICAS.items()]
    return grouped_bars("Pods during the load step", description, "none", ("run", "Run"), columns)


def burst() -> table.Panel:
    description = (
        "First and last are the fastest and the slowest response of a burst, the median over the "
        "valid bursts."
    )
    columns = [
        Column("First response", _in_bursts("seconds", 'statistic="first"'), "s", 3),
        Column("Last response", _in_bursts("seconds", 'statistic="last"'), "s", 3),
        Column("Pods started", _in_bursts("replicas_started")),
        Column("Failed", _in_bursts("failure_ratio"), "percentunit", 2, FAILING),
        Column("Bursts", _in_bursts("trials", 'outcome="accepted"')),
    ]
    return table_panel("Bursts", description, _VARIANT, columns)


def burst_latency() -> barchart.Panel:
    description = "Percentiles of the successful responses, from the intended send time."
    series = by("percentile, variant", of_variants("modelbench_burst_latency_seconds"))
    key = ("percentile", "Percentile")
    order = Order(column="percentile", is_number=True)
    return variant_bars("Latency in bursts", description, "s", key, series, order)


def reactivation() -> barchart.Panel:
    description = (
        "The median latency of a request this many seconds after the last response of a variant "
        "that scales to zero. The worst gap is often during its scale-down."
    )
    key = (_GAP, "Seconds after the last response")
    return variant_bars("Reactivation", description, "s", key, _after_gap("median"), _BY_GAP)


def gaps() -> table.Panel:
    description = "The trials of each gap, and how many started a new pod or failed."
    columns = [
        *(Column(title, _after_gap(name), "s", 3) for name, title in _GAP_STATISTICS.items()),
        Column("New pod", _of_gap("new_pod_ratio"), "percentunit", 0),
        Column("Failed", _of_gap("failure_ratio"), "percentunit", 0, FAILING),
        Column("Trials", _of_gap("trials")),
    ]
    keys = {**_VARIANT, _GAP: "Gap (s)"}
    return table_panel("Reactivation by gap", description, keys, columns, _BY_GAP)


def _duration(metric: str) -> str:
    return by("variant, start", of_variants("modelbench_autoscale_seconds", f'metric="{metric}"'))


def _pods(metric: str) -> str:
    series = of_variants("modelbench_autoscale_replicas", f'metric="{metric}"')
    return by("run", f'label_join({series}, "run", " from ", "variant", "start")')


def _in_bursts(name: str, *matchers: str) -> str:
    return by("variant", of_variants(f"modelbench_burst_{name}", *matchers))


def _after_gap(statistic: str) -> str:
    return _of_gap("seconds", f'statistic="{statistic}"')


def _of_gap(name: str, *matchers: str) -> str:
    return by(f"{_GAP}, variant", of_variants(f"modelbench_reactivation_{name}", *matchers))
