"""The values of a status by flat names, for formats that know no structure."""

from collections.abc import Iterator, Mapping
from typing import Any

from modelbench.api.benchmark import Benchmark
from modelbench.api.scenarios import ScenarioStatuses
from modelbench.api.status import VariantStatus
from modelbench.api.values import dump
from modelbench.scenarios.registry import SCENARIOS

Fields = Mapping[str, Any]


def flat_values(benchmark: Benchmark) -> dict[str, str]:
    """What was measured, where and of which image; names are the ways through the status."""
    status = benchmark.status
    found = {"image": benchmark.spec.model.measured_image}
    found |= _scalars("environment", dump(status.environment))
    found |= _scalars("cost", dump(status.cost) if status.cost else {})
    for variant in status.variants:
        found |= _variant(variant)
    for one in status.recommendation:
        found[f"recommendation.{one.traffic}"] = one.choice
    return found


def _variant(variant: VariantStatus) -> dict[str, str]:
    fields = dump(variant)
    del fields["name"]
    found = _scalars(variant.name, fields)
    for name in (*_scenarios(variant), "cost"):
        part = fields.get(name, {})
        found |= _scalars(f"{variant.name}.{name}", part)
        found |= dict(_items(f"{variant.name}.{name}", part))
    return found


def _scenarios(variant: ScenarioStatuses) -> Iterator[str]:
    return (one.name for one in SCENARIOS if one.status_of(variant) is not None)


def _scalars(prefix: str, fields: Fields) -> dict[str, str]:
    return {
        f"{prefix}.{name}": str(value).lower() if isinstance(value, bool) else str(value)
        for name, value in fields.items()
        if isinstance(value, str | int)
    }


def _items(prefix: str, fields: Fields) -> Iterator[tuple[str, str]]:
    """The rates of steady load and the runs of a rise in load, which are lists."""
    for rate in fields.get("rates", ()):
        place = f"{prefix}.{rate['ratePerSecond']}PerSecond"
        yield from _scalars(place, rate).items()
        for item in rate.get("latencies", ()):
            yield f"{place}.p{item['percentile']}Microseconds", str(item["microseconds"])
    for run in fields.get("runs", ()):
        yield from _scalars(f"{prefix}.from{run['start']}", run).items()
