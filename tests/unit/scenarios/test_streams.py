import pytest
from modelbench.api.samples import Samples
from modelbench.api.scenarios.streams import StreamMetric, TokenCount
from modelbench.scenarios.steady.summary import summarize
from modelbench.scenarios.stream_differences import stream_differences
from modelbench.scenarios.stream_summary import stream_status
from modelbench.scenarios.users.summary import summarize as summarize_users
from modelbench.statistics.histogram import Histogram
from msgspec.structs import replace

from tests.unit.made.attacks import MILLISECOND
from tests.unit.made.load_runs import SCENARIOS
from tests.unit.made.measured import segment_on
from tests.unit.made.sessions import variant
from tests.unit.made.specs import spec
from tests.unit.made.streams import STREAM, stream_segment

ROUNDS = range(1, 7)
MODEL = {"image": "example.com/model:1", "request": {"stream": STREAM}}


def rounds(**fields):
    return [stream_segment(round=number, **fields) for number in ROUNDS]


def test_a_rate_tells_first_tokens_gaps_and_tokens_with_their_intervals():
    status = stream_status(rounds())
    first = {one.percentile: one for one in status.time_to_first_token}
    gaps = {one.percentile: one for one in status.inter_token_latency}
    for found, microseconds in ((first["50"], 100_000), (gaps["99"], 5000)):
        assert found.microseconds == pytest.approx(microseconds, rel=0.001)
        assert found.lower_microseconds <= found.microseconds <= found.upper_microseconds
    assert float(status.tokens_per_second_per_user) == pytest.approx(200, rel=0.001)
    # 60 streams of 20 tokens; the last is due after 5.9 s and takes 195 ms.
    assert float(status.tokens_per_second) == pytest.approx(60 * 20 / 6.095, rel=0.001)
    assert status.tokens_per_second_lower is not None
    assert (status.tokens, status.tokens_counted_by) == (7200, TokenCount.USAGE)
    assert status.instrument_median_microseconds == 30


def test_a_rate_of_other_responses_tells_nothing_of_streams():
    samples = Samples(segments=(segment_on("serverless", 20),))
    (rate,) = summarize(samples, variant(), spec(scenarios=SCENARIOS)).rates
    assert rate.stream is None


def test_tokens_that_no_server_counts_are_told_as_chunks():
    assert stream_status(rounds(usage=False)).tokens_counted_by is TokenCount.CHUNKS
    mixed = [*rounds(usage=False), *rounds()]
    assert stream_status(mixed).tokens_counted_by is TokenCount.BOTH


def test_chunks_that_come_in_lumps_are_found_in_words():
    assert stream_status(rounds(arrivals=15)).finding is None
    finding = stream_status(rounds(arrivals=2)).finding
    assert "buffered: 10 chunks arrive at once, about 500 bytes" in finding


@pytest.mark.parametrize(("name", "found"), [("serverless", True), ("containerized", False)])
def test_streams_that_knative_cuts_off_at_once_are_found_in_words(name, found):
    samples = Samples(
        segments=tuple(
            replace(one, failures={"stream cut off": 1, "stream cut off before content": 2})
            for one in rounds(variant=name)
        )
    )
    (rate,) = summarize(samples, variant(name), spec(model=MODEL, scenarios=SCENARIOS)).rates
    assert (rate.stream.finding is not None) is found
    assert not found or "12 of 360 streams were cut off before any" in rate.stream.finding


def test_variants_are_compared_round_by_round():
    slower = rounds(first=103, gap=5)
    faster = rounds(first=100, gap=5, variant="containerized")
    samples = Samples(segments=(*slower, *faster))
    found = {
        (one.metric, one.percentile): one
        for one in stream_differences(samples, ["serverless", "containerized"], [10])
    }
    first = found[StreamMetric.TIME_TO_FIRST_TOKEN, "50"]
    assert first.difference_microseconds == pytest.approx(3000, abs=200)
    assert first.lower_microseconds <= first.difference_microseconds <= first.upper_microseconds
    assert found[StreamMetric.INTER_TOKEN_LATENCY, "99"].difference_microseconds == 0


def test_users_at_once_say_that_theirs_is_a_closed_loop():
    asked = spec(model=MODEL, scenarios={"users": {"counts": [8]}})
    samples = Samples(segments=tuple(rounds(scenario="users", rate=10, users=8)))
    status = summarize_users(samples, variant(), asked)
    (count,) = status.counts
    assert (count.users, count.segments, count.valid) == (8, 6, True)
    assert count.closed_loop_note.startswith("closed loop")
    assert "8 concurrent users" in status.summary
    assert "closed loop" in status.summary


@pytest.mark.parametrize(
    ("late", "count", "words"),
    [(2, 1000, "2.0 ms in the median"), (51, 20, "51 ms in 1% of samples")],
    ids=["median", "99th percentile"],
)
def test_users_of_a_load_program_that_is_late_do_not_count(late, count, words):
    own = Histogram.of([30_000] * 980 + [late * MILLISECOND] * count).encoded
    one = stream_segment(scenario="users", users=8)
    late_one = replace(one, stream=replace(one.stream, instrument_delays=own))
    asked = spec(model=MODEL, scenarios={"users": {"counts": [8]}})
    (found,) = summarize_users(Samples(segments=(late_one,)), variant(), asked).counts
    assert found.valid is False
    assert words in found.invalid_reason
