"""What one pod asks for, as the scheduler counts it."""

from decimal import Decimal

import pytest
from modelbench.api.pod_requests import pod_requests
from modelbench.api.values import FormatError
from modelbench.api.variants import variants_of

from tests.unit.made.specs import spec
from tests.unit.made.templates import model, real


def asked(template):
    return pod_requests(variants_of(spec(model=model(template)))[0].model)


def pod(*running, starting=()):
    def named(name, limits, **fields):
        return {"name": name, "image": "i", "resources": {"limits": limits}, **fields}

    names = ("model", "cache", "proxy")
    containers = [named(name, one) for name, one in zip(names, running, strict=False)]
    init = [
        named(f"init-{n}", one, **({"restartPolicy": "Always"} if stays else {}))
        for n, (one, stays) in enumerate(starting)
    ]
    return {"spec": {"containers": containers, "initContainers": init}}


def test_an_image_asks_for_what_the_spec_says_or_for_a_little():
    image = {"image": "i", "request": {}, "resources": {"limits": {"cpu": "2"}}}
    expected = {"cpu": Decimal(2), "memory": Decimal(128 << 20)}
    assert pod_requests(spec(model=image).model) == expected
    assert pod_requests(variants_of(spec(model=image))[1].model) == expected


def test_containers_add_up_and_a_limit_stands_in_for_a_request():
    assert asked(real()) == {
        "cpu": Decimal(2),
        "memory": Decimal(8 << 30),
        "nvidia.com/gpu": Decimal(1),
    }
    assert asked(pod({"cpu": 1}, {"cpu": "500m", "a/b": 2}))["cpu"] == Decimal("1.5")


def test_a_template_that_asks_for_nothing_is_given_nothing():
    assert asked(pod({})) == {}


def test_an_init_container_counts_where_it_needs_more_than_all_others():
    assert asked(pod({"cpu": 1}, {"cpu": 1}, starting=[({"cpu": 3}, False)]))["cpu"] == 3
    assert asked(pod({"cpu": 1}, {"cpu": 1}, starting=[({"cpu": "1.5"}, False)]))["cpu"] == 2


def test_a_sidecar_among_the_init_containers_adds_to_all_that_run_beside_it():
    starting = [({"cpu": 1}, True), ({"cpu": 3}, False), ({"cpu": 1}, True)]
    assert asked(pod({"cpu": 1}, starting=starting))["cpu"] == 4
    assert asked(pod({"cpu": 3}, starting=starting))["cpu"] == 5


def test_any_form_of_a_quantity_is_read():
    found = asked(pod({"cpu": 0.5, "memory": "1e3", "example.com/gpu": 2}))
    assert found == {
        "cpu": Decimal("0.5"),
        "memory": Decimal(1000),
        "example.com/gpu": Decimal(2),
    }


def test_what_is_no_quantity_is_told():
    with pytest.raises(FormatError):
        asked(pod({"cpu": "1x"}))
