"""Requests on the way to zero as a table: latency by the time since the last response."""

from collections.abc import Iterator

from modelbench.api.scenarios.reactivation import GapStatus
from modelbench.api.status import Status
from modelbench.display.numbers import ABSENT, milliseconds, range_of
from modelbench.display.tables import Row, Section

_COLUMNS = ("median", "minimum to maximum", "service was", "new pod", "failed")


def sections(status: Status) -> Iterator[Section]:
    """A table for each variant that goes to zero, its worst gap named."""
    for variant in status.variants:
        found = variant.reactivation
        if found is not None and found.gaps:
            head = (f"Reactivation, {variant.name}", *_COLUMNS)
            worst = (found.summary or ABSENT).removeprefix("worst ")
            yield Section((head, *map(_row, found.gaps)), (f"worst: {worst}",))


def _row(gap: GapStatus) -> Row:
    return (
        f"  {gap.gap_seconds} s after the last",
        milliseconds(gap.median_milliseconds),
        range_of(gap.minimum_milliseconds, gap.maximum_milliseconds),
        gap.state or ABSENT,
        f"{gap.new_pod_trials} of {gap.trials}",
        f"{gap.failures} of {gap.trials}",
    )
