"""The command line against a cluster in memory."""

import copy

from click.testing import CliRunner
from modelbench.api.names import API_VERSION, KIND
from modelbench.cli.client import Benchmarks
from modelbench.cli.connection import Connection
from modelbench.cli.main import modelbench
from modelbench.kube.client import url_of, url_of_manifest

from tests.unit.controller.memory_api import merged
from tests.unit.made.load_runs import SCENARIOS
from tests.unit.made.specs import document


class Cluster:
    """An API server in memory. ``errors`` maps a method to the ApiError that it raises.

    ``ends`` is the status that a benchmark has soon after it was applied; ``logs`` are the lines of
    any pod. ``refused`` are the verbs that the user may not use.
    """

    def __init__(self, *objects, errors=None, ends=None, logs=(), refused=()):
        self.objects = {url_of_manifest(item): copy.deepcopy(item) for item in objects}
        self.errors = errors or {}
        self.ends = ends
        self.logs = logs
        self.refused = refused
        self.applied = []
        self.deleted = []

    def _may_fail(self, method):
        if method in self.errors:
            raise self.errors[method]

    def get(self, path, query=None):
        self._may_fail("get")
        return copy.deepcopy(self.objects.get(path))

    def list_all(self, path, query=None):
        self._may_fail("list")
        plural = path.rpartition("/")[2]
        items = [item for key, item in self.objects.items() if key.split("/")[-2] == plural]
        return {"items": copy.deepcopy(items)}

    def list_table(self, path):
        self._may_fail("list")
        columns = [{"name": "Name"}, {"name": "Succeeded"}, {"name": "Image", "priority": 1}]
        items = self.list_all(path)["items"]
        return {"columnDefinitions": columns, "rows": [_row(item) for item in items]}

    def apply(self, manifest, field_manager, *, dry_run=False):
        self._may_fail("check" if dry_run else "apply")
        if dry_run:
            return manifest
        path = url_of_manifest(manifest)
        defaults = benchmark() if manifest["kind"] == KIND else {}
        known = self.objects.get(path, {"metadata": {"uid": f"uid-{len(self.applied)}"}})
        self.objects[path] = merged(merged(defaults, known), copy.deepcopy(manifest))
        self.applied.append(path)
        found = copy.deepcopy(self.objects[path])
        if manifest["kind"] == KIND and self.ends:
            self.objects[path]["status"] = self.ends
        return found

    def post(self, path, document):
        self._may_fail("post")
        verb = document["spec"]["resourceAttributes"]["verb"]
        return {**document, "status": {"allowed": verb not in self.refused}}

    def delete(self, path, options=None):
        self._may_fail("delete")
        self.deleted.append(path)
        self.objects.pop(path, None)

    def lines(self, path, query, read_seconds):
        yield from (line.encode() for line in self.logs)


def _row(item):
    summary = item.get("status", {}).get("conditions", [{"status": None}])[0]
    cells = [item["metadata"]["name"], summary["status"], item["spec"]["model"]["image"]]
    return {"cells": cells, "object": {"metadata": item["metadata"]}}


def path_to(name, namespace="n"):
    return url_of(API_VERSION, KIND, namespace, name)


def benchmark(name="b", *, status=None, **spec):
    """A benchmark as the API server has it; cold starts alone if no scenario is given."""
    asked = {"scenarios": {"coldStart": SCENARIOS["coldStart"]}, **spec}
    return document(name, uid=f"uid-{name}", status=status, **asked)


def condition(type_, status, reason, message="on"):
    """A condition in its JSON form."""
    return {
        "type": type_,
        "status": status,
        "reason": reason,
        "message": message,
        "lastTransitionTime": "2026-01-01T00:00:01Z",
    }


def ended(status="True", reason="Completed", message="measured", objectives=None, **fields):
    """The status of a benchmark that has ended."""
    conditions = [condition("Succeeded", status, reason, message)]
    if objectives:
        met = {"ObjectivesMet": "True", "ObjectivesMissed": "False"}.get(objectives, "Unknown")
        text = f"because {objectives}"
        conditions.append(condition("ObjectivesMet", met, objectives, text))
    return {"conditions": conditions, **fields}


def invoke(cluster, *arguments, stdin=None):
    """The result of a command in the namespace n of that cluster."""
    benchmarks = Benchmarks(lambda: Connection(cluster, "n", "https://cluster"))
    return CliRunner().invoke(modelbench, [*map(str, arguments)], obj=benchmarks, input=stdin)
