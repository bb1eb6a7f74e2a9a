"""Who may measure now: few at a time, since two benchmarks at once would measure each other."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from modelbench.api.conditions import is_finished
from modelbench.api.names import PATH_LABEL, RUNNER

_LINGER_SECONDS = 60


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


def count_lingering(pods: Iterable[Mapping[str, Any]], now: datetime) -> int:
    """How many pods of earlier benchmarks still end: they hold room and use the processor.

    One that ends for more than a minute is not waited for: its node may be lost.
    """
    return sum(_lingers(pod["metadata"], now) for pod in pods)


def _lingers(metadata: Mapping[str, Any], now: datetime) -> bool:
    if "deletionTimestamp" not in metadata or metadata["labels"].get(PATH_LABEL) == RUNNER:
        return False
    grace = timedelta(seconds=metadata.get("deletionGracePeriodSeconds", 0))
    began = datetime.fromisoformat(metadata["deletionTimestamp"]) - grace
    return now - began < timedelta(seconds=_LINGER_SECONDS)


def _order(benchmark: Mapping[str, Any]) -> tuple[str, str, str]:
    metadata = benchmark["metadata"]
    return metadata["creationTimestamp"], metadata["namespace"], metadata["name"]
