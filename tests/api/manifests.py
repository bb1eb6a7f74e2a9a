"""Manifests of ModelBenchmarks, changed at one dotted path, and what the API server says."""

import copy
import json

from modelbench.api.spec import Spec
from modelbench.api.values import parse

from tools.kubectl import kubectl

BASE = {
    "apiVersion": "modelbench.dev/v1alpha1",
    "kind": "ModelBenchmark",
    "metadata": {"name": "candidate", "namespace": "default"},
    "spec": {
        "model": {"image": "dev.local/model:1", "request": {"path": "/predict"}},
        "suspend": True,
    },
}
ABSENT = object()


def manifest(**changes):
    """The base with ``spec__model__port=1`` and the like; ``ABSENT`` removes a field."""
    document = copy.deepcopy(BASE)
    for path, value in changes.items():
        *parents, last = path.split("__")
        target = document
        for name in parents:
            target = target.setdefault(name, {})
        if value is ABSENT:
            target.pop(last, None)
        else:
            target[last] = value
    return document


def server_says(document, verb="create"):
    """None when the real API server takes it (nothing is stored), else its refusal."""
    arguments = (verb, "--dry-run=server", "--output=json", "--validate=strict", "-f", "-")
    try:
        kubectl(*arguments, text=json.dumps(document))
    except RuntimeError as error:
        return str(error)
    return None


def defaulted(document):
    """The document as the API server would store it."""
    arguments = ("create", "--dry-run=server", "--output=json", "-f", "-")
    return json.loads(kubectl(*arguments, text=json.dumps(document)))


def with_status(name, status):
    """The stored benchmark of that name as it would be with this status."""
    patch = json.dumps({"status": status})
    return json.loads(
        kubectl(
            "-n", "default", "patch", "mbench", name, "--subresource=status", "--type=merge",
            "--dry-run=server", "--output=json", f"--patch={patch}",
        )
    )  # fmt: skip


def parsed(**changes):
    """The spec of the base with these changes, as the operator reads it."""
    return parse(Spec, defaulted(manifest(**changes))["spec"], "spec")
