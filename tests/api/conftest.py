"""A benchmark that is really stored, for the tests of changes to one."""

import json
import uuid

import pytest

from tests.api.manifests import manifest
from tools.kubectl import kubectl


@pytest.fixture(scope="session")
def stored():
    """Its name. It is suspended, so nothing is measured."""
    name = f"stored-{uuid.uuid4().hex[:8]}"
    kubectl("create", "-f", "-", text=json.dumps(manifest(metadata__name=name)))
    yield name
    kubectl("-n", "default", "delete", "mbench", name)
