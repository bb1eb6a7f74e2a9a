"""What a conversion has to tell: what was left out, and what only a person can fill in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Document = Mapping[str, Any]
Json = dict[str, Any]


IMAGE = "image"
"""The kind of a workload that is nothing but an image."""


class ConversionError(ValueError):
    """The source cannot be turned into a benchmark at all."""


@dataclass(frozen=True)
class Missing:
    """Something that has a placeholder. ``field`` is where it stands, like spec.model.request."""

    field: str
    text: str


@dataclass
class Findings:
    """Collects both while a source is read."""

    notes: list[str] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)

    def note(self, text: str) -> None:
        """Remember what a reader of the manifest should know, once."""
        if text not in self.notes:
            self.notes.append(text)

    def lack(self, where: str, text: str) -> None:
        """Remember what has to be filled in before the benchmark can run."""
        self.missing.append(Missing(where, text))


@dataclass(frozen=True)
class Workload:
    """What a source runs, in the words of a pod.

    ``annotations`` and ``labels`` are those of its pods. ``serverless`` and ``containerized`` are
    the parts of a benchmark's spec that it asks for. ``path`` is the path of a request, where its
    protocol has one.
    """

    kind: str
    name: str
    pod: Json
    annotations: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    serverless: Mapping[str, Any] = field(default_factory=dict)
    containerized: Mapping[str, Any] = field(default_factory=dict)
    path: str | None = None
    container: str | None = None


def mapping(value: object) -> Json:
    """A mapping of a manifest, which may be absent or null."""
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise ConversionError(f"expected a mapping, found {value!r:.60}")
    return dict(value)


def items(value: object) -> list[Json]:
    """A list of mappings of a manifest, which may be absent or null."""
    if value is None:
        return []
    if not isinstance(value, list):
        raise ConversionError(f"expected a list, found {value!r:.60}")
    return [mapping(item) for item in value]
