"""The word that a benchmark's runner and generators share."""

import base64
from datetime import UTC, datetime, timedelta

import pytest
from modelbench.controller.reconciler import Reconciler
from modelbench.controller.settings import Settings

from tests.unit.controller.memory_api import MEASURING, MemoryApi, document

START = datetime(2026, 1, 1, tzinfo=UTC)
SECRET = "/api/v1/namespaces/n/secrets/b-generators-uid-b"


class BlindApi(MemoryApi):
    """As with the operator's role: it may create Secrets and do nothing else with them."""

    def get(self, path, query=None):
        assert "/secrets" not in path
        return super().get(path, query)

    def delete(self, path, options=None):
        assert "/secrets" not in path
        return super().delete(path, options)


def look(api, seconds=0):
    now = START + timedelta(seconds=seconds)
    Reconciler(api, Settings(runner_image="o"), lambda: now).reconcile("n", "b")


def token(api):
    return base64.b64decode(api.objects[SECRET]["data"]["token"])


def asked(generators):
    return document(status=MEASURING, load={"generators": generators})


def test_it_is_random_and_outlives_the_operator():
    api, other = BlindApi(asked(2)), BlindApi(asked(2))
    for one in (api, other):
        look(one)
    before = token(api)
    assert len(before) >= 32
    assert before != token(other)
    look(api, 31)
    assert token(api) == before
    assert api.created.index("Secret") < api.created.index("Job")


@pytest.mark.parametrize("generators", [1])
def test_a_runner_that_sends_alone_needs_none(generators):
    api = BlindApi(asked(generators))
    look(api)
    assert SECRET not in api.objects
