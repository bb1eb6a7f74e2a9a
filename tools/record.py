"""Records a benchmark of the cluster as the example of ``modelbench report --example``.

``python -m tools.record NAMESPACE NAME``. Without both, the recorded one is analysed anew, so that
its sentences and values are never those of an earlier version.
"""

import json
import sys
from datetime import datetime
from typing import Any

from modelbench.api.benchmark import parse_benchmark
from modelbench.api.progress import Progress, RunState
from modelbench.api.values import dump
from modelbench.cli.bundle import RECORDED
from modelbench.controller.status import StatusBuilder
from modelbench.decision.conclusions import conclude
from modelbench.display.source import source_of
from modelbench.scenarios.findings import condition_updates, find

from tools.kubectl import kubectl

NAME, NAMESPACE = "example", "default"
# What the example is asked: traffic, objectives and the window of production need no measurement.
# They are what a reader would ask, whatever the benchmark that was recorded asked.
TRAFFIC = (
    {"name": "rare", "requestsPerMonth": 2_000, "shape": "Constant"},
    {"name": "office", "requestsPerMonth": 200_000, "shape": "BusinessHours"},
    {"name": "steady", "requestsPerSecond": 5, "shape": "Constant"},
)
OBJECTIVES = tuple(
    {"metric": "serverless.users.p99", "traffic": one["name"], "maximumMilliseconds": 2_000}
    for one in TRAFFIC
)
STABLE_WINDOW_SECONDS = 60
_KEPT = ("name", "namespace", "uid", "creationTimestamp")

Document = dict[str, Any]


def recorded(benchmark: Document, results: Document) -> Document:
    """The list that ``modelbench report`` reads, under names that say what it is."""
    for one, name in ((benchmark, NAME), (results, f"{NAME}-results")):
        metadata = {key: one["metadata"][key] for key in _KEPT if key in one["metadata"]}
        one["metadata"] = {**metadata, "name": name, "namespace": NAMESPACE}
    # How far it was on the way is no part of the result.
    results.pop("data", None)
    benchmark["status"]["resultsRef"]["name"] = f"{NAME}-results"
    return {"apiVersion": "v1", "kind": "List", "items": [benchmark, results]}


def analysed(document: Document) -> Document:
    """The same recording with what its samples say of the example's questions, analysed now."""
    benchmark, results = document["items"]
    cost = {**benchmark["spec"]["cost"], "stableWindowSeconds": STABLE_WINDOW_SECONDS}
    asked = {"traffic": list(TRAFFIC), "objectives": list(OBJECTIVES), "cost": cost}
    benchmark = {**benchmark, "spec": {**benchmark["spec"], **asked}}
    return {**document, "items": [{**benchmark, "status": _status(benchmark, results)}, results]}


def _status(document: Document, results: Document) -> Any:
    benchmark = parse_benchmark(document)
    samples, spec = source_of(benchmark, results["binaryData"]).samples, benchmark.spec
    found = find(samples, spec)
    found, updates = conclude(found, condition_updates(samples, spec, found), samples, spec)
    message = benchmark.status.progress or ""
    ended = datetime.fromisoformat(benchmark.status.completion_time or "")
    builder = StatusBuilder(benchmark, ended)
    builder.completed(Progress(RunState.COMPLETED, message, findings=found, updates=updates))
    return dump(builder.status)


def _of_the_cluster(namespace: str, name: str) -> Document:
    parts = (f"modelbenchmark/{name}", f"configmap/{name}-results")
    found = json.loads(kubectl("-n", namespace, "get", *parts, "-o", "json"))["items"]
    return recorded(*found)


def main(*arguments: str) -> None:
    """Write it from what the cluster has, or anew from its own samples."""
    found = _of_the_cluster(*arguments) if arguments else json.loads(RECORDED.read_text())
    RECORDED.write_text(json.dumps(analysed(found), separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
