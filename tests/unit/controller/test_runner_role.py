from datetime import UTC, datetime

import pytest
from modelbench.controller.reconciler import Reconciler
from modelbench.controller.settings import Settings, load_settings

from tests.unit.controller.memory_api import MemoryApi, document

BINDING = "/apis/rbac.authorization.k8s.io/v1/namespaces/n/rolebindings/b-runner"


def test_a_runner_gets_the_role_that_the_environment_names(monkeypatch):
    monkeypatch.setenv("MODELBENCH_RUNNER_IMAGE", "operator")
    monkeypatch.setenv("MODELBENCH_RUNNER_CLUSTER_ROLE", "second-modelbench-runner")
    api = MemoryApi(document())
    ours = Reconciler(api, load_settings(), lambda: datetime(2026, 1, 1, tzinfo=UTC))
    for _ in range(2):
        ours.reconcile("n", "b")
    assert api.objects[BINDING]["roleRef"]["name"] == "second-modelbench-runner"


def test_without_a_name_it_is_the_role_of_the_manifests(monkeypatch):
    monkeypatch.setenv("MODELBENCH_RUNNER_IMAGE", "operator")
    monkeypatch.delenv("MODELBENCH_RUNNER_CLUSTER_ROLE", raising=False)
    assert load_settings().runner_cluster_role == Settings("operator").runner_cluster_role


def test_a_deadline_of_the_administrator_is_read_and_nothing_by_default(monkeypatch):
    monkeypatch.setenv("MODELBENCH_RUNNER_IMAGE", "operator")
    monkeypatch.delenv("MODELBENCH_MAX_DEADLINE_SECONDS", raising=False)
    assert load_settings().max_deadline_seconds is None
    monkeypatch.setenv("MODELBENCH_MAX_DEADLINE_SECONDS", "7200")
    assert load_settings().max_deadline_seconds == 7200
    monkeypatch.setenv("MODELBENCH_MAX_DEADLINE_SECONDS", "0")
    with pytest.raises(ValueError, match="MODELBENCH_MAX_DEADLINE_SECONDS"):
        load_settings()
