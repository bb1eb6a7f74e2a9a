"""Cold starts: every trial, all distributions, and where the time goes."""

from collections.abc import Iterator, Sequence

from modelbench.api.samples import Samples
from modelbench.api.scenarios.cold_start import (
    ColdStartStatus,
    ColdTrial,
    FirstEverStatus,
    PhaseStatus,
    TrialKind,
)
from modelbench.api.status import Status
from modelbench.display.content import Download, Plot, Section, Table, tables_and_notes
from modelbench.display.numbers import NONE, milliseconds
from modelbench.display.source import Source
from modelbench.display.tables import Row, names_of
from modelbench.scenarios.cold_start import phase_plot, plots
from modelbench.scenarios.cold_start.phases import Phase, phases_of
from modelbench.scenarios.cold_start.summary import accepted_trials
from modelbench.scenarios.cold_start.view import has_none, sections, shown

_TRIAL_COLUMNS = ("variant", "order", "kind", "lane", "rejection", "total_milliseconds")

_MEASURED_AT = (
    "From the instant at which the request was due to the whole response. A trial counts only if "
    "no pod existed before it and the pod that answered was created after it."
)


def page_section(source: Source) -> Section | None:
    """None when no cold start was measured."""
    if not source.measured("cold_start"):
        return None
    (table,), notes = tables_and_notes(*sections(source.status))
    shown = tuple(_plots(source, table))
    others = _others(source.status)
    has_table = any(plot.table is table for plot in shown)
    return Section(
        "cold-start",
        "Cold starts",
        _MEASURED_AT,
        shown,
        [others] if has_table else [table, others],
        [*notes, *_notes(source.status)],
        _downloads(source),
    )


def _others(status: Status) -> Table:
    """What is told apart from the trials that count."""
    found = [variant.cold_start or ColdStartStatus(trials=0) for variant in status.variants]
    rows = [
        *_percentile_rows(found),
        ("Warm-ups, not counted", *(_warm_ups(one) for one in found)),
        ("The very first pod, not counted", *(_first_ever(one.first_ever) for one in found)),
    ]
    return Table("Other statistics", ("", *names_of(status)), rows)


def _percentile_rows(found: list[ColdStartStatus]) -> Iterator[Row]:
    known = [{one.percentile: one.milliseconds for one in status.percentiles} for status in found]
    for name in sorted({name for by_name in known for name in by_name}):
        yield (f"{name}th percentile", *(milliseconds(by_name.get(name)) for by_name in known))


def _warm_ups(status: ColdStartStatus) -> str:
    return ", ".join(f"{value} ms" for value in status.warm_up_milliseconds) or NONE


def _first_ever(first: FirstEverStatus | None) -> str:
    if first is None or first.total_milliseconds is None:
        return (first.missing_reason if first else None) or NONE
    images = {True: ", image pulled", False: ", image was cached", None: ""}
    within = first.precision_milliseconds
    known = "" if within is None else f", known within {within} ms"
    return f"{first.total_milliseconds} ms{known}{images[first.image_pulled]}"


def _plots(source: Source, table: Table) -> Iterator[Plot]:
    if any(accepted_trials(source.samples.of(name)) for name in source.variants):
        yield Plot(
            plots.trials(source),
            "Every trial in order. The line is the median, the band its interval; hollow points "
            "are warm-ups, crosses at the bottom are rejected trials.",
            _trial_table(source.samples, source.variants),
            wide=True,
        )
        yield Plot(
            plots.distribution(source),
            "The share of cold starts that took no longer than this. The bar at 50% is the "
            "interval of the median.",
            table,
        )
    if any(one.cold_start and one.cold_start.phases for one in source.status.variants):
        yield Plot(
            phase_plot.phases(source),
            "The median of each phase; each starts where the previous one ends. Medians of phases "
            "need not add up to the median of the total. A pale bar is a phase shorter than the "
            "precision of its ends: it took at most the time shown.",
            _phase_table(source.status),
        )


def _trial_table(samples: Samples, variants: tuple[str, ...]) -> Table:
    rows = [
        (f"{name} {trial.order}", _outcome(trial), _total(trial))
        for name in variants
        for trial in samples.of(name)
    ]
    return Table("Every trial", ("trial", "outcome", "took"), rows)


def _outcome(trial: ColdTrial) -> str:
    if trial.rejection is not None:
        return f"rejected: {trial.rejection}"
    return "warm-up" if trial.kind is TrialKind.WARM_UP else "accepted"


def _total(trial: ColdTrial) -> str:
    return f"{trial.total_nanoseconds / 1e6:.0f} ms" if trial.accepted else NONE


def _phase_table(status: Status) -> Table:
    rows = [
        _phase_row(variant.name, phase)
        for variant in status.variants
        if variant.cold_start is not None
        for phase in variant.cold_start.phases
    ]
    head = ("phase", "median", "known to", "trials", "from when to when, or why it is unknown")
    return Table("Every phase of every variant", head, rows)


def _phase_row(variant: str, phase: PhaseStatus) -> Row:
    return (
        f"{variant}: {f'{phase.parent} / ' if phase.parent else ''}{phase.name}",
        shown(phase),
        milliseconds(phase.precision_milliseconds),
        str(phase.trials),
        phase.source or phase.missing_reason or NONE,
    )


def _notes(status: Status) -> Iterator[str]:
    for variant in status.variants:
        found = variant.cold_start
        if found is not None and found.missing_reason and not has_none(found):
            yield f"{variant.name}: {found.missing_reason}."
    yield (
        "A containerized variant has no cold start in normal use: measured is the start of the "
        "same pod in a separate Deployment, from zero replicas."
    )


def _downloads(source: Source) -> list[Download]:
    """A file of all trials; none without any."""
    trials = [trial for name in source.variants for trial in source.samples.of(name)]
    if not trials:
        return []
    return [Download(f"{source.name}-cold-starts.csv", "All trials as CSV", _trial_rows(trials))]


def _trial_rows(trials: Sequence[ColdTrial]) -> list[Row]:
    """What trials have in common, then their phases in milliseconds; what is not known is empty."""
    found = [{p.name: p for p in phases_of(t)} if t.accepted else {} for t in trials]
    names = list(dict.fromkeys(name for phases in found for name in phases))
    head = (*_TRIAL_COLUMNS, *(f"{name} (ms)" for name in names))
    rows = [
        (*_common(trial), *(_exact(phases.get(name)) for name in names))
        for trial, phases in zip(trials, found, strict=True)
    ]
    return [head, *rows]


def _common(trial: ColdTrial) -> Row:
    total = f"{trial.total_nanoseconds / 1e6:.3f}" if trial.accepted else ""
    number, lane = str(trial.order), str(trial.lane)
    return (trial.variant, number, str(trial.kind), lane, trial.rejection or "", total)


def _exact(phase: Phase | None) -> str:
    if phase is None or phase.nanoseconds is None:
        return ""
    return f"{phase.nanoseconds / 1e6:.3f}"
