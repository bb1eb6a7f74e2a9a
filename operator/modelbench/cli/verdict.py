"""What came of a benchmark, as an exit code for CI."""

from collections.abc import Iterable, Mapping
from enum import IntEnum
from typing import Any

from modelbench.api.conditions import ConditionType, find_condition
from modelbench.api.reasons import Reason

EXIT_CODES = """
\b
Exit codes:
  0    it succeeded and every objective, if any, is met
  1    the benchmark failed, or the cluster could not be used
  2    bad input: nothing was run
  3    an objective is missed
  4    an objective could not be decided
  5    --timeout ended the wait; the benchmark goes on
  130  Ctrl-C ended the wait; the benchmark goes on
"""


class Verdict(IntEnum):
    """The value is the exit code."""

    SUCCEEDED = 0
    FAILED = 1
    OBJECTIVES_MISSED = 3
    OBJECTIVES_INCONCLUSIVE = 4
    UNFINISHED = 5


_WORST_FIRST = (
    Verdict.FAILED,
    Verdict.UNFINISHED,
    Verdict.OBJECTIVES_MISSED,
    Verdict.OBJECTIVES_INCONCLUSIVE,
    Verdict.SUCCEEDED,
)
_BY_REASON: dict[str, Verdict] = {
    Reason.OBJECTIVES_MISSED: Verdict.OBJECTIVES_MISSED,
    Reason.OBJECTIVES_INCONCLUSIVE: Verdict.OBJECTIVES_INCONCLUSIVE,
}


def verdict_of(benchmark: Mapping[str, Any]) -> Verdict:
    """The verdict of one benchmark as it stands now."""
    status = benchmark.get("status", {})
    succeeded = find_condition(status, ConditionType.SUCCEEDED).get("status")
    if succeeded == "True":
        reason = find_condition(status, ConditionType.OBJECTIVES_MET).get("reason")
        return _BY_REASON.get(str(reason), Verdict.SUCCEEDED)
    return Verdict.FAILED if succeeded == "False" else Verdict.UNFINISHED


def worst(benchmarks: Iterable[Mapping[str, Any]]) -> Verdict:
    """The verdict of several together."""
    return min(map(verdict_of, benchmarks), key=_WORST_FIRST.index)


def sentence(benchmark: Mapping[str, Any]) -> str:
    """The verdict in words, with what decided it."""
    status = benchmark.get("status", {})
    verdict = verdict_of(benchmark)
    summary = find_condition(status, ConditionType.SUCCEEDED)
    objectives = find_condition(status, ConditionType.OBJECTIVES_MET)
    if verdict is Verdict.FAILED:
        return f"failed ({summary['reason']}): {summary['message']}"
    if verdict is Verdict.UNFINISHED:
        return f"has not ended: {summary.get('message', 'no operator has seen it yet')}"
    if verdict is Verdict.SUCCEEDED:
        return "succeeded, every objective is met" if objectives else "succeeded"
    what = "missed objectives" if verdict is Verdict.OBJECTIVES_MISSED else "undecided objectives"
    return f"succeeded with {what}: {objectives['message']}"
