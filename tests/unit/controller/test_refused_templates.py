"""A template of which no pod can be made ends its benchmark before anything is made of it."""

from datetime import UTC, datetime

from modelbench.controller.reconciler import Reconciler
from modelbench.controller.settings import Settings

from tests.unit.controller.memory_api import MemoryApi, document
from tests.unit.made.templates import model, real

START = datetime(2026, 1, 1, tzinfo=UTC)
BENCHMARK = "/apis/modelbench.dev/v1alpha1/namespaces/n/modelbenchmarks/b"
# Only the last of its variants is a function, which cannot have that variable.
FUNCTION = {"name": "fn", "serverless": {"lambda": {}, "containerConcurrency": 1}}
TEMPLATE = real()
TEMPLATE["spec"]["containers"][1]["env"] = [{"name": "AWS_LAMBDA_RUNTIME_API", "value": "x"}]


def reconciled(**spec):
    api = MemoryApi(document(**spec))
    ours = Reconciler(api, Settings(runner_image="operator"), lambda: START)
    for _ in range(3):
        ours.reconcile("n", "b")
    return api


def succeeded(api):
    conditions = api.objects[BENCHMARK]["status"]["conditions"]
    return next(one for one in conditions if one["type"] == "Succeeded")


def test_it_ends_with_the_name_of_the_field_and_nothing_was_created():
    api = reconciled(model=model(TEMPLATE), variants=[FUNCTION])
    found = succeeded(api)
    assert (found["status"], found["reason"]) == ("False", "ResourcesRejected")
    assert "spec.model.template.spec.containers[1].env: must not set" in found["message"]
    assert [kind for kind in api.created if kind != "Event"] == []


def test_a_good_one_gets_its_children():
    api = reconciled(model=model(real()))
    assert {"Service", "Deployment", "Job"} <= set(api.created)
    assert succeeded(api)["status"] == "Unknown"
