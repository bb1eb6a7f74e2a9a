"""How a stretch of traffic is sent to each variant: one after the other, all at the same instants.

A node that runs several variants at once would measure each beside the others' starts, which come
at the same moments since the requests do.
"""

import logging
from collections.abc import Sequence

from msgspec.structs import replace

from modelbench.api.reasons import BenchmarkError, Reason
from modelbench.api.samples import Samples
from modelbench.api.scenarios.parts import LoadSegment
from modelbench.api.scenarios.replay_samples import ReplaySamples
from modelbench.api.units import SECOND
from modelbench.instruments.disturbance import undisturbed
from modelbench.instruments.first_response import check_response
from modelbench.instruments.load_target import LoadTarget, load_target
from modelbench.instruments.session import Session
from modelbench.scenarios.replay.requests import blocks_of
from modelbench.scenarios.replay.stretch import ReplayStretch, stretch_of
from modelbench.scenarios.replay.summary import REPLAY, replayed
from modelbench.segments.sent_requests import SentRequest

_SLACK_SECONDS = 120
"""Beyond what the settings say of the way to the fewest pods: an autoscaler looks every 15 s at
metrics that may be a minute old, and a node takes its time to end a pod."""

logger = logging.getLogger(__name__)


def measure(session: Session, samples: Samples) -> Samples:
    """Measure to the end. BenchmarkError when a variant does not come to zero or answer."""
    stretch = stretch_of(session.context.spec, samples.traces)
    if stretch is None:
        return samples
    session.context.node_load.look()
    for variant in session.variants:
        if replayed(samples, variant.name) is None:
            replay = _Replay(session, load_target(session.context, variant), stretch)
            samples = replay.run(samples)
    return samples


class _Replay:
    """The stretch on one variant, which begins at the fewest pods: at zero where it gets there."""

    def __init__(self, session: Session, target: LoadTarget, stretch: ReplayStretch) -> None:
        self._session = session
        self._target = target
        self._variant = target.variant
        self._stretch = stretch
        self._ended_nanoseconds = 0

    def run(self, samples: Samples) -> Samples:
        """The samples with the stretch. One that the cluster's trouble has met is sent again."""
        name, seconds = self._variant.name, self._stretch.seconds
        message = f"replay: {name}, {len(self._stretch.instants)} requests in {seconds:.0f} s"
        order = len(samples.segments) + 1

        def attempt() -> LoadSegment:
            self._session.save(samples, f"replay: waiting for {name} to scale down")
            left_over = self._wait_calm()
            self._session.save(samples, message)
            return self._sent(LoadSegment(REPLAY, name, order, 0, left_over_replicas=left_over))

        segment = undisturbed(self._session.context, self._variant, attempt, lambda _found: True)
        logger.info("%s, %d failed", message, segment.failed)
        samples = replace(samples, segments=(*samples.segments, segment))
        self._session.save(samples, message)
        return samples

    def _wait_calm(self) -> int:
        """Wait until earlier load is forgotten; how many pods it still has when it is not."""
        context = self._session.context
        if self._variant.scales_to_zero:
            if all(lane.wait_cold() for lane in self._session.lanes[self._variant.name]):
                return 0
            message = f"variant {self._variant.name} did not scale to zero for the replay"
            raise BenchmarkError(Reason.NOT_COLD, message)
        check_response(context, self._variant, self._target.target)
        limit = self._target.calm_seconds + _SLACK_SECONDS
        context.observer.signal.wait_for(lambda: not self._target.left_over, limit)
        return self._target.left_over

    def _sent(self, draft: LoadSegment) -> LoadSegment:
        """The stretch as it was sent; without any request there is nothing to send."""
        context, duration = self._session.context, round(self._stretch.seconds * SECOND)
        if not self._stretch.instants:
            return replace(draft, replay=ReplaySamples(duration, 0))
        to_zero = self._variant.scales_to_zero
        request_seconds = self._variant.model.request.timeout_seconds
        segment, requests = self._session.loads.replay(
            draft,
            self._target,
            [round(instant * SECOND) for instant in self._stretch.instants],
            context.spec.start_seconds if to_zero else request_seconds,
            self._follow_to_the_end,
        )
        return _compact(segment, requests, duration, self._ended_nanoseconds)

    def _follow_to_the_end(self, begin_nanoseconds: int) -> None:
        """Wait for the end of the stretch, and of a variant that scales to zero for that of its
        last pod, which nobody hurries.
        """
        context, duration = self._session.context, round(self._stretch.seconds * SECOND)
        context.clock.sleep_until(begin_nanoseconds + duration)
        self._ended_nanoseconds = duration
        if self._variant.scales_to_zero:
            observer, name = context.observer, self._variant.name
            lane = self._session.lanes[name][0]
            limit = lane.cooling_seconds + _SLACK_SECONDS
            observer.wait_for(lambda: observer.lane_is_at_zero(name, lane.number), limit)
            self._ended_nanoseconds = context.clock.now_nanoseconds() - begin_nanoseconds


def _compact(
    segment: LoadSegment, requests: Sequence[SentRequest], duration: int, ended: int
) -> LoadSegment:
    """Leave out the single seconds: of an hour of sparse requests most are empty."""
    begin = segment.started_nanoseconds
    blocks = blocks_of(requests, segment.scale, begin, duration)
    return replace(segment, seconds=(), replay=ReplaySamples(duration, ended, blocks))
