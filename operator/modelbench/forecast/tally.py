"""What a simulation counts."""

from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass
class Tally:
    """Sums over the simulated time, weighted. Times are seconds.

    ``lives`` are pods that came. A cold request waited for a pod's start: ``cold_from_zero`` while
    there was none that answers, ``cold_beside`` for one that came beside others. ``gaps`` and
    ``held`` are those of the ideal model on the same requests (idle_model): pauses longer than the
    hold time, and the time within it after a request.
    """

    seconds: float = 0.0
    requests: float = 0.0
    pod_seconds: float = 0.0
    busy_seconds: float = 0.0
    lives: float = 0.0
    starts: float = 0.0
    cold_from_zero: float = 0.0
    cold_beside: float = 0.0
    gaps: float = 0.0
    held: float = 0.0
    longest_queue: int = 0
    latencies: list[tuple[float, float, bool]] = field(default_factory=list)
    """Of each request: seconds, weight, and whether it came while there was no pod that answers."""

    def weighted_latencies(self, starts_by: float = 1.0) -> Iterator[tuple[float, float]]:
        """Seconds and weight of each request; those that found no pod count ``starts_by`` times."""
        for seconds, weight, was_none in self.latencies:
            yield seconds, weight * (starts_by if was_none else 1.0)
