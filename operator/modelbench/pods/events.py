"""What Kubernetes' events tell beyond whole seconds.

client-go names an event ``<object>.<hexadecimal nanoseconds of the recorder's clock>``
(tools/record), and that is the only place where the kubelet's sub-second times can be read.
"""

import re
from collections.abc import Mapping
from typing import Any

_DURATION_PART = re.compile(r"(\d+(?:\.\d+)?)(h|ms|m|s|us|µs|ns)")
_UNIT_NANOSECONDS = {
    "h": 3_600_000_000_000,
    "m": 60_000_000_000,
    "s": 1_000_000_000,
    "ms": 1_000_000,
    "us": 1_000,
    "µs": 1_000,
    "ns": 1,
}
_PULLED_IN = re.compile(r"Successfully pulled image .*? in ([0-9a-zµ.]+)")


def event_nanoseconds(event: Mapping[str, Any]) -> int | None:
    """When the event was recorded, or None when its name does not tell.

    A repeated or combined event keeps the name of its first occurrence, so it tells nothing.
    """
    message = event.get("message") or ""
    if (event.get("count") or 1) > 1 or message.startswith("(combined from similar events)"):
        return None
    suffix = event["metadata"]["name"].rpartition(".")[2]
    try:
        return int(suffix, 16)
    except ValueError:
        return None


def pull_nanoseconds(event: Mapping[str, Any]) -> int | None:
    """How long the image was pulled according to a Pulled event; 0 when it was on the node."""
    message = event.get("message") or ""
    if "already present on machine" in message:
        return 0
    match = _PULLED_IN.search(message)
    return None if match is None else _parse_duration(match[1])


def _parse_duration(text: str) -> int:
    parts = _DURATION_PART.findall(text)
    return round(sum(float(number) * _UNIT_NANOSECONDS[unit] for number, unit in parts))


def container_of(event: Mapping[str, Any]) -> str | None:
    """The container an event speaks of, from the field path of its object."""
    path = event.get("involvedObject", {}).get("fieldPath", "")
    match = re.fullmatch(r"spec\.(?:initC|c)ontainers\{(.+)\}", path)
    return None if match is None else match[1]
