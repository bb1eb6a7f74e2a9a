"""Steady load and saturation as tables."""

from collections.abc import Iterator, Mapping, Sequence

from modelbench.api.scenarios.parts import SteadyDifference
from modelbench.api.scenarios.steady import RateStatus
from modelbench.api.status import Status
from modelbench.display.numbers import ABSENT, UNKNOWN, tenths
from modelbench.display.tables import (
    PERCENTILES,
    Row,
    Section,
    failed,
    names_of,
    percentile_cells,
    validity_row,
)
from modelbench.scenarios.stream_view import stream_notes, stream_rows
from modelbench.scenarios.usage_view import usage_rows

Rates = Sequence[RateStatus | None]

_PAIR = 2


def sections(status: Status) -> Iterator[Section]:
    """Latencies by rate with the paired differences, and the rates at which variants give up."""
    rates = rates_of(status)
    if rates:
        yield _steady(status, rates)
    if rates and len(names_of(status)) > _PAIR:
        yield _all_differences(status, rates)
    yield from _saturation(status)


def _steady(status: Status, rates: Sequence[int]) -> Section:
    """The differences of two variants stand beside the latencies; more have a table for them."""
    names = names_of(status)
    is_pair = len(names) == _PAIR
    difference = [" minus ".join(names)] if is_pair else []
    rows: list[Row] = [("Steady load", *names, *difference)]
    for rate in rates:
        found = [by_rate(status, name).get(rate) for name in names]
        for row, name in zip(_latency_rows(rate, found), PERCENTILES, strict=True):
            rows.append((*row, *(_differences(status, rate, name) if is_pair else ())))
        rows.extend(_handler_rows(found))
        rows.extend(_other_rows(found))
        rows.extend(stream_rows([one.stream if one else None for one in found]))
    return Section(tuple(rows), tuple(_stream_notes(status, rates)))


def _stream_notes(status: Status, rates: Sequence[int]) -> Iterator[str]:
    names = names_of(status)
    for rate in rates:
        found = [by_rate(status, name).get(rate) for name in names]
        where = [f"{name} at {rate}/s" for name in names]
        yield from stream_notes(where, [one.stream if one else None for one in found])


def _all_differences(status: Status, rates: Sequence[int]) -> Section:
    first, *others = names_of(status)
    rows = (
        (f"  {rate}/s  p{name}", *_differences(status, rate, name))
        for rate in rates
        for name in PERCENTILES
    )
    return Section(((f"{first[:1].upper()}{first[1:]} minus", *others), *rows))


def rates_of(status: Status) -> list[int]:
    """Every rate at which a variant was measured, ascending."""
    return sorted({rate for name in names_of(status) for rate in by_rate(status, name)})


def by_rate(status: Status, variant: str) -> Mapping[int, RateStatus]:
    """What was found of one variant, by its rates in requests per second."""
    found = status.variant(variant)
    steady = None if found is None else found.steady
    return {} if steady is None else {one.rate_per_second: one for one in steady.rates}


def _latency_rows(rate: int, found: Rates) -> Iterator[Row]:
    latencies = [percentile_cells(one.latencies if one else ()) for one in found]
    for name in PERCENTILES:
        yield (f"  {rate}/s  p{name}", *(known.get(name, UNKNOWN) for known in latencies))


def _handler_rows(found: Rates) -> Iterator[Row]:
    handlers = [percentile_cells(one.handler_times if one else ()) for one in found]
    for name in PERCENTILES:
        if any(name in known for known in handlers):
            yield (f"    Lambda handler p{name}", *(known.get(name, ABSENT) for known in handlers))


def _differences(status: Status, rate: int, percentile: str) -> Iterator[str]:
    found = () if status.comparison is None else status.comparison.steady
    known = {
        one.second: one
        for one in found
        if (one.rate_per_second, one.percentile) == (rate, percentile)
    }
    for other in names_of(status)[1:]:
        yield _difference(known.get(other))


def _difference(found: SteadyDifference | None) -> str:
    if found is None or found.difference_microseconds is None:
        return UNKNOWN
    value = tenths(found.difference_microseconds)
    if found.lower_microseconds is None or found.upper_microseconds is None:
        return f"{value}, no interval"
    ends = (tenths(end) for end in (found.lower_microseconds, found.upper_microseconds))
    return f"{value} [{', '.join(end.removesuffix(' ms') for end in ends)}]"


def _other_rows(found: Rates) -> Iterator[Row]:
    throughputs = (None if one is None else one.throughput_per_second for one in found)
    yield ("    successful requests/s", *(one or UNKNOWN for one in throughputs))
    yield ("    failed", *(failed(one) for one in found))
    if any(one is not None and one.held is False for one in found):
        yield ("    held", *(_held(one) for one in found))
    yield from usage_rows(found)
    yield from validity_row("    valid", found)


def _held(one: RateStatus | None) -> str:
    if one is None or one.held is None:
        return UNKNOWN
    return "yes" if one.held else f"no: {one.not_held_reason}"


def _saturation(status: Status) -> Iterator[Section]:
    """The highest rate that each variant held, and what ended the rise."""
    steady = {variant.name: variant.steady for variant in status.variants}
    found = {name: one.saturation if one else None for name, one in steady.items()}
    if not any(found.values()):
        return
    rates = (one.highest_rate_per_second if one else None for one in found.values())
    row = ("  highest sustained rate", *("none" if rate is None else f"{rate}/s" for rate in rates))
    limits = (
        f"what limited {name}: {one.limited_by}"
        for name, one in found.items()
        if one is not None and one.limited_by is not None
    )
    yield Section((("Saturation", *found), row), tuple(limits))
