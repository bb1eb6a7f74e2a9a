"""A source that needs nothing else becomes the short form; all that it says is in either."""

import pytest

from tests.unit.conversion.reading import deployment, model


def test_a_plain_deployment_of_a_cluster_becomes_the_short_form():
    found = model("deployment")
    assert found == {
        "image": "registry.example.com/shop/sentiment:2.4.1",
        "args": ["--workers", "2"],
        "port": 8000,
        "env": [{"name": "MODEL_NAME", "value": "distilbert"}],
        "resources": {
            "requests": {"cpu": "250m", "memory": "1Gi"},
            "limits": {"memory": "1Gi"},
        },
        "readinessPath": "/health/ready",
        "imagePullSecretName": "registry",
        "podSecurity": "ImageDefault",
        "request": {
            "path": "/predict",
            "body": '{"a": 1}',
            "headers": [{"name": "Content-Type", "value": "application/json"}],
        },
    }


@pytest.mark.parametrize(
    "source",
    [
        deployment({"env": [{"name": "A", "valueFrom": {"fieldRef": {"fieldPath": "x"}}}]}),
        deployment({"envFrom": [{"secretRef": {"name": "s"}}]}),
        deployment({"resources": {"limits": {"example.com/gpu": 1}}}),
        deployment({"livenessProbe": {"httpGet": {"path": "/", "port": 8000}}}),
        deployment({"readinessProbe": {"httpGet": {"path": "/", "port": 8000, "host": "h"}}}),
        deployment({"readinessProbe": {"tcpSocket": {"port": 8000}, "periodSeconds": 5}}),
        deployment({"readinessProbe": {"exec": {"command": ["true"]}}}),
        deployment({"securityContext": {"runAsUser": 0}}),
        deployment({"securityContext": {"readOnlyRootFilesystem": True}}),
        deployment({"lifecycle": {"preStop": {"sleep": {"seconds": 5}}}}),
        deployment({"workingDir": "/srv"}),
        deployment(volumes=[{"name": "v", "emptyDir": {}}]),
        deployment(serviceAccountName="robot"),
        deployment(terminationGracePeriodSeconds=60),
        deployment(imagePullSecrets=[{"name": "one"}, {"name": "two"}]),
        deployment(metadata={"annotations": {"example.com/a": "b"}}),
    ],
    ids=str,
)
def test_what_the_short_form_does_not_have_makes_a_template_with_it(source):
    found = model(source)
    assert set(found) == {"template", "port", "request"}
    given = source["spec"]["template"]["spec"]
    kept = found["template"].get("spec", {})
    for key in set(given) - {"containers"}:
        assert kept[key] == given[key]
    lost = set(given["containers"][0]) - set(kept["containers"][0])
    assert lost == {"ports"}


def test_defaults_that_the_api_server_writes_are_no_reason_for_a_template():
    source = deployment(
        {"terminationMessagePolicy": "File", "imagePullPolicy": "IfNotPresent", "resources": {}},
        dnsPolicy="ClusterFirst",
        serviceAccount="default",
        serviceAccountName="default",
        securityContext={},
    )
    assert set(model(source)) == {"image", "port", "podSecurity", "request"}


def test_the_template_is_passed_on_where_it_is_asked_for():
    found = model(deployment(), always_template=True)
    assert found["template"]["spec"]["containers"] == [{"name": "m", "image": "example.com/m:1"}]


RESTRICTED = {
    "runAsNonRoot": True,
    "allowPrivilegeEscalation": False,
    "capabilities": {"drop": ["ALL"]},
    "seccompProfile": {"type": "RuntimeDefault"},
}


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({}, {"podSecurity": "ImageDefault"}),
        (RESTRICTED, {"podSecurity": "RestrictedImageUser"}),
        ({**RESTRICTED, "runAsUser": 1000}, {"runAsUser": 1000}),
    ],
)
def test_the_container_may_what_it_may_in_the_source(asked, said):
    found = model(deployment({"securityContext": asked}))
    assert {key: found[key] for key in said} == said
    assert set(found) - set(said) == {"image", "port", "request"}


def test_part_of_the_restricted_standard_is_not_all_of_it():
    assert "template" in model(deployment({"securityContext": {"runAsNonRoot": True}}))


def test_a_token_that_is_not_mounted_stays_so():
    assert model(deployment(automountServiceAccountToken=False))[
        "automountServiceAccountToken"
    ] is (False)


def test_a_path_that_is_named_replaces_the_probe():
    probe = {"httpGet": {"path": "/old", "port": 8000}, "periodSeconds": 5}
    found = model(deployment({"readinessProbe": probe}), readiness_path="/new")
    assert found["readinessPath"] == "/new"
    assert "readinessProbe" not in found["template"]["spec"]["containers"][0]


def test_limits_without_requests_are_requested_as_kubernetes_does():
    found = model(deployment({"resources": {"limits": {"cpu": 0.5, "memory": "1Gi"}}}))
    assert found["resources"]["requests"] == {"cpu": "0.5", "memory": "1Gi"}


@pytest.mark.parametrize(
    ("image", "policy", "kept"),
    [
        ("m:1", "IfNotPresent", None),
        ("m:1", "Always", "Always"),
        ("host:5000/m", "Always", None),
        ("m:latest", "IfNotPresent", "IfNotPresent"),
        ("m@sha256:0", "IfNotPresent", None),
    ],
)
def test_a_pull_policy_that_kubernetes_would_set_is_not_said(image, policy, kept):
    found = model(deployment({"image": image, "imagePullPolicy": policy}))
    assert found.get("imagePullPolicy") == kept
