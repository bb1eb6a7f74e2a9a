"""What a scenario measures with: the variants, their lanes, the load, and where samples go."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from modelbench.api.samples import Samples
from modelbench.api.variants import Variant
from modelbench.instruments.context import Context
from modelbench.instruments.lane import Lane
from modelbench.instruments.load_runner import LoadRunner

Save = Callable[[Samples, str], None]


@dataclass(frozen=True)
class Session:
    """One run as its scenarios see it.

    ``lanes`` are those whose cold start can be measured, by the name of their variant: none of a
    variant that keeps pods. ``save`` stores samples with a word on how far the run is.
    """

    context: Context
    variants: Sequence[Variant]
    lanes: Mapping[str, Sequence[Lane]]
    loads: LoadRunner
    save: Save
