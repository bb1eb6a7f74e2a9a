"""What a report is made from: the resource, and its raw samples where they are at hand."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field

from modelbench.api.conditions import ConditionType, find_condition
from modelbench.api.names import PATHS
from modelbench.api.progress import SAMPLES_KEY
from modelbench.api.samples import Samples, load_samples
from modelbench.display.tables import Fields as Fields


@dataclass(frozen=True)
class Source:
    """A ModelBenchmark; ``samples`` are empty when they are not known."""

    benchmark: Fields
    samples: Samples = field(default_factory=Samples)

    @property
    def name(self) -> str:
        """The name of the resource."""
        return str(self.benchmark["metadata"]["name"])

    @property
    def spec(self) -> Fields:
        """What was asked for."""
        found: Fields = self.benchmark["spec"]
        return found

    @property
    def status(self) -> Fields:
        """What was found; empty before the operator has looked at it."""
        found: Fields = self.benchmark.get("status") or {}
        return found

    @property
    def succeeded(self) -> Fields:
        """The condition that sums up; empty before the operator has looked at it."""
        return find_condition(self.status, ConditionType.SUCCEEDED)

    def of(self, path: str, scenario: str) -> Fields:
        """The figures of one path in one scenario; empty when it was not measured."""
        found: Fields = self.status.get(path, {}).get(scenario, {})
        return found

    def measured(self, scenario: str) -> tuple[str, ...]:
        """The paths that have figures of a scenario."""
        return tuple(path for path in PATHS if self.of(path, scenario))


def source_of(benchmark: Fields, results: Mapping[str, str] | None) -> Source:
    """``results`` is the content of the results ConfigMap by key, binary data in base64.

    ValueError or KeyError when the samples in it cannot be read.
    """
    encoded = (results or {}).get(SAMPLES_KEY)
    if encoded is None:
        return Source(benchmark)
    return Source(benchmark, load_samples(base64.b64decode(encoded)))
