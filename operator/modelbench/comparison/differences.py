"""In what two benchmarks differ beside their values, so that like is compared with like."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from modelbench.api.benchmark import Benchmark
from modelbench.api.values import dump
from modelbench.comparison.changes import Affects, Difference

# What changes no value, or is itself a value of the run.
_IGNORED = (
    "spec.suspend",
    "spec.activeDeadlineSeconds",
    "spec.ttlSecondsAfterFinished",
    "status.environment.clockOffset",
    "status.environment.othersBusyPercent",
)
_DECISION = ("spec.traffic", "spec.cost", "spec.objectives")


def differences(before: Benchmark, after: Benchmark) -> tuple[Difference, ...]:
    """List every field of the spec and the environment that differs, by name."""
    first, second = (dict(_leaves("", _compared(one))) for one in (before, after))
    names = sorted(first.keys() | second.keys())
    return tuple(
        Difference(name, _affected(name), first.get(name), second.get(name))
        for name in names
        if first.get(name) != second.get(name) and not name.startswith(_IGNORED)
    )


def _affected(name: str) -> Affects:
    return Affects.DECISION if name.startswith(_DECISION) else Affects.VALUES


def _compared(benchmark: Benchmark) -> Mapping[str, Any]:
    environment = dump(benchmark.status.environment)
    return {"spec": dump(benchmark.spec), "status": {"environment": environment}}


def _leaves(name: str, value: Any) -> Iterator[tuple[str, str]]:
    """The fields that hold no others; items of a list by their name, where they have one."""
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from _leaves(f"{name}.{key}" if name else str(key), item)
    elif _is_named(value):
        for item in value:
            rest = {key: one for key, one in item.items() if key != "name"}
            yield from _leaves(f"{name}[{item['name']}]", rest)
    else:
        yield name, str(value)


def _is_named(value: Any) -> bool:
    return (
        isinstance(value, Sequence)
        and not isinstance(value, str)
        and len(value) > 0
        and all(isinstance(item, Mapping) and "name" in item for item in value)
    )
