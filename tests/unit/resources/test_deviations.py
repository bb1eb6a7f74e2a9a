"""What is unlike a plain pod is told, and nothing else is unlike one."""

import pytest
from modelbench.api.variants import find_variant
from modelbench.resources.containerized import deployment
from modelbench.resources.deviations import deviations
from modelbench.resources.pods import OwnImage
from modelbench.resources.serverless import knative_service

from tests.unit.made import specs
from tests.unit.made.templates import model
from tests.unit.resources.test_templates import benchmark as of_template

IMAGE = {"image": "i", "request": {}}


def told(name, timeout=300, **changes):
    asked = specs.spec(**changes)
    return {one.partition(":")[0]: one for one in deviations(find_variant(asked, name), timeout)}


def pod(name, **fields):
    found = specs.document(model={**IMAGE, **fields})
    from modelbench.api.benchmark import parse_benchmark

    benchmark = parse_benchmark(found)
    variant = find_variant(benchmark.spec, name)
    if variant.serverless is not None:
        return knative_service(benchmark, variant, OwnImage("o", "Always"))["spec"]["template"]
    return deployment(benchmark, variant)["spec"]["template"]


def test_a_short_model_tells_of_its_security_probe_and_requests():
    assert set(told("serverless")) == {
        "securityContext", "readinessProbe", "resources.requests", "visibility",
    }  # fmt: skip
    assert set(told("containerized")) == {
        "securityContext", "readinessProbe", "resources.requests", "readinessProbe.periodSeconds",
        "env", "terminationMessagePolicy", "terminationGracePeriodSeconds",
    }  # fmt: skip


@pytest.mark.parametrize("name", ["serverless", "containerized"])
def test_what_the_spec_leaves_out_the_pod_leaves_out(name):
    """So that it is as a plain pod has it: the token is mounted, for instance."""
    spec = pod(name)["spec"]
    unsaid = {
        "automountServiceAccountToken", "enableServiceLinks", "terminationGracePeriodSeconds",
    }  # fmt: skip
    assert not unsaid & set(spec)
    assert "imagePullPolicy" not in spec["containers"][0]


@pytest.mark.parametrize("name", ["serverless", "containerized"])
def test_a_token_that_is_not_mounted_is_asked_for_and_told(name):
    asked = {"automountServiceAccountToken": False, "enableServiceLinks": True}
    spec = pod(name, **asked)["spec"]
    assert {field: spec[field] for field in asked} == asked
    found = told(name, model={**IMAGE, **asked})
    assert "false" in found["automountServiceAccountToken"]
    assert "true" in found["enableServiceLinks"]


def test_knative_is_not_told_to_mount_a_token_since_it_takes_false_alone():
    assert (
        "automountServiceAccountToken"
        not in pod("serverless", automountServiceAccountToken=True)["spec"]
    )
    assert pod("containerized", automountServiceAccountToken=True)["spec"][
        "automountServiceAccountToken"
    ]


@pytest.mark.parametrize(
    ("security", "user", "non_root"),
    [
        ("Restricted", 65532, True),
        ("RestrictedImageUser", None, True),
        ("ImageDefault", None, None),
    ],
)
def test_the_user_is_a_number_the_images_own_or_anyone(security, user, non_root):
    for name in ("serverless", "containerized"):
        (container,) = pod(name, podSecurity=security)["spec"]["containers"]
        found = container.get("securityContext", {})
        assert (found.get("runAsUser"), found.get("runAsNonRoot")) == (user, non_root)


def test_an_image_that_may_be_root_is_no_deviation():
    assert "securityContext" not in told(
        "serverless", model={**IMAGE, "podSecurity": "ImageDefault"}
    )


def test_a_template_tells_what_knative_cannot_have():
    spec = of_template().spec
    found = deviations(find_variant(spec, "serverless"), 60)
    assert any("terminationGracePeriodSeconds" in one for one in found)
    assert any(one.startswith("timeoutSeconds: 60") for one in found)


def test_a_template_with_a_probe_of_its_own_has_no_deviation_of_probes():
    found = deviations(find_variant(of_template().spec, "containerized"), 60)
    assert [one for one in found if one.startswith("readinessProbe")] == []
    bare = {"spec": {"containers": [{"name": "a", "image": "i"}]}}
    assert "readinessProbe" in told("containerized", model=model(bare))
