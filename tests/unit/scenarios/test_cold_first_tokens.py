from modelbench.api.scenarios.cold_start import ColdStart, Instant, Stamp
from modelbench.scenarios.cold_start.first_token import first_token_status
from modelbench.scenarios.cold_start.phases import explained_nanoseconds, phases_of

from tests.unit.made.trials import MILLISECOND, START, stamps, trial

ASKED = ColdStart(10, 20, 10, lanes=1, timeout_seconds=60)


def streamed(order=1, *, received=True, headers=1835, first=2300, answered=2500, warm=60):
    """A cold start of a stream, with its turns in milliseconds after the request was due."""
    found = stamps()
    for instant, offset in (
        (Instant.HEADERS_RECEIVED, headers),
        (Instant.FIRST_TOKEN, first),
        (Instant.ANSWERED, answered),
    ):
        found[instant] = Stamp(START + offset * MILLISECOND, f"source of {instant}", 0)
    if not received:
        del found[Instant.REQUEST_RECEIVED]
    return trial(
        order=order,
        stamps=found,
        repeated_headers_nanoseconds=5 * MILLISECOND,
        repeated_first_token_nanoseconds=warm * MILLISECOND,
    )


def trials(**fields):
    return [streamed(n, first=2300 + n, **fields) for n in range(10)]


def test_the_phases_of_a_stream_go_on_to_its_first_token_and_add_up():
    for received in (True, False):
        one = streamed(received=received)
        by_name = {phase.name: phase for phase in phases_of(one)}
        assert by_name["firstToken"].nanoseconds == 465 * MILLISECOND
        assert by_name["generation"].nanoseconds == 200 * MILLISECOND
        assert explained_nanoseconds(one) == one.total_nanoseconds


def test_a_first_token_counts_from_the_instant_at_which_the_request_was_due():
    status = first_token_status(trials(), ASKED)
    assert status.median_milliseconds in (2304, 2305)
    assert status.median_lower_milliseconds <= 2304 <= status.median_upper_milliseconds
    assert (status.minimum_milliseconds, status.maximum_milliseconds) == (2300, 2309)


def test_what_the_first_request_takes_longer_than_the_next_is_the_models():
    status = first_token_status(trials(), ASKED)
    assert status.first_request_milliseconds in (414, 415)
    assert status.first_request_lower_milliseconds is not None
    assert status.first_request_counted_from == "the receipt of the request"
    assert "defers work to its first request" in status.first_request_message


def test_a_request_that_waited_for_its_pod_is_compared_from_its_headers_on():
    status = first_token_status(trials(received=False), ASKED)
    assert status.first_request_counted_from == "the headers of the response"
    assert status.first_request_milliseconds in (414, 415)


def test_a_model_that_is_as_quick_at_its_first_request_is_not_accused():
    status = first_token_status(trials(warm=470), ASKED)
    assert status.first_request_message is None
    assert status.first_request_milliseconds in (4, 5)


def test_other_responses_have_no_first_token():
    assert first_token_status([trial(order=n) for n in range(10)], ASKED) is None
    assert "firstToken" not in {phase.name for phase in phases_of(trial())}
