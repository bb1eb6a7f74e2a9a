"""In what two benchmarks differ beside their figures, so that like is compared with like."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

# What changes no figure, or is itself a figure of the run.
_IGNORED = (
    "spec.suspend",
    "spec.activeDeadlineSeconds",
    "spec.ttlSecondsAfterFinished",
    "status.environment.clockOffset",
    "status.environment.othersBusyPercent",
)
_DECISION = ("spec.traffic", "spec.cost", "spec.objectives")


@dataclass(frozen=True)
class Unlike:
    """A field of the spec or the environment with both values; None: it is absent there.

    ``decision``: it shifts costs and recommendations, but nothing that was measured.
    """

    field: str
    before: str | None
    after: str | None
    decision: bool


def unlike(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Unlike, ...]:
    """Every field that differs, by name."""
    first, second = (dict(_leaves("", _compared(one))) for one in (before, after))
    names = sorted(first.keys() | second.keys())
    return tuple(
        Unlike(name, first.get(name), second.get(name), name.startswith(_DECISION))
        for name in names
        if first.get(name) != second.get(name) and not name.startswith(_IGNORED)
    )


def _compared(benchmark: Mapping[str, Any]) -> Mapping[str, Any]:
    environment = benchmark.get("status", {}).get("environment", {})
    return {"spec": benchmark["spec"], "status": {"environment": environment}}


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
