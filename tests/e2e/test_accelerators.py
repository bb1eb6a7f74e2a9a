"""A resource of any name: given to each pod, told when it lacks, and in the price."""

import json
from decimal import Decimal

import pytest

from tests.e2e.benchmarks import TEST_MODEL, wait_until
from tools.kubectl import kubectl

pytestmark = pytest.mark.long
GPU = "example.com/gpu"
HOURS = 730
SHEET = """\
provider: us
product: accelerated
region: here
date: "2026-01-01"
source: https://example.com/prices
currency: EUR
billing: Capacity
modes: [Serverless, Containerized]
prices:
  vcpuHour: "0.5"
  gibibyteHour: "0.16"
resources:
  example.com/gpu: "{price}"
"""
PRICES = {"cheap": Decimal("0.35"), "dear": Decimal("1.8013")}


@pytest.fixture
def two_gpus():
    """A node that has two, as a device plugin would tell it."""
    node = kubectl("get", "nodes", "-o", "jsonpath={.items[0].metadata.name}")
    path = f"/status/capacity/{GPU.replace('/', '~1')}"

    def patch(*operations):
        text = json.dumps(operations)
        kubectl("patch", "node", node, "--subresource=status", "--type=json", f"--patch={text}")

    def allocatable():
        found = json.loads(kubectl("get", "node", node, "-o", "json"))["status"]
        return found["allocatable"].get(GPU)

    patch({"op": "add", "path": path, "value": "2"})
    wait_until(lambda: allocatable() == "2", 60, "the kubelet has taken it over")
    yield
    patch({"op": "remove", "path": path})


def template():
    container = {
        "name": "model",
        "image": TEST_MODEL,
        "ports": [{"containerPort": 8080}],
        "readinessProbe": {"httpGet": {"path": "/readyz", "port": 8080}},
        "resources": {"requests": {"cpu": "10m", "memory": "32Mi"}, "limits": {GPU: 1}},
        "securityContext": {
            "runAsNonRoot": True,
            "allowPrivilegeEscalation": False,
            "capabilities": {"drop": ["ALL"]},
            "seccompProfile": {"type": "RuntimeDefault"},
        },
    }
    return {"spec": {"containers": [container]}}


def create(benchmarks, **spec):
    short = dict.fromkeys(("image", "readinessPath", "resources", "env"))
    steady = {"ratesPerSecond": [10], "rounds": 6, "durationSeconds": 2, "warmUpSeconds": 1}
    benchmarks.create(
        model={**short, "template": template()},
        serverless={"minScale": 1},
        scenarios={"steady": steady},
        **spec,
    )


def test_both_modes_get_one_each_and_the_month_has_its_price(two_gpus, benchmarks):
    sheets = [f"--from-literal={name}.yaml={SHEET.format(price=price)}"
              for name, price in PRICES.items()]  # fmt: skip
    benchmarks.kubectl("create", "configmap", "prices", *sheets)
    create(
        benchmarks,
        traffic=[{"name": "rare", "requestsPerMonth": 1000}],
        cost={"sheets": {"names": [], "configMapName": "prices"}},
    )
    status = benchmarks.wait_succeeded()
    months = {
        (cost["variant"], cost["sheet"]): Decimal(cost["perMonth"])
        for cost in status["traffic"][0]["costs"]
    }
    print(months)
    # (1.8013 - 0.35) * 730 = 1059.4490 for the one of each variant that is always there.
    for name in ("serverless", "containerized"):
        assert months[name, "dear"] - months[name, "cheap"] == Decimal("1059.4490")
    # 730 h * (0.01 * 0.5 + 0.03125 * 0.16 + 0.35) = 262.80
    assert months["containerized", "cheap"] == Decimal("262.8000")


def test_a_third_pod_says_which_resource_is_missing(two_gpus, benchmarks):
    create(benchmarks, variants=[{"name": "third", "containerized": {}}])
    condition = benchmarks.wait_failed()
    print(condition["message"])
    assert condition["reason"] == "Unschedulable", condition
    assert f"Insufficient {GPU}" in condition["message"]
