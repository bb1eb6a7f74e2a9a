"""Reads a ModelBenchmark that another version of ModelBench may have written to."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from modelbench.api.benchmark import Benchmark, parse_benchmark
from modelbench.api.conditions import SUCCEEDED, Condition
from modelbench.api.reasons import Reason
from modelbench.api.status import Status
from modelbench.api.values import FormatError, dump, parse

# What the operator itself says of a benchmark; the rest of a status are figures.
_OWN_FIELDS = ("observedGeneration", "startTime", "completionTime", "resultsRef")


@dataclass(frozen=True)
class Reading:
    """A benchmark as far as it can be read.

    ``stored_status`` is its status as it stands in the API server. ``problem`` says why the
    figures of that could not be read; it is empty when all could.
    """

    benchmark: Benchmark
    stored_status: Mapping[str, Any]
    problem: str = ""


def read(document: Mapping[str, Any]) -> Reading:
    """The benchmark of a document. FormatError when its metadata or its spec cannot be read."""
    stored = document.get("status", {})
    try:
        return Reading(parse_benchmark(document), stored)
    except FormatError as error:
        readable = {**document, "status": _own_status(stored)}
        return Reading(parse_benchmark(readable), stored, str(error))


def is_finished_document(document: Mapping[str, Any]) -> bool:
    """Whether a benchmark has ended, well or badly, even if nothing else of it can be read."""
    conditions = document.get("status", {}).get("conditions", ())
    return any(_tells_the_end(condition) for condition in conditions)


def read_conditions(stored: Mapping[str, Any]) -> Iterator[Condition]:
    """The conditions of a status that this version knows, and the end in any case."""
    for condition in stored.get("conditions", ()):
        try:
            yield parse(Condition, condition, "status.conditions")
        except FormatError:
            if _tells_the_end(condition):
                yield _end(condition)


def _own_status(stored: Mapping[str, Any]) -> dict[str, Any]:
    conditions = [dump(condition) for condition in read_conditions(stored)]
    fields = {name: stored[name] for name in _OWN_FIELDS if _is_readable(name, stored)}
    return {**fields, "conditions": conditions}


def _is_readable(name: str, stored: Mapping[str, Any]) -> bool:
    try:
        parse(Status, {name: stored[name]}, "status")
    except (FormatError, KeyError):
        return False
    return True


def _tells_the_end(condition: Mapping[str, Any]) -> bool:
    return condition.get("type") == SUCCEEDED and condition.get("status") in ("True", "False")


def _end(condition: Mapping[str, Any]) -> Condition:
    """An end whose reason this version does not know is an end all the same."""
    succeeded = condition["status"] == "True"
    return Condition(
        type=SUCCEEDED,
        status="True" if succeeded else "False",
        reason=Reason.COMPLETED if succeeded else Reason.RUNNER_FAILED,
        message=str(condition.get("message", "")),
        last_transition_time=str(condition.get("lastTransitionTime", "")),
    )
