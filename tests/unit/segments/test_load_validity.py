import pytest
from modelbench.api.scenarios.parts import LoadSegment
from modelbench.api.scenarios.stream_samples import StreamSamples
from modelbench.segments.attack import complete_segment
from modelbench.segments.validity import attained_ratio, invalid_reason, median_delay_microseconds
from modelbench.statistics.histogram import Histogram
from msgspec.structs import replace

from tests.unit.made.attacks import MICROSECOND, MILLISECOND, SECOND, segment, sent


def attack(delay=0, rate=100, count=1000, **fields):
    return segment([MILLISECOND] * count, rate=rate, delay=delay, **fields)


def stretched(factor, seconds=10, **fields):
    """An attack of a planned span of ``seconds`` that took ``factor`` times as long."""
    planned = seconds * SECOND
    spans = {
        "planned_span_nanoseconds": planned,
        "fitted_span_nanoseconds": round(planned * factor),
    }
    return replace(attack(**fields), **spans)


@pytest.mark.parametrize(("delay", "valid"), [(0, True), (9_900, True), (10_000, False)])
def test_a_median_delay_of_ten_milliseconds_is_invalid(delay, valid):
    reason = invalid_reason([attack(delay * MICROSECOND)])
    assert (reason is None) is valid
    assert valid or "median schedule delay is 10.0 ms" in reason


def of_streams(delay, own_share):
    """An attack of streams, sent late by a load program that reads late, in microseconds."""
    own = Histogram.of([own_share * MICROSECOND] * 100).encoded
    return replace(attack(delay * MICROSECOND), stream=StreamSamples(instrument_delays=own))


@pytest.mark.parametrize(
    ("delay", "own_share", "valid"),
    [(900, 900, True), (1_100, 30, False), (30, 1_100, False)],
    ids=["neither", "sent late", "read late"],
)
def test_of_streams_neither_sending_nor_reading_may_be_late_by_a_millisecond(
    delay, own_share, valid
):
    reason = invalid_reason([of_streams(delay, own_share)])
    assert (reason is None) is valid
    assert valid or "the load generator itself was late by 1.1 ms" in reason


@pytest.mark.parametrize(("late", "valid"), [(49, True), (51, False)])
def test_of_streams_one_look_in_a_hundred_may_be_late_by_less_than_a_stall(late, valid):
    own = Histogram.of([30 * MICROSECOND] * 980 + [late * MILLISECOND] * 20).encoded
    reason = invalid_reason([replace(attack(), stream=StreamSamples(instrument_delays=own))])
    assert (reason is None) is valid
    assert valid or "in 1% of samples" in reason


def test_a_few_late_requests_do_not_make_an_attack_invalid():
    mixed = [attack(20 * MILLISECOND, count=400), attack(0, count=600)]
    assert median_delay_microseconds(mixed) == 1
    assert invalid_reason(mixed) is None


@pytest.mark.parametrize("factor", [0.98, 1.02])
def test_a_rate_that_is_off_by_more_than_a_hundredth_is_invalid(factor):
    reason = invalid_reason([stretched(factor)])
    assert f"{100 / factor:.1f}% of the planned one" in reason
    assert invalid_reason([stretched(1 + (factor - 1) / 2.5)]) is None


def paced(delays, rate=5):
    """An attack at a constant rate, each of whose requests left as late as told."""
    offsets = [number * SECOND // rate for number in range(len(delays))]
    requests = [sent(at, delay=delay) for at, delay in zip(offsets, delays, strict=True)]
    return complete_segment(LoadSegment("steady", "serverless", 1, rate), requests, offsets)


@pytest.mark.parametrize("late", [0, -1], ids=["first", "last"])
def test_one_late_request_does_not_make_a_rate_invalid(late):
    delays = [0] * 27
    delays[late] = 120 * MILLISECOND
    assert invalid_reason([paced(delays)]) is None


def test_a_generator_that_falls_behind_more_and_more_is_invalid():
    behind = paced([number * 3 * MILLISECOND for number in range(51)])
    assert attained_ratio([behind]) == pytest.approx(200 / 203)
    # So far behind that half of the requests are 75 ms late, which is told first.
    assert "median schedule delay" in invalid_reason([behind])
    caught_up = paced([number * 3 * MILLISECOND for number in range(-25, 26)])
    assert "98.5% of the planned one" in invalid_reason([caught_up])


def test_a_span_too_short_to_tell_a_rate_is_not_judged_by_it():
    assert invalid_reason([stretched(1.05, seconds=4)]) is None
    assert invalid_reason([stretched(1.05, seconds=5)]) is not None


def test_the_rate_is_that_of_all_segments_together():
    parts = [stretched(1.02), stretched(1.0), stretched(1.0)]
    assert attained_ratio(parts) == pytest.approx(30 / 30.2)
    assert invalid_reason(parts) is None


def test_failed_requests_count_for_what_was_sent():
    failed = attack(20 * MILLISECOND, failures=[(n, "timeout") for n in range(1000)])
    assert "schedule delay is 20.0 ms" in invalid_reason([failed])


def test_nothing_sent_supports_nothing():
    assert invalid_reason([segment([])]) == invalid_reason([]) == "no request was sent"


def test_a_single_request_has_no_rate():
    assert attained_ratio([attack(count=1)]) is None
    assert invalid_reason([attack(count=1)]) is None
