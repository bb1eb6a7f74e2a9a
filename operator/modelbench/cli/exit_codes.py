"""What came of a benchmark, as an exit code for CI."""

from collections.abc import Iterable
from enum import IntEnum

from modelbench.api.benchmark import Benchmark
from modelbench.api.conditions import OBJECTIVES_MET, find_condition
from modelbench.api.reasons import Reason

EXIT_CODES = """
\b
Exit codes:
  0    it succeeded, and every objective, if any, is met
  1    the benchmark failed, or the cluster could not be used
  2    bad input: nothing was run
  3    an objective is missed
  4    an objective could not be decided
  5    --timeout ended the wait; the benchmark keeps running
  130  Ctrl-C ended the wait; the benchmark keeps running
"""


class ExitCode(IntEnum):
    """What came of a benchmark."""

    SUCCEEDED = 0
    FAILED = 1
    OBJECTIVES_MISSED = 3
    OBJECTIVES_INCONCLUSIVE = 4
    UNFINISHED = 5


_WORST_FIRST = (
    ExitCode.FAILED,
    ExitCode.UNFINISHED,
    ExitCode.OBJECTIVES_MISSED,
    ExitCode.OBJECTIVES_INCONCLUSIVE,
    ExitCode.SUCCEEDED,
)
_BY_REASON = {
    Reason.OBJECTIVES_MISSED: ExitCode.OBJECTIVES_MISSED,
    Reason.OBJECTIVES_INCONCLUSIVE: ExitCode.OBJECTIVES_INCONCLUSIVE,
}


def exit_code_of(benchmark: Benchmark) -> ExitCode:
    """The exit code of one benchmark as it stands now."""
    succeeded = benchmark.succeeded
    if succeeded is None or succeeded.is_unknown:
        return ExitCode.UNFINISHED
    if succeeded.is_false:
        return ExitCode.FAILED
    objectives = find_condition(benchmark.status.conditions, OBJECTIVES_MET)
    if objectives is None:
        return ExitCode.SUCCEEDED
    return _BY_REASON.get(objectives.reason, ExitCode.SUCCEEDED)


def worst(benchmarks: Iterable[Benchmark]) -> ExitCode:
    """The exit code of several together."""
    return min(map(exit_code_of, benchmarks), key=_WORST_FIRST.index)


def outcome(benchmark: Benchmark) -> str:
    """What came of it in words, with what decided it."""
    code = exit_code_of(benchmark)
    succeeded = benchmark.succeeded
    objectives = find_condition(benchmark.status.conditions, OBJECTIVES_MET)
    if succeeded is None or code is ExitCode.UNFINISHED:
        message = succeeded.message if succeeded else "no operator has seen it yet"
        return f"has not ended: {message}"
    if code is ExitCode.FAILED:
        return f"failed ({succeeded.reason}): {succeeded.message}"
    if objectives is None:
        return "succeeded"
    if code is ExitCode.SUCCEEDED:
        return "succeeded, every objective is met"
    what = "missed objectives" if code is ExitCode.OBJECTIVES_MISSED else "undecided objectives"
    return f"succeeded with {what}: {objectives.message}"
