"""Benchmarks as JUnit XML: a suite each, and a case for all that was measured or judged."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

from junitparser import Error, Failure, JUnitXml, Skipped, TestCase, TestSuite

from modelbench.api.conditions import ConditionType, find_condition
from modelbench.cli.values import figures
from modelbench.display.tables import printable
from modelbench.view.decision import bound, place

Fields = Mapping[str, Any]
Result = Error | Failure | Skipped


def junit_xml(benchmarks: Sequence[Fields]) -> str:
    """A failed benchmark or scenario is an error, a missed objective a failure; what is not decided
    is skipped. Figures are the suite's properties.
    """
    document = JUnitXml("modelbench")
    for benchmark in benchmarks:
        document.add_testsuite(_suite(benchmark))
    written = BytesIO()
    document.write(written, pretty=True)
    return written.getvalue().decode().rstrip("\n")


def _suite(benchmark: Fields) -> TestSuite:
    metadata, status = benchmark["metadata"], benchmark.get("status", {})
    suite = TestSuite(f"{metadata['namespace']}/{metadata['name']}")
    if "startTime" in status:
        suite.timestamp = status["startTime"].removesuffix("Z")
    for name, value in figures(benchmark).items():
        suite.add_property(name, printable(value))
    class_name = f"modelbench.{metadata['namespace']}.{metadata['name']}"
    for name, result, seconds in _cases(status):
        case = TestCase(name, class_name, seconds)
        case.result = [result] if result else []
        suite.add_testcase(case)
    return suite


def _cases(status: Fields) -> Iterator[tuple[str, Result | None, float]]:
    """Name, result and duration in seconds of each case."""
    summary = find_condition(status, ConditionType.SUCCEEDED)
    yield "Succeeded", _succeeded(summary), _seconds(status)
    for condition in status.get("conditions", ()):
        if condition["type"].endswith("Measured"):
            yield condition["type"], _measured(condition), 0.0
    for objective in status.get("objectives", ()):
        yield f"{place(objective)} at most {bound(status, objective)}", _judged(objective), 0.0


def _seconds(status: Fields) -> float:
    if not {"startTime", "completionTime"} <= status.keys():
        return 0.0
    begin, end = (datetime.fromisoformat(status[key]) for key in ("startTime", "completionTime"))
    return (end - begin).total_seconds()


def _succeeded(summary: Fields) -> Result | None:
    """One that has not ended supports nothing, so it is an error, too."""
    if summary.get("status") == "True":
        return None
    message = summary.get("message", "no operator has seen it yet")
    return Error(printable(message), summary.get("reason", "Unknown"))


def _measured(condition: Fields) -> Result | None:
    message = printable(condition["message"])
    if condition["status"] == "False":
        return Error(message, condition["reason"])
    return None if condition["status"] == "True" else Skipped(message, condition["reason"])


def _judged(objective: Fields) -> Result | None:
    message = printable(objective.get("message", ""))
    if objective["verdict"] == "Failure":
        return Failure(message, objective["verdict"])
    if objective["verdict"] == "Inconclusive":
        return Skipped(message, objective["verdict"])
    return None
