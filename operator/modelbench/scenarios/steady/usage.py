"""What the pods used in each segment. The metrics API tells it some seconds after it was so."""

import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace

from modelbench.api.load_samples import LoadSegment
from modelbench.api.samples import Samples
from modelbench.instruments.context import Context
from modelbench.instruments.load_arm import LoadArm
from modelbench.load.usage_reader import UsageReader
from modelbench.scenarios.steady.summary import STEADY

_LATE_SECONDS = 30
_LOOK_SECONDS = 1.0


class SteadyUsage:
    """Reads beside all segments of the scenario. Use as a context manager."""

    def __init__(self, context: Context, arms: Sequence[LoadArm]) -> None:
        self._now_nanoseconds = context.clock.now_nanoseconds
        namespace = context.names.namespace
        self._readers = {
            arm.path: UsageReader(context.api, namespace, arm.selector) for arm in arms
        }
        self._stack = ExitStack()

    def __enter__(self) -> "SteadyUsage":
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
        """Pods that are gone have no readings any more: one path that is past is enough."""
        return any(reader.latest_seconds >= seconds for reader in self._readers.values())

    def _fill(self, segment: LoadSegment) -> LoadSegment:
        if segment.scenario != STEADY or segment.usage is not None:
            return segment
        reader = self._readers[segment.path]
        start = segment.started_nanoseconds - segment.warm_up_nanoseconds
        end = segment.started_nanoseconds + segment.actual_span_nanoseconds
        usage = reader.usage(start / 1e9, end / 1e9)
        missing = reader.problem if usage is None else None
        return replace(segment, usage=usage, usage_missing=missing)
