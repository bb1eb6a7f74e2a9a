"""The reactivation scenario: requests that come while a service is on its way down."""

import heapq
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from modelbench.api.load_samples import GapTrial
from modelbench.api.names import SERVERLESS
from modelbench.api.reasons import BenchmarkError, Reason
from modelbench.api.samples import Samples
from modelbench.api.scenarios import Reactivation
from modelbench.instruments.arm import Arm
from modelbench.instruments.context import Context
from modelbench.instruments.evidence import judge
from modelbench.instruments.http_request import Answer, send
from modelbench.scenarios.reactivation.summary import default_gaps

_SECOND = 1_000_000_000
# No two requests come closer together: one must not disturb the other.
_APART_NANOSECONDS = 6 * _SECOND
# One that cannot go in time has not the gap that was asked for.
_LATE_NANOSECONDS = _SECOND // 10
_REPEATS = 2

logger = logging.getLogger(__name__)


@dataclass(frozen=True, order=True)
class _Due:
    """A request that is to come, and the answer from which its gap counts."""

    due_nanoseconds: int
    lane: int
    gap_seconds: int
    answered_nanoseconds: int


class ReactivationScenario:
    """Lanes wait side by side, each for its own gap since its own last answer."""

    def __init__(
        self,
        context: Context,
        settings: Reactivation,
        lanes: Sequence[Arm],
        save: Callable[[Samples, str], None],
    ) -> None:
        self._context = context
        window = context.spec.serverless.stable_window_seconds
        self._gaps = settings.gaps_seconds or default_gaps(window)
        self._settings = settings
        self._lanes = {lane.lane: lane for lane in lanes}
        self._save = save
        self._waiting: list[_Due] = []
        self._apart_nanoseconds = _APART_NANOSECONDS

    def run(self, samples: Samples) -> Samples:
        """Measure to the end."""
        wanted = self._open(samples)
        total = len(self._gaps) * self._settings.trials
        while wanted or self._waiting:
            self._occupy_idle_lanes(wanted)
            due = heapq.heappop(self._waiting)
            if self._is_late(due):
                logger.info("A gap of %d s was missed and is tried again", due.gap_seconds)
                wanted.append(due.gap_seconds)
                wanted.sort(reverse=True)
                continue
            trial, answered = self._request(due, len(samples.gaps) + 1)
            logger.info("Reactivation %s", trial)
            samples = replace(samples, gaps=(*samples.gaps, trial))
            self._save(samples, f"reactivation: {len(samples.gaps)} of {total}")
            if answered is not None:
                self._plan(due.lane, answered, wanted)
        return samples

    def _open(self, samples: Samples) -> list[int]:
        """What is left to do, long gaps first: the short ones fit in between."""
        done = [trial.gap_seconds for trial in samples.gaps]
        left = {gap: max(0, self._settings.trials - done.count(gap)) for gap in self._gaps}
        return [gap for gap in sorted(left, reverse=True) for _ in range(left[gap])]

    def _occupy_idle_lanes(self, wanted: list[int]) -> None:
        """Wake idle lanes, as long as none of the waiting ones is due soon."""
        busy = {due.lane for due in self._waiting}
        for number, lane in self._lanes.items():
            if number in busy or not wanted or (self._waiting and self._due_soon()):
                continue
            answer = self._wake(lane)
            self._plan(number, answer.answered_nanoseconds, wanted, forced=not self._waiting)

    def _due_soon(self) -> bool:
        first = self._waiting[0].due_nanoseconds
        return first - self._context.clock.now_nanoseconds() < 2 * self._apart_nanoseconds

    def _is_late(self, due: _Due) -> bool:
        """Wait for its instant; True when that has passed while another lane was answered."""
        clock = self._context.clock
        clock.sleep_until(due.due_nanoseconds)
        return clock.now_nanoseconds() - due.due_nanoseconds > _LATE_NANOSECONDS

    def _wake(self, lane: Arm) -> Answer:
        for _ in range(_REPEATS):
            answer = self._send(lane)
            if judge(answer, self._context.spec.model.request.expected_status)[0] is None:
                return answer
        message = f"lane {lane.lane} could not be woken: {answer.error or answer.status_code}"
        raise BenchmarkError(Reason.REQUEST_FAILED, message)

    def _plan(self, lane: int, answered: int, wanted: list[int], *, forced: bool = False) -> None:
        """Give a lane the first gap that is free of the other lanes' requests."""
        for gap in wanted:
            due = answered + gap * _SECOND
            others = (abs(due - other.due_nanoseconds) for other in self._waiting)
            if forced or all(distance >= self._apart_nanoseconds for distance in others):
                wanted.remove(gap)
                heapq.heappush(self._waiting, _Due(due, lane, gap, answered))
                return

    def _request(self, due: _Due, order: int) -> tuple[GapTrial, int | None]:
        lane = self._lanes[due.lane]
        state, before = self._state(lane), {pod.object["metadata"]["uid"] for pod in lane.pods()}
        answer = self._send(lane)
        rejection, message = judge(answer, self._context.spec.model.request.expected_status)
        new = [p for p in lane.pods() if p.object["metadata"]["uid"] not in before]
        trial = GapTrial(
            order=order,
            lane=due.lane,
            gap_seconds=due.gap_seconds,
            gap_nanoseconds=answer.sent_nanoseconds - due.answered_nanoseconds,
            state=state,
            failure=None if rejection is None else f"{rejection}: {message}"[:200],
            new_pod=bool(new),
            latency_nanoseconds=(
                answer.answered_nanoseconds - due.due_nanoseconds if rejection is None else None
            ),
        )
        return trial, answer.answered_nanoseconds if rejection is None else None

    def _send(self, lane: Arm) -> Answer:
        timeout = self._context.spec.scenarios.cold_start_seconds
        request, clock = self._context.spec.model.request, self._context.clock
        answer = send(lane.target, request, timeout, clock)
        # Requests go one at a time, so that the next is late when this takes longer than its turn.
        took = answer.answered_nanoseconds - answer.sent_nanoseconds
        self._apart_nanoseconds = max(self._apart_nanoseconds, took + _SECOND)
        return answer

    def _state(self, lane: Arm) -> str:
        """What the service is doing now."""
        observer = self._context.observer
        wanted, _ = observer.serverless_scale(lane.lane)
        if lane.live_pods():
            return "Ready" if wanted else "Draining"
        return "Terminating" if observer.pods(SERVERLESS, lane.lane) else "Zero"
