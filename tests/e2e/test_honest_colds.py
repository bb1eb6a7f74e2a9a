"""A warm hit is never called a cold start."""

import json

import pytest

from tests.e2e.benchmarks import variant, wait_until

pytestmark = pytest.mark.together

TRAFFIC = """
import http.client, time
end = time.monotonic() + 420
while time.monotonic() < end:
    try:
        connection = http.client.HTTPConnection("{host}", timeout=5)
        connection.request("POST", "/predict", body="{{}}")
        connection.getresponse().read()
        connection.close()
    except OSError:
        pass
    time.sleep(2)
"""


def keep_warm(benchmarks):
    """A request every 2 s from another pod of the namespace, bounded in time."""
    host = f"candidate-serverless.{benchmarks.namespace}.svc.cluster.local"
    security = {
        "allowPrivilegeEscalation": False,
        "capabilities": {"drop": ["ALL"]},
        "runAsNonRoot": True,
        "seccompProfile": {"type": "RuntimeDefault"},
    }
    container = {
        "name": "traffic",
        "image": "dev.local/modelbench/test-model:0.1.0",
        "imagePullPolicy": "IfNotPresent",
        "command": ["python3", "-c", TRAFFIC.format(host=host)],
        "securityContext": security,
    }

    pod = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "traffic"},
        "spec": {"containers": [container], "restartPolicy": "Never"},
    }
    benchmarks.kubectl("create", "-f", "-", text=json.dumps(pod))


def test_a_service_that_others_keep_warm_is_rejected_as_not_cold(benchmarks):
    benchmarks.create(cold_start={"trials": 3, "maxTrials": 3})
    keep_warm(benchmarks)

    def cold_start():
        return variant(benchmarks.status(), "serverless").get("coldStart", {})

    def serverless():
        return benchmarks.samples().of("serverless")

    wait_until(serverless, 420, "a trial of the serverless variant")
    assert [trial.rejection for trial in serverless()] == ["NotAtZero"]
    wait_until(lambda: cold_start().get("rejectedTrials"), 90, "the status shows it")
    rejected = cold_start()
    assert rejected["trials"] == 0
    assert rejected["rejectedTrials"] == [{"reason": "NotAtZero", "count": 1}]
    assert "medianMilliseconds" not in rejected
