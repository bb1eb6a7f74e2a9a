"""Who may measure now: few at a time, since two benchmarks at once would measure each other."""

from collections.abc import Iterable, Mapping
from typing import Any

from modelbench.api.conditions import is_finished


def is_measuring(benchmark: Mapping[str, Any]) -> bool:
    """Whether it has been started and has not ended."""
    status = benchmark.get("status", {})
    return bool(status.get("startTime")) and not is_finished(status)


def is_waiting(benchmark: Mapping[str, Any]) -> bool:
    """Whether it wants to be started."""
    return not (
        is_measuring(benchmark)
        or is_finished(benchmark.get("status", {}))
        or benchmark["spec"].get("suspend", False)
        or benchmark["metadata"].get("deletionTimestamp")
    )


def count_ahead(
    benchmark: Mapping[str, Any], everyone: Iterable[Mapping[str, Any]], max_concurrent: int
) -> int:
    """How many others must end before this one may start; 0: it may start now.

    The oldest goes first; of two with the same age, the one whose namespace and name sort first.
    """
    known = list(everyone)
    measuring = sum(is_measuring(other) for other in known)
    ahead = sum(
        is_waiting(other) and _order(other) < _order(benchmark)
        for other in known
        if other["metadata"]["uid"] != benchmark["metadata"]["uid"]
    )
    return max(0, measuring + ahead - max_concurrent + 1)


def _order(benchmark: Mapping[str, Any]) -> tuple[str, str, str]:
    metadata = benchmark["metadata"]
    return metadata["creationTimestamp"], metadata["namespace"], metadata["name"]
