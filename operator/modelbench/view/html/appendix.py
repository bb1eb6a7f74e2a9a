"""The end of the page: where it was measured, what was rejected, what the values cannot say."""

from collections.abc import Iterator

from modelbench.api.conditions import RESOURCES_READY, SUCCEEDED, SUSPENDED
from modelbench.api.reasons import Reason
from modelbench.api.samples import Samples
from modelbench.api.scenarios.parts import RejectedTrials
from modelbench.api.status import Environment
from modelbench.api.variants import variants_of
from modelbench.display.content import Section, Table
from modelbench.display.source import Source
from modelbench.display.tables import Row
from modelbench.scenarios.registry import SCENARIOS, Scenario

_LABELS = {
    "modelbench_version": "ModelBench",
    "kubernetes_version": "Kubernetes",
    "knative_version": "Knative",
    "ingress": "Ingress of Knative",
    "nodes": "Nodes",
    "cpu_count": "CPUs of all nodes",
    "node_cpu_model": "Processor",
    "kernel_version": "Kernel",
    "container_runtime": "Container runtime",
    "lanes": "Lanes used",
    "others_busy_percent": "CPU used by other work, %",
    "clock_offset_milliseconds": "Clock offset, runner minus node, ms",
    "clock_offset_bound_milliseconds": "Uncertainty of that offset, ms",
}
_READING = (
    "Intervals cover at least 95% and assume no distribution. They hold for independent samples; "
    "trials continue until the interval is narrow enough, which makes it slightly too narrow.",
    "They cover the uncertainty within this run, not what another day, another node or other load "
    "on the cluster would change: run the benchmark again to see that.",
    "Overlapping intervals do not prove that variants are equal; intervals that do not overlap "
    "indicate a difference.",
    "Missing values are left out, with the reason, never shown as 0.",
)


def environment_section(source: Source) -> Section | None:
    """None when nothing is known of it."""
    tables = [
        Table("The cluster", ("", "value"), list(_environment(source.status.environment))),
        Table("The variants", ("", "value"), list(_variants(source))),
        Table("Unlike a plain pod", ("variant", "what"), list(_deviations(source))),
        Table("Settings of Knative in force", ("setting", "value"), list(_settings(source))),
    ]
    known = [table for table in tables if table.rows]
    if not known:
        return None
    lead = "Results differ between clusters. This is the machine and the versions of this run."
    return Section("environment", "Environment", lead, tables=known, folded=True)


def _environment(environment: Environment) -> Iterator[Row]:
    for field, label in _LABELS.items():
        value = getattr(environment, field)
        if value is not None:
            yield (label, str(value))


def _variants(source: Source) -> Iterator[Row]:
    for variant in source.status.variants:
        if variant.image_digest is not None:
            yield (f"{variant.name}: image, as the node reported it", variant.image_digest)
        if variant.pods is not None and variant.pods.summary:
            yield (f"{variant.name}: pod problems", variant.pods.summary)


def _deviations(source: Source) -> Iterator[Row]:
    for variant in source.status.variants:
        yield from ((variant.name, one) for one in variant.deviations)


def _settings(source: Source) -> Iterator[Row]:
    for variant in source.status.variants:
        for name, value in sorted(variant.settings.items()):
            yield (f"of {variant.name}: {name}", value)
    for name, value in sorted(source.status.environment.cluster_settings.items()):
        yield (f"of the cluster: {name}", value)


def rejected_section(source: Source) -> Section | None:
    """None when every trial counted."""
    rows: list[Row] = [
        (f"{kind}, {trial.variant} {trial.order}", trial.rejection or "", trial.message)
        for kind, trial in source.samples.rejected
    ] or [*_counted(source)]
    if not rows:
        return None
    return Section(
        "rejected",
        "Rejected trials",
        "Trials that could not be proved cold do not count; each is listed with the reason.",
        tables=(Table("Rejected trials", ("trial", "reason", "details"), rows),),
        folded=True,
    )


def _counted(source: Source) -> Iterator[Row]:
    """By the status alone, when the samples are not at hand."""
    for scenario in SCENARIOS:
        for name in source.measured(scenario.package):
            status = source.status_of(name, scenario.package)
            found: tuple[RejectedTrials, ...] = getattr(status, "rejected_trials", ())
            for one in found:
                yield (f"{scenario.title}, {name}", one.reason, f"{one.count} trials")


def limits_section(source: Source) -> Section | None:
    """What was not measured, and how to read the rest; None of a benchmark without values."""
    reading = _READING if any(map(source.measured, (one.package for one in SCENARIOS))) else ()
    notes = (*_not_measured(source), *reading)
    return Section("limits", "Limits", notes=notes) if notes else None


def conditions_section(source: Source) -> Section | None:
    """What counts and what does not; None before anything was looked at."""
    shown = [
        one
        for one in source.status.conditions
        if one.type not in (SUCCEEDED, SUSPENDED, RESOURCES_READY)
    ]
    if not shown:
        return None
    # What ended it stands at the top of the page, and is the message of all that was open then.
    ended = source.benchmark.succeeded
    known = "" if ended is None else ended.message
    rows: list[Row] = [
        (one.type, one.status, one.reason, "see above" if one.message == known else one.message)
        for one in shown
    ]
    is_invalid = any(one.reason is Reason.INVALID for one in shown)
    lead = (
        "A condition that is False with reason Invalid has values, but they support no conclusion."
    )
    table = Table("Every condition", ("condition", "status", "reason", "message"), rows)
    folded = ended is not None and ended.is_true
    return Section(
        "conditions", "Conditions", lead if is_invalid else "", tables=(table,), folded=folded
    )


def _not_measured(source: Source) -> Iterator[str]:
    absent = [one.title for one in SCENARIOS if not source.measured(one.package)]
    if absent:
        yield f"Not measured: {', '.join(absent)}."
    lacking = [text for scenario in SCENARIOS for text in _lacking(source, scenario)]
    if lacking:
        yield f"Not measured on every variant: {', '.join(lacking)} is missing."
    if source.samples == Samples() and len(absent) < len(SCENARIOS):
        yield "The raw samples were not available: plots that need them are left out."


def _lacking(source: Source, scenario: Scenario) -> Iterator[str]:
    """The variants that a scenario covers and has nothing of, though it has of others."""
    measured = source.measured(scenario.package)
    for variant in variants_of(source.spec) if measured else ():
        if variant.name not in measured and scenario.summary.covers(variant):
            yield f"{scenario.title} on {variant.name}"
