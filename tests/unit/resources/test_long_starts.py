"""One field governs how long a start may take, on both modes."""

from modelbench.api.benchmark import parse_benchmark
from modelbench.api.variants import find_variant
from modelbench.resources.containerized import deployment
from modelbench.resources.pods import OwnImage
from modelbench.resources.serverless import knative_service

from tests.unit.made import specs

DEADLINE = "serving.knative.dev/progress-deadline"
WARM = {"name": "warm", "serverless": {"minScale": 1}}


def built(start=None, variant="serverless", **changes):
    model = {"image": "i", "request": {}}
    if start is not None:
        model["startTimeoutSeconds"] = start
    found = parse_benchmark(specs.document(model=model, variants=[WARM], **changes))
    chosen = find_variant(found.spec, variant)
    if chosen.serverless is None:
        return deployment(found, chosen)["spec"]
    return knative_service(found, chosen, OwnImage("operator", "Always"))["spec"]["template"]


def test_without_it_all_is_as_the_scenario_says():
    template = built(scenarios={"coldStart": {"timeoutSeconds": 200}})
    assert template["spec"]["timeoutSeconds"] == 200
    assert "responseStartTimeoutSeconds" not in template["spec"]
    assert DEADLINE not in template["metadata"]["annotations"]
    assert "progressDeadlineSeconds" not in built(variant="containerized")


def test_it_takes_the_place_of_a_scenario_s_limit_with_or_without_that_scenario():
    for scenarios in ({"coldStart": {"timeoutSeconds": 20}}, {"burst": {}}):
        assert built(900, scenarios=scenarios)["spec"]["timeoutSeconds"] == 900


def test_knative_waits_as_long_for_the_first_byte():
    assert built(900)["spec"]["responseStartTimeoutSeconds"] == 900
    long = built(scenarios={"coldStart": {"timeoutSeconds": 600}})
    assert long["spec"]["responseStartTimeoutSeconds"] == 600


def test_the_rollout_of_both_modes_may_take_it_on_top_of_the_pull():
    assert built(3600)["metadata"]["annotations"][DEADLINE] == "4200s"
    assert built(3600, "containerized")["progressDeadlineSeconds"] == 4200


def test_where_pods_are_kept_no_request_waits_for_a_start():
    template = built(3600, "warm")
    assert template["spec"]["timeoutSeconds"] == 60
    assert template["metadata"]["annotations"][DEADLINE] == "4200s"
