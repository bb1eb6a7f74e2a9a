"""What the pods used in each segment. The metrics API tells it some seconds after it was so."""

import time
from collections.abc import Sequence
from contextlib import ExitStack

from msgspec.structs import replace

from modelbench.api.samples import Samples
from modelbench.api.scenarios.parts import LoadSegment
from modelbench.instruments.context import Context
from modelbench.instruments.load_target import LoadTarget
from modelbench.load.usage_reader import UsageReader
from modelbench.pods.container_roles import cpu_limit
from modelbench.segments.usage import Limits

_LATE_SECONDS = 30
"""Twice the 15 s after which Metrics Server has a new reading, as it is commonly set up."""

_LOOK_SECONDS = 1.0
"""As often as it is asked whether the last reading has come: the wait ends soon after it has."""


class LoadUsage:
    """Reads beside all segments of a scenario. Use as a context manager."""

    def __init__(self, context: Context, targets: Sequence[LoadTarget], scenario: str) -> None:
        self._scenario = scenario
        self._now_nanoseconds = context.clock.now_nanoseconds
        self._readers = {target.variant.name: _reader(context, target) for target in targets}
        self._stack = ExitStack()

    def __enter__(self) -> "LoadUsage":
        for reader in self._readers.values():
            self._stack.enter_context(reader)
        return self

    def __exit__(self, *error: object) -> None:
        self._stack.close()

    def fill(self, samples: Samples) -> Samples:
        """The samples with the usage of each segment, as far as it is known by now."""
        return replace(samples, segments=tuple(self._fill(s) for s in samples.segments))

    def wait(self, samples: Samples) -> Samples:
        """Wait for readings of the last segment, within a bound, and fill them in."""
        end = self._now_nanoseconds()
        deadline = end + _LATE_SECONDS * 1_000_000_000
        while self._now_nanoseconds() < deadline and not self._are_past(end / 1e9):
            time.sleep(_LOOK_SECONDS)
        return self.fill(samples)

    def _are_past(self, seconds: float) -> bool:
        """Pods that are gone have no readings any more: one variant that is past is enough."""
        return any(reader.latest_seconds >= seconds for reader in self._readers.values())

    def _fill(self, segment: LoadSegment) -> LoadSegment:
        if segment.scenario != self._scenario or segment.usage is not None:
            return segment
        reader = self._readers[segment.variant]
        start = segment.started_nanoseconds - segment.warm_up_nanoseconds
        end = segment.started_nanoseconds + segment.actual_span_nanoseconds
        usage = reader.usage(start / 1e9, end / 1e9)
        missing = reader.problem if usage is None else None
        return replace(segment, usage=usage, usage_missing=missing)


def _reader(context: Context, target: LoadTarget) -> UsageReader:
    def limits() -> Limits:
        pods = (seen.object for seen in context.observer.pods(target.variant.name))
        found = {pod["metadata"]["name"]: cpu_limit(pod) for pod in pods}
        return {name: limit for name, limit in found.items() if limit is not None}

    return UsageReader(context.api, context.names.namespace, target.selector, limits)
