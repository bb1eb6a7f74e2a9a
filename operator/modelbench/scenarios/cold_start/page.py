"""Cold starts: every trial, both distributions, and where the time goes."""

from collections.abc import Iterator

from modelbench.api.names import PATHS
from modelbench.api.samples import ColdTrial, TrialKind
from modelbench.display.content import Figure, Section, Table, told
from modelbench.display.numbers import NONE
from modelbench.display.source import Fields, Source
from modelbench.display.tables import milliseconds
from modelbench.scenarios.cold_start import plots as cold_start_figures
from modelbench.scenarios.cold_start.summary import accepted_trials
from modelbench.scenarios.trials_view import cold_start

_MEASURED_AT = (
    "From the instant at which the request was due to the whole answer. A trial counts only when "
    "nothing of the service was left before it and the pod that answered came after it."
)


def cold_start_section(source: Source) -> Section | None:
    """None when no cold start was measured."""
    if not source.measured("coldStart"):
        return None
    (table,), notes = told(cold_start(source.status))
    figures = tuple(_figures(source, table))
    shown = any(figure.table is table for figure in figures)
    return Section(
        "cold-start",
        "Cold starts",
        _MEASURED_AT,
        figures,
        [_others(source)] if shown else [table, _others(source)],
        [*notes, *_notes(source)],
    )


def _others(source: Source) -> Table:
    """What is told apart from the trials that count."""
    found = [source.of(path, "coldStart") for path in PATHS]
    rows = [
        *_percentile_rows(found),
        ("Warm-ups, not counted", *(_warm_ups(one) for one in found)),
        (
            "The very first pod, not counted",
            *(_first_ever(one.get("firstEver", {})) for one in found),
        ),
    ]
    return Table("Beside the median", ("", *PATHS), rows)


def _percentile_rows(found: list[Fields]) -> Iterator[tuple[str, ...]]:
    by_path = [{p["percentile"]: p for p in one.get("percentiles", ())} for one in found]
    for name in sorted({name for known in by_path for name in known}):
        cells = (milliseconds(known.get(name, {}), "milliseconds") for known in by_path)
        yield (f"{name}th percentile", *cells)


def _warm_ups(fields: Fields) -> str:
    return ", ".join(f"{value} ms" for value in fields.get("warmUpMilliseconds", ())) or NONE


def _first_ever(fields: Fields) -> str:
    if "totalMilliseconds" not in fields:
        return str(fields.get("missingReason", NONE))
    images = {True: ", image pulled", False: ", image was there", None: ""}
    image = images[fields.get("imagePulled")]
    within = fields.get("precisionMilliseconds")
    known = "" if within is None else f", known within {within} ms"
    return f"{fields['totalMilliseconds']} ms{known}{image}"


def _figures(source: Source, table: Table) -> Iterator[Figure]:
    trials = {path: source.samples.of(path) for path in PATHS}
    if any(accepted_trials(found) for found in trials.values()):
        yield Figure(
            cold_start_figures.trials(source, trials),
            "Every trial in the order in which it was made. The line is the median, the band its "
            "interval; hollow points are warm-ups, crosses at the bottom rejected trials.",
            _trial_table(trials),
            wide=True,
        )
        yield Figure(
            cold_start_figures.distribution(source, trials),
            "The share of cold starts that took at most so long. The bar at one half is the "
            "interval of the median.",
            table,
        )
    if any(source.of(path, "coldStart").get("phases") for path in PATHS):
        yield Figure(
            cold_start_figures.phases(source),
            "The median of each phase, each beginning where the one before it ends. Medians of "
            "phases need not add up to the median of the whole.",
            _phase_table(source),
        )


def _trial_table(trials: dict[str, tuple[ColdTrial, ...]]) -> Table:
    rows = [
        (f"{path} {trial.order}", _outcome(trial), _total(trial))
        for path, found in trials.items()
        for trial in found
    ]
    return Table("Every trial", ("trial", "outcome", "took"), rows)


def _outcome(trial: ColdTrial) -> str:
    if trial.rejection is not None:
        return f"rejected: {trial.rejection}"
    return "warm-up" if trial.kind is TrialKind.WARM_UP else "accepted"


def _total(trial: ColdTrial) -> str:
    return f"{trial.total_nanoseconds / 1e6:.0f} ms" if trial.accepted else NONE


def _phase_table(source: Source) -> Table:
    rows = [
        (
            f"{path}: {phase.get('parent', '')}{' / ' if 'parent' in phase else ''}{phase['name']}",
            milliseconds(phase, "medianMilliseconds"),
            milliseconds(phase, "precisionMilliseconds"),
            str(phase.get("trials", 0)),
            str(phase.get("source") or phase.get("missingReason", NONE)),
        )
        for path in PATHS
        for phase in source.of(path, "coldStart").get("phases", ())
    ]
    head = ("phase", "median", "known to", "trials", "from when to when, or why it is not known")
    return Table("Every phase of both paths", head, rows)


def _notes(source: Source) -> Iterator[str]:
    for path in PATHS:
        reason = source.of(path, "coldStart").get("missingReason")
        if reason:
            yield f"{path}: {reason}."
    yield (
        "The containerized path has no cold start in normal use: what is measured is the start of "
        "the same pod in a Deployment of its own, from zero replicas."
    )
