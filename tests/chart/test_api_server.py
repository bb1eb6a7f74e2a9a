"""What the chart renders is shown to the real API server, which stores nothing."""

import json
import uuid

import pytest

from tests.chart.rendering import render
from tools.kubectl import kubectl

OTHER_KINDS = {"ServiceMonitor", "PodMonitor", "PrometheusRule"}
PEER = {"namespaceSelector": {"matchLabels": {"a": "b"}}, "podSelector": {}}
TERM = {"matchExpressions": [{"key": "arch", "operator": "In", "values": ["amd64"]}]}
REQUIRED = {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": [TERM]}}
EVERYTHING = {
    "image": {"digest": f"sha256:{'0' * 64}", "pullPolicy": "Always"},
    "imagePullSecrets": [{"name": "registry"}],
    "maxConcurrent": 2,
    "serviceAccount": {"annotations": {"a/b": "c"}},
    "podLabels": {"a": "b"},
    "podAnnotations": {"a": "b"},
    "resources": {"limits": {"cpu": 2}},
    "nodeSelector": {"a": "b"},
    "tolerations": [{"key": "a", "operator": "Exists", "effect": "NoSchedule"}],
    "affinity": {"nodeAffinity": REQUIRED},
    "priorityClassName": "system-cluster-critical",
    "metrics": {"monitor": {"enabled": True}, "rules": {"enabled": True}},
    "dashboard": {"enabled": True},
    "networkPolicy": {"enabled": True, "metricsFrom": [PEER]},
}


RELEASE = "other"


def objects(values):
    """All of a release, and the operator's pod itself, which is what must be admitted."""
    found = render(values, release=RELEASE)
    template = found["Deployment", f"{RELEASE}-modelbench-operator"]["spec"]["template"]
    metadata = {**template["metadata"], "name": "operator"}
    pod = {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": template["spec"]}
    items = [item for (kind, _), item in found.items() if kind not in OTHER_KINDS]
    for item in items:
        # The rendered release is of another namespace than the test's.
        item["metadata"].pop("namespace", None)
    return [*items, pod]


@pytest.fixture
def namespace():
    """One that admits only pods of the restricted standard, of an account that is there."""
    name = f"chart-{uuid.uuid4().hex[:8]}"
    kubectl("create", "namespace", name)
    kubectl("label", "namespace", name, "pod-security.kubernetes.io/enforce=restricted")
    kubectl("-n", name, "create", "serviceaccount", f"{RELEASE}-modelbench-operator")
    yield name
    kubectl("delete", "namespace", name, "--wait=false")


@pytest.mark.parametrize("values", [{}, EVERYTHING], ids=["defaults", "everything"])
def test_the_api_server_takes_every_object(values, namespace):
    items = objects(values)
    flags = ("--dry-run=server", "--validate=strict", "--server-side", "--force-conflicts")
    text = json.dumps({"apiVersion": "v1", "kind": "List", "items": items})
    taken = kubectl("-n", namespace, "apply", *flags, "--output=name", "-f", "-", text=text)
    assert len(taken.split()) == len(items)
