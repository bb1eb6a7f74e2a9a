"""Each value of the operator's pod, set and not set."""

import json

import pytest

from tests.chart.rendering import added, operator_environment, operator_pod, refusal, render

DEPLOYMENT = ("Deployment", "modelbench-operator")
TEST_POD = ("Pod", "modelbench-test")
DIGEST = f"sha256:{'0123456789abcdef' * 4}"
TOLERATION = {"key": "dedicated", "operator": "Equal", "value": "tools", "effect": "NoSchedule"}
TERM = {"matchExpressions": [{"key": "arch", "operator": "In", "values": ["amd64"]}]}
REQUIRED = {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": [TERM]}}


def container(values=None):
    (found,) = operator_pod(values)["spec"]["containers"]
    return found


@pytest.mark.parametrize(
    ("image", "name"),
    [
        ({}, "ghcr.io/modelbench/operator:0.1.0"),
        ({"repository": "r.example:5000/a/b"}, "r.example:5000/a/b:0.1.0"),
        ({"tag": "2"}, "ghcr.io/modelbench/operator:2"),
        ({"digest": DIGEST}, f"ghcr.io/modelbench/operator:0.1.0@{DIGEST}"),
    ],
)
def test_the_operator_the_runners_and_the_test_have_one_image(image, name):
    values = {"image": image}
    assert container(values)["image"] == name
    assert operator_environment(values)["MODELBENCH_RUNNER_IMAGE"] == name
    assert render(values)[TEST_POD]["spec"]["containers"][0]["image"] == name


def test_the_pull_policy_is_also_the_runners():
    values = {"image": {"pullPolicy": "Always"}}
    assert container(values)["imagePullPolicy"] == "Always"
    assert operator_environment(values)["MODELBENCH_RUNNER_PULL_POLICY"] == "Always"


def test_pull_secrets_are_of_the_operator_and_the_test():
    found = render({"imagePullSecrets": [{"name": "registry"}]})
    pod = found[DEPLOYMENT]["spec"]["template"]["spec"]
    assert pod["imagePullSecrets"] == [{"name": "registry"}]
    assert found[TEST_POD]["spec"]["imagePullSecrets"] == [{"name": "registry"}]


def test_the_user_may_be_left_to_the_platform():
    assert operator_pod()["spec"]["securityContext"]["runAsUser"] == 65532
    assert operator_environment()["MODELBENCH_RUN_AS_USER"] == "65532"
    assert "runAsUser" not in operator_pod({"runAsUser": 0})["spec"]["securityContext"]
    assert operator_environment({"runAsUser": 0})["MODELBENCH_RUN_AS_USER"] == "0"


def test_runners_have_what_the_chart_says():
    assert "MODELBENCH_RUNNER_PODS" not in operator_environment()
    runner = {"imagePullSecretNames": ["registry"], "tolerations": [TOLERATION]}
    told = operator_environment({"runner": runner})["MODELBENCH_RUNNER_PODS"]
    assert json.loads(told) == runner


def test_more_than_one_may_measure():
    assert operator_environment({"maxConcurrent": 3})["MODELBENCH_MAX_CONCURRENT"] == "3"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("nodeSelector", {"kubernetes.io/os": "linux"}),
        ("tolerations", [TOLERATION]),
        ("affinity", {"nodeAffinity": REQUIRED}),
        ("priorityClassName", "system-cluster-critical"),
        ("imagePullSecrets", [{"name": "registry"}]),
    ],
)
def test_a_field_of_the_pod_is_there_only_when_it_is_set(name, value):
    assert name not in operator_pod()["spec"]
    assert operator_pod({name: value})["spec"][name] == value


def test_resources_can_be_changed_and_a_limit_removed():
    resources = {"requests": {"cpu": "1"}, "limits": {"memory": None, "cpu": 2}}
    assert container({"resources": resources})["resources"] == {
        "requests": {"cpu": "1", "memory": "96Mi"},
        "limits": {"cpu": 2},
    }


def test_labels_and_annotations_are_added_to_the_pod():
    metadata = operator_pod({"podLabels": {"team": "ml"}, "podAnnotations": {"a/b": "c"}})[
        "metadata"
    ]
    assert metadata["labels"] == {**operator_pod()["metadata"]["labels"], "team": "ml"}
    assert metadata["annotations"] == {**operator_pod()["metadata"]["annotations"], "a/b": "c"}


def test_a_label_cannot_replace_one_that_the_selector_needs():
    words = refusal({"podLabels": {"app.kubernetes.io/component": "other"}})
    assert "/podLabels/app.kubernetes.io~1component" in words


def test_no_scrape_annotation_when_it_is_turned_off():
    assert "annotations" not in operator_pod({"metrics": {"scrapeAnnotations": False}})["metadata"]
    assert added({"metrics": {"scrapeAnnotations": False}}) == ([], [DEPLOYMENT])


def test_every_pod_meets_the_restricted_standard():
    for item in (operator_pod(), render()[TEST_POD]):
        assert item["spec"]["securityContext"]["runAsNonRoot"] is True
        assert item["spec"]["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
        for one in item["spec"]["containers"]:
            assert one["securityContext"] == {
                "allowPrivilegeEscalation": False,
                "readOnlyRootFilesystem": True,
                "capabilities": {"drop": ["ALL"]},
            }


def test_more_of_the_pods_security_context_is_beside_the_charts_own():
    before = operator_pod()["spec"]["securityContext"]
    after = operator_pod({"podSecurityContext": {"fsGroup": 5}})["spec"]["securityContext"]
    assert after == {**before, "fsGroup": 5}


def test_variables_are_beside_the_charts_own():
    before = operator_environment()
    proxy = {"name": "HTTPS_PROXY", "value": "http://proxy.example:3128"}
    assert operator_environment({"extraEnv": [proxy]}) == {**before, proxy["name"]: proxy["value"]}
    assert "extraEnv" in refusal({"extraEnv": [{"name": "MODELBENCH_MAX_CONCURRENT"}]})


def test_labels_are_on_every_object_and_replace_none_of_the_charts():
    for key, item in render({"commonLabels": {"team": "ml"}}).items():
        assert item["metadata"]["labels"]["team"] == "ml", key
    assert "app.kubernetes.io/name" in refusal({"commonLabels": {"app.kubernetes.io/name": "x"}})


def test_another_name_stands_in_the_names_of_objects():
    found = render({"nameOverride": "mb"}, release="r")
    assert ("Deployment", "r-mb-operator") in found
