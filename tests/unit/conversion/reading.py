"""Benchmarks made of the manifests in sources/, which are as people have them."""

from pathlib import Path

import yaml
from modelbench.conversion.findings import Findings
from modelbench.conversion.manifest import converted, manifest_text
from modelbench.conversion.request import RequestChoices
from modelbench.conversion.template import ModelChoices
from modelbench.conversion.workload import unpacked, workload_of

SOURCES = Path(__file__).parent / "sources"
ASKED = RequestChoices(path="/predict", body=b'{"a": 1}')


def documents(*names):
    """The documents of files in sources/."""
    found = (yaml.safe_load_all((SOURCES / f"{name}.yaml").read_text()) for name in names)
    return unpacked(one for part in found for one in part)


def deployment(container=None, metadata=None, **pod):
    """A Deployment of one container, with more fields of it and of its pod."""
    first = {"name": "m", "image": "example.com/m:1", "ports": [{"containerPort": 8000}]}
    spec = {"containers": [{**first, **(container or {})}], **pod}
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "m"},
        "spec": {"template": {"metadata": metadata or {}, "spec": spec}},
    }


def convert(*found, request=ASKED, name=None, **choices):
    """What is made of documents, or of files where names are given."""
    read = documents(*found) if isinstance(found[0], str) else list(found)
    findings = Findings()
    workload = workload_of(read, findings)
    return converted(workload, ModelChoices(**choices), request, findings, name)


def model(*found, **choices):
    """``spec.model`` of what is made."""
    return convert(*found, **choices).benchmark["spec"]["model"]


def text(*found, **choices):
    return manifest_text(convert(*found, **choices), "a source")
