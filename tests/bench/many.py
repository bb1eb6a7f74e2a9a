"""``python -m tests.bench.many``: what very many benchmarks cost the operator and who runs.

Needs no cluster: the operator's own process talks to a small API server on loopback.
"""

import argparse
import json
import math
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.client import HTTPConnection
from itertools import pairwise
from pathlib import Path
from statistics import median

from modelbench.api.values import dump
from modelbench.prices import BUILT_IN
from prometheus_client.parser import text_string_to_metric_families

from tests.bench.busy_api_server import BusyApiServer
from tests.bench.result import Result, conclusion, lines
from tests.unit.made.decided import OBJECTIVES, decided

_MEBIBYTE = 2**20
_SCRAPE_SECONDS = 15.0
_READY_SECONDS = 180.0
_PORTS = {"MODELBENCH_METRICS_PORT": "19090", "MODELBENCH_HEALTH_PORT": "18080"}
# Goals by the number of finished benchmarks: MiB resident, millicores, seconds, MiB of text.
_GOALS = {200: (120, 10, 1.0, 5), 2000: (200, None, 1.0, 5)}
_STEP_SECONDS = 4.0
"""Twice what the operator pauses between two looks at one that measures."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure; 0 when no goal is missed."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.many", description=__doc__)
    parser.add_argument("--finished", type=int, choices=[*_GOALS], default=2000)
    parser.add_argument("--waiting", type=int, default=0, help="how many wait beside one that runs")
    parser.add_argument("--seconds", type=int, default=75, help="how long it is watched")
    options = parser.parse_args(arguments)
    with _served(options.finished, options.waiting) as server, _operator(server.url) as process:
        _wait_until_known(options.finished)
        if options.waiting:
            _wait_until_queued(server, options.waiting)
        server.looks.clear()
        results = _watch(process.pid, options.finished, options.seconds)
        if options.waiting:
            results.append(_steps(server.looks, options.waiting))
    print("\n".join(lines(result) for result in results))
    print(f"\n==> {conclusion(results)}", flush=True)
    return int(any(result.missed for result in results))


@contextmanager
def _served(finished: int, waiting: int) -> Iterator[BusyApiServer]:
    """An API server that has so many benchmarks with a decision, and others that wait for one."""
    server = BusyApiServer()
    server.page = finished
    status = dump(decided(*BUILT_IN, objectives=OBJECTIVES).status)
    print(f"each status has {len(json.dumps(status)) / 1024:.0f} KiB", flush=True)
    for number in range(finished):
        labels = {"labels": {"modelbench.dev/series": f"series-{number % 40}"}}
        server.put(f"b-{number:04}", tell=False, status=status, metadata=labels)
    for number in range(waiting):
        server.put(f"w-{number:04}", tell=False)
    if waiting:
        server.put_measuring()
    try:
        yield server
    finally:
        server.stop()


@contextmanager
def _operator(url: str) -> Iterator[subprocess.Popen[bytes]]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "kubeconfig"
        cluster = {"name": "c", "cluster": {"server": url}}
        context = {"name": "x", "context": {"cluster": "c", "user": "u"}}
        users = [{"name": "u", "user": {}}]
        path.write_text(
            json.dumps(
                {
                    "apiVersion": "v1",
                    "kind": "Config",
                    "clusters": [cluster],
                    "contexts": [context],
                    "users": users,
                    "current-context": "x",
                }
            )
        )
        environment = {
            **os.environ,
            **_PORTS,
            "KUBECONFIG": str(path),
            "MODELBENCH_RUNNER_IMAGE": "i",
            "PYTHONPATH": "operator",
        }
        command = [sys.executable, "-m", "modelbench", "operator"]
        process = subprocess.Popen(command, env=environment)
        try:
            yield process
        finally:
            process.terminate()
            process.wait(30)


def _scrape(*, zipped: bool) -> tuple[float, bytes]:
    """How long it took, and the text."""
    began = time.monotonic()
    connection = HTTPConnection("127.0.0.1", int(_PORTS["MODELBENCH_METRICS_PORT"]), timeout=60)
    connection.request("GET", "/metrics", headers={"Accept-Encoding": "gzip"} if zipped else {})
    data = connection.getresponse().read()
    connection.close()
    return time.monotonic() - began, data


def _values(data: bytes) -> dict[str, float]:
    """The samples without labels, and how many benchmarks are told of."""
    found: dict[str, float] = {}
    for family in text_string_to_metric_families(data.decode()):
        if family.name == "modelbench_benchmark_info":
            found["told"] = len(family.samples)
        found |= {one.name: one.value for one in family.samples if not one.labels}
    return found


def _wait_until_known(finished: int) -> None:
    deadline = time.monotonic() + _READY_SECONDS
    while time.monotonic() < deadline:
        try:
            found = _values(_scrape(zipped=False)[1])
        except OSError:
            found = {}
        if found.get("told", 0) + found.get("modelbench_benchmarks_left_out", 0) >= finished:
            return
        time.sleep(1)
    raise SystemExit(f"the operator does not know of {finished} benchmarks")


def _wait_until_queued(server: BusyApiServer, waiting: int) -> None:
    deadline = time.monotonic() + _READY_SECONDS
    while time.monotonic() < deadline:
        if server.queued >= waiting:
            return
        time.sleep(1)
    raise SystemExit(f"{server.queued} of {waiting} benchmarks say that they wait")


def _steps(looks: Sequence[float], waiting: int) -> Result:
    """How often the one that measures was looked at."""
    gaps = sorted(later - earlier for earlier, later in pairwise(looks)) or [math.inf]
    return Result(
        "steps",
        f"every {median(gaps):.1f} s, longest {gaps[-1]:.1f} s",
        f"each within {_STEP_SECONDS:.0f} s",
        gaps[-1] < _STEP_SECONDS,
        f"{len(looks)} looks at the one that measures, beside {waiting} that wait",
    )


def _resident(pid: int, what: str) -> float:
    text = Path(f"/proc/{pid}/status").read_text()
    line = next(line for line in text.splitlines() if line.startswith(f"{what}:"))
    return int(line.split()[1]) / 1024


def _watch(pid: int, finished: int, seconds: int) -> list[Result]:
    memory, processor, scrape_seconds, text = _GOALS[finished]
    time.sleep(_SCRAPE_SECONDS)
    began, before = time.monotonic(), _values(_scrape(zipped=False)[1])
    scrapes = []
    while time.monotonic() - began < seconds:
        time.sleep(_SCRAPE_SECONDS)
        scrapes.append(_scrape(zipped=True)[0])
    elapsed = time.monotonic() - began
    took, data = _scrape(zipped=False)
    after, most = _values(data), _resident(pid, "VmHWM")
    used = after["process_cpu_seconds_total"] - before["process_cpu_seconds_total"]
    cores, slowest = 1000 * used / elapsed, max(*scrapes, took)
    size = len(data) / _MEBIBYTE
    how = f"{finished} finished benchmarks with decisions, scraped every {_SCRAPE_SECONDS:.0f} s"
    told = f"{after['told']:.0f} told, {after['modelbench_benchmarks_left_out']:.0f} left out"
    now = _resident(pid, "VmRSS")
    return [
        Result(
            "memory",
            f"peak {most:.0f} MiB, now {now:.0f} MiB",
            f"below {memory} MiB",
            most < memory,
            how,
        ),
        Result(
            "processor",
            f"{cores:.1f} millicores",
            "none" if processor is None else f"below {processor} millicores",
            None if processor is None else cores < processor,
            f"{how}; over {elapsed:.0f} s",
        ),
        Result(
            "scrape",
            f"{slowest:.2f} s",
            f"below {scrape_seconds} s",
            slowest < scrape_seconds,
            f"{how}; the slowest",
        ),
        Result("text", f"{size:.1f} MiB", f"below {text} MiB", size < text, how, (told,)),
    ]


if __name__ == "__main__":
    sys.exit(main())
