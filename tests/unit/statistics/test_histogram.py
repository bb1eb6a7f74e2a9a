import base64
import struct
import zlib
from math import ceil
from random import Random

import pytest
from hdrh.histogram import HdrHistogram
from modelbench.api.values import FormatError
from modelbench.statistics.histogram import Histogram, merge

MICROSECOND, MILLISECOND, SECOND = 1_000, 1_000_000, 1_000_000_000


def durations(count, seed=3):
    generator = Random(seed)
    return [round(generator.lognormvariate(16, 1.5)) for _ in range(count)]


@pytest.mark.parametrize("parts", [2, 3, 16])
def test_parts_that_are_merged_are_the_whole(parts):
    values = durations(5000)
    whole = Histogram.of(values)
    merged = merge(Histogram.of(values[n::parts]) for n in range(parts))
    wanted = [0, 50, 90, 99, 99.9, 100]
    assert merged.count == whole.count == 5000
    assert merged.percentiles_microseconds(wanted) == whole.percentiles_microseconds(wanted)


def test_a_large_part_weighs_more_than_a_small_one():
    """A mean of the parts' percentiles would lie in the middle."""
    fast, slow = Histogram.of([MILLISECOND] * 99), Histogram.of([SECOND])
    assert merge([fast, slow]).percentile_microseconds(50) == 1000


def test_a_percentile_is_off_by_a_thousandth_at_most():
    values = sorted(durations(999))
    for percentile in (10, 50, 90, 99):
        exact = values[ceil(percentile / 100 * 999) - 1] / MICROSECOND
        found = Histogram.of(values).percentile_microseconds(percentile)
        assert found == pytest.approx(exact, rel=0.001, abs=1)


@pytest.mark.parametrize(
    ("percentile", "count", "rank"),
    [(50, 5, 3), (90, 29, 27), (95, 59, 57), (95, 60, 57), (99, 299, 297), (99.9, 2995, 2993)],
)
def test_a_percentile_is_of_the_nearest_rank(percentile, count, rank):
    """The rank is ceil(p * n / 100): at least p percent of the values lie at or below it."""
    values = [MILLISECOND] * (rank - 1) + [SECOND] * (count - rank + 1)
    found = Histogram.of(values).percentile_microseconds(percentile)
    assert found == pytest.approx(1_000_000, rel=0.001)
    later = Histogram.of([MILLISECOND, *values[:-1]]).percentile_microseconds(percentile)
    assert later == 1000


def test_a_product_with_noise_does_not_take_a_rank_too_many():
    """99.9 * 41000 / 100 is 40959.00000000001 in floating point."""
    values = [MILLISECOND] * 40959 + [SECOND] * 41
    assert Histogram.of(values).percentile_microseconds(99.9) == 1000


def test_nothing_recorded_has_no_percentile():
    empty = merge([])
    assert (empty.count, empty.percentile_microseconds(50)) == (0, None)
    assert Histogram.of([]).percentiles_microseconds([50, 99]) == {}


def test_what_is_out_of_range_is_recorded_at_its_edge_and_not_lost():
    histogram = Histogram.of([-5, 0, 7200 * SECOND])
    assert histogram.count == 3
    assert histogram.percentile_microseconds(0) == 1
    hour = 3600 * SECOND / MICROSECOND
    assert histogram.percentile_microseconds(100) == pytest.approx(hour, rel=0.001)


@pytest.mark.parametrize("count", [1, 2, 1000, 20000])
def test_the_mean_is_that_of_the_library(count):
    for seed in range(3):
        found = Histogram.of([*durations(count, seed), 0, 10**13])
        assert found.mean_microseconds == HdrHistogram.decode(found.encoded).get_mean_value()
    assert Histogram.of([]).mean_microseconds == 0


def made(digits=3, highest=3_600_000_000, payload=b"\x02"):
    """An encoded histogram with a header of one's own."""
    inner = struct.pack(">iiiiqqd", 0x1C849313, len(payload), 0, digits, 1, highest, 1.0) + payload
    packed = zlib.compress(inner)
    return base64.b64encode(struct.pack(">ii", 0x1C849314, len(packed)) + packed).decode()


def test_a_histogram_with_the_header_of_ours_is_read():
    assert Histogram(made()).count == 1


GOOD = Histogram.of(durations(100)).encoded
DAMAGED = {
    "nothing": "",
    "no base64": "HISTFAAA!",
    "cut": GOOD[: len(GOOD) // 2 // 4 * 4],
    "letters": GOOD[:40] + "AAAA" + GOOD[44:],
    "no histogram": base64.b64encode(b"x" * 50).decode(),
    "digits": made(digits=5),
    "bounds": made(highest=2**62),
    "too long": made(payload=bytes(1 << 22)),
    "counter": made(payload=b"\xff" * 8),
    "beyond": made(payload=b"\x01\xff\xff\x7f\x02"),
}


@pytest.mark.parametrize("encoded", DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_histogram_is_told_as_such(encoded):
    for read in (
        lambda one: one.count,
        lambda one: one.mean_microseconds,
        lambda one: one.percentile_microseconds(50),
        lambda one: merge([one, one]),
    ):
        with pytest.raises(FormatError):
            read(Histogram(encoded))


def test_one_that_is_merged_is_not_changed():
    one = Histogram.of([MILLISECOND])
    assert merge([one, one]).count == 2
    assert (one.count, Histogram(one.encoded).count) == (1, 1)
