"""Bursts as a table: the fastest and the slowest response to requests that came at once."""

from collections.abc import Iterator

from modelbench.api.scenarios.burst import BurstStatus
from modelbench.api.status import Status
from modelbench.display.numbers import ABSENT, UNKNOWN, milliseconds
from modelbench.display.tables import (
    PERCENTILES,
    Row,
    Section,
    failed,
    names_of,
    percentile_cells,
    rejections,
    validity_row,
)


def sections(status: Status) -> Iterator[Section]:
    """All variants side by side."""
    found = [variant.burst for variant in status.variants]
    if all(one is None for one in found):
        return
    known = [one or BurstStatus() for one in found]
    yield Section(
        (
            ("Burst", *names_of(status)),
            ("  bursts that count (n)", *(_bursts(one) for one in known)),
            ("  bursts rejected", *(rejections(one.rejected_trials) for one in known)),
            ("  first response, median", *(milliseconds(one.first_milliseconds) for one in known)),
            ("  last response, median", *(milliseconds(one.last_milliseconds) for one in known)),
            *_percentiles(known),
            ("  pods started, median", *(_pods(one) for one in known)),
            ("  failed", *(failed(one) for one in known)),
            *validity_row("  valid", known),
        )
    )


def _bursts(one: BurstStatus) -> str:
    return f"{one.trials} of {(one.requests or 0) // one.trials} requests" if one.trials else "0"


def _percentiles(known: list[BurstStatus]) -> Iterator[Row]:
    cells = [percentile_cells(one.latencies) for one in known]
    for name in PERCENTILES:
        if any(name in by_name for by_name in cells):
            yield (f"  p{name}", *(by_name.get(name, UNKNOWN) for by_name in cells))


def _pods(one: BurstStatus) -> str:
    return ABSENT if one.replicas_started is None else str(one.replicas_started)
