import tracemalloc
from functools import partial

import pytest
from modelbench.segments.content import content_failure, parse_json_path
from modelbench.segments.sent_requests import read_results
from modelbench.statistics.histogram import Histogram

from tests.unit.made.attacks import MILLISECOND, SECOND, START, output, result, segment

POST = 'Post "http://10.96.7.7:80/predict": '


def judge(json_path):
    return None if json_path is None else partial(content_failure, json_path)


def failure(json_path=None, **fields):
    (request,) = read_results(output(result(0, **fields)), [0], 200, judge(json_path))
    return request.failure


def test_each_line_belongs_to_its_offset_and_counts_from_the_programs_own_start():
    text = output(result(3 * MILLISECOND, 5 * MILLISECOND), result(SECOND), started=START)
    first, second = read_results(text, [0, SECOND], 200)
    assert (first.intended_nanoseconds, second.intended_nanoseconds) == (START, START + SECOND)
    assert first.schedule_delay_nanoseconds == 3 * MILLISECOND
    assert first.service_nanoseconds == 5 * MILLISECOND
    assert first.latency_nanoseconds == 8 * MILLISECOND


def test_an_attack_that_was_stopped_has_the_first_requests_alone():
    assert len(read_results(output(result(0)), [0, SECOND, 2 * SECOND], 200)) == 1
    assert read_results(output(), [0, SECOND], 200) == []


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        ("context deadline exceeded (Client.Timeout exceeded while awaiting headers)", "timeout"),
        ("dial tcp 10.96.7.7:80: i/o timeout", "timeout"),
        ("read tcp 10.1.1.1:4->10.96.7.7:80: read: connection timed out", "timeout"),
        ("dial tcp 10.96.7.7:80: connect: connection refused", "connection refused"),
        ("EOF", "connection closed"),
        ("read tcp 10.1.1.1:4->10.96.7.7:80: read: connection reset by peer", "connection closed"),
        ("write tcp 10.1.1.1:4->10.96.7.7:80: write: broken pipe", "connection closed"),
        ("dial tcp 10.96.7.7:80: connect: no route to host", "no response"),
    ],
)
def test_a_request_without_a_response_is_told_by_what_went_wrong(error, kind):
    assert failure(code=0, error=POST + error) == kind


def test_a_body_that_breaks_off_is_told_although_its_error_names_no_url():
    assert failure(code=0, error="unexpected EOF") == "connection closed"


def test_the_words_of_a_path_are_not_taken_for_what_went_wrong():
    error = 'Post "http://10.96.7.7:80/reset/Timeout": dial tcp 10.96.7.7:80: connect: '
    assert failure(code=0, error=error + "connection refused") == "connection refused"
    assert failure(code=0, error=error + "no route to host") == "no response"


def test_another_status_is_a_failure_of_its_own_kind():
    assert failure(code=503, error="503 Service Unavailable") == "status 503"
    assert failure(code=204) == "status 204"
    assert failure(code=200) is None


def test_an_error_may_be_what_is_expected():
    (request,) = read_results(output(result(0, code=404, error="404 Not Found")), [0], 404)
    assert request.failure is None


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b'{"predictions": [{"label": 3}]}', None),
        (b'{"predictions": []}', "wrong response"),
        (b'{"error": "out of memory"}', "wrong response"),
        (b'{"predictions": 5}', "wrong response"),
        (b"<html>", "wrong response"),
        (b"\xff\xfe", "wrong response"),
        (b"", "wrong response"),
    ],
)
def test_a_response_in_which_the_json_path_finds_nothing_is_wrong(body, kind):
    assert failure(parse_json_path("$.predictions[0].label"), body=body) == kind


def test_a_large_response_can_be_checked():
    body = b'{"pad": "' + b"x" * 1_000_000 + b'", "label": 1}'
    assert failure(parse_json_path("$.label"), body=body) is None


def test_large_responses_are_looked_at_one_by_one():
    body = b'{"pad": "' + b"x" * 100_000 + b'", "label": 1}'
    text, path = output(*[result(0, body=body)] * 100), parse_json_path("$.label")
    tracemalloc.start()
    requests = read_results(text, [0] * 100, 200, judge(path))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [request.failure for request in requests] == [None] * 100
    assert peak < len(text) / 4


def test_a_line_break_within_an_error_ends_no_result():
    text = output(result(0, code=0, error="EOF\nafter a break"), result(SECOND))
    assert [r.failure for r in read_results(text, [0, SECOND], 200)] == ["connection closed", None]


@pytest.mark.parametrize(
    "text", ["", "panic: x\n", "{}\n1,200,5\n", '{"startedNanoseconds": 1}\n1']
)
def test_what_the_program_did_not_print_is_a_value_error(text):
    with pytest.raises(ValueError, match=r".+"):
        read_results(text, [0], 200)


@pytest.mark.parametrize(
    ("headers", "nanoseconds"),
    [
        (b"Modelbench-Lambda-Duration: 1.234\r\n\r\n", 1_234_000),
        (b"modelbench-lambda-duration: 12\r\n\r\n", 12 * MILLISECOND),
        (b"Modelbench-Lambda-Duration: soon\r\n\r\n", None),
        (b"Modelbench-Lambda-Duration: -1\r\n\r\n", None),
        (b"", None),
    ],
)
def test_the_time_of_a_lambda_function_is_read_from_its_response(headers, nanoseconds):
    (request,) = read_results(output(result(0, headers=headers)), [0], 200)
    assert request.handler_nanoseconds == nanoseconds


def test_the_times_of_a_lambda_function_are_those_of_good_responses():
    found = segment([10 * MILLISECOND] * 4, failures=[(3, "status 502")], handler=MILLISECOND)
    assert Histogram(found.handler_times).count == 3
    assert segment([10 * MILLISECOND]).handler_times == ""


def test_failures_stay_in_the_denominator_and_out_of_the_latencies():
    slow = [10 * MILLISECOND] * 3 + [SECOND]
    found = segment(slow, failures=[(3, "timeout")])
    assert (found.requests, found.failed, found.failures) == (4, 1, {"timeout": 1})
    assert Histogram(found.latencies).count == 3
    assert Histogram(found.latencies).percentile_microseconds(100) < 11_000
    assert Histogram(found.schedule_delays).count == 4


def test_each_second_counts_the_requests_that_were_due_in_it():
    found = segment([MILLISECOND] * 5, rate=2, failures=[(4, "status 500")])
    assert [second.requests for second in found.seconds] == [2, 2, 1]
    assert [second.failures for second in found.seconds] == [0, 0, 1]
    assert (found.seconds[0].p95, found.seconds[2].p95) == (1000, None)


def test_an_attack_of_which_nothing_was_sent_stays_empty():
    found = segment([])
    assert (found.requests, found.latencies, found.seconds) == (0, "", ())
