"""Steady load: latencies by rate, the variants' paired differences, the rate that is too much."""

from collections.abc import Iterator

from modelbench.api.scenarios.steady import RateStatus, StepStatus
from modelbench.api.status import Status
from modelbench.display.content import Plot, Section, Table, tables_and_notes
from modelbench.display.numbers import UNKNOWN, latency, percentile
from modelbench.display.source import Source
from modelbench.display.tables import Row, by_percentile, names_of
from modelbench.scenarios.steady.plots import differences, latencies
from modelbench.scenarios.steady.saturation_plot import saturation
from modelbench.scenarios.steady.timeline_plot import timelines
from modelbench.scenarios.steady.view import by_rate, rates_of, sections

_LEAD = (
    "Latency counts from the instant at which a request was due, whether or not an earlier one was "
    "answered; segments of all variants alternate."
)


def page_section(source: Source) -> Section | None:
    """None when no rate was measured."""
    if not rates_of(source.status):
        return None
    tables, notes = tables_and_notes(*sections(source.status))
    all_notes = [*notes, *_remarks(source.status), *_left_out(source)]
    return Section("steady", "Steady load", _LEAD, tuple(_plots(source)), tables, all_notes)


def _left_out(source: Source) -> Iterator[str]:
    for words in source.samples.left_out:
        yield f"Not stored, for lack of space: {words}."


def _plots(source: Source) -> Iterator[Plot]:
    yield Plot(
        latencies(source),
        "Percentiles of all successful requests at a rate. A whisker is the interval of a single "
        "round's value; percentiles with too few requests are left out.",
        _latency_table(source.status),
        wide=True,
    )
    if drawn := differences(source):
        first, *others = source.variants
        than = others[0] if len(others) == 1 else "each other variant"
        yield Plot(
            drawn,
            f"How much slower {first} was than {than} in the same round, and the interval of the "
            "median of the rounds. An interval without 0 indicates a real difference.",
        )
    if drawn := saturation(source):
        yield Plot(
            drawn,
            "The rate is raised until a variant no longer sustains it: filled points were "
            "sustained, crosses were not. The dashed line is the latency objective.",
            _step_table(source.status),
        )
    yield from timelines(source)


def _latency_table(status: Status) -> Table:
    rows = [row for rate in rates_of(status) for row in _latency_rows(status, rate)]
    return Table("Latency by rate and percentile, in ms", ("", *names_of(status)), rows)


def _latency_rows(status: Status, rate: int) -> Iterator[Row]:
    rates = [by_rate(status, name).get(rate) for name in names_of(status)]
    known = [by_percentile(one.latencies if one else ()) for one in rates]
    for name in dict.fromkeys(name for one in known for name in one):
        yield (f"{rate}/s p{name}", *(percentile(one.get(name)) for one in known))


def _step_table(status: Status) -> Table:
    rows = [
        _step_row(variant.name, step)
        for variant in status.variants
        if variant.steady is not None and variant.steady.saturation is not None
        for step in variant.steady.saturation.steps
    ]
    return Table("Steps of the rate", ("rate", "outcome", "p95", "failed"), rows)


def _step_row(variant: str, step: StepStatus) -> Row:
    return (
        f"{variant} {step.rate_per_second}/s",
        "held" if step.held else "not held",
        UNKNOWN if step.p95_microseconds is None else latency(step.p95_microseconds),
        f"{step.failure_percent}%",
    )


def _remarks(status: Status) -> Iterator[str]:
    for name in names_of(status):
        for rate in by_rate(status, name).values():
            yield from _remark(f"{name} at {rate.rate_per_second}/s", rate)


def _remark(what: str, rate: RateStatus) -> Iterator[str]:
    """Why a rate does not count, or was not held."""
    if rate.invalid_reason is not None:
        yield f"{what} does not count: {rate.invalid_reason}."
    elif rate.held is False:
        yield f"{what} was not sustained: {rate.not_held_reason}."
