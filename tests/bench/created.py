"""How soon the children of both variants of a benchmark exist."""

import statistics
import time
from collections.abc import Sequence

from modelbench.api.names import CONTAINERIZED, SERVERLESS, Names
from modelbench.kube.client import url_of

from tests.bench.result import Result
from tests.bench.specs import model_spec
from tests.bench.waiting import undisturbed
from tests.bench.workspace import Workspace, refuse_queued
from tools.waiting import wait_until

_BENCHMARKS = 5
_GOAL_SECONDS = 2.0
_LIMIT_SECONDS = 60
_POLL_SECONDS = 0.05
_QUEUE_LOOK_SECONDS = 1.0
_HOW = (
    f"from the response to the request that creates a benchmark until its Knative Service and its "
    f"Deployment exist, read every {1000 * _POLL_SECONDS:.0f} ms over one connection; median of "
    f"{_BENCHMARKS}, one at a time"
)


def measure(workspace: Workspace) -> list[Result]:
    """Several benchmarks, one after the other."""
    names = [f"created-{number}" for number in range(1, _BENCHMARKS + 1)]
    return [judge([_undisturbed(workspace, name) for name in names])]


def judge(seconds: Sequence[float]) -> Result:
    """The result of so many benchmarks."""
    median = statistics.median(seconds)
    return Result(
        name="created",
        value=f"median {median:.2f} s",
        goal=f"below {_GOAL_SECONDS:.0f} s",
        met=median < _GOAL_SECONDS,
        how=_HOW,
        details=("each: " + ", ".join(f"{value:.2f}" for value in seconds) + " s",),
    )


def _undisturbed(workspace: Workspace, name: str) -> float:
    return undisturbed(workspace.wait_quiet, lambda: _run(workspace, name))


def _run(workspace: Workspace, name: str) -> float:
    spec = model_spec({"coldStart": {"trials": 1, "maxTrials": 1, "lanes": 1}})
    created = workspace.create(name, spec)
    try:
        return _wait_for_children(workspace, name) - created
    finally:
        workspace.delete(name)


def _wait_for_children(workspace: Workspace, name: str) -> float:
    """The time.monotonic() at which the later of both was seen."""
    names = Names(workspace.namespace, name)
    awaited = [
        url_of("serving.knative.dev/v1", "Service", workspace.namespace, names.variant(SERVERLESS)),
        url_of("apps/v1", "Deployment", workspace.namespace, names.variant(CONTAINERIZED)),
    ]
    began = time.monotonic()

    def all_exist() -> float | None:
        while awaited and workspace.api.get(awaited[0]) is not None:
            awaited.pop(0)
        if awaited and time.monotonic() - began > _QUEUE_LOOK_SECONDS:
            refuse_queued(workspace.status(name))
        return None if awaited else time.monotonic()

    return wait_until(all_exist, _LIMIT_SECONDS, lambda: f"{awaited[0]} exists", _POLL_SECONDS)
