"""A model with all that real ones have is measured on both modes, and what is missing is told."""

import gzip
import json
from base64 import b64decode, b64encode
from decimal import Decimal

import pytest

from tests.e2e import real_pods
from tests.e2e.benchmarks import BOTH, exposition, variant
from tests.e2e.conftest import OPERATOR
from tests.e2e.real_pods import FLAGS, TOKEN, document, set_flags, wait_checked
from tools.kubectl import kubectl

pytestmark = pytest.mark.long


@pytest.fixture
def prepared(benchmarks):
    """A namespace with the weights and the Secret, where Knative's flags may be changed."""
    real_pods.allow_root(benchmarks)
    real_pods.weights(benchmarks)
    with real_pods.flags():
        yield benchmarks
    kubectl("delete", "persistentvolume", benchmarks.namespace, "--wait=false")


def create(benchmarks):
    benchmarks.kubectl("create", "-f", "-", text=json.dumps(document()))


def test_each_flag_that_is_off_is_told_with_the_command_that_helps(prepared):
    set_flags(dict.fromkeys(FLAGS, "enabled"))
    wait_checked(prepared, accepted=True)
    for flag in FLAGS:
        set_flags({flag: "disabled"})
        wait_checked(prepared, accepted=False, words="FeatureDisabled: Service")
        create(prepared)
        condition = prepared.wait_failed(timeout_seconds=60)
        print(flag, condition["message"])
        assert condition["reason"] == "FeatureDisabled", condition
        assert [one for one in FLAGS if one in condition["message"]] == [flag]
        assert not [one for one in prepared.objects() if "candidate-" in one]
        prepared.delete()
        real_pods.run_command_of(condition["message"])
        wait_checked(prepared, accepted=True)


@pytest.mark.timeout(2400)
def test_the_command_lets_it_run_and_the_copying_is_a_phase_of_its_own(prepared):
    set_flags(dict.fromkeys(FLAGS, "disabled"))
    wait_checked(prepared, accepted=False)
    create(prepared)
    message = prepared.wait_failed(timeout_seconds=60)["message"]
    assert all(flag in message for flag in FLAGS)
    prepared.delete()
    real_pods.run_command_of(message)
    wait_checked(prepared, accepted=True)
    with real_pods.taint():
        create(prepared)
        status = prepared.wait_succeeded(timeout_seconds=1800)
    planted = 1000 * real_pods.PARTS * real_pods.PART_SECONDS
    for mode in BOTH:
        phases = {one["name"]: one for one in variant(status, mode)["coldStart"]["phases"]}
        copying = phases["initContainers"]["medianMilliseconds"]
        print(mode, copying, variant(status, mode)["coldStart"]["summary"])
        assert copying == pytest.approx(planted, rel=0.05)
    told = everything_told(prepared)
    # The Secret itself is in the namespace, and is not what is looked at.
    assert [name for name, text in told.items() if TOKEN in text] == []
    assert all(told.values()), [name for name, text in told.items() if not text]


def everything_told(benchmarks):
    """All that a benchmark leaves where people read, by a name."""
    samples = benchmarks.json("get", "configmap", "candidate-results")["binaryData"]
    return {
        "status": benchmarks.kubectl("get", "modelbenchmark", "candidate", "-o", "yaml"),
        "events": benchmarks.kubectl("get", "events", "-o", "yaml"),
        "runner": benchmarks.kubectl("logs", "job/candidate-runner"),
        "operator": kubectl(*OPERATOR[:-1], "--tail=-1"),
        "page": benchmarks.modelbench("report", "candidate", "-o", "-").stdout,
        "result": benchmarks.modelbench("get", "candidate").stdout,
        **{
            output: benchmarks.modelbench("get", "candidate", "-o", output).stdout
            for output in ("junit", "markdown", "json", "wide")
        },
        "samples": gzip.decompress(b64decode(samples["samples.json.gz"])).decode(),
        "metrics": exposition(),
    }


@pytest.mark.parametrize("template", [False, True], ids=["image", "template"])
def test_root_runs_where_the_namespace_allows_it(benchmarks, template):
    model = root_template() if template else {"podSecurity": "ImageDefault"}
    benchmarks.create("refused", model=model)
    condition = benchmarks.wait_failed("refused", timeout_seconds=60)
    assert condition["reason"] == "ResourcesRejected", condition
    assert 'violates PodSecurity "restricted:latest"' in condition["message"]
    assert "pod-security.kubernetes.io/enforce" in condition["message"]
    real_pods.allow_root(benchmarks)
    benchmarks.create("allowed", model=model)
    status = benchmarks.wait_succeeded("allowed")
    assert all(variant(status, mode)["coldStart"]["trials"] for mode in BOTH)


def root_template():
    """The test model as root."""
    pod = real_pods.template()["spec"]
    container = {
        field: value
        for field, value in pod["containers"][0].items()
        if field not in ("env", "volumeMounts", "startupProbe")
    }
    container["securityContext"] = {"runAsUser": 0}
    short = dict.fromkeys(("image", "readinessPath", "resources", "env"))
    return {**short, "template": {"spec": {"containers": [container]}}}


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("seconds", [75, 330], ids=["a minute", "Envoy's idle timeout"])
def test_a_start_longer_than_what_cuts_off_most_is_waited_for_and_told(benchmarks, seconds):
    benchmarks.create(
        env={"STARTUP_DELAY_SECONDS": seconds},
        model={"startTimeoutSeconds": seconds + 60},
        cold_start={"lanes": 1},
    )
    status = benchmarks.wait_succeeded(timeout_seconds=3000)
    for mode in BOTH:
        summary = variant(status, mode)["coldStart"]
        print(mode, summary["summary"])
        assert summary["medianMilliseconds"] >= 1000 * seconds


def test_both_modes_can_have_the_same_front_door(benchmarks):
    steady = {"ratesPerSecond": [10], "rounds": 2, "durationSeconds": 2, "warmUpSeconds": 1}
    benchmarks.create(
        containerized={"ingress": "Gateway"},
        scenarios={"steady": steady},
        variants=[{"name": "direct", "containerized": {"ingress": "Service"}}],
    )
    status = benchmarks.wait_succeeded()
    found = {one["name"]: one.get("settings", {}).get("ingress")
             for one in status["variants"] if one["mode"] == "Containerized"}  # fmt: skip
    print({one["name"]: one["steady"]["rates"][0]["serviceTimes"] for one in status["variants"]})
    assert found == {"containerized": "Gateway", "direct": None}


def test_a_variant_is_sent_a_request_of_its_own(benchmarks):
    """The model answers 415 to all but pictures, so that each wrong body would fail."""
    picture = b"\x89PNG\r\n\x1a\n" + bytes(range(256))
    pictures = {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": "pictures"},
        "binaryData": {"png": b64encode(picture).decode()},
    }
    benchmarks.kubectl("create", "-f", "-", text=json.dumps(pictures))
    source = {"configMapKeyRef": {"name": "pictures", "key": "png"}}
    steady = {"ratesPerSecond": [10], "rounds": 2, "durationSeconds": 2, "warmUpSeconds": 1}
    benchmarks.create(
        env={"PNG_ONLY": 1},
        model={"request": {"path": "/predict", "bodyFrom": source}},
        scenarios={
            "coldStart": {"trials": 1, "maxTrials": 1, "lanes": 1},
            "burst": {"requests": 2, "trials": 1},
            "steady": steady,
        },
        variants=[
            {
                "name": "texts",
                "containerized": {},
                "model": {
                    "env": [{"name": "PNG_ONLY", "value": "0"}, {"name": "STATUS", "value": "201"}],
                    "request": {"method": "PUT", "body": "{}", "expectedStatus": 201},
                },
            }
        ],
    )
    status = benchmarks.wait_succeeded()
    for one in status["variants"]:
        print(one["name"], one["steady"]["rates"])
        assert [Decimal(rate["failurePercent"]) for rate in one["steady"]["rates"]] == [0]
    assert {trial.status_code for trial in benchmarks.samples().trials} == {200, 201}
