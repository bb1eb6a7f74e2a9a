"""The endpoint's two servers on free ports of this machine, and a runtime that a test drives."""

import http.client
import json
import socket
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Thread

from modelbench.lambda_endpoint.invocations import Invocations
from modelbench.lambda_endpoint.servers import RequestServer, RuntimeServer

API = "/2018-06-01/runtime"
WAIT_SECONDS = 20


class Endpoint:
    """Both ends of it."""

    def __init__(self, timeout_seconds, runtime_port, request_port):
        self.invocations = Invocations(timeout_seconds)
        self._runtime_port, self._request_port = runtime_port, request_port
        self._pool = ThreadPoolExecutor(8)

    def next(self):
        """A runtime's question for its next invocation: status, headers, event."""
        answer = _exchange(self._runtime_port, "GET", f"{API}/invocation/next")
        return answer.status, answer.headers, json.loads(answer.content or b"null")

    def begin_next(self):
        return self._pool.submit(self.next)

    def post(self, path, payload):
        """A runtime's report; its status."""
        return _exchange(self._runtime_port, "POST", f"{API}/{path}", payload).status

    def respond(self, taken, /, **result):
        path = f"invocation/{taken['Lambda-Runtime-Aws-Request-Id']}/response"
        assert self.post(path, json.dumps(result).encode()) == 202

    def fail(self, headers, payload):
        path = f"invocation/{headers['Lambda-Runtime-Aws-Request-Id']}/error"
        assert self.post(path, payload) == 202

    def send(self, method="POST", path="/predict", body=None, headers=None):
        return _exchange(self._request_port, method, path, body, headers)

    def begin(self, *arguments, **fields):
        """A request whose answer is to come."""
        return self._pool.submit(self.send, *arguments, **fields)

    @contextmanager
    def runtime_connection(self):
        """A runtime that asks for an invocation, and goes without taking it."""
        with socket.create_connection(("127.0.0.1", self._runtime_port)) as connection:
            request = f"GET {API}/invocation/next HTTP/1.1\r\nHost: a\r\n\r\n"
            connection.sendall(request.encode())
            yield


@contextmanager
def endpoint(timeout_seconds=WAIT_SECONDS, readiness_path="/readyz"):
    """A running endpoint whose port for requests is open already."""
    address = ("127.0.0.1", 0)
    with socket.create_server(address) as one, socket.create_server(address) as two:
        running = Endpoint(timeout_seconds, one.getsockname()[1], two.getsockname()[1])
        servers = (
            RuntimeServer(one, running.invocations, "iris"),
            RequestServer(two, running.invocations, readiness_path),
        )
        threads = [Thread(target=s.serve_forever, kwargs={"poll_interval": 0.02}) for s in servers]
        for thread in threads:
            thread.start()
        try:
            yield running
        finally:
            for server, thread in zip(servers, threads, strict=True):
                server.shutdown()
                thread.join()


def _exchange(port, method, path, body=None, headers=None):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=WAIT_SECONDS)
    try:
        connection.request(method, path, body=body, headers=headers or {})
        answer = connection.getresponse()
        answer.content = answer.read()
        return answer
    finally:
        connection.close()
