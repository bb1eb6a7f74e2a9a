"""Replicas and autoscaling settings of a source, as a benchmark's spec has them."""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from modelbench.conversion.findings import Document, Findings, Json, items, mapping

_GROUP = "autoscaling.knative.dev/"
_SECONDS = {"h": 3600, "m": 60, "s": 1}
_MOST_PODS = 100
"""The most replicas or pods that a benchmark's spec takes (``crds/``)."""

# Knative's names in both spellings, which it takes alike, and the field of spec.serverless with its
# bounds.
_NUMBERS = {
    "min-scale": ("minScale", 0, _MOST_PODS),
    "max-scale": ("maxScale", 1, _MOST_PODS),
    "activation-scale": ("activationScale", 1, _MOST_PODS),
    "target-burst-capacity": ("targetBurstCapacity", -1, 100_000),
    "target-utilization-percentage": ("targetUtilizationPercentage", 1, 100),
}
_TIMES = {
    "window": ("stableWindowSeconds", 6, 3600),
    "scale-down-delay": ("scaleDownDelaySeconds", 0, 3600),
}
_TARGETS = {
    "concurrency": ("targetConcurrency", 1000),
    "rps": ("targetRequestsPerSecond", 100_000),
}


def serverless_of(annotations: Mapping[str, str], concurrency: Any, findings: Findings) -> Json:
    """``spec.serverless`` by a revision's annotations and its containerConcurrency."""
    given = {
        _dashed(key.removeprefix(_GROUP)): str(value)
        for key, value in annotations.items()
        if key.startswith(_GROUP)
    }
    found: Json = {}
    for name, value in given.items():
        if name in _NUMBERS:
            _put(found, _NUMBERS[name], name, _number(value), value, findings)
        elif name in _TIMES:
            _put(found, _TIMES[name], name, _seconds(value), value, findings)
        elif name not in ("metric", "target", "class"):
            findings.note(f"left out: {_GROUP}{name}: {value}, which a benchmark sets itself")
    _put_target(found, given, findings)
    if concurrency:
        bounds = ("containerConcurrency", 0, 1000)
        _put(
            found, bounds, "containerConcurrency", _number(str(concurrency)), concurrency, findings
        )
    if found.get("minScale", 0) > 0:
        findings.note("serverless.minScale keeps pods warm: set it to 0 to measure cold starts")
    return found


def _put_target(found: Json, given: Mapping[str, str], findings: Findings) -> None:
    metric = given.get("metric", "concurrency")
    if metric not in _TARGETS or not given.get("class", "kpa").startswith("kpa"):
        findings.note(f"left out: the metric {metric}: the serverless variant has Knative's own "
                      "autoscaler, by concurrency or requests per second")  # fmt: skip
        return
    if metric == "rps":
        found["metric"] = "RequestsPerSecond"
    if "target" in given:
        field, most = _TARGETS[metric]
        bounds = (field, 1, most)
        _put(found, bounds, "target", _number(given["target"]), given["target"], findings)


def _put(
    found: Json,
    bounds: tuple[str, int, int],
    name: str,
    value: Decimal | None,
    text: object,
    findings: Findings,
) -> None:
    """A value within its bounds; 0 for ``max-scale`` is no bound at all."""
    field, least, most = bounds
    if value is None:
        findings.note(f"left out: {name}: {text}, which is not a valid value")
        return
    if field == "maxScale" and value == 0:
        findings.note("left out: max-scale: 0 (no limit); the default of a benchmark is 10 pods")
        return
    kept = min(max(round(value), least), most)
    if kept != value:
        findings.note(f"serverless.{field} is {kept}; the source has {name}: {text}")
    found[field] = kept


def replicas_of(replicas: Any, autoscaler: Document | None, findings: Findings) -> Json:
    """``spec.containerized`` by a Deployment's replicas and the autoscaler that scales it."""
    wanted = 1 if replicas is None else int(replicas)
    if autoscaler is not None:
        return _autoscaled(mapping(autoscaler.get("spec")), findings)
    return _count(wanted, findings)


def _count(wanted: int, findings: Findings) -> Json:
    kept = min(max(wanted, 1), _MOST_PODS)
    if kept != wanted:
        findings.note(f"containerized.replicas is {kept}; the source has {wanted}")
    return {} if kept == 1 else {"replicas": kept}


def _autoscaled(spec: Json, findings: Findings) -> Json:
    percentage = _cpu_percentage(spec)
    found = _count(int(spec.get("minReplicas") or 1), findings)
    if percentage is None:
        findings.note("left out: a HorizontalPodAutoscaler that does not scale by CPU")
        return found
    settings: Json = {"maxReplicas": min(int(spec.get("maxReplicas") or 1), _MOST_PODS)}
    settings["targetCPUUtilizationPercentage"] = min(percentage, 100)
    return {**found, "horizontalPodAutoscaler": settings}


def _cpu_percentage(spec: Json) -> int | None:
    """Of autoscaling/v2, or of v1, where it has a field of its own."""
    if spec.get("targetCPUUtilizationPercentage"):
        return int(spec["targetCPUUtilizationPercentage"])
    for metric in items(spec.get("metrics")):
        resource = mapping(metric.get("resource"))
        percentage = mapping(resource.get("target")).get("averageUtilization")
        if resource.get("name") == "cpu" and percentage:
            return int(percentage)
    return None


def autoscaler_of(documents: Iterable[Document], name: str) -> Document | None:
    """The HorizontalPodAutoscaler among documents that scales the Deployment of a name."""
    for one in documents:
        target = mapping(mapping(one.get("spec")).get("scaleTargetRef"))
        if target.get("kind") == "Deployment" and target.get("name") == name:
            return one
    return None


def _dashed(name: str) -> str:
    """``minScale`` and ``min-scale`` are the same to Knative."""
    return re.sub(r"(?<=[a-z])([A-Z])", lambda found: f"-{found[1].lower()}", name)


def _number(text: str) -> Decimal | None:
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def _seconds(text: str) -> Decimal | None:
    """A duration as Go writes it, such as 1m30s."""
    if not re.fullmatch(r"([0-9.]+[hms])+", text):
        return None
    parts = re.findall(r"([0-9.]+)([hms])", text)
    return sum((Decimal(number) * _SECONDS[unit] for number, unit in parts), Decimal(0))
