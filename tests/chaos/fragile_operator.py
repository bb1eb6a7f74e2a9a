"""An operator in this process, on the real API server, that is killed where a test says."""

import json
import re
import time
from datetime import UTC, datetime, timedelta

from modelbench.controller.reconciler import Reconciler
from modelbench.kube.client import ApiError, KubernetesApi

_TIME = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+Z")


class Killed(BaseException):
    """The process is gone: nothing after this point is done, and nothing catches it."""


class KillingApi(KubernetesApi):
    """Kills at each write twice: before it is sent, and after it was sent, without its answer.

    Between two writes nothing changes but memory, which a kill loses: to be killed between two
    reads, or two dry runs, is to be killed before the next write.
    """

    def __init__(self):
        super().__init__()
        self.seen: dict[str, int] = {}
        self.kills = 0

    def _request(self, method, path, **options):
        if method == "GET" or "dryRun" in (options.get("query") or {}):
            return super()._request(method, path, **options)
        times = self._times(method, path, options.get("body"))
        if times == 1:
            self._kill()
        found = super()._request(method, path, **options)
        if times == 2:
            self._kill()
        return found

    def _times(self, method, path, body):
        """How often this write was tried; what differs from one second to the next aside."""
        if path.endswith("/events"):
            body = {name: (body or {}).get(name) for name in ("reason",)}
        key = _TIME.sub("T", f"{method} {path} {json.dumps(body, sort_keys=True)}")
        self.seen[key] = self.seen.get(key, 0) + 1
        return self.seen[key]

    def _kill(self):
        self.kills += 1
        raise Killed


class FailingApi(KubernetesApi):
    """Answers in bursts with codes that pass, as a busy API server or a proxy before it does."""

    codes = (429, 500, 503)

    def __init__(self, burst_seconds=20.0, pause_seconds=15.0):
        super().__init__()
        self._burst, self._period = burst_seconds, burst_seconds + pause_seconds
        self._began = time.monotonic()
        self.failures = 0

    def _request(self, method, path, **options):
        if (time.monotonic() - self._began) % self._period < self._burst:
            self.failures += 1
            raise ApiError(self.codes[self.failures % 3], "a burst of failures")
        return super()._request(method, path, **options)


def drive(api, settings, benchmarks, seconds, name="candidate", shift=timedelta):
    """Look again and again, with a new operator after each kill, until the benchmark has ended.

    ``shift`` gives how far the operator's clock is off, as a timedelta. Returns the
    different values that ``startTime`` has had.
    """
    key, deadline = (benchmarks.namespace, name), time.monotonic() + seconds
    starts: set[str] = set()

    def now():
        return datetime.now(UTC) + shift()

    operator = Reconciler(api, settings, now)
    while time.monotonic() < deadline:
        try:
            delay = operator.reconcile(*key)
        except Killed:
            operator, delay = Reconciler(api, settings, now), 0.0
        except ApiError:
            delay = 1.0
        status = benchmarks.status(name)
        starts |= {status["startTime"]} if status.get("startTime") else set()
        if benchmarks.condition(name=name)["status"] in ("True", "False"):
            return starts
        time.sleep(min(1.0, delay if delay is not None else 1.0))
    raise TimeoutError(f"no end within {seconds} s")
