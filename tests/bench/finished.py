"""Benchmarks that have finished without having run, with a status like a real one's."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from modelbench.api.conditions import (
    RESOURCES_READY,
    SUCCEEDED,
    SUSPENDED,
    Condition,
    ConditionUpdate,
    measured_type,
    set_condition,
)
from modelbench.api.mode import Mode
from modelbench.api.names import CONTAINERIZED, SERVERLESS
from modelbench.api.reasons import Reason, Rejection
from modelbench.api.scenarios.cold_start import (
    ColdStartStatus,
    FirstEverStatus,
    PhaseStatus,
    TrialPercentile,
)
from modelbench.api.scenarios.parts import RejectedTrials
from modelbench.api.status import Environment, ResultsReference, Status, VariantStatus
from modelbench.api.values import dump

_MEDIANS = {SERVERLESS: 1390, CONTAINERIZED: 1899}
_MODES = {SERVERLESS: Mode.SERVERLESS, CONTAINERIZED: Mode.CONTAINERIZED}
_TRIALS = 44
_APPLICATION = "applicationStart"
# Name, parent, median in milliseconds, and what told its beginning and its end.
_PHASES = (
    ("decision", None, 55, "request -> event SuccessfulCreate"),
    ("scheduling", None, 23, "event SuccessfulCreate -> event Scheduled"),
    ("sandbox", None, 233, "event Scheduled -> event Pulled"),
    ("imagePull", None, 0, "message of the Pulled event"),
    ("containerStart", None, 139, "event Pulled -> event Started"),
    (_APPLICATION, None, 166, "event Started -> image header model-loaded"),
    ("runtime", _APPLICATION, 160, "event Started -> image header model-load-started"),
    ("modelLoad", _APPLICATION, 5, "image header model-load-started -> model-loaded"),
    ("serverStart", _APPLICATION, 1, "image header model-loaded -> image header model-loaded"),
    (
        "readinessAndRouting",
        None,
        615,
        "image header model-loaded -> image header request-received",
    ),
    ("response", None, 13, "image header request-received -> response"),
)
_ENVIRONMENT = Environment(
    kubernetes_version="v1.34.4",
    knative_version="1.15.2",
    nodes=1,
    cpu_count=2,
    kernel_version="6.1.0-28-amd64",
    container_runtime="containerd://1.6.20",
    lanes=8,
    clock_offset_milliseconds="-7.4",
    clock_offset_bound_milliseconds="10.2",
)
_SETTINGS = {
    "autoscaling.knative.dev/initial-scale": "1",
    "autoscaling.knative.dev/max-scale": "10",
    "autoscaling.knative.dev/metric": "concurrency",
    "autoscaling.knative.dev/min-scale": "0",
    "autoscaling.knative.dev/target": "100",
    "autoscaling.knative.dev/target-burst-capacity": "211",
    "autoscaling.knative.dev/window": "6s",
    "timeoutSeconds": "120",
}


def finished_status(name: str, now: datetime | None = None) -> dict[str, Any]:
    """The JSON form of the status of a benchmark of that name that has measured cold starts."""
    ended = (now or datetime.now(UTC)).strftime("%Y-%m-%dT%H:%M:%SZ")
    status = Status(
        observed_generation=1,
        start_time=ended,
        completion_time=ended,
        progress="every scenario has been measured",
        conditions=_conditions(ended),
        environment=_ENVIRONMENT,
        variants=tuple(_variant(variant, median) for variant, median in _MEDIANS.items()),
        results_ref=ResultsReference(f"{name}-results"),
    )
    document: dict[str, Any] = dump(status)
    return document


def _conditions(ended: str) -> tuple[Condition, ...]:
    updates = list(_updates())
    order = [update.type for update in updates]
    conditions: tuple[Condition, ...] = ()
    for update in updates:
        conditions = set_condition(conditions, update, generation=1, now=ended, order=order)
    return conditions


def _updates() -> Iterator[ConditionUpdate]:
    done = "every scenario has been measured"
    yield ConditionUpdate(SUCCEEDED, True, Reason.COMPLETED, done)
    yield ConditionUpdate(RESOURCES_READY, True, Reason.READY, "every variant responds")
    for variant, median in _MEDIANS.items():
        message = f"cold start {median} ms"
        type_ = measured_type(variant, "coldStart")
        yield ConditionUpdate(type_, True, Reason.PRECISION_REACHED, message)
    yield ConditionUpdate(SUSPENDED, False, Reason.NOT_SUSPENDED, "not suspended")


def _variant(name: str, median: int) -> VariantStatus:
    return VariantStatus(
        name=name,
        mode=_MODES[name],
        image_digest="sha256:" + "e7" * 32,
        settings=_SETTINGS if name == SERVERLESS else {},
        cold_start=_cold_start(median),
    )


def _cold_start(median: int) -> ColdStartStatus:
    lower, upper = median * 9 // 10, median * 11 // 10
    return ColdStartStatus(
        summary=f"{median} ms [{lower}, {upper}] n={_TRIALS}",
        trials=_TRIALS,
        rejected_trials=(RejectedTrials(Rejection.NOT_AT_ZERO, 1),),
        median_milliseconds=median,
        median_lower_milliseconds=lower,
        median_upper_milliseconds=upper,
        confidence_percent="95.1",
        relative_precision_percent="10.0",
        minimum_milliseconds=median // 2,
        maximum_milliseconds=median * 3 // 2,
        percentiles=(TrialPercentile(90, median * 5 // 4),),
        warm_up_milliseconds=(median,),
        first_ever=FirstEverStatus(total_milliseconds=median, precision_milliseconds=1000),
        phases=tuple(_phase(*phase) for phase in _PHASES),
        explained_percent="100.0",
        residual_milliseconds=0,
    )


def _phase(name: str, parent: str | None, median: int, source: str) -> PhaseStatus:
    return PhaseStatus(
        name=name,
        parent=parent,
        median_milliseconds=median,
        trials=_TRIALS,
        source=source,
        precision_milliseconds=1,
    )
