"""The ``Modelbench-Timing`` header: when this process started, loaded its model, got a request."""

import os
import time
from pathlib import Path

HEADER = "Modelbench-Timing"


def process_started_at(statistics: Path = Path("/proc/self/stat")) -> float | None:
    """When the kernel started this process, in Unix seconds to 10 ms, or None when it hides it."""
    try:
        # The second field is the program's name in brackets and may hold spaces and brackets.
        fields = statistics.read_text(encoding="utf-8").rpartition(")")[2].split()
        since_boot = int(fields[19]) / os.sysconf("SC_CLK_TCK")
    except (OSError, ValueError, IndexError):
        return None
    return time.time() - time.clock_gettime(time.CLOCK_BOOTTIME) + since_boot


def header_value(instants: dict[str, float | None]) -> str:
    """An RFC 9651 dictionary of decimals with three digits; unknown instants are left out."""
    known = {name: at for name, at in instants.items() if at is not None}
    return ", ".join(f"{name}={at:.3f}" for name, at in known.items())
