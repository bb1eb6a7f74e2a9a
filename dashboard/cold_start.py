"""How long a first request waits for each variant, and where the time goes."""

from collections.abc import Iterator

from grafana_foundation_sdk.builders import barchart, table, timeseries
from grafana_foundation_sdk.cog.builder import Builder
from grafana_foundation_sdk.models import dashboard
from modelbench.scenarios.cold_start import phases as phase

from dashboard.panels import by_variant, lines, words
from dashboard.queries import by, of_variants, ordinals, over_time
from dashboard.tables import Column, Order, grouped_bars, table_panel, variant_bars

TITLE = "Cold start"
READ = """\
From the sending of a request, when the variant has no pod, to its response. The interval contains
the true median in at least 95 of 100 such benchmarks. Intervals that do not overlap show a
difference; **intervals that overlap do not prove that there is none**. In normal use an always-on
variant has no cold start: for a containerized one the start of the same pod is measured, and a
serverless one that keeps pods ready is left out. The medians of the phases do not add up to the
median of the total.
"""
_SECONDS = "modelbench_cold_start_seconds"
_PHASE = "modelbench_cold_start_phase_seconds"
_TRIALS = "modelbench_cold_start_trials"
# In the order of time, parts under their whole.
PHASES = (
    phase.DECISION,
    phase.SCHEDULING,
    phase.SANDBOX,
    phase.INIT_CONTAINERS,
    phase.IMAGE_PULL,
    phase.CONTAINER_START,
    phase.APPLICATION_START,
    phase.READINESS_AND_ROUTING,
    phase.RESPONSE,
)
PARTS = (
    phase.RUNTIME,
    phase.MODEL_LOAD,
    phase.SERVER_START,
    phase.INITIALIZATION,
    phase.KUBELET_REPORT,
    phase.ROUTING,
)
_STATISTICS = {
    "minimum": "Minimum",
    "median_lower": "Interval, lower",
    "median": "Median",
    "median_upper": "Interval, upper",
    "maximum": "Maximum",
}


def panels() -> Iterator[Builder[dashboard.Panel]]:
    """Four lines of panels."""
    yield words("Cold starts", READ).span(24).height(4)
    yield interval().span(8).height(9)
    yield phases().span(16).height(9)
    yield statistics().span(10).height(7)
    yield parts().span(7).height(7)
    yield outcomes().span(7).height(7)
    yield narrowing().span(12).height(8)
    yield progress().span(12).height(8)


def interval() -> barchart.Panel:
    description = (
        "The median of the accepted trials with its 95% interval. Fewer than 6 trials have no "
        "interval."
    )
    columns = [_statistic(name) for name in ("median_lower", "median", "median_upper")]
    key, title = ("variant", "Variant"), "Median with its interval"
    return grouped_bars(title, description, "s", key, columns, Order(column="variant"))


def phases() -> barchart.Panel:
    description = (
        "The median of each phase, in the order of time. A phase that could not be measured is "
        "absent, not 0."
    )
    series = by("variant, phase", of_variants(_PHASE, 'parent=""'))
    order = Order(ordinals("variant, phase", PHASES, _PHASE, 'parent=""'))
    return variant_bars("Phases", description, "s", ("phase", "Phase"), series, order)


def statistics() -> table.Panel:
    description = "All accepted trials, without warm-ups and the very first pod."
    trials = by("variant", of_variants(_TRIALS, 'outcome="accepted"'))
    columns = [*map(_statistic, _STATISTICS), Column("Trials", trials)]
    return table_panel("Trials in numbers", description, {"variant": "Variant"}, columns)


def parts() -> table.Panel:
    description = (
        "Parts of phases. An image that sends the Modelbench-Timing header splits its application "
        "start."
    )
    labels = "variant, parent, phase"
    columns = [Column("Median", by(labels, of_variants(_PHASE, 'parent!=""')), "s", 3)]
    order = Order(ordinals(labels, PARTS, _PHASE))
    keys = {"parent": "Phase", "phase": "Part of it", "variant": "Variant"}
    return table_panel("Parts of phases, median", description, keys, columns, order)


def outcomes() -> table.Panel:
    description = (
        "How many trials were accepted, and why the others were rejected: a trial that cannot be "
        "proved cold does not count."
    )
    columns = [Column("Trials", by("outcome, variant", of_variants(_TRIALS)))]
    keys = {"outcome": "Outcome", "variant": "Variant"}
    order = Order(column="outcome")
    return table_panel("Outcome of the trials", description, keys, columns, order)


def narrowing() -> timeseries.Panel:
    description = (
        "While the benchmark runs, the interval gets narrower, until it is as narrow as the "
        "benchmark requests or all trials are used."
    )
    bounds = 'statistic=~"median|median_lower|median_upper"'
    series = by("variant, statistic", of_variants(_SECONDS, bounds))
    panel = lines("Median and its interval over time", description, "s")
    return by_variant(panel.with_target(over_time("median", series, "{{variant}} {{statistic}}")))


def progress() -> timeseries.Panel:
    description = "Accepted trials while the benchmark runs; a flat line means no progress."
    series = by("variant", of_variants(_TRIALS, 'outcome="accepted"'))
    panel = lines("Accepted trials over time", description, "none").decimals(0)
    return by_variant(panel.with_target(over_time("trials", series, "{{variant}}")))


def _statistic(name: str) -> Column:
    series = by("variant", of_variants(_SECONDS, f'statistic="{name}"'))
    return Column(_STATISTICS[name], series, "s", 3)
