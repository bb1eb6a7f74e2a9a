"""What Kubernetes' events tell beyond whole seconds.

client-go names an event ``<object>.<hexadecimal nanoseconds of the recorder's clock>``
(tools/record), and that is the only place where the kubelet's sub-second times can be read.
"""

import re
from collections.abc import Mapping
from typing import Any

from modelbench.pods.durations import DURATION, duration_nanoseconds

_PULLED_IN = re.compile(rf"Successfully pulled image .*? in ({DURATION})")


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
    return None if match is None else duration_nanoseconds(match[1])


def container_of(event: Mapping[str, Any]) -> str | None:
    """The container an event speaks of, from the field path of its object."""
    path = event.get("involvedObject", {}).get("fieldPath", "")
    match = re.fullmatch(r"spec\.(?:initC|c)ontainers\{(.+)\}", path)
    return None if match is None else match[1]
