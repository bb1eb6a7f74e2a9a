"""Every trial as a row, for a file that a reader of the page saves."""

from collections.abc import Sequence

from modelbench.api.scenarios.cold_start import ColdTrial
from modelbench.display.content import Download
from modelbench.display.source import Source
from modelbench.display.tables import Row
from modelbench.scenarios.cold_start.phases import Phase, phases_of

_COLUMNS = ("variant", "order", "kind", "lane", "rejection", "total_milliseconds")


def trials_download(source: Source) -> list[Download]:
    """A file of all trials; none without any."""
    trials = [trial for name in source.variants for trial in source.samples.of(name)]
    if not trials:
        return []
    return [Download(f"{source.name}-cold-starts.csv", "All trials as CSV", _rows(trials))]


def _rows(trials: Sequence[ColdTrial]) -> list[Row]:
    """What trials have in common, then their phases in milliseconds; what is not known is empty."""
    found = [{p.name: p for p in phases_of(t)} if t.accepted else {} for t in trials]
    names = list(dict.fromkeys(name for phases in found for name in phases))
    head = (*_COLUMNS, *(f"{name} (ms)" for name in names))
    rows = [
        (*_common(trial), *(_milliseconds(phases.get(name)) for name in names))
        for trial, phases in zip(trials, found, strict=True)
    ]
    return [head, *rows]


def _common(trial: ColdTrial) -> Row:
    total = f"{trial.total_nanoseconds / 1e6:.3f}" if trial.accepted else ""
    number, lane = str(trial.order), str(trial.lane)
    return (trial.variant, number, str(trial.kind), lane, trial.rejection or "", total)


def _milliseconds(phase: Phase | None) -> str:
    if phase is None or phase.nanoseconds is None:
        return ""
    return f"{phase.nanoseconds / 1e6:.3f}"
