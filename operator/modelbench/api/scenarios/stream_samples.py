"""What is stored of responses that are streams of chunks."""

from modelbench.api.values import Value


class StreamSamples(Value, frozen=True):
    """The good streams of one segment: encoded histograms and sums.

    ``first_tokens`` count from the instants at which requests were due; ``gaps`` lie between two
    chunks with content; ``token_times`` are those of a stream from its first chunk to its last, for
    each token after the first. ``instrument_delays`` tell how late the load program itself stamped
    bytes of its own meanwhile. ``usage_streams`` told how many tokens they had, and
    ``differing_streams`` of them had another number of chunks. ``arrivals`` are the instants at
    which content came, however many chunks did so at once.
    """

    first_tokens: str = ""
    gaps: str = ""
    token_times: str = ""
    instrument_delays: str = ""
    streams: int = 0
    tokens: int = 0
    chunks: int = 0
    usage_streams: int = 0
    differing_streams: int = 0
    arrivals: int = 0
    body_bytes: int = 0
    stalls: int = 0
    stalled_streams: int = 0
