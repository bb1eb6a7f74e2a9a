"""Conditions by the Kubernetes API conventions."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

from modelbench.api.names import CONTAINERIZED, SERVERLESS
from modelbench.api.reasons import Reason

Condition = dict[str, Any]
_MESSAGE_LENGTH = 2048


class ConditionType(StrEnum):
    """What a condition speaks of. ``Succeeded`` is the summary that ``kubectl wait`` uses."""

    SUCCEEDED = "Succeeded"
    RESOURCES_READY = "ResourcesReady"
    SERVERLESS_COLD_START = "ServerlessColdStartMeasured"
    CONTAINERIZED_COLD_START = "ContainerizedColdStartMeasured"
    SERVERLESS_BURST = "ServerlessBurstMeasured"
    CONTAINERIZED_BURST = "ContainerizedBurstMeasured"
    SERVERLESS_REACTIVATION = "ServerlessReactivationMeasured"
    SERVERLESS_STEADY = "ServerlessSteadyMeasured"
    CONTAINERIZED_STEADY = "ContainerizedSteadyMeasured"
    SERVERLESS_AUTOSCALE = "ServerlessAutoscaleMeasured"
    CONTAINERIZED_AUTOSCALE = "ContainerizedAutoscaleMeasured"
    OBJECTIVES_MET = "ObjectivesMet"
    NODE_QUIET = "NodeQuiet"
    SUSPENDED = "Suspended"


SCENARIO_CONDITIONS: Mapping[str, Mapping[str, ConditionType]] = {
    "coldStart": {
        SERVERLESS: ConditionType.SERVERLESS_COLD_START,
        CONTAINERIZED: ConditionType.CONTAINERIZED_COLD_START,
    },
    "burst": {
        SERVERLESS: ConditionType.SERVERLESS_BURST,
        CONTAINERIZED: ConditionType.CONTAINERIZED_BURST,
    },
    "reactivation": {SERVERLESS: ConditionType.SERVERLESS_REACTIVATION},
    "steady": {
        SERVERLESS: ConditionType.SERVERLESS_STEADY,
        CONTAINERIZED: ConditionType.CONTAINERIZED_STEADY,
    },
    "autoscale": {
        SERVERLESS: ConditionType.SERVERLESS_AUTOSCALE,
        CONTAINERIZED: ConditionType.CONTAINERIZED_AUTOSCALE,
    },
}


def conditions_of(scenarios: Iterable[str]) -> list[ConditionType]:
    """One condition for each path of each scenario, named as in the spec."""
    return [type_ for name in scenarios for type_ in SCENARIO_CONDITIONS[name].values()]


def set_condition(
    conditions: Iterable[Mapping[str, Any]],
    type_: ConditionType,
    status: bool | None,
    reason: Reason,
    message: str,
    *,
    generation: int,
    now: str,
) -> list[Condition]:
    """The list with one condition set; ``lastTransitionTime`` moves only when the status does.

    ``status`` None is "Unknown"; ``now`` is an RFC 3339 time.
    """
    known = {condition["type"]: dict(condition) for condition in conditions}
    previous = known.get(type_, {})
    text = {True: "True", False: "False", None: "Unknown"}[status]
    same = previous.get("status") == text
    known[type_] = {
        "type": str(type_),
        "status": text,
        "reason": str(reason),
        "message": message[:_MESSAGE_LENGTH],
        "observedGeneration": generation,
        "lastTransitionTime": previous["lastTransitionTime"] if same else now,
    }
    order = [str(member) for member in ConditionType]
    return sorted(known.values(), key=lambda condition: order.index(condition["type"]))


def find_condition(status: Mapping[str, Any], type_: ConditionType) -> Mapping[str, Any]:
    """The condition of that type, or an empty mapping."""
    for condition in status.get("conditions", ()):
        if condition["type"] == type_:
            found: Mapping[str, Any] = condition
            return found
    return {}


def is_finished(status: Mapping[str, Any]) -> bool:
    """Whether the benchmark has ended, well or badly."""
    return find_condition(status, ConditionType.SUCCEEDED).get("status") in ("True", "False")
