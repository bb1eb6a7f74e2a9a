"""Streams as gauges, of every scenario that sends load; ``rate`` or ``users`` is empty."""

from modelbench.api.scenarios.streams import StreamStatus
from modelbench.metrics.families import MICRO, Declared, Families, Labels

_LOAD = ("variant", "rate", "users")

DECLARED: Declared = {
    "modelbench_time_to_first_token_seconds": (
        "Percentile of the time from a request's intended send time to its first chunk with "
        "content.",
        (*_LOAD, "percentile"),
    ),
    "modelbench_inter_token_latency_seconds": (
        "Percentile of the gaps between two chunks with content.",
        (*_LOAD, "percentile"),
    ),
    "modelbench_tokens_per_second": (
        "Tokens per second: of one user after the first token (user), or of all responses "
        "together (variant).",
        (*_LOAD, "of"),
    ),
    "modelbench_stalls": ("Gaps longer than stallMilliseconds.", _LOAD),
    "modelbench_instrument_delay_seconds": (
        "How late the load generator itself timestamps bytes.",
        (*_LOAD, "percentile"),
    ),
}


def add_streams(
    families: Families, variant: Labels, status: StreamStatus | None, rate: str, users: str = ""
) -> None:
    """Add the streams of one load; ``variant`` are the labels up to its name."""
    if status is None:
        return
    labels = (*variant, rate, users)
    for name, latencies in (
        ("modelbench_time_to_first_token_seconds", status.time_to_first_token),
        ("modelbench_inter_token_latency_seconds", status.inter_token_latency),
    ):
        for one in latencies:
            families.add(name, (*labels, one.percentile), one.microseconds, MICRO)
    tokens = "modelbench_tokens_per_second"
    families.add(tokens, (*labels, "user"), status.tokens_per_second_per_user)
    families.add(tokens, (*labels, "variant"), status.tokens_per_second)
    families.add("modelbench_stalls", labels, status.stalls)
    delay = "modelbench_instrument_delay_seconds"
    families.add(delay, (*labels, "50"), status.instrument_median_microseconds, MICRO)
    families.add(delay, (*labels, "99"), status.instrument_p99_microseconds, MICRO)
