"""Finds when a new pod begins to serve, by asking the pod itself every 10 ms.

It goes past the Service, so it neither waits for the kubelet's probe nor counts as traffic of the
autoscaler. A pod's address is told only with the kubelet's next status update, which may come up
to a second after the start; what was not seen before is the precision of the result.
"""

import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPException

from modelbench.api.scenarios.cold_start import Stamp
from modelbench.api.spec import Model
from modelbench.instruments.clock import Clock
from modelbench.instruments.timed_connection import TimedConnection
from modelbench.kube.watch import Seen, Signal

_INTERVAL_SECONDS = 0.010
"""How precisely the instant is known: well below a start, and next to no load on the pod."""

_ATTEMPT_SECONDS = 5.0
"""An attempt that hangs ends so late: a readiness path may take its time, a lost packet not."""

_PRECISION_NANOSECONDS = 1_000_000
"""What a thread that is woken on a busy node may be late by: no stamp is more precise."""

_WAKE_SECONDS = 1.0
"""The longest sleep between looks for a new pod; a change of a watched object wakes it before."""


@dataclass(frozen=True)
class Serving:
    """The first success, and the last attempt before it that failed (None: the first succeeded)."""

    first_success_nanoseconds: int
    last_failure_nanoseconds: int | None

    def stamp(self, started_nanoseconds: int | None) -> Stamp:
        """The instant, known no better than the gap to the last proof that it did not serve yet."""
        candidates = (self.last_failure_nanoseconds, started_nanoseconds)
        before = max((c for c in candidates if c is not None), default=None)
        gap = 0 if before is None else self.first_success_nanoseconds - before
        precision = max(gap, _PRECISION_NANOSECONDS)
        return Stamp(self.first_success_nanoseconds, "direct probe of the pod", precision)


class DirectProbe:
    """Probes the new pods of a lane, each in a thread of its own: a start may make several."""

    def __init__(
        self, new_pods: Callable[[], list[Seen]], signal: Signal, model: Model, clock: Clock
    ) -> None:
        self._new_pods = new_pods
        self._signal = signal
        self._model = model
        self._clock = clock
        self._stopped = threading.Event()
        self._results: dict[str, Serving] = {}
        self._addressed: dict[str, int] = {}

    def start(self) -> None:
        """Wait for pods to have an address, then probe them."""
        threading.Thread(target=self._run, name="direct probe", daemon=True).start()

    def finish(self, timeout_seconds: float) -> None:
        """Give the first pod that long to be found serving, then end all probes."""
        self._signal.wait_for(lambda: bool(self._results), timeout_seconds)
        self._stopped.set()
        self._signal.notify()

    def result(self, pod_uid: str) -> Serving | None:
        """When that pod was first seen to serve."""
        return self._results.get(pod_uid)

    def address_known(self, pod_uid: str) -> int | None:
        """When the pod's address was first seen, in nanoseconds."""
        return self._addressed.get(pod_uid)

    def _run(self) -> None:
        while not self._stopped.is_set():
            for pod in self._with_new_address():
                self._addressed[pod.object["metadata"]["uid"]] = self._clock.now_nanoseconds()
                threading.Thread(target=self._probe, args=(pod,), daemon=True).start()
            self._signal.wait_for(self._has_work, _WAKE_SECONDS)

    def _has_work(self) -> bool:
        return self._stopped.is_set() or bool(self._with_new_address())

    def _with_new_address(self) -> list[Seen]:
        pods = [pod for pod in self._new_pods() if pod.object["status"].get("podIP")]
        return [pod for pod in pods if pod.object["metadata"]["uid"] not in self._addressed]

    def _probe(self, pod: Seen) -> None:
        address = pod.object["status"]["podIP"]
        last_failure = None
        while not self._stopped.is_set():
            attempted = self._clock.now_nanoseconds()
            if self._attempt(address):
                now = self._clock.now_nanoseconds()
                self._results[pod.object["metadata"]["uid"]] = Serving(now, last_failure)
                self._signal.notify()
                return
            last_failure = attempted
            time.sleep(_INTERVAL_SECONDS)

    def _attempt(self, address: str) -> bool:
        if self._model.readiness_path is None:
            return _connects(address, self._model.port)
        connection = TimedConnection(address, self._model.port, _ATTEMPT_SECONDS)
        try:
            connection.request("GET", self._model.readiness_path)
            return 200 <= connection.getresponse().status < 400
        except (OSError, HTTPException):
            return False
        finally:
            connection.close()


def _connects(address: str, port: int) -> bool:
    try:
        with socket.create_connection((address, port), _ATTEMPT_SECONDS):
            return True
    except OSError:
        return False
