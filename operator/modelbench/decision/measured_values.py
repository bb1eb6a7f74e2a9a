"""Any figure of a run by its name, with its interval, in the unit of the objectives."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from modelbench.api.choices import Objective
from modelbench.api.load_samples import BASE, ZERO
from modelbench.api.samples import Samples
from modelbench.api.scenarios import Scenarios
from modelbench.forecast.traffic_cost import OptionCost, TrafficCost
from modelbench.scenarios.autoscale import summary as autoscale
from modelbench.scenarios.cold_start.summary import accepted_trials
from modelbench.scenarios.steady import summary as steady
from modelbench.segments.validity import invalid_reason
from modelbench.statistics.intervals import trials_for_percentile
from modelbench.statistics.quantile_interval import ShareInterval, quantile_interval

_THOUSANDTH = Decimal("0.001")
_MILLION = 1_000_000
_SECOND_MILLISECONDS = 1000


@dataclass(frozen=True)
class Figure:
    """Milliseconds, percent or money. An end of None is open; ``missing`` says what is absent."""

    value: Decimal | None = None
    lower: Decimal | None = None
    upper: Decimal | None = None
    missing: str | None = None


class Figures:
    """Looks figures up in the samples of a run, and costs in its profiles."""

    def __init__(
        self, samples: Samples, scenarios: Scenarios, profiles: Iterable[TrafficCost]
    ) -> None:
        self._samples = samples
        self._scenarios = scenarios
        self._profiles: Mapping[str, TrafficCost] = {p.traffic.name: p for p in profiles}

    def of(self, objective: Objective) -> Figure:
        """The figure that an objective bounds."""
        path, kind, name = objective.figure.split(".")
        if kind == "coldStart":
            return self._cold_start(path, int(name[1:]))
        if kind == "steady":
            return self._steady(path, name, objective.rate or 0)
        if kind == "autoscale":
            return self._recovered(path, ZERO if name.endswith("FromZero") else BASE)
        return self._cost(path, name, objective)

    def _cold_start(self, path: str, percentile: int) -> Figure:
        trials = accepted_trials(self._samples.of(path))
        if not trials:
            return Figure(missing="no cold start was accepted")
        totals = [trial.total_nanoseconds / _MILLION for trial in trials]
        found = quantile_interval(totals, percentile / 100)
        enough = percentile == 50 or len(totals) >= trials_for_percentile(percentile)
        missing = None
        if found.upper is None:
            missing = f"{len(totals)} trials cannot bound the {percentile}th percentile from above"
        value = found.value if enough else None
        return _figure(value, found.lower, found.upper, missing)

    def _steady(self, path: str, name: str, rate: int) -> Figure:
        segments = steady.steady_segments(self._samples, path, rate)
        reason = invalid_reason(segments) if segments else f"{rate}/s was not measured"
        if reason is not None:
            return Figure(missing=reason)
        if name == "failurePercent":
            return _of_share(steady.failure_share(segments))
        wanted = float(name[1:])
        latencies = steady.percentiles([segment.latencies for segment in segments])
        for found in latencies:
            if found.percentile == wanted:
                return _of_percentile(found)
        return Figure(missing=f"too few good answers for the {wanted:g}th percentile")

    def _recovered(self, path: str, start: str) -> Figure:
        """One run: the interval is the second within which the latency recovered, no more."""
        settings = self._scenarios.autoscale
        for run in self._samples.segments:
            if settings is None or (run.scenario, run.path, run.start) != (
                autoscale.AUTOSCALE,
                path,
                start,
            ):
                continue
            reason = invalid_reason([run])
            figures = autoscale.summarize(run, settings.latency_objective_milliseconds)
            if reason is not None or figures.recovered is None:
                never = figures.missing.get("latencyRecoveredMilliseconds")
                return Figure(missing=reason or never)
            value = figures.recovered / _MILLION
            return _figure(value, max(0.0, value - _SECOND_MILLISECONDS), value)
        return Figure(missing="spec.scenarios.autoscale was not measured from there")

    def _cost(self, path: str, name: str, objective: Objective) -> Figure:
        profile = self._profiles.get(objective.traffic or "")
        for cost in profile.costs if profile else ():
            if (cost.option.path, cost.option.sheet.name) == (path, objective.sheet):
                return _cost_figure(cost, name, profile.traffic.requests if profile else 0)
        return Figure(missing=f"{objective.sheet} has no price for the {path} path")


def _cost_figure(cost: OptionCost, name: str, requests: int) -> Figure:
    if cost.month is None:
        return Figure(missing=cost.missing)
    missing = None if cost.others else "what it rests on has no interval"
    if name == "perMonth":
        lower, upper = cost.interval or (None, None)
        return Figure(cost.month.amount, lower, upper, missing)
    fewest, most = cost.cold_interval or (None, None)
    counts = (cost.month.cold_requests, fewest, most)
    value, low, high = (None if n is None else 100 * n / max(1, requests) for n in counts)
    return _figure(value, low, high, missing)


def _of_share(found: ShareInterval | None) -> Figure:
    if found is None:
        return Figure(missing="no request was sent")
    return _figure(100 * found.value, 100 * found.lower, 100 * found.upper)


def _of_percentile(found: steady.Percentile) -> Figure:
    ends = (found.microseconds, found.lower, found.upper)
    value, lower, upper = (None if end is None else end / 1000 for end in ends)
    missing = None if upper is not None else "fewer than 6 rounds give no 95 % interval"
    return _figure(value, lower, upper, missing)


def _figure(
    value: float | None, lower: float | None, upper: float | None, missing: str | None = None
) -> Figure:
    return Figure(_exact(value), _exact(lower), _exact(upper), missing)


def _exact(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value)).quantize(_THOUSANDTH)
