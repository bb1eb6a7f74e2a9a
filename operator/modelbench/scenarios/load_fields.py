"""The load scenarios as fields of the resource's status: integers, decimals as strings."""

from collections.abc import Mapping, Sequence
from typing import Any

from modelbench.api.load_samples import LoadSegment
from modelbench.api.samples import Samples
from modelbench.api.scenarios import Autoscale, Saturation, Scenarios
from modelbench.scenarios.autoscale import summary as autoscale
from modelbench.scenarios.status_fields import milliseconds
from modelbench.scenarios.steady import summary as steady
from modelbench.scenarios.steady.summary import Percentile
from modelbench.segments.usage import usage_fields
from modelbench.segments.validity import invalid_reason, median_delay_microseconds
from modelbench.statistics.histogram import Histogram

Fields = dict[str, Any]


def steady_fields(samples: Samples, path: str, scenarios: Scenarios) -> Fields:
    """``status.<path>.steady``, or nothing before its first segment."""
    rates = [_rate_fields(samples, path, rate) for rate in steady.steady_rates(samples, path)]
    fields: Fields = {}
    if rates:
        fields = {"rates": rates, "summary": _summary(rates)}
    rising = [s for s in samples.segments if (s.scenario, s.path) == (steady.SATURATION, path)]
    settings = scenarios.steady.saturation if scenarios.steady else None
    if rising and settings is not None:
        fields["saturation"] = _saturation_fields(rising, settings)
    return fields


def comparison_fields(samples: Samples, rates: Sequence[int]) -> list[Fields]:
    """``status.comparison.steady``: serverless less containerized."""
    return [
        _difference_fields(difference)
        for rate in rates
        for difference in steady.differences(samples, rate)
    ]


def autoscale_fields(samples: Samples, path: str, settings: Autoscale) -> Fields:
    """``status.<path>.autoscale``, or nothing before its first run."""
    runs = [s for s in samples.segments if (s.scenario, s.path) == (autoscale.AUTOSCALE, path)]
    if not runs:
        return {}
    fields = [_run_fields(run, settings) for run in runs]
    return {"runs": fields, "summary": "; ".join(_run_summary(run) for run in fields)}


def failure_fields(failures: Mapping[str, int], requests: int) -> Fields:
    """Failures by kind and as a share of all requests."""
    share = 100 * sum(failures.values()) / requests if requests else 0.0
    return {
        "failures": [{"kind": kind, "count": count} for kind, count in failures.items()],
        "failurePercent": f"{share:.2f}",
    }


def validity_fields(segments: Sequence[LoadSegment]) -> Fields:
    """Whether the generator kept to its plan, and by how much it was late."""
    return fields_of_validity(invalid_reason(segments), median_delay_microseconds(segments))


def fields_of_validity(reason: str | None, delay: int | None) -> Fields:
    """The same of any load: why it does not count, and how late it was sent, in microseconds."""
    fields: Fields = {"valid": reason is None}
    if delay is not None:
        fields["scheduleDelayMedianMicroseconds"] = delay
    if reason is not None:
        fields["invalidReason"] = reason
    return fields


def _rate_fields(samples: Samples, path: str, rate: int) -> Fields:
    segments = steady.steady_segments(samples, path, rate)
    requests = sum(segment.requests for segment in segments)
    attained = steady.attained_rate(segments)
    delays = [segment.schedule_delays for segment in segments]
    fields: Fields = {
        "ratePerSecond": rate,
        "segments": len(segments),
        "requests": requests,
        **failure_fields(steady.all_failures(segments), requests),
        "throughputPerSecond": f"{steady.throughput(segments):.1f}",
        "latencies": [_percentile(p) for p in steady.percentiles([s.latencies for s in segments])],
        "serviceTimes": [
            _percentile(p) for p in steady.percentiles([s.service_times for s in segments])
        ],
        **validity_fields(segments),
        **usage_fields(segments),
    }
    if handler_times := steady.percentiles([s.handler_times for s in segments]):
        fields["handlerTimes"] = [_percentile(p) for p in handler_times]
    if replicas := max((c.ready for s in segments for c in s.scale), default=0):
        fields["replicas"] = replicas
    if attained is not None:
        fields["attainedRatePerSecond"] = f"{attained:.1f}"
    tail = {p.percentile: p.microseconds for p in steady.percentiles(delays)}
    if 99.0 in tail:
        fields["scheduleDelayP99Microseconds"] = tail[99.0]
    return fields


def _percentile(value: Percentile) -> Fields:
    fields: Fields = {
        "percentile": percentile_name(value.percentile),
        "microseconds": value.microseconds,
    }
    if value.lower is not None and value.upper is not None:
        fields |= {"lowerMicroseconds": value.lower, "upperMicroseconds": value.upper}
    return fields


def percentile_name(percentile: float) -> str:
    """50, 99 or 99.9: without a needless fraction."""
    return f"{percentile:g}"


def _summary(rates: Sequence[Fields]) -> str:
    """The highest rate alone: the others are beside it."""
    last = rates[-1]
    known = {p["percentile"]: p["microseconds"] / 1000 for p in last["latencies"]}
    parts = [f"p{name} {known[name]:.1f} ms" for name in ("50", "95", "99") if name in known]
    failed = f", {last['failurePercent']} % failed" if last["failures"] else ""
    invalid = "" if last["valid"] else ", invalid"
    return " ".join([*parts, f"at {last['ratePerSecond']}/s{failed}{invalid}"])


def _difference_fields(difference: steady.Difference) -> Fields:
    interval = difference.interval
    fields: Fields = {
        "ratePerSecond": difference.rate,
        "percentile": percentile_name(difference.percentile),
        "differenceMicroseconds": round(interval.median),
        "pairs": difference.pairs,
    }
    if interval.lower is None or interval.upper is None:
        return {**fields, "missingReason": "fewer than 6 pairs cannot give a 95 % interval"}
    return {
        **fields,
        "lowerMicroseconds": round(interval.lower),
        "upperMicroseconds": round(interval.upper),
        "confidencePercent": f"{100 * (interval.confidence or 0):.1f}",
    }


def _saturation_fields(segments: Sequence[LoadSegment], settings: Saturation) -> Fields:
    objective = settings.latency_objective_milliseconds
    limits = [(s, steady.limited_by(s, objective)) for s in segments]
    held = [segment.rate for segment, limit in limits if limit is None]
    reasons = [f"at {segment.rate}/s: {limit}" for segment, limit in limits if limit is not None]
    fields: Fields = {
        "steps": [_step_fields(segment, limit is None) for segment, limit in limits],
    }
    if reasons:
        fields["limitedBy"] = reasons[-1]
    elif segments[-1].rate >= settings.max_rate:
        fields["limitedBy"] = "maxRatePerSecond: every rate was held"
    if held:
        fields["highestRatePerSecond"] = max(held)
    return fields


def _step_fields(segment: LoadSegment, held: bool) -> Fields:
    p95 = Histogram(segment.latencies).percentile_microseconds(95) if segment.latencies else None
    return {
        "ratePerSecond": segment.rate,
        "throughputPerSecond": f"{steady.throughput([segment]):.1f}",
        "failurePercent": f"{100 * steady.failure_ratio([segment]):.2f}",
        "held": held,
        **({} if p95 is None else {"p95Microseconds": p95}),
    }


def _run_fields(run: LoadSegment, settings: Autoscale) -> Fields:
    figures = autoscale.summarize(run, settings.latency_objective_milliseconds)
    durations = {
        "firstReplicaWantedMilliseconds": figures.first_wanted,
        "capacityReachedMilliseconds": figures.capacity_reached,
        "latencyRecoveredMilliseconds": figures.recovered,
        "backMilliseconds": figures.back,
    }
    fields: Fields = {
        "start": run.start,
        "startReplicas": figures.start_replicas,
        "peakWantedReplicas": figures.peak_wanted,
        "endReplicas": figures.end_replicas,
        "overshootReplicas": figures.overshoot,
        "requests": run.requests,
        **failure_fields(run.failures, run.requests),
        **{k: milliseconds(v) for k, v in durations.items() if v is not None},
        "missing": [{"figure": k, "reason": v} for k, v in sorted(figures.missing.items())],
        **validity_fields([run]),
    }
    if figures.worst_p95_microseconds is not None:
        fields["worstSecondP95Milliseconds"] = round(figures.worst_p95_microseconds / 1000)
    return fields


def _run_summary(run: Fields) -> str:
    recovered = run.get("latencyRecoveredMilliseconds")
    text = "not recovered" if recovered is None else f"recovered in {recovered / 1000:.1f} s"
    replicas = f"{run['startReplicas']} to {run['peakWantedReplicas']} replicas"
    return f"from {run['start'].lower()}: {text}, {replicas}, {run['failurePercent']} % failed"
