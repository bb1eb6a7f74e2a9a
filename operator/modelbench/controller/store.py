"""The benchmarks as the watch last told them, for the metrics."""

from collections.abc import Mapping
from typing import Any

from modelbench.api.names import SERIES_LABEL

Key = tuple[str, str]


class Store:
    """Keeps what the collector needs of each benchmark."""

    def __init__(self) -> None:
        self._benchmarks: dict[Key, Mapping[str, Any]] = {}

    def put(self, benchmark: Mapping[str, Any]) -> None:
        """Remember the latest state."""
        metadata = benchmark["metadata"]
        self._benchmarks[metadata["namespace"], metadata["name"]] = {
            "series": metadata.get("labels", {}).get(SERIES_LABEL, ""),
            "spec": benchmark["spec"],
            "status": benchmark.get("status", {}),
        }

    def remove(self, key: Key) -> None:
        """Its metrics disappear with the next scrape."""
        self._benchmarks.pop(key, None)

    def all(self) -> list[tuple[Key, Mapping[str, Any]]]:
        """Every benchmark, in a stable order."""
        return sorted(self._benchmarks.items())
