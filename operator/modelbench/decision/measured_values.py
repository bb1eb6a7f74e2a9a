"""The values of a run by the names of their metrics, with their intervals, in objectives' units."""

from collections.abc import Iterable, Mapping, Sequence

from modelbench.api.choices import Objective
from modelbench.api.samples import Samples
from modelbench.api.scenarios.parts import Start
from modelbench.api.spec import Spec
from modelbench.api.variants import find_variant
from modelbench.decision.measured_streams import STREAM_KINDS, stream_value
from modelbench.decision.measured_value import MeasuredValue, measured, of_percentile
from modelbench.decision.users_value import users_value
from modelbench.forecast.traffic_cost import OptionCost, TrafficCost
from modelbench.scenarios.autoscale.rise import run_status
from modelbench.scenarios.autoscale.summary import rises
from modelbench.scenarios.cold_start.first_token import first_token_nanoseconds
from modelbench.scenarios.cold_start.summary import accepted_trials
from modelbench.scenarios.steady import rates as steady
from modelbench.segments.validity import invalid_reason
from modelbench.statistics.intervals import trials_for_percentile
from modelbench.statistics.quantile_interval import QuantileInterval
from modelbench.statistics.share_interval import ShareInterval
from modelbench.statistics.stopped_median import stopped_median
from modelbench.statistics.stopped_quantile import stopped_quantile, trials_needed

_MILLION = 1_000_000
COLD_FIRST_TOKEN = "firstTokenP"  # noqa: S105
_SECOND_MILLISECONDS = 1000


class MeasuredValues:
    """Looks values up in the samples of a run, and costs in its profiles.

    A metric is called ``<variant>.<kind>.<name>``, as in ``serverless.coldStart.p95``.
    """

    def __init__(self, samples: Samples, spec: Spec, profiles: Iterable[TrafficCost]) -> None:
        self._samples = samples
        self._spec = spec
        self._profiles: Mapping[str, TrafficCost] = {p.traffic.name: p for p in profiles}

    def of(self, objective: Objective) -> MeasuredValue:
        """The value that an objective bounds."""
        variant, kind, name = objective.metric.split(".")
        if find_variant(self._spec, variant) is None:
            return MeasuredValue(missing=f"there is no variant {variant}")
        if kind in STREAM_KINDS:
            return stream_value(self._samples, variant, kind, name, objective.rate_per_second or 0)
        if kind == "coldStart" and name.startswith(COLD_FIRST_TOKEN):
            return self._cold_start(variant, int(name.removeprefix(COLD_FIRST_TOKEN)), first=True)
        if kind == "coldStart":
            return self._cold_start(variant, int(name[1:]))
        if kind == "steady":
            return self._steady(variant, name, objective.rate_per_second or 0)
        if kind == "users":
            return users_value(self._profiles.get(objective.traffic or ""), variant, name)
        if kind == "autoscale":
            return self._recovered(variant, Start.ZERO if name.endswith("FromZero") else Start.BASE)
        return self._cost(variant, name, objective)

    def _cold_start(self, variant: str, percentile: int, *, first: bool = False) -> MeasuredValue:
        """Cold starts to the whole response, or to its first token."""
        trials = accepted_trials(self._samples.of(variant))
        if not trials:
            return MeasuredValue(missing="no cold start was accepted")
        totals = [trial.total_nanoseconds / _MILLION for trial in trials]
        if first:
            tokens = (first_token_nanoseconds(trial) for trial in trials)
            totals = [token / _MILLION for token in tokens if token is not None]
        if not totals:
            return MeasuredValue(missing="no cold start has a first token")
        found = self._bounds(totals, percentile)
        enough = percentile == 50 or len(totals) >= trials_for_percentile(percentile)
        missing = self._too_few(totals, percentile) if found.upper is None else None
        value = found.value if enough else None
        return measured(value, found.lower, found.upper, missing)

    def _bounds(self, totals: Sequence[float], percentile: int) -> QuantileInterval:
        """Those that allow for when the trials ended; of the median as the status tells it."""
        looks = self._looks(totals)
        if percentile != 50:
            return stopped_quantile(totals, percentile / 100, *looks)
        found = stopped_median(totals, *looks)
        return QuantileInterval(found.median, found.lower, found.upper)

    def _too_few(self, totals: Sequence[float], percentile: int) -> str:
        count = len(totals)
        needed = trials_needed(percentile / 100, *self._looks(totals))
        why = f"which needs {needed}" if count < needed else "since consecutive trials look alike"
        few = f"{count} trials are too few for a p{percentile}, {why}"
        return f"{few}: run more, or drop the objective"

    def _looks(self, totals: Sequence[float]) -> tuple[int, int]:
        """After how many trials they might have ended, at least and at most."""
        settings = self._spec.scenarios.cold_start
        if settings is None:
            return len(totals), len(totals)
        return settings.trials, settings.max_trials

    def _steady(self, variant: str, name: str, rate: int) -> MeasuredValue:
        segments = steady.steady_segments(self._samples, variant, rate)
        reason = invalid_reason(segments) if segments else f"{rate}/s was not measured"
        if reason is not None:
            return MeasuredValue(missing=reason)
        if name == "failurePercent":
            return _of_share(steady.failure_share(segments))
        percentile = name[1:]
        latencies = steady.percentiles([segment.latencies for segment in segments])
        overload = steady.overload(segments, self._samples.pods)
        for found in latencies:
            if found.percentile == percentile:
                return of_percentile(found, overload)
        missing = f"too few successful responses for the {percentile}th percentile"
        return MeasuredValue(missing=missing)

    def _recovered(self, variant: str, start: Start) -> MeasuredValue:
        """One run: the interval is the second within which the latency recovered, no more."""
        settings = self._spec.scenarios.autoscale
        runs = [run for run in rises(self._samples, variant) if run.start is start]
        if settings is None or not runs:
            return MeasuredValue(missing="spec.scenarios.autoscale was not measured from there")
        status = run_status(runs[0], settings.latency_objective_milliseconds)
        reason, value = status.invalid_reason, status.latency_recovered_milliseconds
        if reason is not None or value is None:
            missing = {one.metric: one.reason for one in status.missing}
            return MeasuredValue(missing=reason or missing.get("latencyRecoveredMilliseconds"))
        return measured(value, max(0.0, value - _SECOND_MILLISECONDS), value)

    def _cost(self, variant: str, name: str, objective: Objective) -> MeasuredValue:
        profile = self._profiles.get(objective.traffic or "")
        for cost in profile.costs if profile else ():
            if cost.option.key == (variant, objective.sheet):
                return _of_cost(cost, name, profile.traffic.requests if profile else 0)
        return MeasuredValue(missing=f"{objective.sheet} has no price for the variant {variant}")


def _of_cost(cost: OptionCost, name: str, requests: int) -> MeasuredValue:
    if cost.month is None:
        return MeasuredValue(missing=cost.missing)
    missing = None if cost.others else "what it is computed from has no interval"
    if name == "perMonth":
        lower, upper = cost.interval or (None, None)
        return MeasuredValue(cost.month.amount, lower, upper, missing)
    fewest, most = cost.cold_interval or (None, None)
    counts = (cost.month.cold_requests, fewest, most)
    value, low, high = (None if n is None else 100 * n / max(1, requests) for n in counts)
    return measured(value, low, high, missing)


def _of_share(found: ShareInterval | None) -> MeasuredValue:
    if found is None:
        return MeasuredValue(missing="no request was sent")
    return measured(100 * found.value, 100 * found.lower, 100 * found.upper)
