"""The headline values of the page: one tile each."""

from collections.abc import Iterator
from dataclasses import dataclass

from modelbench.api.choices import MONTH_SECONDS
from modelbench.api.scenarios.cold_start import ColdStartStatus
from modelbench.api.status import Status
from modelbench.display.numbers import percentile
from modelbench.display.tables import by_percentile, names_of
from modelbench.scenarios.cold_start.view import has_none
from modelbench.scenarios.steady.view import by_rate
from modelbench.statistics.written import count
from modelbench.view.decision import sheets


@dataclass(frozen=True)
class Tile:
    """A headline value; ``variant`` is whose it is, if it is one's."""

    label: str
    value: str
    detail: str
    variant: str | None = None


def tiles_of(status: Status) -> Iterator[Tile]:
    """Cold starts, latencies, and where costs are the same."""
    for variant in status.variants:
        if variant.cold_start is not None:
            yield from _cold_start(variant.name, variant.cold_start)
    yield from _latencies(status)
    yield from _break_evens(status)


def _cold_start(name: str, status: ColdStartStatus) -> Iterator[Tile]:
    if has_none(status):
        yield Tile(f"Cold start, {name}", "none", status.missing_reason or "", name)
    elif status.median_milliseconds is not None:
        value = f"{status.median_milliseconds} ms"
        detail = f"median{_interval(status)}, n={status.trials}"
        yield Tile(f"Cold start, {name}", value, detail, name)


def _interval(status: ColdStartStatus) -> str:
    lower, upper = status.median_lower_milliseconds, status.median_upper_milliseconds
    if lower is None or upper is None:
        return ", too few trials for an interval"
    return f" [{lower}, {upper}]"


def _latencies(status: Status) -> Iterator[Tile]:
    """The 95th percentile of each variant at the highest rate that all have."""
    found = {name: by_rate(status, name) for name in names_of(status)}
    common = set.intersection(*map(set, found.values())) if found else set()
    if not common:
        return
    rate = max(common)
    for name, rates in found.items():
        known = by_percentile(rates[rate].latencies).get("95")
        if known is not None:
            value, _, ends = percentile(known).partition(" [")
            detail = f"p95{' [' + ends if ends else ''} at {rate} requests/s"
            yield Tile(f"Latency, {name}", value, detail, name)


def _break_evens(status: Status) -> Iterator[Tile]:
    """The first that is a rate: of the first profile, whose two options come first."""
    for profile in status.traffic[:1]:
        for even in profile.break_evens[:1]:
            if even.requests_per_second is not None:
                value = count(float(even.requests_per_second) * MONTH_SECONDS)
                above = even.cheaper_above or even.rival_variant
                below = even.variant if above == even.rival_variant else even.rival_variant
                than = f" than {below}" if len(status.variants) > 2 else ""
                where = f"{profile.name}, {sheets(even)}"
                detail = f"requests/month; above, {above} is cheaper{than} ({where})"
                yield Tile("Break-even", value, detail)
