"""An API server in memory, for faults that a shared cluster cannot be put through."""

import copy

from modelbench.kube.client import ApiError, path_of_manifest


class MemoryApi:
    """Objects by path. ``refusals`` maps a part of a path to the error that applying it gives."""

    def __init__(self, *objects, refusals=None):
        self.objects = {path_of_manifest(item): copy.deepcopy(item) for item in objects}
        self.refusals = refusals or {}
        self.writes = []

    def get(self, path, query=None):
        return copy.deepcopy(self.objects.get(path))

    def list_all(self, path, query=None):
        plural = path.rpartition("/")[2]
        items = [item for key, item in self.objects.items() if key.split("/")[-2] == plural]
        return {"items": copy.deepcopy(items), "metadata": {"resourceVersion": "1"}}

    def create(self, manifest):
        self.writes.append(("create", manifest["kind"]))
        return manifest

    def apply(self, manifest):
        path = path_of_manifest(manifest)
        for part, error in self.refusals.items():
            if part in path:
                raise error
        self.writes.append(("apply", manifest["kind"]))
        created = {"uid": path, "creationTimestamp": "2026-01-01T00:00:00Z"}
        self.objects[path] = {**manifest, "metadata": {**created, **manifest["metadata"]}}
        return self.objects[path]

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


def benchmark(name="b", *, status=None, **spec):
    """A benchmark as the API server has defaulted it."""
    cold_start = {
        "trials": 10,
        "maxTrials": 20,
        "relativePrecisionPercent": 10,
        "lanes": 3,
        "timeoutSeconds": 60,
    }
    return {
        "apiVersion": "modelbench.dev/v1alpha1",
        "kind": "ModelBenchmark",
        "metadata": {
            "name": name,
            "namespace": "n",
            "uid": f"uid-{name}",
            "generation": 1,
            "creationTimestamp": "2026-01-01T00:00:00Z",
        },
        "spec": {
            "model": {
                "image": "i",
                "imagePullPolicy": "IfNotPresent",
                "port": 8080,
                "resources": {"requests": {"cpu": "100m", "memory": "128Mi"}},
                "runAsUser": 65532,
                "request": {
                    "method": "POST",
                    "path": "/predict",
                    "timeoutSeconds": 10,
                    "expectedStatus": 200,
                },
            },
            "serverless": {
                "stableWindowSeconds": 6,
                "containerConcurrency": 0,
                "targetConcurrency": 100,
                "targetBurstCapacity": 211,
                "maxScale": 10,
            },
            "containerized": {"replicas": 1},
            "load": {"generators": 1, "maxConnections": 256, "arrivals": "Constant", "seed": 1},
            "scenarios": {"coldStart": cold_start},
            "suspend": False,
            "activeDeadlineSeconds": 3600,
            **spec,
        },
        **({} if status is None else {"status": status}),
    }
