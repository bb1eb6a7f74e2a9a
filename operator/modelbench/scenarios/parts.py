"""What the summaries of several scenarios share: rejections, failures, whether load counts."""

from collections import Counter
from collections.abc import Iterable, Mapping

from modelbench.api.reasons import Reason
from modelbench.api.scenarios.parts import FailureCount, LoadStatus, RejectedTrials


def rejections(reasons: Iterable[str | None]) -> tuple[RejectedTrials, ...]:
    """Count rejected trials by reason, in the order of the names; None is a trial that counts."""
    counts = Counter(reason for reason in reasons if reason is not None)
    return tuple(RejectedTrials(reason, count) for reason, count in sorted(counts.items()))


def failure_counts(failures: Mapping[str, int]) -> tuple[FailureCount, ...]:
    """Tell failures by kind, in the order in which they are given."""
    return tuple(FailureCount(kind, count) for kind, count in failures.items())


def failure_percent(failures: Mapping[str, int], requests: int) -> str:
    """Tell failures of all kinds as a share of all requests; 0 of no request."""
    share = 100 * sum(failures.values()) / requests if requests else 0.0
    return f"{share:.2f}"


def judge_load(parts: Iterable[tuple[str, LoadStatus]], good: str) -> tuple[bool, Reason, str]:
    """Judge the parts of a scenario, each with the words that say which one it is.

    The first part that cannot support a claim makes the scenario invalid; ``good`` is the message
    where there is no such part.
    """
    for where, part in parts:
        if part.invalid_reason is not None:
            return False, Reason.INVALID, where + part.invalid_reason
    return True, Reason.MEASURED, good
