"""However many benchmarks there are: a scrape is small, and made only when something changed."""

import gzip
import socket
import threading
import time
from contextlib import contextmanager
from http.client import HTTPConnection

import pytest
from modelbench.controller.choice import choose
from modelbench.controller.exposition import Exposition
from modelbench.controller.kept import keep
from modelbench.controller.metrics_server import serve_metrics
from modelbench.controller.store import Store
from modelbench.serving.bounded import BoundedHandler, BoundedServer
from prometheus_client.parser import text_string_to_metric_families

from tests.unit.controller.memory_api import MEASURING, parsed
from tests.unit.controller.test_reconciler import FINISHED
from tests.unit.made.decided import decided

MANY = 1 << 30


def ended(name, day=1, namespace="n", series=""):
    status = {**FINISHED, "completionTime": f"2026-01-{day:02}T00:00:00Z"}
    labels = {"labels": {"modelbench.dev/series": series}} if series else {}
    metadata = {**labels, "namespace": namespace}
    return parsed(name, status=status, metadata=metadata)


def chosen(*benchmarks, room):
    """The names of those that are told when there is room for so many."""
    kept = [keep(benchmark) for benchmark in benchmarks]
    size = max(one.size for one in kept)
    return {one.benchmark.metadata.name for one in choose(kept, room * size)}


def test_all_are_told_when_there_is_room():
    assert chosen(ended("a"), ended("b"), room=2) == {"a", "b"}


def test_the_newest_are_told_and_those_that_have_not_ended_before_them():
    old, new = ended("old", 1), ended("new", 2)
    measuring = parsed("measuring", status=MEASURING)
    assert chosen(old, new, room=1) == {"new"}
    assert chosen(old, new, measuring, room=2) == {"new", "measuring"}


def test_the_newest_of_each_series_is_told_first():
    several = [ended(f"a{day}", day, series="a") for day in (3, 4, 5)]
    assert chosen(*several, ended("b", 1, series="b"), room=2) == {"a5", "b"}


def test_the_many_benchmarks_and_series_of_a_namespace_hide_none_of_another():
    many = [ended(f"a{day}", day, series=f"s{day}") for day in range(2, 9)]
    assert chosen(*many, ended("b", 1, namespace="other"), room=2) == {"a8", "b"}


def test_one_that_is_too_large_makes_way_for_others():
    large = ended("large-" + "x" * 200, 9)
    small = ended("b", 1)
    kept = [keep(large), keep(small)]
    assert choose(kept, kept[1].size) == [kept[1]]


def values(page):
    families = text_string_to_metric_families(page.text.decode())
    return {one.name: one.value for family in families for one in family.samples if not one.labels}


def test_how_many_are_left_out_is_told():
    store = Store()
    for number in range(5):
        store.put(ended(f"b{number}", number + 1))
    size = store.all_kept()[0].size
    assert values(Exposition(store, MANY).page())["modelbench_benchmarks_left_out"] == 0
    page = Exposition(store, 2 * size).page()
    assert values(page)["modelbench_benchmarks_left_out"] == 3
    assert page.text.count(b"modelbench_benchmark_info{") == 2


def test_the_text_is_made_once_for_each_change():
    store = Store()
    store.put(ended("a"))
    exposition = Exposition(store, MANY)
    page = exposition.page()
    store.put(ended("a"))
    store.begin_list()
    store.end_list([keep(ended("a"))])
    assert exposition.page() is page
    for change in (
        lambda: store.put(ended("b")),
        lambda: store.remove(("n", "b")),
        lambda: (store.begin_list(), store.end_list([])),
    ):
        change()
        assert exposition.page() is not page
        page = exposition.page()


def test_little_is_kept_of_a_benchmark():
    kept = keep(decided())
    assert (kept.benchmark.status.variants, kept.benchmark.spec.traffic) == ((), ())
    assert len(kept.exported) < kept.size / 8


@contextmanager
def serving(server):
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()


def get(port, **headers):
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    connection.request("GET", "/metrics", headers=headers)
    response = connection.getresponse()
    data = response.read()
    connection.close()
    return response.headers, data


def test_a_scrape_has_results_and_the_operators_own_metrics_zipped_or_not():
    store = Store()
    store.put(ended("a"))
    with serving(serve_metrics(Exposition(store, MANY), 0)) as port:
        _, plain = get(port)
        headers, zipped = get(port, **{"Accept-Encoding": "gzip"})
    assert headers["Content-Encoding"] == "gzip"
    for text in (plain, gzip.decompress(zipped)):
        names = {family.name for family in text_string_to_metric_families(text.decode())}
        assert {"modelbench_benchmark_info", "modelbench_reconcile_errors"} <= names


def idle(port):
    return socket.create_connection(("127.0.0.1", port), timeout=5)


def test_connections_that_say_nothing_keep_nobody_out():
    with serving(serve_metrics(Exposition(Store(), MANY), 0)) as port:
        silent = [idle(port) for _ in range(100)]
        assert get(port)[1]
        # The oldest were cut off: they read the end of their connection.
        assert silent[0].recv(1) == b""
        for connection in silent:
            connection.close()


class Slow(BoundedHandler):
    timeout = 0.2

    def do_GET(self):  # noqa: N802
        self.server.trust(self.connection)
        time.sleep(0.5)
        self.respond(200, b"done")


@pytest.fixture
def slow():
    server = BoundedServer(0, Slow, most_strangers=2)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with serving(server) as port:
        yield port


def test_a_connection_that_is_silent_for_too_long_is_closed(slow):
    with idle(slow) as connection:
        began = time.monotonic()
        assert connection.recv(1) == b""
        assert 0.1 < time.monotonic() - began < 3


def test_one_that_is_trusted_is_not_cut_off_for_strangers(slow):
    connection = HTTPConnection("127.0.0.1", slow, timeout=5)
    connection.request("GET", "/")
    time.sleep(0.1)
    strangers = [idle(slow) for _ in range(5)]
    assert connection.getresponse().read() == b"done"
    for stranger in (*strangers, connection):
        stranger.close()
