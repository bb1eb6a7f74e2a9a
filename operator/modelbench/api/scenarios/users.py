"""Users at once: what is asked for, and what is told. Stored are LoadSegments."""

from typing import Annotated

from modelbench.api.bounds import most, text
from modelbench.api.scenarios.parts import LatencyPercentile, LoadStatus
from modelbench.api.scenarios.streams import StreamStatus
from modelbench.api.values import DecimalText, Value


class Users(Value, frozen=True):
    """A closed loop: each user waits for the end of its response, thinks, and sends again."""

    counts: tuple[int, ...]
    think_time_milliseconds: int
    duration_seconds: int
    warm_up_seconds: int
    rounds: int


class UserCountStatus(LoadStatus, frozen=True, kw_only=True):
    """All segments with so many users. ``closed_loop_note`` says what its percentiles leave out.

    Usage is as of a steady rate.
    """

    users: int
    segments: int | None = None
    throughput_per_second: DecimalText | None = None
    latencies: Annotated[tuple[LatencyPercentile, ...], most(8, "percentile")] = ()
    stream: StreamStatus | None = None
    closed_loop_note: Annotated[str, text(1024)] | None = None
    cpu_millicores: int | None = None
    memory_mebibytes: int | None = None
    cpu_limit_millicores: int | None = None
    cpu_limit_percent: int | None = None
    missing_reason: Annotated[str, text(1024)] | None = None


class UsersStatus(Value, frozen=True):
    """The numbers of users of one variant, ascending."""

    summary: Annotated[str, text(512)] | None = None
    counts: Annotated[tuple[UserCountStatus, ...], most(10, "users")] = ()
