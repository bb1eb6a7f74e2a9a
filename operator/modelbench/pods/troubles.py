"""What befell a pod after it was created, from its status alone: ended containers, an eviction."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

OOM_KILLED = "OOMKilled"
"""Kubernetes: the reason of a container that the kernel has ended for want of memory."""

EVICTED = "Evicted"
_UNKNOWN = "Unknown"

_DISRUPTION = "DisruptionTarget"
"""Kubernetes: the condition of a pod that is ended by somebody else than its owner."""


@dataclass(frozen=True)
class Trouble:
    """An end that nobody asked for. ``number`` counts the ends of a container from 1.

    ``container`` is empty and ``number`` 1 of what befell a pod as a whole.
    """

    reason: str
    container: str = ""
    number: int = 1
    exit_code: int | None = None
    memory_limit: str | None = None


def troubles_of(pod: Mapping[str, Any]) -> Iterator[Trouble]:
    """Every end of a container of the pod that its status still tells, and its eviction.

    A container that ends because the pod is being removed is none.
    """
    limits = {one["name"]: _memory_limit(one) for one in pod["spec"].get("containers", ())}
    for status in pod.get("status", {}).get("containerStatuses", ()):
        for number, ended in _ends(status, bool(pod["metadata"].get("deletionTimestamp"))):
            reason, code = ended.get("reason") or _UNKNOWN, ended.get("exitCode")
            name = status["name"]
            yield Trouble(reason, name, number, code, limits.get(name))
    reason = _eviction(pod.get("status", {}))
    if reason is not None:
        yield Trouble(reason)


def _ends(status: Mapping[str, Any], is_removed: bool) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """The ends of a container by their number; of those before the last nothing is known."""
    restarts = status.get("restartCount", 0)
    last = status.get("lastState", {}).get("terminated") or {}
    for number in range(1, restarts):
        yield number, {}
    if restarts:
        yield restarts, last
    now = status.get("state", {}).get("terminated")
    if now is not None and (not is_removed or now.get("reason") == OOM_KILLED):
        yield restarts + 1, now


def _eviction(status: Mapping[str, Any]) -> str | None:
    if status.get("reason") == EVICTED:
        return EVICTED
    for condition in status.get("conditions", ()):
        if condition["type"] == _DISRUPTION and condition["status"] == "True":
            return str(condition.get("reason") or EVICTED)
    return None


def _memory_limit(container: Mapping[str, Any]) -> str | None:
    found: str | None = container.get("resources", {}).get("limits", {}).get("memory")
    return found
