"""Pod templates on the real API server: what is taken, what is refused by name, what is stored.

MODELBENCH_TEMPLATES sets how many random ones are tried, each with its Deployment.
"""

import json
import os

import pytest
from modelbench.api.benchmark import parse_benchmark
from modelbench.api.spec import PodSecurity
from modelbench.api.values import FormatError
from modelbench.api.variants import variants_of
from modelbench.kube.client import ApiError, KubernetesApi, load_configuration
from modelbench.resources.containerized import deployment

from tests.api.manifests import ABSENT, defaulted, manifest, server_says
from tests.unit.made.specs import defaulted as by_schema
from tests.unit.made.templates import random_template, real
from tools.kubectl import kubectl

COUNT = int(os.environ.get("MODELBENCH_TEMPLATES", "40"))
BATCH = 100
LEAST = {"spec": {"containers": [{"name": "model", "image": "i"}]}}
SHORT_FORM = {
    "imagePullPolicy": "Always",
    "imagePullSecretName": "s",
    "command": ["a"],
    "args": ["a"],
    "env": [{"name": "A"}],
    "resources": {"limits": {"cpu": 1}},
    "podSecurity": "Restricted",
    "runAsUser": 5,
    "automountServiceAccountToken": False,
    "enableServiceLinks": False,
}


def of_template(template=LEAST, **fields):
    return manifest(spec__model={"template": template, "request": {}, **fields})


def labelled(**metadata):
    return of_template({**LEAST, "metadata": metadata})


def test_a_real_template_is_taken_and_stored_whole():
    template = real()
    document = of_template(template, port=8000)
    assert server_says(document) is None
    assert defaulted(document)["spec"]["model"]["template"] == template


def test_a_template_as_kubectl_makes_it_is_taken():
    assert server_says(labelled(creationTimestamp=None, labels={"app": "a"})) is None


@pytest.mark.parametrize("field", SHORT_FORM)
def test_what_goes_with_an_image_is_refused_by_name_beside_a_template(field):
    assert server_says(manifest(**{f"spec__model__{field}": SHORT_FORM[field]})) is None
    refusal = server_says(of_template(**{field: SHORT_FORM[field]}))
    assert f"spec.model.{field} goes with image: say it in spec.model.template" in refusal


def test_a_model_has_an_image_or_a_template():
    words = "spec.model needs exactly one of image and template"
    assert server_says(of_template()) is None
    assert words in server_says(of_template(image="i"))
    assert words in server_says(manifest(spec__model__image=ABSENT))


@pytest.mark.parametrize(
    ("accepted", "rejected", "words"),
    [
        (
            {"labels": {"a/b": "c"}},
            {"labels": {"modelbench.dev/role": "x"}},
            "metadata.labels must",
        ),
        (
            {"labels": {"a": "c"}},
            {"labels": {"serving.knative.dev/a": "x"}},
            "metadata.labels must",
        ),
        ({"labels": {"a": "c" * 63}}, {"labels": {"a": "c" * 64}}, "template.metadata.labels.a"),
        (
            {"annotations": {"queue.sidecar.serving.knative.dev/cpu-resource-request": "1"}},
            {"annotations": {"autoscaling.knative.dev/min-scale": "1"}},
            "metadata.annotations must not set annotations of autoscaling.knative.dev/",
        ),
        (
            {"annotations": {"a": "c" * 8192}},
            {"annotations": {"a": "c" * 8193}},
            "template.metadata.annotations.a",
        ),
        (
            {"labels": {f"a{n}": "b" for n in range(64)}},
            {"labels": {f"a{n}": "b" for n in range(65)}},
            "template.metadata.labels",
        ),
        (
            {"annotations": {f"a{n}": "b" for n in range(64)}},
            {"annotations": {f"a{n}": "b" for n in range(65)}},
            "template.metadata.annotations",
        ),
        ({"creationTimestamp": "c" * 64}, {"creationTimestamp": "c" * 65}, "creationTimestamp"),
        ({}, {"finalizers": ["a"]}, "finalizers"),
    ],
)
def test_a_rule_of_the_metadata(accepted, rejected, words):
    assert server_says(labelled(**accepted)) is None
    assert words in server_says(labelled(**rejected))


def test_a_template_has_a_spec():
    assert "spec.model.template.spec" in server_says(of_template({"metadata": {}}))


def test_a_user_goes_with_the_restricted_standard_alone():
    for accepted in PodSecurity:
        assert server_says(manifest(spec__model__podSecurity=accepted)) is None
    assert (
        server_says(manifest(spec__model__podSecurity="Restricted", spec__model__runAsUser=5))
        is None
    )
    for other in ("RestrictedImageUser", "ImageDefault"):
        changes = {"spec__model__podSecurity": other, "spec__model__runAsUser": 5}
        assert "spec.model.runAsUser goes with podSecurity Restricted" in server_says(
            manifest(**changes)
        )
    assert "podSecurity" in server_says(manifest(spec__model__podSecurity="Root"))


@pytest.mark.parametrize("field", ["automountServiceAccountToken", "enableServiceLinks"])
def test_a_variant_may_have_its_own(field):
    own = [{"name": "a", "serverless": {}, "model": {field: False}}]
    wrong = [{"name": "a", "serverless": {}, "model": {field: "no"}}]
    assert server_says(manifest(spec__variants=own)) is None
    assert f"spec.variants[0].model.{field}" in server_says(manifest(spec__variants=wrong))


def test_what_stands_deep_in_a_template_cannot_be_changed():
    """The CRD's rules see none of its fields, and must see that one was changed all the same."""
    document = of_template()
    document["metadata"]["name"] = "template-that-stays"
    kubectl("create", "-f", "-", text=json.dumps(document))
    try:
        document["spec"]["model"]["template"]["spec"]["containers"][0]["image"] = "other"
        refusal = server_says(document, "replace")
        assert "spec.model is immutable" in refusal
    finally:
        kubectl("-n", "default", "delete", "mbench", "template-that-stays")


def documents():
    for seed in range(COUNT):
        document = of_template(random_template(seed), port=8000)
        document["metadata"] = {"name": f"random-{seed}", "namespace": "default"}
        yield document


def test_the_schema_takes_every_random_template():
    everything = list(documents())
    for first in range(0, COUNT, BATCH):
        batch = everything[first : first + BATCH]
        assert server_says({"apiVersion": "v1", "kind": "List", "items": batch}) is None


def refusal_of(api, document):
    """What the operator, or the API server, says of a Deployment of it; empty when it is taken."""
    benchmark = parse_benchmark({**document, "spec": by_schema(document["spec"])})
    try:
        made = deployment(benchmark, variants_of(benchmark.spec)[1])
    except FormatError as error:
        return str(error)
    del made["metadata"]["ownerReferences"]
    try:
        api.try_create(made)
    except ApiError as error:
        return error.message
    return ""


# The server of a test may have a certificate that nobody has signed.
@pytest.mark.filterwarnings("ignore::urllib3.exceptions.InsecureRequestWarning")
def test_the_deployment_of_a_random_template_is_taken_or_a_field_of_it_is_named():
    load_configuration()
    api = KubernetesApi()
    found = [refusal_of(api, document) for document in documents()]
    fields = "spec.model.template", "spec.template.spec"
    assert not [words for words in found if words and not any(one in words for one in fields)]
    print(f"{found.count('')} of {len(found)} taken")


# The server of a test may have a certificate that nobody has signed.
@pytest.mark.filterwarnings("ignore::urllib3.exceptions.InsecureRequestWarning")
def test_a_field_that_no_pod_has_is_refused_by_name_and_not_dropped():
    template = real(containers=[{"name": "model", "image": "i", "readynessProbe": {}}])
    document = of_template(template, port=8000)
    benchmark = parse_benchmark({**document, "spec": by_schema(document["spec"])})
    made = deployment(benchmark, variants_of(benchmark.spec)[1])
    del made["metadata"]["ownerReferences"]
    load_configuration()
    with pytest.raises(ApiError, match="readynessProbe") as error:
        KubernetesApi().create(made)
    assert error.value.status == 400
