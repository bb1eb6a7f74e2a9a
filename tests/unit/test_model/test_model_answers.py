import json
import time

import pytest
from model_process import ask, connected, running


def test_every_method_and_path_is_answered_and_the_body_is_read():
    with running() as (_, port), connected(port) as connection:
        for method, path in (("POST", "/predict"), ("PUT", "/a?b=c"), ("DELETE", "/")):
            answer, body = ask(connection, method, path, b"x" * 10)
            assert answer.status == 200
            assert json.loads(body) == {"status": 200, "method": method, "path": path}
        assert ask(connection, "HEAD")[1] == b""


@pytest.mark.parametrize("status", ["204", "404"])
def test_each_answer_has_the_status_that_was_set(status):
    with running(STATUS=status) as (_, port), connected(port) as connection:
        assert [ask(connection)[0].status for _ in range(3)] == [int(status)] * 3


def test_an_answer_without_content_says_nothing_of_its_length():
    with running(STATUS="204") as (_, port), connected(port) as connection:
        answer, body = ask(connection)
    assert body == b""
    assert "Content-Length" not in answer.headers


def test_answers_take_the_service_time_and_little_more():
    with running(SERVICE_TIME_SECONDS="0.02") as (_, port), connected(port) as connection:
        ask(connection)
        began = time.monotonic()
        for _ in range(20):
            ask(connection, "POST", "/predict", b"{}")
        per_answer = (time.monotonic() - began) / 20
    assert 0.02 <= per_answer < 0.05


def test_a_model_of_images_refuses_what_is_none_and_is_ready_all_the_same():
    png = b"\x89PNG\r\n\x1a\n\x00\xff"
    with running(PNG_ONLY="1") as (_, port), connected(port) as connection:
        statuses = [ask(connection, "POST", "/", body)[0].status for body in (png, b"", b"{}", png)]
        assert statuses == [200, 415, 415, 200]
        assert ask(connection, "GET", "/readyz")[0].status == 200
