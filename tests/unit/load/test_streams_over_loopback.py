"""What is told of streams that a server sends at planted instants, over the whole way."""

import time

import pytest
from modelbench.api.scenarios.parts import LoadSegment
from modelbench.instruments.load_runner import make_senders
from modelbench.load.generator import LocalGenerator
from modelbench.scenarios.stream_summary import stream_status
from modelbench.segments.attack import complete_segment
from modelbench.segments.streams import stream_samples
from msgspec.structs import replace

from tests.unit.load.streaming_server import holding_back, streaming
from tests.unit.made.requests import prepared
from tests.unit.made.specs import spec
from tests.unit.made.streams import STREAM

# The first test waits until the program is built, where that has not been done yet.
pytestmark = pytest.mark.timeout(300)
OFFSETS = [n * 40_000_000 for n in range(20)]


@pytest.fixture
def measure(load_program):
    """A segment of requests to a port of loopback."""

    def run(port, offsets=OFFSETS, timeout_seconds=5, users=None):
        requests = {"serverless": prepared(stream=STREAM)}
        generators = [LocalGenerator(str(load_program))]
        sender = make_senders(requests, spec().load, generators)["serverless"]
        url = f"http://127.0.0.1:{port}/v1/chat/completions"
        attack = sender.begin(
            url,
            "model.example",
            offsets,
            now_nanoseconds=time.time_ns(),
            timeout_seconds=timeout_seconds,
            users=users,
        )
        requests = attack.wait()
        due = offsets or [requests[0].intended_nanoseconds - attack.start_nanoseconds]
        segment = complete_segment(LoadSegment("steady", "serverless", 1, 25), requests, due)
        return replace(segment, stream=stream_samples(requests, attack.stream_times))

    return run


def p50(latencies):
    return next(one.microseconds for one in latencies if one.percentile == "50")


def test_planted_first_tokens_and_gaps_are_told(measure):
    with streaming() as port:
        segment = measure(port)
    status = stream_status([segment])
    assert segment.failures == {}
    # Never early, as the headers would be; the server of this test is late on a busy machine.
    # The program's own tests, which know when each token was written, hold it to a millisecond.
    assert 99_000 <= p50(status.time_to_first_token) < 500_000
    assert 3_000 <= p50(status.inter_token_latency) < 50_000
    assert (status.tokens, status.tokens_counted_by) == (400, "Chunks")
    assert status.finding is None
    assert status.instrument_median_microseconds < 100_000


def test_a_proxy_that_holds_four_kilobytes_back_is_found_in_words(measure):
    with streaming(tokens=200, gap_seconds=0.001) as port, holding_back(port) as proxy:
        segment = measure(proxy, OFFSETS[:3])
    assert segment.failures == {}
    finding = stream_status([segment]).finding
    assert "buffered" in finding
    assert "chunks arrive at once" in finding


def test_a_stream_without_end_is_given_up_and_named(measure):
    with streaming(endless=True, gap_seconds=0.01) as port:
        segment = measure(port, OFFSETS[:3], timeout_seconds=1)
    assert segment.failures == {"stream did not end": 3}
    assert segment.stream.tokens == 0


def test_users_send_only_when_their_stream_has_ended(measure):
    users = {"count": 3, "thinkNanoseconds": 0, "durationNanoseconds": 1_000_000_000, "seed": 1}
    with streaming() as port:
        segment = measure(port, [], users=users)
    # A stream takes 195 ms, so that three users have no more than five of them each in a second.
    assert 3 <= segment.requests <= 18
