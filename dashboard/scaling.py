"""How the paths follow demand: a rise, bursts from zero, requests on the way to zero."""

from collections.abc import Iterator

from grafana_foundation_sdk.builders import barchart, table
from grafana_foundation_sdk.cog.builder import Builder
from grafana_foundation_sdk.models import dashboard

from dashboard.panels import words
from dashboard.queries import by, result
from dashboard.tables import FAILING, Column, Order, grouped_bars, of_paths, table_panel

TITLE = "Scaling"
READ = """\
**A rise** goes from a base rate to a peak at once: serverless scales by Knative's autoscaler,
containerized by its HorizontalPodAutoscaler, or not at all without one. A rise is measured once for
each path and start, so these figures have no interval. **A burst** sends many requests at the same
moment, when the serverless path has no pod. **Reactivation** is a request some time after the last
answer, when a serverless service may just be going away.
"""
_RUN = {"path": "Path", "start": "From"}
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
    yield words("Rise, burst, reactivation", READ).span(24).height(4)
    yield rise().span(14).height(8)
    yield replicas().span(10).height(8)
    yield burst().span(14).height(7)
    yield burst_latency().span(10).height(7)
    yield reactivation().span(10).height(8)
    yield gaps().span(14).height(8)


def rise() -> table.Panel:
    description = (
        "Seconds from the rise on; Back: from the end of the peak on. Worst p95 is the 95th "
        "percentile of the slowest second. What never came has no figure."
    )
    worst = by("path, start", result("modelbench_autoscale_worst_latency_seconds"))
    failed = by("path, start", result("modelbench_autoscale_failure_ratio"))
    columns = [
        *(Column(title, _duration(figure), "s", 1) for figure, title in _DURATIONS.items()),
        Column("Worst p95", worst, "s", 3),
        Column("Failed", failed, "percentunit", 2, FAILING),
    ]
    return table_panel("A rise in load", description, _RUN, columns)


def replicas() -> barchart.Panel:
    description = "Overshoot: how many more pods were wanted at most than at the end of the peak."
    columns = [Column(title, _pods(figure)) for figure, title in _REPLICAS.items()]
    return grouped_bars("Pods during the rise", description, "none", ("run", "Run"), columns)


def burst() -> table.Panel:
    description = (
        "First and last are the fastest and the slowest answer of a burst, the median over the "
        "bursts that count."
    )
    seconds, trials = "modelbench_burst_seconds", "modelbench_burst_trials"
    columns = [
        Column("First answer", by("path", result(seconds, 'statistic="first"')), "s", 3),
        Column("Last answer", by("path", result(seconds, 'statistic="last"')), "s", 3),
        Column("Pods started", by("path", result("modelbench_burst_replicas_started"))),
        Column("Failed", _failed_in_bursts(), "percentunit", 2, FAILING),
        Column("Bursts", by("path", result(trials, 'outcome="accepted"'))),
    ]
    return table_panel("Bursts from zero", description, {"path": "Path"}, columns)


def burst_latency() -> barchart.Panel:
    description = "Percentiles of the good answers of all bursts, from the intended send time."
    series = by("percentile", result("modelbench_burst_latency_seconds", 'path="{}"'))
    key = ("percentile", "Percentile")
    order = Order(column="percentile", is_number=True)
    title = "Latency in bursts"
    return grouped_bars(title, description, "s", key, of_paths(series), order)


def reactivation() -> barchart.Panel:
    description = (
        "The latency of a request so many seconds after the last answer of a serverless service. "
        "The gap that is worst is often the one that meets a service on its way to zero."
    )
    columns = [Column(title, _after_gap(name)) for name, title in _GAP_STATISTICS.items()]
    key = (_GAP, "Seconds after the last answer")
    return grouped_bars("Reactivation", description, "s", key, columns, _BY_GAP)


def gaps() -> table.Panel:
    description = "The trials of each gap, and how many of them met a new pod or failed."
    new_pods = by(_GAP, result("modelbench_reactivation_new_pod_ratio"))
    failed = by(_GAP, result("modelbench_reactivation_failure_ratio"))
    columns = [
        Column("Median", _after_gap("median"), "s", 3),
        Column("New pod", new_pods, "percentunit", 0),
        Column("Failed", failed, "percentunit", 0, FAILING),
        Column("Trials", by(_GAP, result("modelbench_reactivation_trials"))),
    ]
    keys = {_GAP: "Gap (s)"}
    return table_panel("Reactivation by gap", description, keys, columns, _BY_GAP)


def _duration(figure: str) -> str:
    return by("path, start", result("modelbench_autoscale_seconds", f'figure="{figure}"'))


def _pods(figure: str) -> str:
    series = result("modelbench_autoscale_replicas", f'figure="{figure}"')
    return by("run", f'label_join({series}, "run", " from ", "path", "start")')


def _failed_in_bursts() -> str:
    return by("path", result("modelbench_burst_failure_ratio"))


def _after_gap(statistic: str) -> str:
    return by(_GAP, result("modelbench_reactivation_seconds", f'statistic="{statistic}"'))
