"""The figures of a status by flat names, for formats that know no structure."""

from collections.abc import Iterator, Mapping
from typing import Any

from modelbench.api.conditions import SCENARIO_CONDITIONS
from modelbench.api.names import PATHS

Fields = Mapping[str, Any]


def figures(benchmark: Fields) -> dict[str, str]:
    """What was measured, where and of which image; names are the ways through the status."""
    status = benchmark.get("status", {})
    found = {"image": str(benchmark["spec"]["model"]["image"])}
    for section in ("environment", "cost"):
        found |= dict(_scalars(section, status.get(section, {})))
    for path in PATHS:
        for scenario in (*SCENARIO_CONDITIONS, "cost"):
            fields = status.get(path, {}).get(scenario, {})
            found |= dict(_scalars(f"{path}.{scenario}", fields))
            found |= dict(_items(f"{path}.{scenario}", fields))
    for item in status.get("recommendation", ()):
        found[f"recommendation.{item['traffic']}"] = str(item["answer"])
    return found


def _scalars(prefix: str, fields: Fields) -> Iterator[tuple[str, str]]:
    for name, value in fields.items():
        if isinstance(value, bool):
            yield f"{prefix}.{name}", str(value).lower()
        elif isinstance(value, str | int):
            yield f"{prefix}.{name}", str(value)


def _items(prefix: str, fields: Fields) -> Iterator[tuple[str, str]]:
    """The rates of steady load and the runs of a rise in load, which are lists."""
    for rate in fields.get("rates", ()):
        place = f"{prefix}.{rate['ratePerSecond']}PerSecond"
        yield from _scalars(place, rate)
        for item in rate.get("latencies", ()):
            yield f"{place}.p{item['percentile']}Microseconds", str(item["microseconds"])
    for run in fields.get("runs", ()):
        yield from _scalars(f"{prefix}.from{run['start']}", run)
