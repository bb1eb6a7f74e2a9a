"""Requests through the endpoint to a runtime that the test plays itself."""

import json
import time

import pytest
from endpoint import endpoint
from modelbench.lambda_endpoint.answers import LIMIT_BYTES

OK = {"statusCode": 200, "body": "done"}


def test_a_request_is_handed_to_the_runtime_and_its_result_is_the_answer():
    with endpoint(timeout_seconds=7) as running:
        request = running.begin(body=b"hello", headers={"X-Trial": "7"})
        status, headers, event = running.next()
        assert (status, event["body"], event["headers"]["X-Trial"]) == (200, "hello", "7")
        assert headers["Lambda-Runtime-Invoked-Function-Arn"].endswith(":function:iris")
        left = int(headers["Lambda-Runtime-Deadline-Ms"]) / 1000 - time.time()
        # Told in whole milliseconds.
        assert 5 < left <= 7.001
        assert event["requestContext"]["requestId"] == headers["Lambda-Runtime-Aws-Request-Id"]
        running.respond(headers, statusCode=201, headers={"X-A": "b"}, body="done")
        answer = request.result()
        assert (answer.status, answer.content, answer.headers["X-A"]) == (201, b"done", "b")


def test_an_answer_tells_how_long_the_runtime_had_it_and_when_it_was_ready():
    with endpoint() as running:
        asked = time.time()
        waiting = running.begin_next()
        time.sleep(0.05)
        request = running.begin()
        _, headers, _ = waiting.result()
        time.sleep(0.1)
        running.respond(headers, **OK)
        answer = request.result()
        assert 100 <= float(answer.headers["Modelbench-Lambda-Duration"]) < 2000
        members = dict(m.split("=") for m in answer.headers["Modelbench-Timing"].split(", "))
        assert float(members["runtime-ready"]) == pytest.approx(asked, abs=1)
        assert float(members["request-received"]) > float(members["runtime-ready"])


def test_one_invocation_at_a_time():
    with endpoint() as running:
        requests = [running.begin(body=str(n).encode()) for n in range(3)]
        for _ in requests:
            _, headers, event = running.next()
            assert running.invocations.finish("another", None, b"") is False
            running.respond(headers, statusCode=200, body=event["body"])
        assert sorted(r.result().content for r in requests) == [b"0", b"1", b"2"]


def test_an_error_of_the_handler_is_502_in_its_words():
    with endpoint() as running:
        request = running.begin()
        _, headers, _ = running.next()
        running.fail(headers, json.dumps({"errorType": "KeyError", "errorMessage": "'a'"}).encode())
        answer = request.result()
        assert (answer.status, json.loads(answer.content)) == (502, {"message": "KeyError: 'a'"})


@pytest.mark.parametrize("payload", [b'"text"', b'{"statusCode": 200, "body": 1}'])
def test_a_result_that_is_no_proxy_result_is_502(payload):
    with endpoint() as running:
        request = running.begin()
        _, headers, _ = running.next()
        path = f"invocation/{headers['Lambda-Runtime-Aws-Request-Id']}/response"
        assert running.post(path, payload) == 202
        assert request.result().status == 502
        assert b"is not a proxy result" in request.result().content


def test_a_result_beyond_lambda_s_limit_is_502():
    with endpoint() as running:
        request = running.begin()
        _, headers, _ = running.next()
        running.respond(headers, statusCode=200, body="x" * LIMIT_BYTES)
        assert request.result().status == 502
        assert b"Lambda allows" in request.result().content


def test_a_request_beyond_lambda_s_limit_is_413():
    with endpoint() as running:
        assert running.send(body=b"x" * (LIMIT_BYTES + 1)).status == 413


def test_a_handler_that_takes_too_long_is_504_and_its_late_result_is_nobody_s():
    with endpoint(timeout_seconds=0.2) as running:
        request = running.begin()
        _, late, _ = running.next()
        assert request.result().status == 504
        running.respond(late, **OK)
        request = running.begin()
        _, headers, _ = running.next()
        running.respond(late, statusCode=500, body="late")
        running.respond(headers, **OK)
        assert request.result().content == b"done"


def test_a_request_that_no_runtime_takes_is_503():
    with endpoint(timeout_seconds=0.1) as running:
        assert running.send().status == 503


def test_a_runtime_that_asks_again_without_an_answer_has_been_restarted():
    with endpoint() as running:
        request = running.begin()
        running.next()
        again = running.begin_next()
        assert request.result().status == 502
        assert b"the runtime ended" in request.result().content
        request = running.begin()
        running.respond(again.result()[1], **OK)
        assert request.result().status == 200


def test_nothing_is_lost_to_a_runtime_that_has_gone():
    with endpoint() as running:
        with running.runtime_connection():
            running.invocations.wait_until_asked()
        request = running.begin()
        _, headers, _ = running.next()
        running.respond(headers, **OK)
        assert request.result().status == 200


def test_only_the_newest_of_two_runtimes_gets_work():
    with endpoint() as running:
        first = running.begin_next()
        running.invocations.wait_until_asked()
        second = running.begin_next()
        assert first.result()[0] == 410
        request = running.begin()
        running.respond(second.result()[1], **OK)
        assert request.result().status == 200


def test_the_readiness_path_is_no_invocation():
    with endpoint() as running:
        assert running.send("GET", "/readyz").status == 200


@pytest.mark.parametrize("path", ["restore/next", "invocation/1/restore", "init/errors"])
def test_another_path_of_the_runtime_api_is_unknown(path):
    with endpoint() as running:
        assert running.post(path, b"{}") == 404


def test_an_answer_to_head_has_no_body():
    with endpoint() as running:
        request = running.begin("HEAD", "/x")
        _, headers, event = running.next()
        running.respond(headers, **OK)
        assert (event["httpMethod"], request.result().content) == ("HEAD", b"")


def test_an_error_of_the_initialization_is_printed(capfd):
    with endpoint() as running:
        report = {"errorType": "Runtime.ImportModuleError", "errorMessage": "No module named 'a'"}
        assert running.post("init/error", json.dumps(report).encode()) == 202
        assert running.invocations.first_asked_at is None
    assert "cannot initialize: Runtime.ImportModuleError: No module" in capfd.readouterr().err
