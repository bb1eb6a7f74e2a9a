"""What is told of responses that are streams of chunks."""

from enum import StrEnum
from typing import Annotated

from modelbench.api.bounds import most, text
from modelbench.api.scenarios.parts import LatencyPercentile, SteadyDifference
from modelbench.api.values import DecimalText, Value


class TokenCount(StrEnum):
    """By what tokens were counted."""

    USAGE = "Usage"
    CHUNKS = "Chunks"
    BOTH = "Both"


class StreamMetric(StrEnum):
    """The durations of a stream that variants are compared by."""

    TIME_TO_FIRST_TOKEN = "timeToFirstToken"  # noqa: S105
    INTER_TOKEN_LATENCY = "interTokenLatency"  # noqa: S105


class StreamStatus(Value, frozen=True):
    """The good streams of one load. ``finding`` says in words when a stream comes in lumps.

    Tokens a second are those of one user, from its first chunk to its last, and those of all
    responses of the variant together. The instrument's own share is how late the load program was.
    """

    streams: int | None = None
    time_to_first_token: Annotated[tuple[LatencyPercentile, ...], most(8, "percentile")] = ()
    inter_token_latency: Annotated[tuple[LatencyPercentile, ...], most(8, "percentile")] = ()
    tokens_per_second_per_user: DecimalText | None = None
    tokens_per_second_per_user_lower: DecimalText | None = None
    tokens_per_second_per_user_upper: DecimalText | None = None
    tokens_per_second: DecimalText | None = None
    tokens_per_second_lower: DecimalText | None = None
    tokens_per_second_upper: DecimalText | None = None
    tokens: int | None = None
    tokens_counted_by: TokenCount | None = None
    differing_streams: int | None = None
    stalls: int | None = None
    stalled_streams: int | None = None
    instrument_median_microseconds: int | None = None
    instrument_p99_microseconds: int | None = None
    finding: Annotated[str, text(1024)] | None = None


class StreamDifference(SteadyDifference, frozen=True, kw_only=True):
    """The same of a duration of streams."""

    metric: StreamMetric
