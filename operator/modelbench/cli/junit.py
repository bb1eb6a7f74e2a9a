"""Benchmarks as JUnit XML: a suite each, and a case for all that was measured or judged."""

from collections.abc import Iterator, Sequence
from io import BytesIO

from junitparser import Error, Failure, JUnitXml, Skipped, TestCase, TestSuite

from modelbench.api.benchmark import Benchmark
from modelbench.api.conditions import SUCCEEDED, Condition, is_measured_type
from modelbench.api.decision_status import ObjectiveStatus, Verdict
from modelbench.cli.values import flat_values
from modelbench.display.numbers import run_seconds
from modelbench.display.texts import printable
from modelbench.view.decision import bound, objective_name

Result = Error | Failure | Skipped


def junit_xml(benchmarks: Sequence[Benchmark]) -> str:
    """A failed benchmark or scenario is an error, a missed objective a failure; what is not decided
    is skipped. Values are the suite's properties.
    """
    document = JUnitXml("modelbench")
    for benchmark in benchmarks:
        document.add_testsuite(_suite(benchmark))
    written = BytesIO()
    document.write(written, pretty=True)
    return written.getvalue().decode().rstrip("\n")


def _suite(benchmark: Benchmark) -> TestSuite:
    namespace, name = map(printable, benchmark.key)
    suite = TestSuite(f"{namespace}/{name}")
    if benchmark.status.start_time is not None:
        suite.timestamp = printable(benchmark.status.start_time.removesuffix("Z"))
    for key, value in flat_values(benchmark).items():
        suite.add_property(printable(key), printable(value))
    for title, result, seconds in _cases(benchmark):
        case = TestCase(printable(title), f"modelbench.{namespace}.{name}", seconds)
        case.result = [result] if result else []
        suite.add_testcase(case)
    return suite


def _cases(benchmark: Benchmark) -> Iterator[tuple[str, Result | None, float]]:
    """Name, result and duration in seconds of each case."""
    status = benchmark.status
    yield SUCCEEDED, _succeeded(benchmark.succeeded), run_seconds(status) or 0.0
    for condition in status.conditions:
        if is_measured_type(condition.type):
            yield condition.type, _measured(condition), 0.0
    for objective in status.objectives:
        most = "" if objective.maximum is None else "at most "
        name = f"{objective_name(objective)} {most}{bound(status, objective)}"
        yield name, _judged(objective), 0.0


def _succeeded(summary: Condition | None) -> Result | None:
    """A benchmark that has not ended supports nothing, so it is an error, too."""
    if summary is None:
        return Error("no operator has seen it yet", "Unknown")
    if summary.is_true:
        return None
    return Error(printable(summary.message), summary.reason)


def _measured(condition: Condition) -> Result | None:
    message = printable(condition.message)
    if condition.is_false:
        return Error(message, condition.reason)
    return None if condition.is_true else Skipped(message, condition.reason)


def _judged(objective: ObjectiveStatus) -> Result | None:
    message = printable(objective.message or "")
    if objective.verdict is Verdict.FAILURE:
        return Failure(message, objective.verdict)
    if objective.verdict is Verdict.INCONCLUSIVE:
        return Skipped(message, objective.verdict)
    return None
