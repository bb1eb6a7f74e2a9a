"""What may make a model start sooner, from the longest phase of its cold starts."""

from collections.abc import Iterator

from modelbench.api.scenarios.cold_start import ColdStartStatus, PhaseStatus
from modelbench.api.status import Status
from modelbench.scenarios.cold_start.vague_phases import bound_of
from modelbench.statistics.written import duration

LARGE_SHARE = 0.4
"""Of a phase that takes less a start would not be felt to be shorter if all of it were saved."""

_WHERE = {
    "scheduling": "is scheduling, not your image: look for full nodes and slow admission webhooks",
    "sandbox": "is the pod's sandbox, not your image: volumes, network plugin, node load",
    "initContainers": "is init containers: bake what they do into the image",
    "imagePull": "is pulling the image: make it smaller, or pre-pull it on the nodes",
    "containerStart": "is starting the container, not your image: it depends on the node's load",
    "runtime": "is the runtime before your own code: try fewer imports, a smaller base image",
    "modelLoad": "is loading the model: try a smaller file, or a memory-mapped format",
    "serverStart": "is starting the server: try fewer imports and workers",
    "applicationStart": "is the start of your application: imports, model load, server",
    "initialization": "is the start of your application: imports, model load, server",
    "readinessAndRouting": (
        "is readiness and routing, not your image: a shorter readiness probe period may help"
    ),
    "response": "is the first response itself: warm the model up before it reports ready",
}


def phase_hints(status: Status) -> Iterator[str]:
    """One for each variant whose longest phase is a large part of its median cold start."""
    for variant in status.variants:
        found = variant.cold_start
        if found is None or not found.median_milliseconds:
            continue
        longest = _longest(found)
        if longest is None or longest.median_milliseconds is None:
            continue
        part = longest.median_milliseconds / found.median_milliseconds
        if LARGE_SHARE <= part <= 1 and longest.name in _WHERE:
            start = f"{variant.name} start ({duration(found.median_milliseconds)})"
            yield f"{100 * part:.0f}% of the {start} {_WHERE[longest.name]}."


def _longest(found: ColdStartStatus) -> PhaseStatus | None:
    """Of a whole whose parts have advice of their own the parts count, and not the whole. A phase
    of which only a bound is known is none that could be blamed.
    """
    told = [one for one in found.phases if one.median_milliseconds is not None]
    known = [one for one in told if bound_of(one) is None]
    wholes = {one.parent for one in known if one.name in _WHERE}
    single = [one for one in known if one.name not in wholes]
    return max(single, key=lambda one: one.median_milliseconds or 0, default=None)
