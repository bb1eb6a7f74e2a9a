"""Benchmarks that have finished without having run, with a status like a real one's."""

from datetime import UTC, datetime
from typing import Any

from modelbench.api.conditions import ConditionType, set_condition
from modelbench.api.reasons import Reason

Fields = dict[str, Any]
_MEDIANS = {"serverless": 1390, "containerized": 1899}
_TRIALS = 44
_APPLICATION = "applicationStart"
# Name, parent, median in milliseconds, and what told its begin and its end.
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
    ("response", None, 13, "image header request-received -> answer"),
)
_ENVIRONMENT = {
    "kubernetesVersion": "v1.34.4",
    "knativeVersion": "1.15.2",
    "nodes": 1,
    "cpuCount": 2,
    "kernelVersion": "6.1.0-28-amd64",
    "containerRuntime": "containerd://1.6.20",
    "imageDigest": "sha256:" + "e7" * 32,
    "lanes": 8,
    "clockOffsetMilliseconds": "-7.4",
    "clockOffsetBoundMilliseconds": "10.2",
    "settings": {
        "autoscaling.knative.dev/initial-scale": "1",
        "autoscaling.knative.dev/max-scale": "10",
        "autoscaling.knative.dev/metric": "concurrency",
        "autoscaling.knative.dev/min-scale": "0",
        "autoscaling.knative.dev/target": "100",
        "autoscaling.knative.dev/target-burst-capacity": "211",
        "autoscaling.knative.dev/window": "6s",
        "timeoutSeconds": "120",
    },
}
_CONDITIONS = (
    (ConditionType.SUCCEEDED, True, Reason.COMPLETED, "every scenario has been measured"),
    (ConditionType.RESOURCES_READY, True, Reason.READY, "both arms answered"),
    (ConditionType.SERVERLESS_COLD_START, True, Reason.PRECISION_REACHED, "cold start 1390 ms"),
    (ConditionType.CONTAINERIZED_COLD_START, True, Reason.PRECISION_REACHED, "cold start 1899 ms"),
    (ConditionType.SUSPENDED, False, Reason.NOT_SUSPENDED, "not suspended"),
)


def finished_status(name: str, now: datetime | None = None) -> Fields:
    """The whole status of a benchmark of that name which has measured cold starts."""
    ended = (now or datetime.now(UTC)).strftime("%Y-%m-%dT%H:%M:%SZ")
    return {
        "observedGeneration": 1,
        "startTime": ended,
        "completionTime": ended,
        "progress": "every scenario has been measured",
        "conditions": _conditions(ended),
        "environment": _ENVIRONMENT,
        "resultsRef": {"name": f"{name}-results"},
        **{path: {"coldStart": _cold_start(median)} for path, median in _MEDIANS.items()},
    }


def _conditions(ended: str) -> list[Fields]:
    conditions: list[Fields] = []
    for type_, status, reason, message in _CONDITIONS:
        conditions = set_condition(
            conditions, type_, status, reason, message, generation=1, now=ended
        )
    return conditions


def _cold_start(median: int) -> Fields:
    lower, upper = median * 9 // 10, median * 11 // 10
    return {
        "summary": f"{median} ms [{lower}, {upper}] n={_TRIALS}",
        "trials": _TRIALS,
        "rejectedTrials": [{"reason": "notAtZero", "count": 1}],
        "medianMilliseconds": median,
        "medianLowerMilliseconds": lower,
        "medianUpperMilliseconds": upper,
        "confidencePercent": "95.1",
        "relativePrecisionPercent": "10.0",
        "minimumMilliseconds": median // 2,
        "maximumMilliseconds": median * 3 // 2,
        "percentiles": [{"percentile": 90, "milliseconds": median * 5 // 4}],
        "warmUpMilliseconds": [median],
        "firstEver": {"totalMilliseconds": median, "precisionMilliseconds": 1000},
        "phases": [_phase(*phase) for phase in _PHASES],
        "explainedPercent": "100.0",
        "residualMilliseconds": 0,
    }


def _phase(name: str, parent: str | None, median: int, source: str) -> Fields:
    fields: Fields = {
        "name": name,
        "medianMilliseconds": median,
        "trials": _TRIALS,
        "source": source,
        "precisionMilliseconds": 1,
    }
    return fields if parent is None else {**fields, "parent": parent}
