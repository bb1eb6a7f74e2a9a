"""Pods of earlier benchmarks that still end: they hold room and use the processor."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from modelbench.api.names import BENCHMARK_LABEL, ROLE_LABEL, Role

_LINGER_SECONDS = 60
"""One that ends for longer is not waited for: its node may be lost."""

_MOST_GRACE_SECONDS = 3600
"""No child has a longer one. The API server has no bound for those of others."""

_OWNERS = ("ReplicaSet", "Job")


def count_lingering(pods: Iterable[Mapping[str, Any]], now: datetime) -> int:
    """How many of these pods are a benchmark's and end for less than a minute.

    The pods of runners end at once, and are not waited for.
    """
    return sum(_is_a_benchmarks(pod["metadata"]) and _lingers(pod["metadata"], now) for pod in pods)


def _is_a_benchmarks(metadata: Mapping[str, Any]) -> bool:
    """Whether it belongs to a Deployment or a Job that is named after its benchmark.

    A label alone says nothing: anybody may put it on a pod.
    """
    labels = metadata.get("labels", {})
    prefix = f"{labels.get(BENCHMARK_LABEL)}-"
    owners = metadata.get("ownerReferences", ())
    return labels.get(ROLE_LABEL) != Role.RUNNER and any(
        owner.get("controller") and owner["kind"] in _OWNERS and owner["name"].startswith(prefix)
        for owner in owners
    )


def _lingers(metadata: Mapping[str, Any], now: datetime) -> bool:
    """Whether its end was asked for lately. Plain seconds: they do not overflow, as dates do."""
    if "deletionTimestamp" not in metadata:
        return False
    grace = metadata.get("deletionGracePeriodSeconds") or 0
    try:
        ends = datetime.fromisoformat(metadata["deletionTimestamp"]).timestamp()
    except (ValueError, OverflowError):
        return False
    elapsed = now.timestamp() - (ends - min(max(grace, 0), _MOST_GRACE_SECONDS))
    # Clocks differ by a little; one that ends in the far future has a grace that no child has.
    return -_LINGER_SECONDS < elapsed < _LINGER_SECONDS
