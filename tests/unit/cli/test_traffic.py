"""``modelbench traffic``: a profile of requests that were recorded."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml
from modelbench.api.choices import TrafficProfile
from modelbench.api.trace_text import parse_trace
from modelbench.api.values import parse
from modelbench.cli import prometheus_range

from tests.unit.cli.console import Cluster, invoke

CSV = "timestamp\n2026-01-31T08:00:00Z\n2026-01-31T08:00:01.5Z\n2026-01-31T08:10:00Z\n"


def traffic(*words):
    return invoke(Cluster(), "traffic", *words)


def written(result):
    """The ConfigMap, the profile in its comments, and the trace that both make."""
    assert result.exit_code == 0, result.output
    config_map = yaml.safe_load(result.stdout)
    comments = (line[1:] for line in result.stdout.splitlines() if line.startswith("#   "))
    (document,) = yaml.safe_load("\n".join(comments))
    profile = parse(TrafficProfile, document, "profile")
    source = profile.trace
    assert source.config_map_key_ref.name == config_map["metadata"]["name"]
    text = config_map["data"][source.config_map_key_ref.key]
    return config_map, parse_trace(text, source.interval_seconds, source.duration_seconds)


@pytest.fixture
def saved(tmp_path):
    def save(text, name="My Trace.csv"):
        path = tmp_path / name
        path.write_text(text)
        return str(path)

    return save


def test_a_file_becomes_a_config_map_that_holds_the_same_trace(saved):
    result = traffic("from-csv", saved(CSV), "--duration", "1h", "-n", "n")
    config_map, trace = written(result)
    assert config_map["metadata"] == {"name": "my-trace", "namespace": "n"}
    assert trace == parse_trace(CSV, duration_seconds=3600)


def test_counts_stay_counts(saved):
    _, trace = written(traffic("from-csv", saved("3\n0\n7\n"), "--interval", "60s"))
    assert trace == parse_trace("0,3\n60,0\n120,7\n")


def test_requests_are_counted_where_that_is_asked_for(saved):
    words = ("--count-by", "5m", "--duration", "15m", "--name", "x")
    config_map, trace = written(traffic("from-csv", saved(CSV), *words))
    assert config_map["metadata"] == {"name": "x"}
    assert (trace.counts, trace.interval_seconds) == ((2, 0, 1), 300)


def test_the_summary_says_what_the_trace_is(saved):
    lines = traffic("from-csv", saved(CSV), "--duration", "1h", "--window", "10m").stderr
    assert "3 requests in 60 min: 2,190 a month" in lines
    assert "the longest 50 min" in lines
    assert "33.3% of the gaps are longer than 10 min" in lines


def test_the_summary_of_counts_says_what_is_not_known(saved):
    lines = traffic("from-csv", saved("36\n36\n"), "--interval", "1h").stderr
    assert "gaps within an interval of 60 min are not known" in lines
    assert "% to 100% of the gaps are longer than 60 s" in lines


@pytest.mark.parametrize(
    ("text", "options", "words"),
    [
        ("0\nsoon\n", (), "My Trace.csv: line 2: timestamp soon is neither"),
        ("0\n1\n", ("--duration", "0"), "--duration 0 is shorter"),
        ("count\n1\n", (), "needs --interval"),
        ("0,1\n60,1\n", ("--count-by", "60s"), "--count-by needs timestamps"),
        ("0\n100000\n", ("--count-by", "1s"), "makes 200,000 intervals"),
        (
            "\n".join(map(str, range(50_001))),
            (),
            "at most 50,000 lines and 1016 KiB, and this one has 50,001",
        ),
    ],
)
def test_a_file_that_is_no_trace_ends_with_2_and_its_line(saved, text, options, words):
    result = traffic("from-csv", saved(text), *options)
    assert result.exit_code == 2
    assert words in result.output


class Server:
    """A Prometheus that answers each range query from ``value``, and notes what it was asked."""

    def __init__(self, value, series=1, status=200, body=None):
        self.asked, self.headers = [], []
        seen = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                fields = {k: v[0] for k, v in parse_qs(urlsplit(self.path).query).items()}
                seen.asked.append(fields)
                seen.headers.append(self.headers)
                answer = body if body is not None else json.dumps(_answer(fields, value, series))
                self.send_response(status)
                self.end_headers()
                self.wfile.write(answer.encode())

            def log_message(self, *_):
                pass

        self._server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self):
        self._server.shutdown()
        self._server.server_close()


def _answer(fields, value, series):
    first, last, step = (int(fields[name]) for name in ("start", "end", "step"))
    instants = range(first, last + 1, step)
    values = [[at, str(value(at))] for at in instants if value(at) is not None]
    found = [{"metric": {"pod": str(n)}, "values": values} for n in range(series)]
    return {"status": "success", "data": {"resultType": "matrix", "result": found}}


@pytest.fixture
def server(request):
    servers = []

    def start(*words, **settings):
        servers.append(Server(*words, **settings))
        return servers[-1]

    yield start
    for one in servers:
        one.close()


RANGE = ("--query", "q", "--start", "600", "--end", "900")


def ask(server, *words):
    return traffic("from-prometheus", "--url", server.url, *RANGE, *words)


def test_each_interval_is_the_increase_until_its_end(server):
    """The value at 660 counts from 600 to 660, the first minute that was asked for."""
    found = server(lambda at: (at - 600) // 60)
    _, trace = written(ask(found))
    assert (trace.counts, trace.interval_seconds) == ((1, 2, 3, 4, 5), 60)
    assert found.asked == [{"query": "q", "start": "660", "end": "900", "step": "60"}]


def test_extrapolated_values_become_whole_and_keep_their_sum(server):
    _, trace = written(ask(server(lambda _: 1.3)))
    assert set(trace.counts) == {1, 2}
    assert sum(trace.counts) == 7


def test_an_interval_without_a_sample_is_0_and_told(server):
    result = ask(server(lambda at: None if at == 720 else 2))
    assert written(result)[1].counts == (2, 0, 2, 2, 2)
    assert "1 of 5 intervals have no sample and count as 0" in result.stderr


def test_a_long_range_is_asked_in_parts(server, monkeypatch):
    monkeypatch.setattr(prometheus_range, "_POINTS_A_QUERY", 2)
    found = server(lambda at: (at - 600) // 60)
    assert written(ask(found))[1].counts == (1, 2, 3, 4, 5)
    assert [one["start"] for one in found.asked] == ["660", "780", "900"]


def test_headers_and_a_token_are_sent_and_not_told(server, tmp_path):
    (tmp_path / "token").write_text("secret\n")
    found = server(lambda _: 1)
    result = ask(found, "--header", "X-Scope-OrgID: team", "--token-file", str(tmp_path / "token"))
    assert found.headers[0]["Authorization"] == "Bearer secret"
    assert found.headers[0]["X-Scope-OrgID"] == "team"
    assert "secret" not in result.output


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"value": lambda _: 1, "series": 2}, "returns 2 series, not one: wrap it in sum"),
        ({"value": lambda _: "NaN"}, "is NaN, which is not a count"),
        ({"value": lambda _: -1}, "is -1, which is not a count"),
        ({"value": lambda _: 0}, "the values of the query are not a trace: it has no requests"),
        (
            {"value": lambda _: 1, "series": 0},
            "the query returns no samples: does its metric exist",
        ),
        (
            {"value": None, "status": 404, "body": "<html>not here"},
            "is not Prometheus: it responds",
        ),
        (
            {"value": None, "status": 400, "body": '{"status":"error","error":"parse error"}'},
            "Prometheus rejects the query: parse error",
        ),
        ({"value": None, "body": '{"status":"success","data":[]}'}, "not that of a range query"),
    ],
)
def test_what_prometheus_says_is_told(server, settings, words):
    result = ask(server(**settings))
    assert result.exit_code == 2
    assert words in result.output


def test_no_answer_is_no_bad_input():
    result = traffic("from-prometheus", "--url", "http://127.0.0.1:1", *RANGE)
    assert result.exit_code == 1
    assert "no response from http://127.0.0.1:1" in result.output


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--url", "prometheus:9090", *RANGE), "is not like http://prometheus:9090"),
        (("--url", "http://x", *RANGE, "--step", "2h"), "there are 0 steps"),
        (("--url", "http://x", *RANGE, "--start", "10d", "--end", "0s", "--step", "1s"), "steps"),
        (("--url", "http://x", *RANGE, "--header", "Bearer"), "is not like 'Name: value'"),
        (("--url", "http://x", *RANGE, "--start", "soon"), "soon is not a time like"),
    ],
)
def test_a_question_that_cannot_be_asked(words, told):
    result = traffic("from-prometheus", *words)
    assert result.exit_code == 2
    assert told in result.output
