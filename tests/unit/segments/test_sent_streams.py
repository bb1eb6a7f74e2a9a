import pytest
from modelbench.segments.sent_streams import read_streams, stream_settings, together
from modelbench.segments.streams import stream_samples
from modelbench.segments.validity import invalid_reason
from modelbench.statistics.histogram import Histogram

from tests.unit.made.attacks import MILLISECOND, START
from tests.unit.made.streams import line, stream_output, stream_segment, streamed


def read(*lines, **head):
    return read_streams(stream_output(*lines, **head), 200)


def test_a_first_token_counts_from_the_instant_at_which_its_request_was_due():
    (request,), _ = read(line(0, first=100, sent=7 * MILLISECOND))
    assert request.intended_nanoseconds == START
    assert request.time_to_first_token_nanoseconds == 107 * MILLISECOND
    assert request.failure is None


def test_without_usage_the_chunks_with_content_are_the_tokens():
    (told, counted), _ = read(line(usage=7), line(usage=-1))
    assert (told.tokens, counted.tokens) == (7, 20)
    samples = stream_samples([told, counted], read()[1])
    assert (samples.usage_streams, samples.differing_streams, samples.tokens) == (1, 1, 27)


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"failure": "stream did not end", "error": "i/o timeout"}, "stream did not end"),
        ({"error": "dial tcp: connection refused", "status": 0}, "connection refused"),
        ({"error": "read: i/o timeout", "status": 0}, "timeout"),
        ({"status": 503}, "status 503"),
    ],
)
def test_what_went_wrong_is_a_failure_of_its_kind(fields, kind):
    (request,), times = read(line(**fields))
    assert request.failure == kind
    assert stream_samples([request], times).streams == 0


def test_gaps_and_the_own_share_of_several_generators_are_those_of_all():
    parts = [read(gaps=[[5000, 3]], instrument=[[20, 1]])[1], read(gaps=[[400_000, 1]])[1]]
    samples = stream_samples([streamed()], together(parts))
    gaps = Histogram(samples.gaps)
    assert gaps.count == 4
    assert gaps.percentile_microseconds(50) == pytest.approx(5000, rel=0.001)
    assert gaps.percentile_microseconds(100) == pytest.approx(400_000, rel=0.001)
    assert Histogram(samples.instrument_delays).count == 101


@pytest.mark.parametrize("text", ["", "[]", "{}", stream_output({"due": 1})])
def test_what_is_no_output_of_the_program_is_told(text):
    with pytest.raises(ValueError, match="not the load program's output"):
        read_streams(text, 200)


def test_a_load_program_that_is_late_itself_makes_a_segment_invalid():
    assert invalid_reason([stream_segment(late=900)]) is None
    assert "was late by 1.2 ms" in invalid_reason([stream_segment(late=1200)])


def test_users_are_divided_among_generators():
    users = {"count": 3, "durationNanoseconds": 1}
    parts = [stream_settings({"format": "f"}, users, number, 4)["stream"] for number in range(4)]
    assert [part["users"] and part["users"]["count"] for part in parts] == [1, 1, 1, None]
    assert stream_settings(None, None, 0, 1) == {}
