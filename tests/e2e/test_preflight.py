"""What the cluster would refuse is told before anything is created, and fields help."""

import json

import pytest

pytestmark = pytest.mark.together

LIMITED = {
    "apiVersion": "v1",
    "kind": "ResourceQuota",
    "metadata": {"name": "limited"},
    "spec": {"hard": {"limits.cpu": "6", "limits.memory": "6Gi"}},
}
MODEL = {
    "resources": {
        "requests": {"cpu": "10m", "memory": "32Mi"},
        "limits": {"cpu": "500m", "memory": "128Mi"},
    }
}


def test_a_quota_that_counts_limits_is_told_and_met_by_fields(benchmarks):
    benchmarks.kubectl("create", "-f", "-", text=json.dumps(LIMITED))
    benchmarks.create(name="without", model=MODEL)
    condition = benchmarks.wait_failed("without", timeout_seconds=60)
    assert condition["reason"] == "QuotaExceeded", condition
    for words in ("limits.cpu for: queue-proxy", "limits.cpu for: runner", "queueProxy"):
        assert words in condition["message"]
    queue_proxy = {"resources": {"limits": {"cpu": "500m", "memory": "128Mi"}}}
    runner = {"resources": {"limits": {"cpu": "500m"}}}
    benchmarks.create(
        name="with", model=MODEL, serverless={"queueProxy": queue_proxy}, runner=runner
    )
    benchmarks.wait_succeeded("with")


def test_a_start_that_knative_would_cut_off_is_told_with_the_setting(benchmarks):
    benchmarks.create(model={"startTimeoutSeconds": 3600})
    condition = benchmarks.wait_failed(timeout_seconds=60)
    assert condition["reason"] == "ResourcesRejected", condition
    assert '\'{"data":{"max-revision-timeout-seconds":"3600"}}\'' in condition["message"]
    left = [one for one in benchmarks.objects() if "candidate" in one]
    assert left == ["modelbenchmark.modelbench.dev/candidate"]
