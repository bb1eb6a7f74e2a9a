"""What the pods used under load, and whether the model was at its limit of CPU. Pure.

The kernel stops a container that has used up its limit until the next tenth of a second begins. Its
counters of that are the kubelet's, and reading them takes rights over every pod of a node, or over
the user's own; so it is concluded from the CPU that was used, which the metrics API tells.
"""

from collections.abc import Callable, Sequence
from typing import TypeVar

from msgspec.structs import replace

from modelbench.api.scenarios.parts import LoadSegment, Usage
from modelbench.api.scenarios.steady import RateStatus, SteadyStatus
from modelbench.api.scenarios.users import UserCountStatus

AT_LIMIT_PERCENT = 95
"""A container that is stopped in every period uses all of its limit but what is lost at the edges
of the periods and of the readings. Below it, one that is stopped now and then is not told."""

_WHOLE_CORE = 1000

Used = TypeVar("Used", RateStatus, UserCountStatus)


def with_usage(status: Used, segments: Sequence[LoadSegment]) -> Used:
    """Averages over the segments, weighted by their readings, or why there are none."""
    known = [segment.usage for segment in segments if segment.usage is not None]
    if not known:
        reasons = [s.usage_missing for s in segments if s.usage_missing is not None]
        return replace(status, missing_reason=reasons[-1] if reasons else None)
    return replace(
        status,
        cpu_millicores=_mean(known, lambda usage: usage.cpu_millicores),
        memory_mebibytes=_mean(known, lambda usage: usage.memory_mebibytes),
        cpu_limit_millicores=_limit(known),
        cpu_limit_percent=_mean(known, lambda usage: usage.cpu_limit_percent),
    )


def at_cpu_limit(segments: Sequence[LoadSegment]) -> str | None:
    """That the model was at its limit of CPU in these segments, with what helps, or None."""
    known = [segment.usage for segment in segments if segment.usage is not None]
    percent, limit = _mean(known, lambda usage: usage.cpu_limit_percent), _limit(known)
    if percent is None or limit is None or percent < AT_LIMIT_PERCENT:
        return None
    # With a core and more, threads may be what lacks.
    where = "" if limit < _WHOLE_CORE else ", if the model can use more cores,"
    advice = f"raise resources.limits.cpu{where} or allow more pods"
    return f"{_described(limit)} ({percent}% used): {advice}"


def limits_reached(steady: SteadyStatus | None) -> str | None:
    """The rates that were not held while the model was at its limit of CPU, in words, or None."""
    found = [
        f"{_described(rate.cpu_limit_millicores)} at {rate.rate_per_second}/s"
        for rate in (steady.rates if steady else ())
        if rate.held is False
        and rate.cpu_limit_millicores is not None
        and (rate.cpu_limit_percent or 0) >= AT_LIMIT_PERCENT
    ]
    return "; ".join(found) or None


def cores(millicores: int) -> str:
    """As a spec has it: ``500m``, ``2``."""
    whole, rest = divmod(millicores, _WHOLE_CORE)
    return f"{millicores}m" if rest else str(whole)


def _described(millicores: int) -> str:
    return f"at its CPU limit of {cores(millicores)}"


def _limit(known: Sequence[Usage]) -> int | None:
    limits = (usage.cpu_limit_millicores for usage in known)
    return next((limit for limit in limits if limit is not None), None)


def _mean(known: Sequence[Usage], value: Callable[[Usage], int | None]) -> int | None:
    """Weighted by the readings; None where none of them tells the value."""
    told = [(one, usage.samples) for usage in known if (one := value(usage)) is not None]
    count = sum(samples for _, samples in told)
    return round(sum(one * samples for one, samples in told) / count) if count else None
