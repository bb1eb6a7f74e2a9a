"""How busy the node is by others, from what /proc tells of the whole node even in a container."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_STAT = Path("/proc/stat")
_CPU_INFO = Path("/proc/cpuinfo")
_IDLE_COLUMNS = (3, 4)
"""Idle and iowait, as proc(5) counts them from 0: a CPU that waits for a disk is free."""

_COLUMNS = 8
"""User, nice, system, idle, iowait, irq, softirq, steal; guest time is in user time already."""

_LEAST_TICKS = 100
"""Fewer cannot tell a share to a hundredth."""

_LOOK_SECONDS = 2.0
"""Enough ticks of a single CPU, and short beside any segment of load."""


@dataclass(frozen=True)
class Ticks:
    """The node's CPU time so far, in clock ticks of all CPUs together."""

    idle: int
    total: int


def read_ticks(text: str) -> Ticks:
    """Read the first line of /proc/stat, which sums up all CPUs."""
    values = [int(value) for value in text.split("\n", 1)[0].split()[1 : 1 + _COLUMNS]]
    return Ticks(sum(values[column] for column in _IDLE_COLUMNS), sum(values))


def busy_percent(before: Ticks, after: Ticks) -> float | None:
    """The share of CPU time that was used; None when the interval was too short."""
    total = after.total - before.total
    if total < _LEAST_TICKS:
        return None
    return 100 * (1 - (after.idle - before.idle) / total)


class NodeLoad:
    """Collects how busy the node was in the intervals in which the benchmark itself only waited."""

    def __init__(self) -> None:
        self.percents: list[float] = []

    def look(self) -> None:
        """Look for some seconds before load is sent, which leaves no waits to look in."""
        with self.quiet():
            time.sleep(_LOOK_SECONDS)

    @contextmanager
    def quiet(self) -> Iterator[None]:
        """Note how busy the node is during a wait, in a with statement."""
        before = read_ticks(_STAT.read_text())
        yield
        percent = busy_percent(before, read_ticks(_STAT.read_text()))
        if percent is not None:
            self.percents.append(round(percent, 1))


def cpu_model() -> str | None:
    """The name of the node's CPU, where the kernel tells one."""
    lines = _CPU_INFO.read_text().splitlines()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else None
