import base64
import csv
import io
import json
import signal
import statistics
import subprocess
import time

import pytest

from cluster.programs import LOAD, STREAMING_MODEL
from cluster.shell import wait_until

# The first test waits until the program is built, where that has not been done yet.
pytestmark = pytest.mark.timeout(300)
TIMESTAMP, CODE, LATENCY, BYTES_IN, ERROR, BODY, SEQUENCE, HEADERS = 0, 1, 2, 4, 5, 6, 8, 11


def results(output):
    """The start and the rows of an output."""
    head, _, rows = output.partition("\n")
    return json.loads(head)["startedNanoseconds"], list(csv.reader(io.StringIO(rows)))


def encoded(*bodies):
    return [base64.b64encode(body).decode() for body in bodies]


@pytest.mark.parametrize("group", [LOAD, STREAMING_MODEL], ids=lambda group: group.name)
def test_the_own_tests_of_a_program_pass(group):
    command = ["go", "test", "-mod=readonly", "-vet=all", "./..."]
    done = subprocess.run(command, cwd=group.folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_each_line_is_the_result_of_its_offset(send, plan, target):
    offsets = [n * 5_000_000 for n in range(60)]
    done = send(plan(offsetsNanoseconds=offsets))
    assert (done.returncode, done.stderr) == (0, "")
    started, rows = results(done.stdout)
    assert [int(row[SEQUENCE]) for row in rows] == list(range(60))
    assert {row[CODE] for row in rows} == {"200"}
    delays = [
        int(row[TIMESTAMP]) - started - offset for row, offset in zip(rows, offsets, strict=True)
    ]
    assert min(delays) >= 0
    # Far more than it takes on a quiet machine, and far less than a generator that is behind.
    assert statistics.median(delays) < 20_000_000
    assert len(target.requests) == 60


def test_the_attack_begins_at_the_planned_instant(send, plan):
    start = time.time_ns() + 300_000_000
    started, rows = results(send(plan(startNanoseconds=start)).stdout)
    assert started == start
    assert int(rows[0][TIMESTAMP]) >= start


def test_a_request_is_what_the_plan_says(send, plan, target):
    send(plan(bodies=encoded(b"one", b"two"), headers={"x-trial": "7"}))
    assert sorted(request["body"] for request in target.requests) == [b"one", b"one", b"two"]
    for request in target.requests:
        assert (request["method"], request["path"]) == ("POST", "/predict")
        assert request["headers"]["Host"] == "model.example"
        assert request["headers"]["X-Trial"] == "7"
        # The server would spend time on it, and so would the client.
        assert "Accept-Encoding" not in request["headers"]


@pytest.mark.parametrize(("limit", "kept"), [(0, b""), (4, b'{"pr'), (1000, b'{"prediction": 1}')])
def test_as_much_of_an_answer_as_asked_for_is_printed(send, plan, limit, kept):
    _, rows = results(send(plan(maxBodyBytes=limit)).stdout)
    for row in rows:
        assert base64.b64decode(row[BODY]) == kept
        assert row[HEADERS] == ""


def test_answers_that_are_together_too_large_end_the_attack(send, plan, target):
    offsets = [0, 1_000_000, 2_000_000, 3_600_000_000_000]
    done = send(plan(maxBodyBytes=1000, maxAnswersBytes=50, offsetsNanoseconds=offsets))
    assert (done.returncode, done.stdout) == (4, "")
    assert "50 bytes" in done.stderr
    assert len(target.requests) == 3


def test_of_each_answer_only_what_is_kept_counts(send, plan):
    for limit in (1000, 17, 5, 0):
        together = 3 * min(limit, 17)
        assert send(plan(maxBodyBytes=limit, maxAnswersBytes=together)).returncode == 0


def test_of_the_headers_only_how_long_a_lambda_function_ran_is_printed(send, plan, target):
    target.headers = {"Modelbench-Lambda-Duration": "1.234", "X-Other": "1"}
    _, rows = results(send(plan()).stdout)
    for row in rows:
        printed = base64.b64decode(row[HEADERS])
        assert printed == b"Modelbench-Lambda-Duration: 1.234\r\n\r\n"


def test_a_redirect_is_an_answer_like_any_other(send, plan, target):
    target.status = 302
    _, rows = results(send(plan()).stdout)
    assert [row[CODE] for row in rows] == ["302"] * 3
    assert len(target.requests) == 3


@pytest.mark.parametrize(("kept", "words"), [(0, "deadline exceeded"), (1000, "exceeded")])
def test_a_request_that_takes_too_long_is_given_up(send, plan, target, kept, words):
    target.seconds = 1
    _, rows = results(send(plan(timeoutSeconds=0.1, maxBodyBytes=kept)).stdout)
    for row in rows:
        assert row[CODE] == "0"
        assert words in row[ERROR]
        assert 100_000_000 <= int(row[LATENCY]) < 900_000_000


def test_no_more_requests_are_under_way_than_allowed_and_the_delay_shows(send, plan, target):
    target.seconds = 0.2
    started, rows = results(send(plan(maxConnections=1)).stdout)
    assert int(rows[2][TIMESTAMP]) - started >= 400_000_000


def test_connections_are_kept_but_made_anew_each_second(send, plan, target):
    # For the first of them stays with one pod, whatever others there are by then.
    offsets = [n * 25_000_000 for n in range(90)]
    send(plan(offsetsNanoseconds=offsets, maxConnections=1))
    assert len(target.requests) == 90
    assert 2 <= target.connections <= 10


def test_a_plan_without_requests_has_no_results(send, plan):
    done = send(plan(offsetsNanoseconds=[]))
    assert (done.returncode, results(done.stdout)[1]) == (0, [])


def test_a_stop_ends_the_attack_and_prints_what_was_sent(load_program, plan, target):
    hour = 3_600_000_000_000
    with subprocess.Popen(
        [load_program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        process.stdin.write(plan(offsetsNanoseconds=[0, 1_000_000, hour]))
        process.stdin.close()
        assert wait_until(lambda: len(target.requests) == 2, 20, 0.01)
        process.send_signal(signal.SIGTERM)
        output = process.stdout.read()
        assert process.wait(20) == 3
    _, rows = results(output)
    assert [row[SEQUENCE] for row in rows] == ["0", "1"]


@pytest.mark.parametrize(
    ("field", "value"),
    [("url", "https://model.example"), ("timeoutSeconds", "5"), ("offsetsNanoseconds", [2, 1])],
)
def test_a_bad_plan_is_refused_by_the_name_of_the_field(send, plan, target, field, value):
    done = send(plan(**{field: value}))
    assert (done.returncode, done.stdout) == (2, "")
    assert field in done.stderr
    assert not target.requests
