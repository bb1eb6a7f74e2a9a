"""How the variants of a run are compared by paired rounds: the first with each other one. Pure."""

from typing import TypeVar

from msgspec.structs import replace

from modelbench.api.scenarios.parts import SteadyDifference
from modelbench.statistics.numbers import percent
from modelbench.statistics.paired_quantile import Rounds, paired_difference

COMPARED = (50.0, 95.0, 99.0)
"""The middle and the tail. More would say the same again, and every test weakens all others."""

# One interval in twenty may miss: the usual level, and that of every other interval of a status.
_MISSES = 0.05

Draft = TypeVar("Draft", bound=SteadyDifference)


def confidence_of_each(comparisons: int) -> float:
    """The level of each interval of so many comparisons of all percentiles (Bonferroni).

    So in at most one case of twenty any of them misses.
    """
    return 1 - _MISSES / max(1, comparisons * len(COMPARED))


def compared(draft: Draft, first: Rounds, second: Rounds, confidence: float) -> Draft | None:
    """Fill in the percentile that the draft names, of microseconds; None without enough of them."""
    found = paired_difference(first, second, float(draft.percentile), confidence)
    if found is None:
        return None
    lower, upper = (None if end is None else round(end) for end in (found.lower, found.upper))
    return replace(
        draft,
        difference_microseconds=round(found.value),
        lower_microseconds=lower,
        upper_microseconds=upper,
        confidence_percent=None if found.confidence is None else percent(found.confidence),
        pairs=found.pairs,
        missing_reason=found.missing,
    )
