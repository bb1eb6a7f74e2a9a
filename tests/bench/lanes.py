"""How soon the sample has enough verified cold trials of every variant."""

import time

from modelbench.api.conditions import is_finished
from modelbench.api.status import Status

from tests.bench.result import Result
from tests.bench.specs import EXAMPLE, sample_spec
from tests.bench.waiting import undisturbed
from tests.bench.workspace import Workspace, refuse_queued, summary
from tools.waiting import wait_until

_TRIALS = 20
_GOAL_SECONDS = 300
_LIMIT_SECONDS = 900
_NAME = "lanes"
_HOW = (
    f"{EXAMPLE} with trials = maxTrials = {_TRIALS}; from the request that creates it until its "
    "status, read every second, shows that many accepted trials of every variant"
)


def measure(workspace: Workspace) -> list[Result]:
    """One run of the sample."""
    return undisturbed(workspace.wait_quiet, lambda: [_run(workspace)])


def _run(workspace: Workspace) -> Result:
    began = time.monotonic()
    workspace.create(_NAME, sample_spec(_TRIALS))
    try:
        status = _wait_for_trials(workspace)
        return judge(status, time.monotonic() - began)
    finally:
        workspace.delete(_NAME)


def _wait_for_trials(workspace: Workspace) -> Status:
    """The status with enough trials, or with the end of the benchmark before."""
    status = Status()

    def enough() -> bool:
        nonlocal status
        status = workspace.status(_NAME)
        refuse_queued(status)
        return is_finished(status.conditions) or _has_enough(status)

    wait_until(enough, _LIMIT_SECONDS, lambda: f"{_TRIALS} trials; {_describe(status)}", 1.0)
    return status


def judge(status: Status, seconds: float) -> Result:
    """The result of a run that had this status after so many seconds."""
    return Result(
        name=_NAME,
        value=f"{_describe(status)} trials in {seconds:.0f} s",
        goal=f"{_TRIALS} each in {_GOAL_SECONDS} s",
        met=_has_enough(status) and seconds <= _GOAL_SECONDS,
        how=_HOW,
        details=(_rejected(status), summary(status)),
    )


def _has_enough(status: Status) -> bool:
    counts = _counts(status).values()
    return bool(counts) and min(counts) >= _TRIALS


def _counts(status: Status) -> dict[str, int]:
    return {
        variant.name: variant.cold_start.trials if variant.cold_start else 0
        for variant in status.variants
    }


def _describe(status: Status) -> str:
    counts = _counts(status).items()
    return ", ".join(f"{variant} {count}" for variant, count in counts) or "no"


def _rejected(status: Status) -> str:
    counts = [
        f"{variant.name} {sum(item.count for item in variant.cold_start.rejected_trials)}"
        for variant in status.variants
        if variant.cold_start
    ]
    lanes = status.environment.lanes or "unknown"
    return f"lanes: {lanes}; rejected: {', '.join(counts) or 'unknown'}"
