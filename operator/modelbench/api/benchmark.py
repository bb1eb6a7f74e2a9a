"""The resource as a whole: the root of everything that is known of one benchmark."""

from collections.abc import Mapping
from typing import Any

import msgspec

from modelbench.api.conditions import SUCCEEDED, Condition, find_condition, is_finished
from modelbench.api.earlier_names import with_current_names
from modelbench.api.names import KIND, SERIES_LABEL, Names, owner_reference
from modelbench.api.reasons import ENDING_REASONS, Reason
from modelbench.api.spec import Spec
from modelbench.api.status import Status
from modelbench.api.values import parse


class Metadata(msgspec.Struct, frozen=True, rename="camel"):
    """The part of an object's metadata that is read here; the rest is the API server's."""

    name: str
    namespace: str = "default"
    uid: str = ""
    resource_version: str = ""
    generation: int = 0
    creation_timestamp: str | None = None
    deletion_timestamp: str | None = None
    labels: Mapping[str, str] = {}


class Benchmark(msgspec.Struct, frozen=True, rename="camel"):
    """One ModelBenchmark as the API server gives it."""

    metadata: Metadata
    spec: Spec
    status: Status = Status()

    @property
    def names(self) -> Names:
        """What its children are called."""
        return Names(self.metadata.namespace, self.metadata.name)

    @property
    def key(self) -> tuple[str, str]:
        """Namespace and name."""
        return self.metadata.namespace, self.metadata.name

    @property
    def owner_reference(self) -> dict[str, Any]:
        """What makes a child go with it."""
        return owner_reference(self.metadata.name, self.metadata.uid)

    @property
    def series(self) -> str:
        """The series of benchmarks that it belongs to; empty without one."""
        return self.metadata.labels.get(SERIES_LABEL, "")

    @property
    def succeeded(self) -> Condition | None:
        """The condition that sums up; None before the operator has looked at it."""
        return find_condition(self.status.conditions, SUCCEEDED)

    @property
    def is_finished(self) -> bool:
        """Whether it has ended, well or badly."""
        return is_finished(self.status.conditions)

    @property
    def is_measuring(self) -> bool:
        """Whether it has been started and has not ended."""
        return self.status.start_time is not None and not self.is_finished

    @property
    def is_ending(self) -> bool:
        """Whether its end is decided and told, while something of it may still have to go."""
        found = self.succeeded
        return found is not None and found.is_unknown and found.reason in ENDING_REASONS

    @property
    def is_set_aside(self) -> bool:
        """Whether the operator could not go on with it when it last tried, and said so."""
        found = self.succeeded
        return found is not None and found.is_unknown and found.reason is Reason.SET_ASIDE

    @property
    def is_waiting(self) -> bool:
        """Whether it wants to be started."""
        return not (
            self.is_measuring
            or self.is_finished
            or self.spec.suspend
            or self.metadata.deletion_timestamp
        )


def parse_benchmark(document: Mapping[str, Any]) -> Benchmark:
    """Read a defaulted ModelBenchmark. FormatError names the field that is not as it should be."""
    parts = {name: document[name] for name in ("metadata", "spec", "status") if name in document}
    if isinstance(parts.get("spec"), Mapping):
        parts["spec"] = with_current_names(parts["spec"])
    return parse(Benchmark, parts, KIND)
