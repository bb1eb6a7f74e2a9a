"""The answer of a benchmark in a line for each traffic profile: the last that `run` says."""

from collections.abc import Iterator

from modelbench.api.decision_status import OptionCostStatus, ProfileStatus, RecommendationStatus
from modelbench.api.status import Status


def answer_lines(status: Status) -> list[str]:
    """What to choose for each profile, and what every variant costs there; none when not asked."""
    profiles = {profile.name: profile for profile in status.traffic}
    width = max((len(one.traffic) for one in status.recommendation), default=0)
    return [
        "  ".join((one.traffic.ljust(width), one.choice, *_amounts(one, profiles.get(one.traffic))))
        for one in status.recommendation
    ]


def _amounts(found: RecommendationStatus, profile: ProfileStatus | None) -> Iterator[str]:
    costs = [] if profile is None else [one for one in profile.costs if one.per_month is not None]
    known = [one for one in costs if found.sheet in (None, one.sheet)]
    # The chosen one first, the others from cheap to dear.
    known.sort(key=lambda one: (one.variant != found.choice, float(one.per_month or 0)))
    if known:
        texts = (f"{one.variant} {float(one.per_month or 0):.2f}" for one in known)
        currency = f" {known[0].currency}" if known[0].currency else ""
        yield f"{', '.join(texts)}{currency} a month"
    yield from (cold for one in known[:1] if (cold := _cold(one)))


def _cold(one: OptionCostStatus) -> str | None:
    if one.cold_percent is None or not float(one.cold_percent):
        return None
    return f"{float(one.cold_percent):.0f}% of {one.variant}'s requests meet a cold start"
