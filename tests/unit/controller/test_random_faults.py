"""Faults at random moments end no run, lose or double no trial, and leave nothing behind.

``MODELBENCH_FAULT_SEEDS`` is how many runs each fault is tried in: 1, or thousands by hand.
"""

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from modelbench.api.progress import Progress, RunState, dump_progress
from modelbench.controller.reconciler import Reconciler
from modelbench.controller.settings import Settings
from modelbench.kube.client import ApiError

from tests.unit.controller.memory_api import (
    BENCHMARK,
    JOB,
    RESULTS,
    MemoryApi,
    document,
    summary,
)

SEEDS = int(os.environ.get("MODELBENCH_FAULT_SEEDS", "1"))
START = datetime(2026, 1, 1, tzinfo=UTC)
VERBS = ("get", "list_all", "list_metadata", "create", "try_create", "merge", "delete")
FAULTS = {
    "no response": (0, "connection reset"),
    "conflict": (409, "the object has been modified"),
    "too many": (429, "too many requests"),
    "internal": (500, "internal error"),
    "unavailable": (503, "unavailable"),
    "unauthorized": (401, "Unauthorized"),
    "has just begun": (403, 'jobs "b" is forbidden: not yet ready to handle request'),
    "webhook": (500, 'failed calling webhook "webhook.serving.knative.dev": no endpoints'),
}
OUTAGES = (0, 429, 503)
FAILS, KILLS, LASTS = 0.03, 0.01, 0.2
"""Shares of the requests that fail, that are an operator's last, and of failures that go on."""

LOOKS, MOST_LOOKS = 60, 400
"""After so many looks nothing fails any more, and after so many it should have ended."""

PREPARES, TRIALS = 30, 12
"""How often the runner looks until all variants answer, as while an image is pulled, and then."""

CHILDREN = ("services/b-", "deployments/b-", "rolebindings/b-", "serviceaccounts/b-")


class KilledError(BaseException):
    """Ends an operator as SIGKILL does: nothing of it runs on."""


class FaultyApi:
    """Passes requests on to ``api``; any may fail, before or after it is done, or kill who asks."""

    def __init__(self, api: MemoryApi, random: Random, fault: tuple[int, str]) -> None:
        self.now, self.is_faulty = START, True
        self._api, self._random, self._fault = api, random, fault
        self._until = START

    def __getattr__(self, name: str):
        inner = getattr(self._api, name)
        return inner if name not in VERBS else lambda *given: self._request(inner, given)

    def _request(self, inner: Callable, given: tuple):
        if not self.is_faulty:
            return inner(*given)
        chance = self._random.random()
        if chance < KILLS:
            self._perhaps(inner, given)
            raise KilledError
        if self.now < self._until or chance < KILLS + FAILS:
            self._perhaps(inner, given)
            self._go_on_failing()
            raise ApiError(*self._fault)
        return inner(*given)

    def _perhaps(self, inner: Callable, given: tuple) -> None:
        if self._fault[0] in (0, 500) and self._random.random() < 0.5:
            try:
                inner(*given)
            except ApiError:
                return

    def _go_on_failing(self) -> None:
        if self.now >= self._until and self._random.random() < LASTS:
            longest = 600 if self._fault[0] in OUTAGES else 40
            self._until = self.now + timedelta(seconds=self._random.randrange(longest))


def runner_goes_on(api: MemoryApi, performed: list[int], look: int) -> None:
    """One trial of the runner, or its end, if it has all that it needs."""
    job, results = api.objects.get(JOB), api.objects.get(RESULTS)
    if job is None or results is None or job.get("status", {}).get("succeeded"):
        return
    done = int(results.get("data", {}).get("trials", "0"))
    is_over = done == TRIALS
    if look < PREPARES:
        state = RunState.PREPARING
    elif is_over:
        state = RunState.COMPLETED
    else:
        state = RunState.MEASURING
        performed.append(done + 1)
    text = dump_progress(Progress(state, f"trial {done}", lanes=min(3, done + 1)))
    results["data"] = {"progress.json": text, "trials": str(len(performed))}
    job["status"] = {"succeeded": 1} if is_over else {"active": 1, "ready": 1}


@pytest.mark.parametrize("seed", range(SEEDS))
@pytest.mark.parametrize("fault", FAULTS)
def test_a_run_comes_to_the_same_end(fault, seed):
    random = Random(f"{fault} {seed}")
    cluster, performed = MemoryApi(document(activeDeadlineSeconds=86400)), []
    api = FaultyApi(cluster, random, FAULTS[fault])

    def operator():
        return Reconciler(api, Settings(runner_image="o"), lambda: api.now)

    ours = operator()
    for look in range(MOST_LOOKS):
        api.is_faulty = look < LOOKS
        seconds = random.choice((2, 2, 10))
        try:
            ours.reconcile("n", "b")
        except KilledError:
            ours = operator()
        except ApiError:
            seconds = random.choice((2, 8, 30))
        api.now += timedelta(seconds=seconds)
        runner_goes_on(cluster, performed, look)
        if look > LOOKS and summary(cluster).get("status") != "Unknown":
            break
    assert (summary(cluster)["status"], summary(cluster)["reason"]) == ("True", "Completed")
    assert performed == list(range(1, TRIALS + 1))
    assert cluster.created.count("Job") == 1
    assert [path for path in cluster.objects if any(part in path for part in CHILDREN)] == []
    assert cluster.objects[BENCHMARK]["status"]["completionTime"]
