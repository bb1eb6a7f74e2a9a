import json
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from cluster.programs import LOAD, Builder
from cluster.settings import load_settings
from cluster.shell import Shell


@pytest.fixture(scope="session")
def load_program():
    """The load generator as it is shipped, built when its sources have changed."""
    shell = Shell(load_settings())
    version = shell.run(["go", "env", "GOVERSION"]).strip()
    return Builder(shell, version).build(LOAD) / "load"


@dataclass
class Target:
    """A model server that records what it is sent, and what it is to do."""

    url: str = ""
    status: int = 200
    answer: bytes = b'{"prediction": 1}'
    seconds: float = 0.0
    headers: dict[str, str] = field(default_factory=dict)
    requests: list[dict] = field(default_factory=list)
    connections: int = 0


@pytest.fixture
def target() -> Iterator[Target]:
    target = Target()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        # One write for each answer: the second of two would wait for the first's acknowledgement.
        wbufsize = -1

        def setup(self):
            super().setup()
            target.connections += 1

        def do_POST(self):
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            seen = {"path": self.path, "body": body, "headers": dict(self.headers)}
            target.requests.append({**seen, "method": self.command})
            time.sleep(target.seconds)
            self.send_response(target.status)
            self.send_header("Content-Length", str(len(target.answer)))
            self.send_header("Location", "/elsewhere")
            for name, value in target.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(target.answer)

        def log_message(self, *arguments):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    target.url = f"http://127.0.0.1:{server.server_port}/predict"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield target
    server.shutdown()
    thread.join()
    server.socket.close()


@pytest.fixture
def plan(target):
    """The plan of a few requests, with some fields changed."""

    def make(**changes):
        fields = {
            "url": target.url,
            "host": "model.example",
            "method": "POST",
            "headers": {"Content-Type": "application/json"},
            "bodies": [],
            "timeoutSeconds": 5,
            "maxConnections": 8,
            "maxBodyBytes": 0,
            "maxAnswersBytes": 1 << 20,
            "startNanoseconds": 0,
            "offsetsNanoseconds": [0, 10_000_000, 20_000_000],
        }
        return json.dumps(fields | changes)

    return make


@pytest.fixture
def send(load_program):
    """Runs the program to its end with a plan."""

    def run(text):
        return subprocess.run([load_program], input=text, capture_output=True, text=True)

    return run
