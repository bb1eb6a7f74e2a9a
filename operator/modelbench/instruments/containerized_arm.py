"""The containerized arm: its start is caused by the scale subresource and found by polling."""

import time
from typing import ClassVar

from modelbench.api.names import CONTAINERIZED, CONTAINERIZED_START
from modelbench.instruments.arm import Arm
from modelbench.instruments.evidence import judge
from modelbench.instruments.http_request import Answer, refuses, send
from modelbench.kube.client import ApiError, path_of
from modelbench.kube.watch import Seen

_POLL_SECONDS = 0.010
_CONNECT_SECONDS = 0.100
_SETTLE_SECONDS = 5.0


class ContainerizedArm(Arm):
    """A Deployment of the same pods that is scaled from zero to one for each trial."""

    path: ClassVar[str] = CONTAINERIZED
    polls: ClassVar[bool] = True

    @property
    def cooling_seconds(self) -> int:
        """Nothing beyond the removal of the pod."""
        return 0

    def pods(self) -> list[Seen]:
        """The pods of the Deployment whose start is measured."""
        return self.context.observer.pods(CONTAINERIZED_START)

    def is_at_zero(self) -> bool:
        """No replica wanted, no pod left."""
        return self.context.observer.start_is_at_zero()

    def cool_down(self) -> None:
        """Scale to zero."""
        self.scale(0)

    def settle(self) -> None:
        """Wait until the Service refuses connections instead of leading to the pod that is gone.

        Some networks never refuse but drop; there the time is over, and the short limit of a
        poll's connection keeps a dropped one from hiding the start.
        """
        deadline = time.monotonic() + _SETTLE_SECONDS
        while not refuses(self.target, _CONNECT_SECONDS) and time.monotonic() < deadline:
            time.sleep(_POLL_SECONDS)

    def send_cold(self) -> Answer:
        """Scale to one and ask the Service every 10 ms until the first good answer.

        Without endpoints a connection is refused at once, so a poll costs next to nothing.
        """
        clock, spec = self.context.clock, self.context.spec
        started = clock.now_nanoseconds()
        deadline = started + spec.scenarios.cold_start_seconds * 1_000_000_000
        try:
            self.scale(1)
        except ApiError as error:
            return Answer(started, clock.now_nanoseconds(), error=f"scale: {error}")
        while True:
            answer = self._poll()
            good = judge(answer, spec.model.request.expected_status)[0] is None
            if good or clock.now_nanoseconds() >= deadline:
                return answer
            time.sleep(_POLL_SECONDS)

    def _poll(self) -> Answer:
        request, clock = self.context.spec.model.request, self.context.clock
        return send(self.target, request, request.timeout_seconds, clock, _CONNECT_SECONDS)

    def scale(self, replicas: int) -> None:
        """Want so many pods."""
        names = self.context.names
        path = path_of("apps/v1", "Deployment", names.namespace, names.containerized_start)
        self.context.api.merge(f"{path}/scale", {"spec": {"replicas": replicas}})
