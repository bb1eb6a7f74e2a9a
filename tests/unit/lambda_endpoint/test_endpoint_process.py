"""The endpoint as a process of its own, alone and with the sample's handler in AWS's runtime."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[3]
ENDPOINT = [sys.executable, "-S", "-P", "-c", "import modelbench.lambda_endpoint.__main__"]
RUNTIME = [sys.executable, "-m", "awslambdaric"]
HANDLER = "inference_image.handler.lambda_handler"
DEADLINE_SECONDS = 20


class Pod:
    """Two processes that find each other as the containers of a pod do."""

    def __init__(self):
        self.port, runtime_port = free_port(), free_port()
        self._environment = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join(
                [str(REPOSITORY / "operator"), os.environ.get("PYTHONPATH", "")]
            ),
            "PORT": str(self.port),
            "AWS_LAMBDA_RUNTIME_API": f"127.0.0.1:{runtime_port}",
            "AWS_LAMBDA_FUNCTION_NAME": "iris",
            "MODELBENCH_LAMBDA_TIMEOUT_SECONDS": "10",
            "MODELBENCH_LAMBDA_READINESS_PATH": "/readyz",
        }
        self._runtime_port = runtime_port
        self.processes = []

    def start(self, command):
        process = subprocess.Popen(
            command,
            cwd=REPOSITORY,
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.processes.append(process)
        return process

    def start_endpoint(self):
        process = self.start(ENDPOINT)
        until(lambda: connects(self._runtime_port))
        return process

    def is_open(self):
        return connects(self.port)

    def ask(self, method, path, body=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=DEADLINE_SECONDS)
        try:
            connection.request(method, path, body=body)
            answer = connection.getresponse()
            answer.content = answer.read()
            return answer
        finally:
            connection.close()


@contextmanager
def started_pod():
    pod = Pod()
    try:
        yield pod
    finally:
        for process in pod.processes:
            process.kill()
            process.wait()
            process.stdout.close()


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def connects(port):
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except ConnectionRefusedError:
        return False
    return True


def until(condition):
    deadline = time.monotonic() + DEADLINE_SECONDS
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_no_port_is_open_for_requests_before_the_runtime_has_initialized():
    with started_pod() as pod:
        pod.start_endpoint()
        time.sleep(0.3)
        assert not pod.is_open()


def test_it_ends_at_sigterm():
    with started_pod() as pod:
        endpoint = pod.start_endpoint()
        endpoint.send_signal(signal.SIGTERM)
        assert endpoint.wait(DEADLINE_SECONDS) == 0


@pytest.mark.timeout(120)
def test_the_sample_s_handler_runs_unchanged_and_ends_with_the_endpoint():
    with started_pod() as pod:
        endpoint = pod.start_endpoint()
        runtime = pod.start([*RUNTIME, HANDLER])
        until(pod.is_open)
        assert pod.ask("GET", "/readyz").status == 200
        body = json.dumps({"features": [5.1, 3.5, 1.4, 0.2]})
        for _ in range(3):
            answer = pod.ask("POST", "/predict", body)
            assert (answer.status, json.loads(answer.content)) == (200, {"prediction": [0]})
            assert float(answer.headers["Modelbench-Lambda-Duration"]) > 0
            for member in ("process-started", "model-loaded", "runtime-ready", "request-received"):
                assert f"{member}=" in answer.headers["Modelbench-Timing"]
        assert pod.ask("POST", "/predict", "{}").status == 400
        endpoint.send_signal(signal.SIGTERM)
        # As process 1 of its container it hears no SIGTERM.
        assert runtime.wait(DEADLINE_SECONDS) == 1


@pytest.mark.timeout(120)
def test_a_handler_that_cannot_be_imported_ends_the_runtime_and_no_port_opens():
    with started_pod() as pod:
        endpoint = pod.start_endpoint()
        runtime = pod.start([*RUNTIME, "absent.lambda_handler"])
        words, _ = runtime.communicate(timeout=DEADLINE_SECONDS)
        assert runtime.returncode == 1
        assert "Unable to import module 'absent'" in words
        assert not pod.is_open()
        endpoint.kill()
        words, _ = endpoint.communicate()
        assert "cannot initialize: Runtime.ImportModuleError" in words
