"""A server repeats what it is sent in all its errors, and no value of a Secret is told anywhere."""

import base64
import gzip
import json
import logging
import threading
from dataclasses import replace as replace_fields
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from modelbench.api.benchmark import parse_benchmark
from modelbench.api.names import Names
from modelbench.api.reasons import BenchmarkError
from modelbench.api.samples import Samples
from modelbench.api.variants import variants_of
from modelbench.cli.junit import junit_xml
from modelbench.controller.status import StatusBuilder
from modelbench.instruments import first_response, prepared_request
from modelbench.instruments.evidence import collect
from modelbench.instruments.first_response import check_response
from modelbench.instruments.http_request import Target, send
from modelbench.instruments.load_runner import LoadRunner
from modelbench.load.generator import LoadError
from modelbench.runner import run
from modelbench.view.html.render import render_report
from modelbench.view.markdown import result_markdown
from modelbench.view.text import result_text
from msgspec.structs import replace

from tests.unit.made import specs
from tests.unit.runner.observed import attempt, context
from tests.unit.runner.test_kept_samples import ConfigMap

TOKEN, BODY = "s3cr3t-t0ken-of-a-user", "b0dy-that-is-secret"
FILES = {"token": f"Bearer {TOKEN}".encode(), "body": BODY.encode()}


def key(name):
    return {"secretKeyRef": {"name": "keys", "key": name}}


REQUEST = {
    "headers": [{"name": "Authorization", "valueFrom": key("token")}],
    "bodyFrom": key("body"),
}
MODEL = {"image": "example.com/model:1", "request": REQUEST}


class Echo(BaseHTTPRequestHandler):
    """Answers with an error that has all that came."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        answer = f"denied: {self.headers['Authorization']} {body.decode()}".encode()
        self.server.seen.append(answer)
        self.send_response(500)
        self.send_header("Content-Length", str(len(answer)))
        self.send_header("X-Echo", self.headers["Authorization"])
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_):
        pass


@pytest.fixture
def echo():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Echo)
    server.seen = []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def kept(echo, monkeypatch):
    """What a run leaves whose cold trial and whose check are answered so."""
    target = Target("127.0.0.1", echo.server_port, "model.example")

    def measure(ours):
        asked = ours._context.requests["serverless"]
        response = send(target, asked, 5, ours._context.clock)
        seen = context([])
        seen.request_of = lambda _: asked
        evidence = collect(seen, [], replace_fields(attempt(), response=response))
        ours._save_samples(Samples(trials=(evidence.trial,)), "cold starts")
        check_response(ours._context, ours._context.variants[0], target)

    monkeypatch.setattr(run.Run, "_measure", measure)
    monkeypatch.setattr(first_response, "_NETWORK_SECONDS", 0)
    monkeypatch.setattr(prepared_request, "_read_file", lambda path: FILES[path.rpartition("/")[2]])
    found = ConfigMap()
    run.execute(found, Names("n", "b"), specs.document(model=MODEL))
    assert TOKEN in echo.seen[-1].decode()
    assert BODY in echo.seen[-1].decode()
    return found


def ended(kept):
    """The benchmark with the status that follows."""
    found = parse_benchmark(specs.document(model=MODEL))
    builder = StatusBuilder(found, datetime(2026, 1, 1, tzinfo=UTC))
    builder.progress(kept.progress)
    builder.updated(kept.progress)
    builder.failed(kept.progress.reason, kept.progress.message)
    return replace(found, status=builder.status)


def hidden(text):
    return TOKEN not in text and BODY not in text and TOKEN[3:] not in text


def test_neither_progress_nor_samples_nor_logs_tell_it(kept, caplog, capfd):
    caplog.set_level(logging.DEBUG)
    binary = base64.b64decode(kept.document["binaryData"]["samples.json.gz"])
    assert "denied: ***" in kept.progress.message
    assert kept.samples.trials[0].message.endswith("denied: *** ***")
    assert hidden(json.dumps(kept.document["data"]))
    assert hidden(gzip.decompress(binary).decode())
    assert hidden(caplog.text)
    assert hidden("".join(capfd.readouterr()))


def test_neither_status_nor_any_page_tells_it(kept):
    benchmark = ended(kept)
    assert "denied: ***" in benchmark.succeeded.message
    assert hidden(repr(benchmark))
    assert hidden(result_text(benchmark))
    assert hidden(result_markdown(benchmark))
    assert hidden(junit_xml([benchmark]))
    assert hidden(render_report(benchmark, kept.document["binaryData"]))


def test_what_is_prepared_has_no_secret_in_its_representation(kept):
    read = {"/etc/modelbench/secrets/keys/" + name: value for name, value in FILES.items()}
    variants = variants_of(specs.spec(model=MODEL))
    found = prepared_request.prepare_all(None, Names("n", "b"), variants, read.__getitem__)
    found = found["serverless"]
    assert found.headers["Authorization"] == f"Bearer {TOKEN}"
    assert hidden(repr(found))


def test_a_generator_that_fails_with_it_does_not_tell_it(kept):
    found = prepared_request.prepare_all(
        None,
        Names("n", "b"),
        variants_of(specs.spec(model=MODEL)),
        lambda path: FILES[path.rpartition("/")[2]],
    )

    class Failed:
        def wait(self):
            raise LoadError(f"headers: Bearer {TOKEN} is no header")

    seen = context([])
    seen.redaction = found["serverless"].redaction
    with pytest.raises(BenchmarkError) as failure:
        LoadRunner(seen, None).wait(Failed())
    assert hidden(failure.value.message)
