"""What one pod of a model answers, from whichever variant of the same model was seen to give in."""

import pytest
from modelbench.api.variants import variants_of
from modelbench.forecast.options import MeasuredVariant, Overload
from modelbench.forecast.pod_capacity import shared_capacity

from tests.unit.made.decisions import TIMINGS
from tests.unit.made.specs import spec

SPEC = spec(
    variants=[
        {"name": "serverless", "serverless": {}},
        {"name": "one", "containerized": {"replicas": 1}},
        {"name": "two", "containerized": {"replicas": 2}},
        {
            "name": "larger",
            "containerized": {"replicas": 1},
            "model": {"resources": {"requests": {"cpu": "2"}}},
        },
    ]
)
NAMES = [variant.name for variant in variants_of(SPEC)]


def capacities(**beyond):
    """By variant; ``beyond`` is what each answered when its queue grew at a rate of 20/s."""
    found = [
        MeasuredVariant(
            variant,
            TIMINGS,
            highest_rate=1,
            overload=Overload(20, "its queue grew", beyond[variant.name])
            if variant.name in beyond
            else None,
        )
        for variant in variants_of(SPEC)
    ]
    return {one.variant.name: shared_capacity(one, found) for one in found}


def test_no_queue_that_grew_tells_nothing():
    assert set(capacities().values()) == {None}


def test_replicas_share_what_they_answered():
    assert capacities(two=12)["two"] == 6


def test_a_service_s_own_pods_come_and_go_so_it_takes_the_capacity_of_a_replica():
    assert capacities(serverless=9)["serverless"] is None
    assert capacities(one=5)["serverless"] == 5


def test_what_a_variant_showed_itself_goes_before_what_another_showed():
    found = capacities(one=5, two=12)
    assert (found["one"], found["two"]) == (5, 6)


def test_a_pod_with_other_resources_is_another_model():
    found = capacities(larger=10)
    assert found["larger"] == 10
    assert {found[name] for name in NAMES if name != "larger"} == {None}


@pytest.mark.parametrize("beyond", [20, 25])
def test_a_rate_at_which_it_failed_without_a_queue_is_no_capacity(beyond):
    assert capacities(one=beyond)["one"] is None
