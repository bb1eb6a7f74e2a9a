"""A rise in load as a table: how soon each variant followed."""

from collections.abc import Iterator

from msgspec.structs import fields

from modelbench.api.scenarios.autoscale import RunStatus
from modelbench.api.status import Status
from modelbench.display.numbers import milliseconds, seconds
from modelbench.display.tables import Section, failed

_DURATIONS = {
    "first_replica_wanted_milliseconds": "another pod wanted",
    "capacity_reached_milliseconds": "all pods ready",
    "latency_recovered_milliseconds": "latency recovered",
    "back_milliseconds": "back after the peak",
}
# A missing metric is called as the field that it would be in.
_METRICS = {field.name: field.encode_name for field in fields(RunStatus)}


def sections(status: Status) -> Iterator[Section]:
    """One column a run; values that are absent say why in the notes."""
    runs = {
        f"{variant.name} from {run.start.lower()}": run
        for variant in status.variants
        if variant.autoscale is not None
        for run in variant.autoscale.runs
    }
    if not runs:
        return
    durations = (
        (f"  {words}", *(seconds(getattr(run, field)) for run in runs.values()))
        for field, words in _DURATIONS.items()
    )
    worst = (milliseconds(run.worst_second_p95_milliseconds) for run in runs.values())
    rows = (
        ("Load step, time since the step", *runs),
        *durations,
        ("  p95 of the worst second", *worst),
        ("  pods at start, peak, end", *(_replicas(run) for run in runs.values())),
        ("  failed", *(failed(run) for run in runs.values())),
    )
    yield Section(rows, tuple(note for name, run in runs.items() for note in _missing(name, run)))


def _replicas(run: RunStatus) -> str:
    counts = (run.start_replicas, run.peak_wanted_replicas, run.end_replicas)
    return ", ".join("?" if count is None else str(count) for count in counts)


def _missing(name: str, run: RunStatus) -> Iterator[str]:
    """The values that a run lacks, together when they lack for the same reason."""
    reasons = {one.metric: one.reason for one in run.missing}
    for reason in dict.fromkeys(reasons.values()):
        lacking = (
            words for field, words in _DURATIONS.items() if reasons.get(_METRICS[field]) == reason
        )
        yield f"{name}, none for {', '.join(lacking)}: {reason}"
