"""From the samples of a finished run to its costs, its objectives and its recommendation.

The price sheets stand in the samples, so everything here can be computed again from them.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from modelbench.api.load_samples import LoadSegment
from modelbench.api.names import CONTAINERIZED, PATHS, SERVERLESS
from modelbench.api.pod_samples import QUEUE_PROXY, ContainerRequest
from modelbench.api.progress import Verdict
from modelbench.api.reasons import Reason
from modelbench.api.samples import Samples
from modelbench.api.spec import Spec
from modelbench.cost.price_sheet import PriceSheet, parse_sheet
from modelbench.cost.quantities import DEFAULT_QUEUE_PROXY, container_request, footprint
from modelbench.decision.cost_fields import path_cost_fields, traffic_fields, whole_cost_fields
from modelbench.decision.decision_fields import objective_fields, recommendation_fields
from modelbench.decision.measured_values import Figures
from modelbench.decision.objectives import judge, objectives_verdict
from modelbench.decision.recommendation import recommend
from modelbench.forecast.monthly_cost import Arms
from modelbench.forecast.timings import timings_of
from modelbench.forecast.traffic_cost import TrafficCost
from modelbench.scenarios.steady.summary import (
    SATURATION,
    held,
    limited_by,
    steady_rates,
    steady_segments,
)

Fields = dict[str, Any]


def conclude(
    status: Fields, verdicts: Sequence[Verdict], samples: Samples, spec: Spec
) -> tuple[Fields, tuple[Verdict, ...]]:
    """The status fields and the verdicts with all that follows from costs and objectives."""
    sheets = [parse_sheet(name, document) for name, document in samples.sheets]
    profiles = profiles_of(samples, spec, sheets)
    invalid = _invalid(verdicts)
    judged = judge(spec.objectives, Figures(samples, spec.scenarios, profiles), invalid)
    found = {**status, **_cost_fields(status, samples, sheets)}
    if spec.cost is not None and profiles:
        advice = [recommend(profile, judged, invalid) for profile in profiles]
        found["traffic"] = [traffic_fields(profile, spec.cost) for profile in profiles]
        found["recommendation"] = [recommendation_fields(one) for one in advice]
    if judged:
        found["objectives"] = [objective_fields(judgement) for judgement in judged]
    return found, (*verdicts, *objectives_verdict(judged))


def profiles_of(samples: Samples, spec: Spec, sheets: Sequence[PriceSheet]) -> list[TrafficCost]:
    """The costs of every traffic profile of the spec."""
    if spec.cost is None:
        return []
    timings = timings_of(samples, spec.serverless.stable_window_seconds)
    arms = _arms(samples, spec)
    highest = {path: _highest_rate(samples, path, spec) for path in PATHS}
    return [TrafficCost(one, sheets, arms, spec.cost, timings, highest) for one in spec.traffic]


def _cost_fields(status: Fields, samples: Samples, sheets: Sequence[PriceSheet]) -> Fields:
    if not sheets:
        return {}
    fields: Fields = {"cost": whole_cost_fields(samples, sheets)}
    for path in PATHS:
        cost = path_cost_fields(samples, path, sheets)
        fields[path] = {**status.get(path, {}), **({"cost": cost} if cost else {})}
    return fields


def _arms(samples: Samples, spec: Spec) -> Arms:
    """Queue-proxy as the run's own pods had it; Knative's default when none was seen."""
    model = container_request("model", spec.model.resources)
    settings = spec.serverless
    at_once = settings.target_concurrency
    if settings.container_concurrency:
        at_once = min(at_once, settings.container_concurrency)
    return Arms(
        model=footprint([model]),
        serverless_pod=footprint([model, _queue_proxy(samples)]),
        replicas=spec.containerized.replicas,
        stable_window_seconds=settings.stable_window_seconds,
        target_concurrency=at_once,
        max_scale=settings.max_scale,
    )


def _queue_proxy(samples: Samples) -> ContainerRequest:
    pods = (pod for pod in samples.pods if pod.path == SERVERLESS)
    found = (c for pod in pods for c in pod.containers if c.name == QUEUE_PROXY)
    return next(found, DEFAULT_QUEUE_PROXY)


def _invalid(verdicts: Sequence[Verdict]) -> str | None:
    found = [verdict.message for verdict in verdicts if verdict.reason is Reason.INVALID]
    return "; ".join(found) if found else None


def _highest_rate(samples: Samples, path: str, spec: Spec) -> int:
    """The highest rate that a path was seen to hold; 0 when none was measured.

    What more pods than the replicas that are paid for helped to hold does not count.
    """
    found = [*_held_rates(samples, path), *_held_steps(samples, path, spec)]
    if path == CONTAINERIZED:
        paid = spec.containerized.replicas
        found = [rounds for rounds in found if _most_ready(rounds) <= paid]
    return max((rounds[0].rate for rounds in found), default=0)


def _held_rates(samples: Samples, path: str) -> Iterator[Sequence[LoadSegment]]:
    """The rounds of each steady rate that was held in all of them together."""
    for rate in steady_rates(samples, path):
        rounds = steady_segments(samples, path, rate)
        if held(rounds):
            yield rounds


def _held_steps(samples: Samples, path: str, spec: Spec) -> Iterator[Sequence[LoadSegment]]:
    """The steps of the saturation that were held, each by itself."""
    steady = spec.scenarios.steady
    if steady is None or steady.saturation is None:
        return
    objective = steady.saturation.latency_objective_milliseconds
    for segment in samples.segments:
        mine = (segment.scenario, segment.path) == (SATURATION, path)
        if mine and limited_by(segment, objective) is None:
            yield (segment,)


def _most_ready(rounds: Sequence[LoadSegment]) -> int:
    return max((change.ready for segment in rounds for change in segment.scale), default=0)
