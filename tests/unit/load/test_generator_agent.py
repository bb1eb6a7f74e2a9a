import json
import threading
from http.client import HTTPConnection

import pytest
from modelbench.load.agent import TOKEN_HEADER, make_server
from modelbench.load.generator import LoadError
from modelbench.load.remote import RemoteGenerator
from modelbench.load.targets import Targets

HOST = "b-serverless.n.svc.cluster.local"
PLAN = {
    "url": "http://10.0.0.1:80/predict",
    "host": HOST,
    "offsetsNanoseconds": [0, 1000],
    "timeoutSeconds": 1,
}
ADDRESSES = {
    "b-serverless.n.svc": frozenset({"10.0.0.1", "fd00::1"}),
    "b-containerized.n.svc": frozenset({"10.0.0.2"}),
}
SERVICES = {"b-serverless.n.svc": True, "b-containerized.n.svc": False}
TOKEN = "a-random-word"


class Fake:
    """Records what it is asked to do."""

    def __init__(self):
        self.plans, self.stops, self.error = [], 0, None

    def attack(self, plan):
        self.plans.append(plan)
        if self.error:
            raise self.error
        return "output\n"

    def stop(self):
        self.stops += 1


@pytest.fixture
def fake():
    return Fake()


@pytest.fixture
def port(fake):
    server = make_server(TOKEN, fake, Targets(SERVICES, ADDRESSES.__getitem__), 0)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


def remote(port, token=TOKEN):
    return RemoteGenerator("127.0.0.1", token, port)


def post(port, headers, body=b""):
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    connection.putrequest("POST", "/attack")
    for name, value in headers.items():
        connection.putheader(name, value)
    connection.endheaders(body)
    response = connection.getresponse()
    connection.close()
    return response.status


def test_a_plan_goes_there_and_its_output_comes_back(fake, port):
    assert remote(port).attack(PLAN) == "output\n"
    assert fake.plans == [PLAN]


def test_no_more_is_read_than_the_results_of_a_plan_can_be(fake, port):
    fake.attack = lambda plan: "x" * (1 << 20)
    with pytest.raises(LoadError, match="more than 67584 bytes came back"):
        remote(port).attack(PLAN)
    assert len(remote(port).attack({**PLAN, "maxAnswersBytes": 1 << 20})) == 1 << 20


def test_a_stop_is_passed_on(fake, port):
    remote(port).stop()
    assert (fake.stops, fake.plans) == (1, [])


def test_who_does_not_know_the_token_is_refused(fake, port):
    with pytest.raises(LoadError, match="403"):
        remote(port, "another").attack(PLAN)
    with pytest.raises(LoadError, match="403"):
        remote(port, "").stop()
    assert (fake.plans, fake.stops) == ([], 0)


@pytest.mark.parametrize("headers", [{}, {TOKEN_HEADER: "wr\xf6ng"}])
def test_no_token_and_a_strange_one_are_refused_with_an_answer(fake, port, headers):
    assert post(port, headers) == 403
    assert fake.plans == []


@pytest.mark.parametrize("length", [str((64 << 20) + 1), "0", "-1"])
def test_a_plan_that_is_too_large_is_refused_before_it_is_read(fake, port, length):
    assert post(port, {TOKEN_HEADER: TOKEN, "Content-Length": length}) == 413
    assert fake.plans == []


@pytest.mark.parametrize("body", [b"{", b"\xff"])
def test_what_is_no_plan_is_an_error_of_its_own(port, body):
    headers = {TOKEN_HEADER: TOKEN, "Content-Length": str(len(body))}
    assert post(port, headers, body) == 500


def test_a_failure_over_there_is_a_failure_here_with_its_words(fake, port):
    fake.error = LoadError("modelbench-load ended with 2: url: is missing")
    with pytest.raises(LoadError, match="500: modelbench-load ended with 2: url: is missing"):
        remote(port).attack(PLAN)


def test_a_pod_that_does_not_answer_is_named(fake, port):
    fake.error = SystemError("lost")
    with pytest.raises(LoadError, match=r"generator 127\.0\.0\.1"):
        remote(port).attack(PLAN)


def test_readiness_needs_no_token(port):
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    connection.request("GET", "/")
    assert connection.getresponse().status == 200
    connection.close()


def test_a_large_plan_arrives_whole(fake, port):
    plan = {**PLAN, "offsetsNanoseconds": list(range(0, 200_000_000, 1000))}
    assert len(json.dumps(plan)) > 1_000_000
    remote(port).attack(plan)
    assert fake.plans == [plan]


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("http://10.0.0.1/", HOST),
        ("http://[fd00::1]:80/", HOST),
        ("http://10.0.0.2:80/v1?x=y", "b-containerized.n.svc"),
        ("http://10.0.0.2:80/", "models.example.com"),
    ],
)
def test_it_sends_to_the_services_of_its_benchmark(fake, port, url, host):
    plan = {**PLAN, "url": url, "host": host}
    assert remote(port).attack(plan) == "output\n"
    assert fake.plans == [plan]


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("http://169.254.169.254:80/latest/meta-data", HOST),
        ("http://10.0.0.1:8080/", HOST),
        ("https://10.0.0.1:80/", HOST),
        ("http://10.0.0.1:80@10.0.0.9/", HOST),
        ("http://10.0.0.1/", "another.n.svc.cluster.local"),
        ("http://10.0.0.1/", "b-serverless.n.svcx"),
        ("http:///", ""),
    ],
)
def test_it_sends_nowhere_else(fake, port, url, host):
    with pytest.raises(LoadError, match=r"403: .*is not an address of this benchmark's Services"):
        remote(port).attack({**PLAN, "url": url, "host": host})
    assert fake.plans == []


def test_a_name_that_is_not_known_yet_is_looked_up_again():
    known = {}
    targets = Targets(SERVICES, lambda name: known.get(name, frozenset()))
    targets.prepare()
    with pytest.raises(ValueError, match=r"10\.0\.0\.1"):
        targets.check(PLAN)
    known.update(ADDRESSES)
    targets.check(PLAN)
    known.clear()
    targets.check(PLAN)
