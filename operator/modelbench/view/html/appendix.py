"""The end of the page: where it was measured, what was rejected, what the figures cannot say."""

from collections.abc import Iterator

from modelbench.api.conditions import SCENARIO_CONDITIONS
from modelbench.api.names import PATHS
from modelbench.display.content import Row, Section, Table
from modelbench.display.source import Fields, Source

_WORDS = {
    "modelbenchVersion": "ModelBench",
    "kubernetesVersion": "Kubernetes",
    "knativeVersion": "Knative",
    "ingress": "Ingress of Knative",
    "nodes": "Nodes",
    "cpuCount": "CPUs of all nodes",
    "nodeCPUModel": "Processor",
    "kernelVersion": "Kernel",
    "containerRuntime": "Container runtime",
    "imageDigest": "Image, as the node reported it",
    "lanes": "Lanes used",
    "othersBusyPercent": "CPU used by others meanwhile, %",
    "clockOffsetMilliseconds": "Runner's clock less the node's, ms",
    "clockOffsetBoundMilliseconds": "How far that may be off, ms",
}
_SCENARIOS = {
    "coldStart": "cold starts",
    "burst": "bursts from zero",
    "reactivation": "requests on the way to zero",
    "steady": "steady load",
    "autoscale": "a rise in load",
}
_READING = (
    "Intervals are of at least 95 % and assume no distribution. They hold for independent samples; "
    "trials go on until the interval is narrow enough, which makes it slightly too narrow.",
    "They say how well this run knows its own figures. What another day, another node or another "
    "load of the cluster would change is not in them: run the benchmark again to see that.",
    "Two intervals that overlap do not prove that the paths are equal; two that do not overlap "
    "speak for a difference.",
    "What is not known is left out with its reason, never shown as 0.",
)


def environment_section(source: Source) -> Section | None:
    """None when nothing is known of it."""
    environment = source.status.get("environment", {})
    rows: list[Row] = [
        (words, str(environment[name])) for name, words in _WORDS.items() if name in environment
    ]
    tables = [Table("The cluster", ("", "value"), rows)] if rows else []
    settings = _settings(environment)
    if settings:
        tables.append(Table("Settings of Knative in force", ("setting", "value"), settings))
    if not tables:
        return None
    lead = "Figures of another cluster differ. These are the machine and the versions of this run."
    return Section("environment", "Environment", lead, tables=tables)


def _settings(environment: Fields) -> list[Row]:
    own = environment.get("settings", {})
    cluster = environment.get("clusterSettings", {})
    rows: list[Row] = [
        (f"of the service: {name}", str(value)) for name, value in sorted(own.items())
    ]
    return rows + [
        (f"of the cluster: {name}", str(value)) for name, value in sorted(cluster.items())
    ]


def rejected_section(source: Source) -> Section | None:
    """None when every trial counted."""
    rows = [*_rejected(source)] or [*_counted(source)]
    if not rows:
        return None
    return Section(
        "rejected",
        "Rejected trials",
        "A trial that could not be shown to be cold is not averaged in; here is each, and why.",
        tables=(Table("Rejected trials", ("trial", "reason", "what was seen"), rows),),
    )


def _rejected(source: Source) -> Iterator[Row]:
    for trial in source.samples.trials:
        if trial.rejection is not None:
            place = f"cold start, {trial.path} {trial.order}"
            yield (place, trial.rejection, trial.message)
    for burst in source.samples.bursts:
        if burst.rejection is not None:
            yield (f"burst, {burst.path} {burst.order}", burst.rejection, burst.message)


def _counted(source: Source) -> Iterator[Row]:
    """By the status alone, when the samples are not at hand."""
    for scenario in ("coldStart", "burst"):
        for path in PATHS:
            for item in source.of(path, scenario).get("rejectedTrials", ()):
                place = f"{_SCENARIOS[scenario]}, {path}"
                yield (place, item["reason"], f"{item['count']} trials")


def limits_section(source: Source) -> Section:
    """What was not measured, and how to read the rest."""
    return Section("limits", "Limits", notes=(*_not_measured(source), *_READING))


def conditions_section(source: Source) -> Section | None:
    """What counts and what does not; None before anything was looked at."""
    rows = [
        (one["type"], one["status"], one["reason"], one["message"])
        for one in source.status.get("conditions", ())
        if one["type"] not in ("Succeeded", "Suspended", "ResourcesReady")
    ]
    if not rows:
        return None
    lead = "What is False with reason Invalid has figures, but they support no claim."
    table = Table("Every condition", ("condition", "status", "reason", "message"), rows)
    return Section("conditions", "Conditions", lead, tables=(table,))


def _not_measured(source: Source) -> Iterator[str]:
    absent = [words for name, words in _SCENARIOS.items() if not source.measured(name)]
    if absent:
        yield f"Not measured: {', '.join(absent)}."
    lacking = [
        f"{_SCENARIOS[scenario]} on {path}"
        for scenario, paths in SCENARIO_CONDITIONS.items()
        for path in paths
        if source.measured(scenario) and not source.of(path, scenario)
    ]
    if lacking:
        yield f"Measured on one path alone: {', '.join(lacking)} is missing."
    if not source.samples.trials and source.measured("coldStart"):
        yield "The raw samples were not at hand: plots that need them are left out."
