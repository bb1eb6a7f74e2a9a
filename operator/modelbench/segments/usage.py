"""What the pods under load used."""

from collections.abc import Mapping, Sequence
from typing import Any

from modelbench.api.load_samples import LoadSegment

_CPU = {"n": 1e-6, "u": 1e-3, "m": 1.0, "": 1000.0}
_MEMORY = {"Ki": 1 / 1024, "Mi": 1.0, "Gi": 1024.0, "": 1 / 1024**2}


def cpu_millicores(quantity: str) -> float:
    """A CPU quantity of the metrics API (``12345n``, ``3m``) in thousandths of a core."""
    number = quantity.rstrip("num")
    return float(number) * _CPU[quantity[len(number) :]]


def memory_mebibytes(quantity: str) -> float:
    """A memory quantity of the metrics API (``1234Ki``) in MiB."""
    number = quantity.rstrip("KMGi")
    return float(number) * _MEMORY[quantity[len(number) :]]


def pods_usage(items: Sequence[Mapping[str, Any]]) -> tuple[float, float]:
    """Millicores and MiB of all containers of these PodMetrics together."""
    usages = [container["usage"] for item in items for container in item["containers"]]
    cpu = sum(cpu_millicores(usage["cpu"]) for usage in usages)
    return cpu, sum(memory_mebibytes(usage["memory"]) for usage in usages)


def usage_fields(segments: Sequence[LoadSegment]) -> dict[str, Any]:
    """Averages over the segments, weighted by their readings, or why there are none."""
    known = [segment.usage for segment in segments if segment.usage is not None]
    count = sum(usage.samples for usage in known)
    if not count:
        reasons = [s.usage_missing for s in segments if s.usage_missing is not None]
        return {"missingReason": reasons[-1]} if reasons else {}
    return {
        "cpuMillicores": round(sum(u.cpu_millicores * u.samples for u in known) / count),
        "memoryMebibytes": round(sum(u.memory_mebibytes * u.samples for u in known) / count),
    }
