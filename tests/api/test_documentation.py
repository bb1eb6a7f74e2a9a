"""The API server takes the manifests, and the parts of manifests, that the documents show."""

import pytest
import yaml

from tests.api.manifests import BASE, server_says
from tests.unit.docs.pages import PAGES, blocks

SPEC_FIELDS = {
    "model", "serverless", "containerized", "variants", "load", "scenarios", "traffic", "cost",
    "objectives",
}  # fmt: skip
SCENARIOS = {"coldStart", "burst", "reactivation", "steady", "autoscale"}
# What a part may rely on: rates for objectives.
AROUND = {"scenarios": {"coldStart": {}, "steady": {"ratesPerSecond": [10, 20]}}}


def documents():
    """Each block of YAML that is a ModelBenchmark, or whose keys are those of its spec."""
    for page in PAGES:
        for number, block in enumerate(blocks(page)):
            for document in loaded(block.text):
                if (whole := manifest_of(document)) is not None:
                    yield pytest.param(whole, id=f"{block.page}-{number}")


def loaded(text):
    try:
        found = list(yaml.safe_load_all(text))
    except yaml.YAMLError:
        return []
    return [document for document in found if isinstance(document, dict)]


def manifest_of(document):
    """A whole manifest, or None when the block is none."""
    keys = set(document)
    if any(isinstance(value, str) for value in document.values()) and "kind" not in document:
        return None  # the output of a program
    if document.get("kind") == "ModelBenchmark":
        metadata = {**BASE["metadata"], **document["metadata"]}
        return {**document, "metadata": metadata}
    if keys and keys <= SPEC_FIELDS:
        return {**BASE, "spec": {**BASE["spec"], **AROUND, **document}}
    if keys and keys <= SCENARIOS:
        return {**BASE, "spec": {**BASE["spec"], "scenarios": document}}
    return None


@pytest.mark.parametrize("document", documents())
def test_the_api_server_takes_it(document):
    assert server_says(document) is None


def test_the_documents_show_some():
    assert len(list(documents())) >= 8
