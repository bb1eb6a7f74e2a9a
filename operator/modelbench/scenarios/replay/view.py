"""A replay as a table: what was measured, and below each value what was forecast."""

from collections.abc import Iterator, Sequence

from modelbench.api.scenarios.replay import (
    COLD_PERCENT,
    POD_SECONDS,
    BacktestStatus,
    BacktestValueStatus,
    ReplayStatus,
    latency_metric,
)
from modelbench.api.status import Status
from modelbench.display.numbers import ABSENT, UNKNOWN
from modelbench.display.tables import (
    PERCENTILES,
    Row,
    Section,
    by_percentile,
    failed,
    names_of,
    validity_row,
)
from modelbench.statistics.written import duration, share

_VERDICTS = {True: "held", False: "missed", None: ABSENT}


def sections(status: Status) -> Iterator[Section]:
    """All variants side by side; why there is no forecast is said in the notes."""
    found = [variant.replay for variant in status.variants]
    if all(one is None for one in found):
        return
    known = [one or ReplayStatus() for one in found]
    rows = (
        ("Replay", *names_of(status)),
        ("  requests", *(_requests(one) for one in known)),
        ("  failed", *(failed(one) for one in known)),
        ("  pod-seconds", *(_number(one.pod_seconds) for one in known)),
        *_forecast(POD_SECONDS, known),
        ("  found no pod", *(_cold(one) for one in known)),
        *_forecast(COLD_PERCENT, known),
        *_latencies(known),
        ("  forecast", *(_VERDICTS[_backtest(one).held] for one in known)),
        *validity_row("  valid", known),
    )
    named = zip(names_of(status), known, strict=True)
    yield Section(rows, tuple(note for name, one in named for note in _notes(name, one)))


def _requests(one: ReplayStatus) -> str:
    return UNKNOWN if one.requests is None else f"{one.requests} in {one.duration_seconds} s"


def _number(value: int | None) -> str:
    return UNKNOWN if value is None else str(value)


def _cold(one: ReplayStatus) -> str:
    if one.cold_percent is None:
        return UNKNOWN
    return f"{one.cold_requests} ({share(one.cold_percent)})"


def _latencies(known: Sequence[ReplayStatus]) -> Iterator[Row]:
    """The percentiles that any variant has, each with its forecast."""
    cells = [by_percentile(one.latencies) for one in known]
    for name in PERCENTILES:
        if any(name in by_name for by_name in cells):
            found = (by_name.get(name) for by_name in cells)
            texts = (UNKNOWN if one is None else duration(one.microseconds / 1000) for one in found)
            yield (f"  p{name}", *texts)
            yield from _forecast(latency_metric(name), known)


def _forecast(metric: str, known: Sequence[ReplayStatus]) -> Iterator[Row]:
    """The forecast of one value, where any variant has one."""
    values = [_value(one, metric) for one in known]
    if any(value is not None for value in values):
        yield ("    forecast", *(ABSENT if one is None else _told(one) for one in values))


def _told(value: BacktestValueStatus) -> str:
    """The forecast, with its error, or for a latency between which ends it was to lie."""
    if value.metric == POD_SECONDS:
        error = "" if value.error is None else f" ({float(value.error):+.1f}%)"
        return f"{value.forecast}{error}"
    if value.metric == COLD_PERCENT:
        return f"{share(value.forecast)} ({float(value.error or 0):+.1f} points)"
    ends = (duration(end or 0) for end in (value.lower, value.upper))
    return f"{duration(value.forecast)} [{', '.join(ends)}]"


def _value(one: ReplayStatus, metric: str) -> BacktestValueStatus | None:
    return next((value for value in _backtest(one).values if value.metric == metric), None)


def _backtest(one: ReplayStatus) -> BacktestStatus:
    return one.backtest or BacktestStatus()


def _notes(name: str, one: ReplayStatus) -> Iterator[str]:
    backtest = _backtest(one)
    if backtest.missing_reason:
        yield f"{name}: {backtest.missing_reason}"
    elif backtest.held is False:
        yield f"{name}: {backtest.summary}"
