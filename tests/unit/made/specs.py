"""Specs as the API server would have them: short manifests with the CRD's own defaults."""

from copy import deepcopy
from functools import cache
from pathlib import Path

import yaml
from modelbench.api.spec import Spec
from modelbench.api.values import parse

CRD = Path(__file__).parents[3] / "crds" / "modelbench.dev_modelbenchmarks.yaml"
SHORTEST = {"model": {"image": "example.com/model:1", "request": {}}}


@cache
def schema():
    """The OpenAPI schema of the resource."""
    (version,) = yaml.safe_load(CRD.read_text())["spec"]["versions"]
    return version["schema"]["openAPIV3Schema"]


def defaulted(document, part=None):
    """``document`` with the defaults of its schema, as structural defaulting fills them in."""
    part = schema()["properties"]["spec"] if part is None else part
    if isinstance(document, list):
        return [defaulted(item, part["items"]) for item in document]
    if not isinstance(document, dict):
        return document
    found = dict(document)
    for name, inner in part.get("properties", {}).items():
        if name not in found and "default" in inner:
            found[name] = deepcopy(inner["default"])
        if name in found:
            found[name] = defaulted(found[name], inner)
    return found


def spec_document(**changes):
    """The JSON form of ``.spec``: the shortest manifest with these fields, defaulted."""
    return defaulted({**SHORTEST, **changes})


def spec(**changes):
    """The same as a struct."""
    return parse(Spec, spec_document(**changes), "spec")


def document(name="b", namespace="n", uid="uid", status=None, metadata=(), **changes):
    """A whole ModelBenchmark in its JSON form."""
    found = {
        "apiVersion": "modelbench.dev/v1alpha1",
        "kind": "ModelBenchmark",
        "metadata": {
            "name": name,
            "namespace": namespace,
            "uid": uid,
            "generation": 1,
            "creationTimestamp": "2026-01-01T00:00:00Z",
            **dict(metadata),
        },
        "spec": spec_document(**changes),
    }
    return found if status is None else {**found, "status": status}
