"""The forecast of a replay held against it: what it was off by, and whether that is within bounds.

The forecast is made without the replay, so that its error is the error of a forecast.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from modelbench.api.conditions import ConditionUpdate, measured_type
from modelbench.api.samples import Samples
from modelbench.api.scenarios.replay import (
    COLD_PERCENT,
    POD_SECONDS,
    BacktestStatus,
    BacktestValueStatus,
    ReplayStatus,
    latency_metric,
)
from modelbench.api.spec import Spec
from modelbench.api.status import Findings, VariantStatus
from modelbench.forecast.month import UnmeasuredError
from modelbench.forecast.options import MeasuredVariant
from modelbench.forecast.outcome import Interval
from modelbench.forecast.replayed import ReplayForecast, forecast_replay, without_replay
from modelbench.forecast.simulated import OverloadError
from modelbench.scenarios.replay.stretch import ReplayStretch, stretch_of
from modelbench.scenarios.replay.summary import REPLAY
from modelbench.statistics.numbers import percentile_name
from modelbench.statistics.written import duration

MOST_PERCENT = 5.0
"""What pod-seconds may be off by, of what was measured: the prices of two providers, or of two
regions of one, differ by more, so that no smaller error changes a choice that holds."""

MOST_POINTS = 2.0
"""What the share of cold requests may be off by. One request in fifty is what it takes to move the
98th percentile from a start to none."""

_RESOLUTION = 0.002
"""Latencies are kept with three digits, so that the same one may be measured a little off."""

P99 = latency_metric("99")


def with_backtests(found: Findings, samples: Samples, spec: Spec) -> Findings:
    """The findings with the forecast of each replay beside it."""
    stretch = stretch_of(spec, samples.traces)
    if stretch is None or all(one.replay is None for one in found.variants):
        return found
    measured = without_replay(samples, spec)
    return replace(
        found, variants=tuple(_with_backtest(one, measured, stretch) for one in found.variants)
    )


def missed(found: Findings, spec: Spec, traffic: str) -> Iterator[str]:
    """What the forecasts of a profile's replay were wrong in, one sentence a variant."""
    if spec.scenarios.replay is None or spec.scenarios.replay.traffic != traffic:
        return
    for variant in found.variants:
        backtest = variant.replay.backtest if variant.replay else None
        if backtest is not None and backtest.held is False:
            wrong = [_told(one) for one in backtest.values if one.held is False]
            yield f"The forecast missed the replay of {variant.name}: {'; '.join(wrong)}."


def with_verdicts(updates: Sequence[ConditionUpdate], found: Findings) -> Iterator[ConditionUpdate]:
    """The conditions, of which those of a replay that counts tell what its forecast was worth."""
    told = {
        measured_type(one.name, REPLAY): one.replay.backtest.summary
        for one in found.variants
        if one.replay and one.replay.backtest
    }
    for update in updates:
        words = told.get(update.type)
        yield replace(update, message=f"{update.message}; {words}") if words else update


def _with_backtest(
    variant: VariantStatus, measured: Mapping[str, MeasuredVariant], stretch: ReplayStretch
) -> VariantStatus:
    if variant.replay is None:
        return variant
    backtest = _backtest(variant.replay, measured[variant.name], stretch)
    return replace(variant, replay=replace(variant.replay, backtest=backtest))


def _backtest(
    status: ReplayStatus, measured: MeasuredVariant, stretch: ReplayStretch
) -> BacktestStatus:
    if not status.valid:
        return BacktestStatus(missing_reason=f"the replay is not valid: {status.invalid_reason}")
    try:
        found = forecast_replay(measured, stretch)
    except UnmeasuredError as error:
        return BacktestStatus(missing_reason=f"there is no forecast: {error}")
    except OverloadError as error:
        reason = f"the forecast says that the variant cannot carry the traffic: {error}"
        return BacktestStatus(missing_reason=reason)
    values = tuple(_value(one) for one in _pairs(status, found))
    held = all(value.held is not False for value in values)
    return BacktestStatus(_summary(values, held), held, values)


@dataclass(frozen=True)
class _Pair:
    """A value as it was measured, and as it was forecast; ``most`` is what its error may be, and
    ``digits`` how many it has after the point.
    """

    metric: str
    measured: float
    forecast: Interval
    digits: int
    most: float | None = None
    is_share: bool = False

    @property
    def error(self) -> float | None:
        """In percent of what was measured, or of shares in points; None where that is not known."""
        off = self.forecast.value - self.measured
        if self.is_share:
            return off
        return 100 * off / self.measured if self.measured else None

    @property
    def held(self) -> bool | None:
        """Whether the error is small enough, of a percentile whether it lies within its ends."""
        if self.metric == P99:
            lower, upper = self.forecast.lower, self.forecast.upper
            if lower is None or upper is None:
                return None
            return lower * (1 - _RESOLUTION) <= self.measured <= upper * (1 + _RESOLUTION)
        if self.most is None or self.error is None:
            return None
        return abs(self.error) <= self.most


def _pairs(status: ReplayStatus, found: ReplayForecast) -> Iterator[_Pair]:
    yield _Pair(POD_SECONDS, status.pod_seconds or 0, found.pod_seconds, 0, MOST_PERCENT)
    if status.cold_percent is not None:
        cold = _times(found.cold_share, 100)
        yield _Pair(COLD_PERCENT, float(status.cold_percent), cold, 3, MOST_POINTS, is_share=True)
    measured = {one.percentile: one.microseconds / 1000 for one in status.latencies}
    for percentile, interval in found.percentiles.items():
        name = percentile_name(percentile)
        value = measured.get(name)
        if value is not None:
            yield _Pair(latency_metric(name), value, _times(interval, 1000), 3)


def _times(interval: Interval, factor: float) -> Interval:
    value, lower, upper = interval.value, interval.lower or 0.0, interval.upper or 0.0
    return Interval(value * factor, lower * factor, upper * factor)


def _value(pair: _Pair) -> BacktestValueStatus:
    told = pair.forecast
    return BacktestValueStatus(
        metric=pair.metric,
        measured=f"{pair.measured:.{pair.digits}f}",
        forecast=f"{told.value:.{pair.digits}f}",
        lower=None if told.lower is None else f"{told.lower:.{pair.digits}f}",
        upper=None if told.upper is None else f"{told.upper:.{pair.digits}f}",
        error=None if pair.error is None else f"{pair.error:.2f}",
        held=pair.held,
    )


def _summary(values: tuple[BacktestValueStatus, ...], held: bool) -> str:
    """The values that are bounded, and whether all of them were forecast well enough."""
    told = "; ".join(_told(one) for one in values if one.held is not None)
    return f"{'the forecast held' if held else 'the forecast missed'}: {told}"


def _told(value: BacktestValueStatus) -> str:
    """Pod-seconds 345, forecast 351 (+1.7%)."""
    if value.metric == POD_SECONDS:
        return f"pod-seconds {value.measured}, forecast {value.forecast} ({_signed(value)}%)"
    if value.metric == COLD_PERCENT:
        measured, forecast = (f"{float(one):.1f}%" for one in (value.measured, value.forecast))
        return f"cold {measured}, forecast {forecast} ({_signed(value)} points)"
    measured, lower, upper = (
        duration(one or 0) for one in (value.measured, value.lower, value.upper)
    )
    return f"p99 {measured}, forecast {lower} to {upper}"


def _signed(value: BacktestValueStatus) -> str:
    return f"{float(value.error or 0):+.1f}"
