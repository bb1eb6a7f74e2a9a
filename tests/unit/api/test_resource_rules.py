"""Resources of the short form are checked as those of a template: any name, any quantity."""

import pytest
from modelbench.api.container_resources import check_resources
from modelbench.api.pod_requests import pod_requests
from modelbench.api.values import FormatError
from modelbench.api.variants import variants_of
from modelbench.resources.pods import model_container

from tests.unit.made.specs import SHORTEST, spec

PLACE, SHORT = "spec.model.resources", SHORTEST["model"]


@pytest.mark.parametrize(
    "resources",
    [
        {},
        {"requests": {"cpu": 0.02, "memory": "48Mi"}},
        {"requests": {"cpu": 1e-05}},
        {"limits": {"cpu": 1, "nvidia.com/gpu": "1"}},
        {"requests": {"cpu": "500m"}, "limits": {"cpu": 0.5}},
    ],
)
def test_what_kubernetes_takes_is_taken(resources):
    check_resources(PLACE, resources)


@pytest.mark.parametrize(
    ("resources", "words"),
    [
        ({"requests": {"cpu": True}}, r"requests\[cpu\]: must be a quantity"),
        ({"requests": {"cpu": {}}}, r"requests\[cpu\]: must be a quantity"),
        ({"limits": {"nvidia.com/gpu": "one"}}, r"limits\[nvidia.com/gpu\]: 'one'"),
        ({"limits": {"nvidia.com/gpu": -1}}, r"limits\[nvidia.com/gpu\]: must not be negative"),
        (
            {"requests": {"cpu": 0.5}, "limits": {"cpu": "499m"}},
            r"limits\[cpu\]: must not be below requests\[cpu\]",
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_field(resources, words):
    with pytest.raises(FormatError, match=words):
        check_resources(PLACE, resources)


def test_a_gpu_of_the_short_form_is_in_every_pod_and_is_counted():
    asked = spec(model={**SHORT, "resources": {"limits": {"cpu": 0.5, "nvidia.com/gpu": 1}}})
    for variant in variants_of(asked):
        resources = model_container(variant.model)["resources"]
        assert resources["limits"] == {"cpu": 0.5, "nvidia.com/gpu": 1}
        found = pod_requests(variant.model)
        assert (str(found["cpu"]), found["nvidia.com/gpu"]) == ("0.5", 1)


def test_a_variant_whose_limit_is_below_the_common_request_is_refused():
    asked = spec(
        model={**SHORT, "resources": {"requests": {"cpu": "500m"}}},
        variants=[
            {"name": "a", "containerized": {}, "model": {"resources": {"limits": {"cpu": 0.4}}}}
        ],
    )
    with pytest.raises(FormatError, match=r"limits\[cpu\]: must not be below"):
        model_container(variants_of(asked)[-1].model)
