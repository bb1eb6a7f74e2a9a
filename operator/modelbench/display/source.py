"""What a report is made from: the resource, and its raw samples where they are at hand."""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from modelbench.api.benchmark import Benchmark
from modelbench.api.samples import SAMPLES_KEY, Samples, load_samples
from modelbench.api.spec import Spec
from modelbench.api.status import Status
from modelbench.api.values import FormatError
from modelbench.api.variants import variants_of
from modelbench.display.palette import Colour, variant_colour


@dataclass(frozen=True)
class Source:
    """A ModelBenchmark; ``samples`` are empty when they are not known."""

    benchmark: Benchmark
    samples: Samples = field(default_factory=Samples)

    @property
    def name(self) -> str:
        """The name of the resource."""
        return self.benchmark.metadata.name

    @property
    def spec(self) -> Spec:
        """What was asked for."""
        return self.benchmark.spec

    @property
    def status(self) -> Status:
        """What was found; empty before the operator has looked at it."""
        return self.benchmark.status

    @cached_property
    def variants(self) -> tuple[str, ...]:
        """The names of the variants, in their order. FormatError when the spec's are wrong."""
        found = self.status.variants or variants_of(self.spec)
        return tuple(variant.name for variant in found)

    def status_of(self, variant: str, package: str) -> Any | None:
        """What was found of one variant in the scenario of that package; None when nothing was."""
        found = self.status.variant(variant)
        return None if found is None else getattr(found, package)

    def measured(self, package: str) -> tuple[str, ...]:
        """The variants that have a status of that scenario."""
        return tuple(name for name in self.variants if self.status_of(name, package) is not None)

    def colour(self, variant: str) -> Colour:
        """The colour that stands for a variant."""
        return variant_colour(self.variants.index(variant))


def source_of(benchmark: Benchmark, results: Mapping[str, str] | None) -> Source:
    """``results`` is the content of the results ConfigMap by key, binary data in base64.

    FormatError when the samples in it cannot be read.
    """
    encoded = (results or {}).get(SAMPLES_KEY)
    if encoded is None:
        return Source(benchmark)
    try:
        data = base64.b64decode("".join(encoded.split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise FormatError(f"{SAMPLES_KEY} is not base64: {error}") from error
    return Source(benchmark, load_samples(data))
