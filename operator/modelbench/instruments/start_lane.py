"""The lane of a containerized variant: scaling causes its start, and polling finds it."""

import time
from typing import ClassVar

from modelbench.api.names import Role
from modelbench.instruments.http_request import Response, refuses, send
from modelbench.instruments.judged_response import judge
from modelbench.instruments.lane import Lane
from modelbench.kube.client import Document, url_of
from modelbench.kube.patient_api import patiently, until_made_again
from modelbench.kube.watch import Seen

_POLL_SECONDS = 0.010
"""How precisely the end of a start is known: well below a start, and next to no load on a node."""

_CONNECT_SECONDS = 0.100
"""A connection within a cluster takes less by far; one that is dropped must not hide the start."""

_SETTLE_SECONDS = 5.0
"""kube-proxy takes a pod out of a Service within a second or two; some networks never refuse."""


class StartLane(Lane):
    """A Deployment of the same pods that is scaled from zero to one for each trial."""

    polls: ClassVar[bool] = True

    @property
    def cooling_seconds(self) -> int:
        """Nothing beyond the removal of the pod."""
        return 0

    def pods(self) -> list[Seen]:
        """The pods of the Deployment whose start is measured."""
        return self.context.observer.pods(self.variant.name, Role.START)

    def is_at_zero(self) -> bool:
        """Whether no replica is wanted and no pod left."""
        return self.context.observer.start_is_at_zero(self.variant.name)

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

    def send_cold(self) -> Response:
        """Scale to one and ask the Service every 10 ms until the first good response.

        ``errors_while_ready`` counts the wrong responses before: a Service leads to pods that say
        they are ready.
        Without endpoints a connection is refused at once, so a poll costs next to nothing. The
        scaling is not tried again, since that would be part of the time: ApiError when it fails.
        """
        timeout = self.context.spec.start_seconds
        started = self.context.clock.now_nanoseconds()
        self.context.api.merge_once(*self._scaling(1))
        return self._poll_until(started + timeout * 1_000_000_000)

    def scale(self, replicas: int) -> None:
        """Want so many pods, when the API server takes notice.

        A Deployment that somebody has deleted is waited for, since the operator makes it again.
        """
        patiently(lambda: self.context.api.merge(*self._scaling(replicas)), until_made_again)

    def _scaling(self, replicas: int) -> tuple[str, Document]:
        """The path and the patch of the Deployment's scale."""
        names = self.context.names
        path = url_of("apps/v1", "Deployment", names.namespace, names.start(self.variant.name))
        return f"{path}/scale", {"spec": {"replicas": replicas}}

    def _poll_until(self, deadline_nanoseconds: int) -> Response:
        request, clock = self.context.request_of(self.variant), self.context.clock
        timeout = self.variant.model.request.timeout_seconds
        self.errors_while_ready = 0
        while True:
            response = send(self.target, request, timeout, clock, _CONNECT_SECONDS)
            good = judge(response, request)[0] is None
            is_over = clock.now_nanoseconds() >= deadline_nanoseconds
            if good or is_over or self.is_given_up():
                return response
            self.errors_while_ready += response.error is None
            time.sleep(_POLL_SECONDS)
