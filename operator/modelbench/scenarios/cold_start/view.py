"""Cold starts as a table: trials, medians, phases."""

from collections.abc import Callable, Iterator, Sequence

from modelbench.api.scenarios.cold_start import (
    ColdStartStatus,
    FirstTokenStatus,
    PhaseStatus,
)
from modelbench.api.status import Status
from modelbench.display.numbers import ABSENT, milliseconds, range_of
from modelbench.display.tables import Row, Section, merged_order, names_of, rejections
from modelbench.scenarios.cold_start.vague_phases import bound_of

Cells = Sequence[ColdStartStatus]


def sections(status: Status) -> Iterator[Section]:
    """All variants side by side; a variant without cold starts says why in a note."""
    if all(variant.cold_start is None for variant in status.variants):
        return
    known = [variant.cold_start or ColdStartStatus(trials=0) for variant in status.variants]
    notes = tuple(
        f"{variant.name}: {variant.cold_start.missing_reason}"
        for variant in status.variants
        if variant.cold_start is not None and has_none(variant.cold_start)
    )
    head = ("Cold start", *names_of(status))
    early = tuple(
        f"{variant.name}: {variant.cold_start.readiness_message}"
        for variant in status.variants
        if variant.cold_start is not None and variant.cold_start.readiness_message
    )
    lazy = tuple(
        f"{variant.name}: {variant.cold_start.first_token.first_request_message}"
        for variant in status.variants
        if variant.cold_start is not None
        and variant.cold_start.first_token is not None
        and variant.cold_start.first_token.first_request_message
    )
    rows = (*_totals(known), *_first_tokens(known), *_phases(known))
    yield Section((head, *rows), (*notes, *early, *lazy))


def has_none(status: ColdStartStatus) -> bool:
    """Whether a variant has no cold start at all: it was never tried, and a reason is given."""
    tried = status.trials or status.rejected_trials or status.warm_up_milliseconds
    return status.missing_reason is not None and not tried and status.first_ever is None


def shown(phase: PhaseStatus | None) -> str:
    """The median of a phase, or the bound of one that is no longer than its own precision."""
    bound = None if phase is None else bound_of(phase)
    if bound is not None:
        return f"<= {bound} ms"
    return milliseconds(None if phase is None else phase.median_milliseconds)


def _totals(known: Cells) -> Iterator[Row]:
    yield _row("  trials accepted (n)", known, lambda one: str(one.trials))
    yield _row("  trials rejected", known, lambda one: rejections(one.rejected_trials))
    yield _row("  median", known, lambda one: milliseconds(one.median_milliseconds))
    yield _row("  interval of the median", known, _interval)
    yield _row("  minimum to maximum", known, _range)
    yield _row("  phase coverage", known, lambda one: f"{one.explained_percent or ABSENT}%")


def _first_tokens(known: Cells) -> Iterator[Row]:
    """Rows of responses that are streams; none where none is."""
    if not any(one.first_token for one in known):
        return
    tokens = [one.first_token or FirstTokenStatus() for one in known]
    yield ("  first token, median", *(milliseconds(one.median_milliseconds) for one in tokens))
    yield ("    interval of that median", *(_token_interval(one) for one in tokens))
    again = (milliseconds(one.repeated_median_milliseconds) for one in tokens)
    yield ("    same request right after", *again)
    yield ("    first request longer by", *(_longer(one) for one in tokens))


def _token_interval(one: FirstTokenStatus) -> str:
    if one.median_lower_milliseconds is None:
        return "none: too few trials"
    return range_of(one.median_lower_milliseconds, one.median_upper_milliseconds)


def _longer(one: FirstTokenStatus) -> str:
    value = milliseconds(one.first_request_milliseconds)
    if one.first_request_lower_milliseconds is None:
        return value
    ends = (one.first_request_lower_milliseconds, one.first_request_upper_milliseconds)
    return f"{value} [{ends[0]}, {ends[1]}]"


def _row(label: str, known: Cells, cell: Callable[[ColdStartStatus], str]) -> Row:
    return (label, *(ABSENT if has_none(one) else cell(one) for one in known))


def _interval(one: ColdStartStatus) -> str:
    if one.median_lower_milliseconds is None:
        return "none: too few trials"
    bounds = range_of(one.median_lower_milliseconds, one.median_upper_milliseconds)
    return f"{bounds} ({one.confidence_percent}%)"


def _range(one: ColdStartStatus) -> str:
    return range_of(one.minimum_milliseconds, one.maximum_milliseconds)


def _phases(known: Cells) -> Iterator[Row]:
    """One row a phase; the parts of a phase are indented below it."""
    by_name = [{phase.name: phase for phase in one.phases} for one in known]
    names = merged_order([list(phases) for phases in by_name])
    if names:
        yield ("Median of each phase",)
    for name in names:
        found = [phases.get(name) for phases in by_name]
        nested = any(phase.parent for phase in found if phase is not None)
        cells = (shown(one) for one in found)
        warm = (ABSENT if has_none(one) else cell for one, cell in zip(known, cells, strict=True))
        yield (f"{'      ' if nested else '  '}{name}", *warm)
