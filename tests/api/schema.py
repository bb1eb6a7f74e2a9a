"""The schema of ModelBenchmarks as the API server has it."""

import json

from tools.kubectl import kubectl


def definition():
    """The one version of the CRD."""
    found = kubectl("get", "crd", "modelbenchmarks.modelbench.dev", "-o", "json")
    return json.loads(found)["spec"]["versions"][0]


def properties():
    """The schemas of ``spec`` and ``status``, by name."""
    return definition()["schema"]["openAPIV3Schema"]["properties"]


def fields(path, schema):
    """Each field of a schema with its dotted path; the items of a list are ``path[]``."""
    yield path, schema
    for name, part in schema.get("properties", {}).items():
        yield from fields(f"{path}.{name}", part)
    if "items" in schema:
        yield from fields(f"{path}[]", schema["items"])
