"""The ``Modelbench-Timing`` header, which an image may offer and none must.

An RFC 9651 dictionary of decimal Unix seconds with three digits, for instance
``process-started=1764042000.120, model-loaded=1764042000.342``.
"""

import re
from decimal import Decimal

from modelbench.api.scenarios.cold_start import Instant, Stamp

HEADER = "Modelbench-Timing"
# With the precision in nanoseconds: the kernel counts the start of a process in ticks of 10 ms, and
# the others are written with three digits.
_KEYS = {
    "process-started": (Instant.PROCESS_STARTED, 10_000_000),
    "model-load-started": (Instant.MODEL_LOAD_STARTED, 1_000_000),
    "model-loaded": (Instant.MODEL_LOADED, 1_000_000),
    "runtime-ready": (Instant.RUNTIME_READY, 1_000_000),
    "request-received": (Instant.REQUEST_RECEIVED, 1_000_000),
}
_MEMBER = re.compile(r"\s*([a-z*][a-z0-9_.*-]*)=(\d{1,12}\.\d{1,3})\s*")


def parse_timing(value: str | None) -> dict[str, Stamp]:
    """The instants that an image reports. Members that are not understood are left out."""
    stamps: dict[str, Stamp] = {}
    for member in (value or "").split(","):
        match = _MEMBER.fullmatch(member)
        if match is None or match[1] not in _KEYS:
            continue
        instant, precision = _KEYS[match[1]]
        nanoseconds = int(Decimal(match[2]) * 1_000_000_000)
        stamps[instant] = Stamp(nanoseconds, f"image header {match[1]}", precision)
    return stamps
