"""Raw samples of a replay, beside those of any load."""

from modelbench.api.values import Value


class ReplayBlock(Value, frozen=True):
    """The requests that were due in one of as many equally long parts of a stretch.

    ``cold`` counts those that found no pod; ``latencies`` is the encoded histogram of the good ones
    from their due instants, empty where there was none. ``busy_nanoseconds`` is how long any
    request was under way in that part, None of samples that do not tell.
    """

    requests: int = 0
    cold: int = 0
    latencies: str = ""
    busy_nanoseconds: int | None = None


class ReplaySamples(Value, frozen=True):
    """One stretch: how long it was, and when its last pod was gone, both since its begin.

    Of a variant that keeps pods the latter is the end of the stretch.
    """

    duration_nanoseconds: int
    ended_nanoseconds: int
    blocks: tuple[ReplayBlock, ...] = ()
