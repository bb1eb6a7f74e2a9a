"""How far the distribution of measured starts may be off, in its tail above all.

The interval of their median moves all starts by one factor. What users' 99th percentile is made of
is often one of the slowest starts, of which a few were seen: each quantile has an interval of its
own, so the starts may lie as low as all lower ends, or as high as all upper ones.
"""

from collections.abc import Sequence

from modelbench.statistics.quantile_interval import quantile_ranks


def bands_of(samples: Sequence[float]) -> tuple[tuple[float, ...], ...]:
    """The lower and the upper ends of the quantiles' intervals of 95%, from samples in order.

    One for each sample, in the middle of its share. Where an end is open it is the least or the
    greatest sample: of what lies beyond nothing is known. Empty without samples that differ.
    """
    count = len(samples)
    if not count or samples[0] == samples[-1]:
        return ()
    shares = [(place + 0.5) / count for place in range(count)]
    ranks = [quantile_ranks(count, share) for share in shares]
    lower = tuple(samples[(low or 1) - 1] for low, _ in ranks)
    upper = tuple(samples[(high or count) - 1] for _, high in ranks)
    return lower, upper
