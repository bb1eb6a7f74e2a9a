"""An API server in memory, for faults that a shared cluster cannot be put through."""

import copy

from modelbench.api.benchmark import parse_benchmark
from modelbench.kube.client import ApiError, url_of_manifest

from tests.unit.made import specs

BENCHMARK = "/apis/modelbench.dev/v1alpha1/namespaces/n/modelbenchmarks/b"
JOB = "/apis/batch/v1/namespaces/n/jobs/b-runner"
RESULTS = "/api/v1/namespaces/n/configmaps/b-results"
MEASURING = {"startTime": "2026-01-01T00:00:00Z"}
COLD_START = {"coldStart": {"trials": 10, "maxTrials": 20, "lanes": 3}}


class MemoryApi:
    """Objects by path. ``refusals`` maps a part of a path to the error that creating it gives.

    ``dry_refusals`` are those of dry runs alone.
    """

    def __init__(self, *objects, refusals=None, dry_refusals=None):
        self.objects = {url_of_manifest(item): copy.deepcopy(item) for item in objects}
        self.refusals = refusals or {}
        self.dry_refusals = dry_refusals or {}
        self.tried = []
        self.writes = []
        self.events = []
        self.lists = []

    def get(self, path, query=None):
        return copy.deepcopy(self.objects.get(path))

    def list_all(self, path, query=None):
        self.lists.append(path)
        plural = path.rpartition("/")[2]
        items = [item for key, item in self.objects.items() if key.split("/")[-2] == plural]
        return {"items": copy.deepcopy(items), "metadata": {"resourceVersion": "1"}}

    def list_metadata(self, path, query=None):
        listed = self.list_all(path, query)
        items = [{"metadata": item["metadata"]} for item in listed["items"]]
        return {**listed, "items": items}

    def create(self, manifest):
        path = url_of_manifest(manifest)
        if manifest["kind"] == "Event":
            self.events.append(manifest)
            return manifest
        for part, error in self.refusals.items():
            if part in path:
                raise error
        if path in self.objects:
            raise ApiError(409, "already exists")
        self.writes.append(("create", manifest["kind"]))
        self.add(manifest)
        return self.objects[path]

    def try_create(self, manifest):
        path = url_of_manifest(manifest)
        self.tried.append(copy.deepcopy(manifest))
        for part, error in {**self.refusals, **self.dry_refusals}.items():
            if part in path:
                raise error
        if path in self.objects:
            raise ApiError(409, "already exists")
        return copy.deepcopy(manifest)

    def add(self, manifest):
        """Have an object as if somebody else had created it."""
        path = url_of_manifest(manifest)
        created = {"uid": path, "creationTimestamp": "2026-01-01T00:00:00Z"}
        made = copy.deepcopy(manifest)
        self.objects[path] = {**made, "metadata": {**created, **made["metadata"]}}

    def merge(self, path, patch):
        path = path.removesuffix("/status")
        if path not in self.objects:
            raise ApiError(404, "not found")
        self.writes.append(("merge", path))
        status = self.objects[path].get("status", {})
        self.objects[path]["status"] = merged(status, patch.get("status", {}))
        return self.objects[path]

    def delete(self, path, options=None):
        self.writes.append(("delete", path))
        self.objects.pop(path, None)

    @property
    def created(self):
        """The kinds of all that was created, in their order."""
        return [kind for verb, kind in self.writes if verb == "create"]

    @property
    def reasons(self):
        """The reasons of all Events, in their order."""
        return [event["reason"] for event in self.events]


def merged(target, patch):
    """A JSON merge patch as RFC 7386 has it."""
    if not isinstance(patch, dict):
        return patch
    result = dict(target) if isinstance(target, dict) else {}
    for name, value in patch.items():
        result.pop(name, None) if value is None else result.update(
            {name: merged(result.get(name), value)}
        )
    return result


def document(name="b", namespace="n", **fields):
    """A benchmark as the API server has it: of cold starts on three lanes, if nothing is said."""
    fields.setdefault("scenarios", COLD_START)
    fields.setdefault("model", {"image": "i", "request": {}})
    return specs.document(name, namespace, uid=f"uid-{name}", **fields)


benchmark = document


def parsed(name="b", **fields):
    """The same as a struct."""
    return parse_benchmark(document(name, **fields))


def results(text=None, name="b"):
    """The results ConfigMap with this progress.json."""
    owner = {"kind": "ModelBenchmark", "name": name, "uid": f"uid-{name}"}
    metadata = {"name": f"{name}-results", "namespace": "n", "ownerReferences": [owner]}
    data = {} if text is None else {"data": {"progress.json": text}}
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata, **data}


def summary(api, path=BENCHMARK):
    """The condition that sums a benchmark up; empty before there is one."""
    conditions = api.objects[path].get("status", {}).get("conditions", ())
    return next((one for one in conditions if one["type"] == "Succeeded"), {})


def run_job(api):
    """Let the runner's pod run."""
    api.objects[JOB]["status"] = {"active": 1, "ready": 1}
