"""How soon the sample has enough verified cold trials of both paths."""

import time
from collections.abc import Mapping
from typing import Any

from modelbench.api.conditions import is_finished
from modelbench.api.names import PATHS

from tests.bench.figure import Figure
from tests.bench.specs import EXAMPLE, sample_spec
from tests.bench.waiting import undisturbed, wait_until
from tests.bench.workspace import Workspace, refuse_queued, summary

_TRIALS = 20
_GOAL_SECONDS = 300
_LIMIT_SECONDS = 900
_NAME = "lanes"
_HOW = (
    f"{EXAMPLE} with trials = maxTrials = {_TRIALS}; from the request that creates it until its "
    "status, read every second, shows that many accepted trials of both paths"
)


def measure(workspace: Workspace) -> list[Figure]:
    """One run of the sample."""
    return undisturbed(workspace.wait_quiet, lambda: [_run(workspace)])


def _run(workspace: Workspace) -> Figure:
    began = time.monotonic()
    workspace.create(_NAME, sample_spec(_TRIALS))
    try:
        status = _wait_for_trials(workspace)
        return judge(status, time.monotonic() - began)
    finally:
        workspace.delete(_NAME)


def _wait_for_trials(workspace: Workspace) -> dict[str, Any]:
    """The status with enough trials, or with the end of the benchmark before."""
    status: dict[str, Any] = {}

    def enough() -> bool:
        nonlocal status
        status = workspace.status(_NAME)
        refuse_queued(status)
        return is_finished(status) or min(_counts(status).values()) >= _TRIALS

    wait_until(enough, _LIMIT_SECONDS, lambda: f"{_TRIALS} trials; {_describe(status)}", 1.0)
    return status


def judge(status: Mapping[str, Any], seconds: float) -> Figure:
    """The figure of a run that had this status after so many seconds."""
    enough = min(_counts(status).values()) >= _TRIALS
    return Figure(
        name=_NAME,
        value=f"{_describe(status)} trials in {seconds:.0f} s",
        goal=f"{_TRIALS} each in {_GOAL_SECONDS} s",
        met=enough and seconds <= _GOAL_SECONDS,
        how=_HOW,
        details=(_rejected(status), summary(status)),
    )


def _counts(status: Mapping[str, Any]) -> dict[str, int]:
    return {path: _cold_start(status, path).get("trials", 0) for path in PATHS}


def _describe(status: Mapping[str, Any]) -> str:
    return ", ".join(f"{path} {count}" for path, count in _counts(status).items())


def _rejected(status: Mapping[str, Any]) -> str:
    lanes = status.get("environment", {}).get("lanes", "unknown")
    counts = [
        f"{path} {sum(item['count'] for item in _cold_start(status, path)['rejectedTrials'])}"
        for path in PATHS
        if "rejectedTrials" in _cold_start(status, path)
    ]
    return f"lanes: {lanes}; rejected: {', '.join(counts) or 'unknown'}"


def _cold_start(status: Mapping[str, Any], path: str) -> dict[str, Any]:
    fields: dict[str, Any] = status.get(path, {}).get("coldStart", {})
    return fields
