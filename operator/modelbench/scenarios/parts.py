"""What the summaries of several scenarios share: rejections, failures, whether load counts."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from msgspec.structs import replace

from modelbench.api.reasons import Reason
from modelbench.api.scenarios.burst import BurstTrial
from modelbench.api.scenarios.parts import FailureCount, LoadSegment, LoadStatus, RejectedTrials
from modelbench.segments.validity import invalid_reason, median_delay_microseconds

Loaded = TypeVar("Loaded", bound=LoadStatus)


def rejections(reasons: Iterable[str | None]) -> tuple[RejectedTrials, ...]:
    """Count rejected trials by reason, in the order of the names; None is a trial that counts."""
    counts = Counter(reason for reason in reasons if reason is not None)
    return tuple(RejectedTrials(reason, count) for reason, count in sorted(counts.items()))


def failures_of(parts: Iterable[LoadSegment | BurstTrial]) -> Mapping[str, int]:
    """Sum failures by kind over stretches of load, in the order of the kinds' names."""
    total = Counter[str]()
    for part in parts:
        total.update(part.failures)
    return dict(sorted(total.items()))


def failure_counts(failures: Mapping[str, int]) -> tuple[FailureCount, ...]:
    """Tell failures by kind, in the order in which they are given."""
    return tuple(FailureCount(kind, count) for kind, count in failures.items())


def failure_percent(failures: Mapping[str, int], requests: int) -> str:
    """Tell failures of all kinds as a share of all requests; 0 of no request."""
    share = 100 * sum(failures.values()) / requests if requests else 0.0
    return f"{share:.2f}"


def failures_reason(status: LoadStatus, most_percent: int) -> str | None:
    """Why so many requests failed that no claim can be made, by what came back instead, or None."""
    failed, requests = sum(one.count for one in status.failures), status.requests or 0
    if 100 * failed <= most_percent * requests:
        return None
    kinds = ", ".join(f"{one.count} {one.kind}" for one in status.failures)
    bound = f"more than {most_percent}% (spec.load.maxFailurePercent)"
    return f"{failed} of {requests} requests failed ({kinds}), {bound}"


def with_load(status: Loaded, segment: LoadSegment) -> Loaded:
    """Add what one segment tells as load: its requests, its failures, and whether it counts."""
    reason = invalid_reason([segment])
    return replace(
        status,
        requests=segment.requests,
        failures=failure_counts(segment.failures),
        failure_percent=failure_percent(segment.failures, segment.requests),
        schedule_delay_median_microseconds=median_delay_microseconds([segment]),
        valid=reason is None,
        invalid_reason=reason,
    )


def judge_load(
    parts: Sequence[tuple[str, LoadStatus]], good: str, most_failure_percent: int
) -> tuple[bool, Reason, str]:
    """Judge the parts of a scenario, each with the words that say which one it is.

    The first part that cannot support a claim makes the scenario invalid, and so does one of which
    too many requests failed; ``good`` is the message where there is no such part.
    """
    for where, part in parts:
        reason = part.invalid_reason or failures_reason(part, most_failure_percent)
        if reason is not None:
            return False, Reason.INVALID, where + reason
    return True, Reason.MEASURED, good


def judge_levels(
    levels: Sequence[tuple[str, LoadStatus]], good: str, most_failure_percent: int
) -> tuple[bool, Reason, str]:
    """Judge levels of load, of which some may be too much: where one is answered, others that fail
    are only not held, and do not make the scenario invalid.
    """
    answered = any(failures_reason(level, most_failure_percent) is None for _, level in levels)
    return judge_load(levels, good, 100 if answered else most_failure_percent)
