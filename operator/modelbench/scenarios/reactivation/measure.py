"""How requests are measured that come while a service is on its way down."""

import heapq
import logging
from collections.abc import Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from modelbench.api.reasons import BenchmarkError, Reason
from modelbench.api.samples import Samples
from modelbench.api.scenarios.reactivation import GapTrial
from modelbench.api.units import SECOND
from modelbench.api.variants import Variant
from modelbench.instruments.disturbance import MOST_DISTURBED, trouble_since
from modelbench.instruments.explanation import by_its_pods
from modelbench.instruments.first_response import RECOVERY_SECONDS
from modelbench.instruments.http_request import Response, send
from modelbench.instruments.judged_response import judge
from modelbench.instruments.lane import Lane
from modelbench.instruments.session import Session
from modelbench.kube.patient_api import PATIENCE_SECONDS
from modelbench.scenarios.reactivation.summary import covers, gaps_seconds, wanted

_APART_NANOSECONDS = 6 * SECOND
"""No two requests come closer together: one must not disturb the other."""

_LATE_NANOSECONDS = SECOND // 10
"""One that cannot go in time has not the gap that was asked for."""

_REPEATS = 2
"""A request to a lane that is just ending may fail once; a second one has a pod of its own."""

_FAILURE_CHARACTERS = 200
"""How much of the words of a failure is kept: there is one for each request, and all of them go
into a ConfigMap."""

logger = logging.getLogger(__name__)


def measure(session: Session, samples: Samples) -> Samples:
    """Measure to the end. BenchmarkError when a lane does not answer at all."""
    if session.context.spec.scenarios.reactivation is None:
        return samples
    return Reactivations(session).run(samples)


@dataclass(frozen=True, order=True)
class _Due:
    """A request that is to come, and the response from which its gap counts.

    ``lane`` is the place of its lane among all lanes.
    """

    due_nanoseconds: int
    lane: int
    gap_seconds: int
    answered_nanoseconds: int


class Reactivations:
    """Lanes of all variants wait side by side, each for its own gap since its own last response."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._spec = session.context.spec
        self._clock = session.context.clock
        self._variants = [variant for variant in session.variants if covers(variant)]
        self._lanes = _in_turn([session.lanes[variant.name] for variant in self._variants])
        self._wanted: dict[str, list[int]] = {}
        self._waiting: list[_Due] = []
        self._apart_nanoseconds = _APART_NANOSECONDS
        self._disturbed = 0

    def run(self, samples: Samples) -> Samples:
        """Measure to the end."""
        self._wanted = {one.name: self._open(samples, one) for one in self._variants}
        total = sum(wanted(variant, self._spec)[0] for variant in self._variants)
        while any(self._wanted.values()) or self._waiting:
            self._occupy_idle_lanes()
            due = heapq.heappop(self._waiting)
            if self._is_late(due):
                self._want_again(due)
                continue
            began = self._clock.now_nanoseconds()
            trial, answered = self._request(due, len(samples.gaps) + 1)
            logger.info("Reactivation %s", trial)
            if trial.failure is not None and self._is_disturbed(due, began):
                self._want_again(due)
                continue
            samples = replace(samples, gaps=(*samples.gaps, trial))
            self._session.save(samples, f"reactivation: {len(samples.gaps)} of {total}")
            if answered is not None:
                self._plan(due.lane, answered)
        return samples

    def _is_disturbed(self, due: _Due, began_nanoseconds: int) -> bool:
        """Whether the cluster's trouble explains a failure; not for ever, should it not end."""
        variant, observer = self._lanes[due.lane].variant, self._session.context.observer
        if not trouble_since(observer, variant, began_nanoseconds):
            return False
        self._disturbed += 1
        observer.signal.wait_for(lambda: observer.in_contact, PATIENCE_SECONDS)
        return self._disturbed <= MOST_DISTURBED

    def _open(self, samples: Samples, variant: Variant) -> list[int]:
        """The gaps that are left to do, long ones first: the short ones fit in between."""
        settings = self._spec.scenarios.reactivation
        trials = 0 if settings is None else settings.trials
        done = [trial.gap_seconds for trial in samples.gaps if trial.variant == variant.name]
        gaps = gaps_seconds(variant, self._spec)
        left = {gap: max(0, trials - done.count(gap)) for gap in gaps}
        return [gap for gap in sorted(left, reverse=True) for _ in range(left[gap])]

    def _want_again(self, due: _Due) -> None:
        logger.info("A gap of %d s was missed and is tried again", due.gap_seconds)
        gaps = self._wanted_of(due.lane)
        gaps.append(due.gap_seconds)
        gaps.sort(reverse=True)

    def _wanted_of(self, lane: int) -> list[int]:
        return self._wanted[self._lanes[lane].variant.name]

    def _occupy_idle_lanes(self) -> None:
        """Wake idle lanes, as long as none of the waiting ones is due soon."""
        busy = {due.lane for due in self._waiting}
        for place, lane in enumerate(self._lanes):
            open_ = self._wanted_of(place)
            if place in busy or not open_ or (self._waiting and self._due_soon()):
                continue
            response = self._wake(lane)
            self._plan(place, response.ended_nanoseconds, forced=not self._waiting)

    def _due_soon(self) -> bool:
        first = self._waiting[0].due_nanoseconds
        return first - self._clock.now_nanoseconds() < 2 * self._apart_nanoseconds

    def _is_late(self, due: _Due) -> bool:
        """Wait for its instant; True when that has passed while another lane was answered."""
        self._clock.sleep_until(due.due_nanoseconds)
        return self._clock.now_nanoseconds() - due.due_nanoseconds > _LATE_NANOSECONDS

    def _wake(self, lane: Lane) -> Response:
        """Ask again at once, and then until the cluster has had time to recover."""
        tries, deadline = 0, self._clock.now_nanoseconds() + RECOVERY_SECONDS * SECOND
        while True:
            response = self._send(lane)
            rejection, words = judge(response, self._session.context.request_of(lane.variant))
            if rejection is None:
                return response
            tries, now = tries + 1, self._clock.now_nanoseconds()
            if tries >= _REPEATS:
                if now >= deadline:
                    break
                self._clock.sleep_until(now + SECOND)
        message = f"lane {lane.number} of variant {lane.variant.name} could not be woken: {words}"
        error = BenchmarkError(Reason.REQUEST_FAILED, message)
        raise by_its_pods(self._session.context.observer, lane.variant, error)

    def _plan(self, lane: int, answered: int, *, forced: bool = False) -> None:
        """Give a lane the first gap that is free of the other lanes' requests."""
        gaps = self._wanted_of(lane)
        for gap in gaps:
            due = answered + gap * SECOND
            others = (abs(due - other.due_nanoseconds) for other in self._waiting)
            if forced or all(distance >= self._apart_nanoseconds for distance in others):
                gaps.remove(gap)
                heapq.heappush(self._waiting, _Due(due, lane, gap, answered))
                return

    def _request(self, due: _Due, order: int) -> tuple[GapTrial, int | None]:
        """The request that is due, and when it was answered well (None: it was not)."""
        lane = self._lanes[due.lane]
        state, before = self._state(lane), _uids(lane)
        response = self._send(lane)
        rejection, message = judge(response, self._session.context.request_of(lane.variant))
        ended = response.ended_nanoseconds if rejection is None else None
        words = f"{rejection}: {message}"[:_FAILURE_CHARACTERS]
        trial = GapTrial(
            variant=lane.variant.name,
            order=order,
            lane=lane.number,
            gap_seconds=due.gap_seconds,
            gap_nanoseconds=response.sent_nanoseconds - due.answered_nanoseconds,
            state=state,
            failure=None if rejection is None else words,
            new_pod=bool(_uids(lane) - before),
            latency_nanoseconds=None if ended is None else ended - due.due_nanoseconds,
        )
        return trial, ended

    def _send(self, lane: Lane) -> Response:
        timeout = self._spec.start_seconds
        request = self._session.context.request_of(lane.variant)
        response = send(lane.target, request, timeout, self._clock)
        # Requests go one at a time, so that the next is late when this takes longer than its turn.
        took = response.ended_nanoseconds - response.sent_nanoseconds
        self._apart_nanoseconds = max(self._apart_nanoseconds, took + SECOND)
        return response

    def _state(self, lane: Lane) -> str:
        """What the service is doing now."""
        wanted_now, _ = self._session.context.observer.lane_scale(lane.variant.name, lane.number)
        if lane.live_pods():
            return "Ready" if wanted_now else "Draining"
        return "Terminating" if lane.pods() else "Zero"


def _in_turn(lanes: Sequence[Sequence[Lane]]) -> list[Lane]:
    """The first lane of every variant, then the second of every variant, and so on."""
    most = max((len(of_variant) for of_variant in lanes), default=0)
    return [of_variant[n] for n in range(most) for of_variant in lanes if n < len(of_variant)]


def _uids(lane: Lane) -> set[str]:
    return {pod.object["metadata"]["uid"] for pod in lane.pods()}
