"""Bursts: what requests meet that come at once."""

from collections.abc import Sequence

from modelbench.api.scenarios.burst import BurstTrial
from modelbench.display.content import Plot, Section, Table, tables_and_notes
from modelbench.display.numbers import NONE
from modelbench.display.source import Source
from modelbench.display.tables import Row
from modelbench.scenarios.burst.plots import bursts
from modelbench.scenarios.burst.view import sections

_CAPTION = (
    "One line per burst: how many of its requests were answered by then. A variant that keeps pods "
    "handles a burst with the pods that it has."
)
_LEAD = (
    "Requests that are all due at the same instant; a variant that scales to zero has no pod then."
)


def page_section(source: Source) -> Section | None:
    """None when no burst was measured."""
    if not source.measured("burst"):
        return None
    accepted = [trial for trial in source.samples.bursts if trial.rejection is None]
    answered = [trial for trial in accepted if trial.latencies_nanoseconds]
    plots = []
    if answered:
        plots = [Plot(bursts(source, answered), _CAPTION, _trial_table(accepted), wide=True)]
    shown = tables_and_notes(*sections(source.status))
    return Section("burst", "Burst from zero", _LEAD, plots, *shown)


def _trial_table(trials: Sequence[BurstTrial]) -> Table:
    head = ("burst", "first response", "last response", "failed")
    return Table("Every burst", head, [_row(trial) for trial in trials])


def _row(trial: BurstTrial) -> Row:
    latencies = trial.latencies_nanoseconds
    ends = (f"{latencies[n] / 1e6:.0f} ms" if latencies else NONE for n in (0, -1))
    return (f"{trial.variant} {trial.order}", *ends, str(sum(trial.failures.values())))
