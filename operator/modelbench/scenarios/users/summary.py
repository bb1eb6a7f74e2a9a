"""From the segments of users at once to what the status tells of one variant."""

from collections.abc import Sequence

from modelbench.api.mode import Mode
from modelbench.api.reasons import Reason
from modelbench.api.samples import Samples
from modelbench.api.scenarios.parts import LatencyPercentile, LoadSegment
from modelbench.api.scenarios.streams import StreamStatus
from modelbench.api.scenarios.users import UserCountStatus, UsersStatus
from modelbench.api.spec import Spec
from modelbench.api.variants import Variant
from modelbench.scenarios.parts import (
    failure_counts,
    failure_percent,
    failures_of,
    judge_levels,
)
from modelbench.scenarios.pod_usage import with_usage
from modelbench.scenarios.steady.rates import percentiles, throughput
from modelbench.scenarios.stream_summary import stream_status
from modelbench.segments.validity import invalid_reason, median_delay_microseconds

USERS = "users"

_NOTE = (
    "closed loop: a user with a slow response sends nothing meanwhile, so the percentiles miss "
    "what others would have seen; those of scenarios.steady do not"
)


def covers(variant: Variant) -> bool:  # noqa: ARG001
    """Say that every variant can have users."""
    return True


def users_segments(samples: Samples, variant: str, users: int) -> tuple[LoadSegment, ...]:
    """The segments of one variant with so many users."""
    wanted = (USERS, variant, users)
    return tuple(s for s in samples.segments if (s.scenario, s.variant, s.users) == wanted)


def summarize(samples: Samples, variant: Variant, spec: Spec) -> UsersStatus | None:
    """Tell the numbers of users of a variant; None before the first segment."""
    if spec.scenarios.users is None:
        return None
    mine = [s for s in samples.segments if (s.scenario, s.variant) == (USERS, variant.name)]
    numbers = sorted({segment.users for segment in mine})
    counts = tuple(
        _count(users_segments(samples, variant.name, users), variant.mode) for users in numbers
    )
    return UsersStatus(_described(counts[-1]), counts) if counts else None


def judge(
    status: UsersStatus,
    samples: Samples,  # noqa: ARG001
    variant: Variant,  # noqa: ARG001
    spec: Spec,
) -> tuple[bool, Reason, str]:
    """Say that it was measured, or which number of users does not count."""
    parts = [(f"with {count.users} users: ", count) for count in status.counts]
    return judge_levels(parts, status.summary or "", spec.load.max_failure_percent)


def wanted(variant: Variant, spec: Spec) -> tuple[int, int]:  # noqa: ARG001
    """How many segments are measured: each number in each round."""
    settings = spec.scenarios.users
    count = 0 if settings is None else settings.rounds * len(settings.counts)
    return count, count


def done(status: UsersStatus | None) -> int:
    """How many segments were measured."""
    return 0 if status is None else sum(count.segments or 0 for count in status.counts)


def _count(segments: Sequence[LoadSegment], mode: Mode) -> UserCountStatus:
    requests = sum(segment.requests for segment in segments)
    failures, reason = failures_of(segments), invalid_reason(segments)
    status = UserCountStatus(
        users=segments[0].users,
        segments=len(segments),
        requests=requests,
        failures=failure_counts(failures),
        failure_percent=failure_percent(failures, requests),
        throughput_per_second=f"{throughput(segments):.1f}",
        latencies=percentiles([segment.latencies for segment in segments]),
        stream=stream_status(segments, mode),
        schedule_delay_median_microseconds=median_delay_microseconds(segments),
        valid=reason is None,
        invalid_reason=reason,
        closed_loop_note=_NOTE,
    )
    return with_usage(status, segments)


def _described(count: UserCountStatus) -> str:
    stream = count.stream or StreamStatus()
    users = "1 user" if count.users == 1 else f"{count.users} concurrent users"
    parts = [
        part
        for part in (
            _median("first token", stream.time_to_first_token),
            _median("gap", stream.inter_token_latency),
            stream.tokens_per_second and f"{stream.tokens_per_second} tokens/s",
            None if count.valid else "invalid",
        )
        if part
    ]
    return f"{users}: {', '.join(parts) or 'no good response'} (closed loop)"


def _median(what: str, latencies: Sequence[LatencyPercentile]) -> str | None:
    found = next((one for one in latencies if one.percentile == "50"), None)
    return None if found is None else f"{what} p50 {found.microseconds / 1000:.1f} ms"
