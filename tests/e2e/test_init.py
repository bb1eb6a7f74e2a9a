"""What is deployed becomes a benchmark that runs, by `modelbench init` and what it writes."""

import json

import pytest
import yaml

from tests.e2e.benchmarks import BOTH, TEST_MODEL, variant

pytestmark = pytest.mark.long
PORT = 8090
RESTRICTED = {
    "runAsUser": 65532,
    "runAsNonRoot": True,
    "allowPrivilegeEscalation": False,
    "capabilities": {"drop": ["ALL"]},
    "seccompProfile": {"type": "RuntimeDefault"},
}
CONTAINER = {
    "name": "server",
    "image": TEST_MODEL,
    "ports": [{"containerPort": PORT}],
    "readinessProbe": {"httpGet": {"path": "/readyz", "port": PORT}},
    "resources": {"requests": {"cpu": "10m", "memory": "32Mi"}},
    "securityContext": RESTRICTED,
}
DEPLOYMENT = {
    "apiVersion": "apps/v1",
    "kind": "Deployment",
    "metadata": {"name": "deployed"},
    "spec": {
        # None has to run: the manifest is what is read.
        "replicas": 0,
        "selector": {"matchLabels": {"app": "deployed"}},
        "template": {
            "metadata": {"labels": {"app": "deployed"}},
            "spec": {
                "containers": [
                    {**CONTAINER, "env": [{"name": "PORT", "value": str(PORT)}]},
                ],
            },
        },
    },
}
SERVICE = {
    "apiVersion": "serving.knative.dev/v1",
    "kind": "Service",
    "metadata": {
        "name": "served",
        "labels": {"networking.knative.dev/visibility": "cluster-local"},
    },
    "spec": {
        "template": {
            "metadata": {"annotations": {"autoscaling.knative.dev/initial-scale": "1"}},
            "spec": {"containerConcurrency": 5, "containers": [CONTAINER]},
        },
    },
}
# Without KServe in the cluster it is a file; the model is in the image.
INFERENCE_SERVICE = {
    "apiVersion": "serving.kserve.io/v1beta1",
    "kind": "InferenceService",
    "metadata": {"name": "inferred"},
    "spec": {"predictor": {"containerConcurrency": 5, "containers": [CONTAINER]}},
}
COLD_START = {"trials": 1, "maxTrials": 1, "lanes": 1}


@pytest.mark.parametrize(
    ("source", "manifest"),
    [("deployment/deployed", DEPLOYMENT), ("ksvc/served", SERVICE), ("-", INFERENCE_SERVICE)],
    ids=["deployment", "ksvc", "isvc-file"],
)
def test_what_is_deployed_becomes_a_benchmark_that_runs(benchmarks, source, manifest):
    if source != "-":
        benchmarks.kubectl("create", "-f", "-", text=json.dumps(manifest))
    said = ("--path", "/predict", "--body", "{}", "--name", "candidate")
    written = benchmarks.modelbench("init", "--from", source, *said, text=json.dumps(manifest))
    assert written.returncode == 0, written.stderr
    made = yaml.safe_load(written.stdout)
    assert made["spec"]["model"]["port"] == PORT
    made["spec"]["scenarios"] = {"coldStart": COLD_START}
    text = yaml.safe_dump(made)
    checked = benchmarks.modelbench("check", "-f", "-", text=text)
    assert checked.returncode == 0, checked.stdout
    ran = benchmarks.modelbench("run", "-f", "-", text=text)
    assert ran.returncode == 0, ran.stderr
    for name in BOTH:
        assert variant(benchmarks.status(), name)["coldStart"]["trials"] == 1
