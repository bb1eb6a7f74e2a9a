import pytest
from modelbench.api.conditions import ConditionType, conditions_of
from modelbench.api.scenarios import Saturation, parse_load, parse_scenarios
from modelbench.api.spec import parse_spec

from tests.unit.controller.memory_api import benchmark

COLD_START = benchmark()["spec"]["scenarios"]["coldStart"]
STEADY = {"ratesPerSecond": [50, 10], "durationSeconds": 10, "warmUpSeconds": 3, "rounds": 6}
AUTOSCALE = {
    "baseRatePerSecond": 1,
    "peakRatePerSecond": 50,
    "baseSeconds": 10,
    "rampSeconds": 0,
    "holdSeconds": 60,
    "settleSeconds": 120,
    "latencyObjectiveMilliseconds": 400,
}
SATURATION = {
    "maxRatePerSecond": 1000,
    "stepSeconds": 5,
    "latencyObjectiveMilliseconds": 250,
}
REACTIVATION = {"gapsSeconds": [40, 3], "trials": 3, "lanes": 9}


def test_what_was_not_asked_for_is_none():
    found = parse_scenarios({"burst": {"requests": 10, "trials": 3}})
    assert (found.burst.requests, found.burst.trials) == (10, 3)
    assert found.cold_start is found.steady is found.autoscale is found.reactivation is None


def test_every_field_arrives_where_it_belongs():
    """Most are whole numbers, so that two which were exchanged would show nowhere else."""
    found = parse_scenarios(
        {
            "steady": {**STEADY, "saturation": SATURATION},
            "autoscale": AUTOSCALE,
            "reactivation": REACTIVATION,
        }
    )
    assert (found.steady.rates, found.steady.duration_seconds) == ((50, 10), 10)
    assert (found.steady.warm_up_seconds, found.steady.rounds) == (3, 6)
    assert found.steady.saturation == Saturation(1000, 5, 250)
    rise = found.autoscale
    assert (rise.base_rate, rise.peak_rate, rise.base_seconds) == (1, 50, 10)
    assert (rise.ramp_seconds, rise.hold_seconds, rise.settle_seconds) == (0, 60, 120)
    assert rise.latency_objective_milliseconds == 400
    assert found.reactivation.gaps_seconds == (3, 40)
    assert (found.reactivation.trials, found.reactivation.lanes) == (3, 9)


def test_optional_parts_may_be_absent():
    assert parse_scenarios({"steady": STEADY}).steady.saturation is None
    gapless = {"trials": 3, "lanes": 4}
    assert parse_scenarios({"reactivation": gapless}).reactivation.gaps_seconds is None


@pytest.mark.parametrize(
    ("scenarios", "lanes"),
    [
        ({"coldStart": COLD_START}, 3),
        ({"coldStart": COLD_START, "reactivation": REACTIVATION}, 9),
        ({"steady": STEADY}, 1),
    ],
)
def test_as_many_lanes_wait_side_by_side_as_the_scenario_that_wants_most(scenarios, lanes):
    assert parse_scenarios(scenarios).lanes == lanes


def test_a_cold_start_has_its_own_limit_and_one_of_other_scenarios_a_minute():
    slow = {**COLD_START, "timeoutSeconds": 200}
    assert parse_scenarios({"coldStart": slow}).cold_start_seconds == 200
    assert parse_scenarios({"steady": STEADY}).cold_start_seconds == 60


def test_load_has_optional_bodies_and_an_optional_json_path():
    plain = benchmark()["spec"]["load"]
    assert parse_load(plain).bodies_config_map is parse_load(plain).expected_json_path is None
    extras = {"bodies": {"configMapName": "c"}, "expectedJSONPath": "$.label", "seed": 7}
    load = parse_load({**plain, **extras})
    assert (load.bodies_config_map, load.expected_json_path, load.seed) == ("c", "$.label", 7)
    assert (load.generators, load.max_connections, load.arrivals) == (1, 256, "Constant")


def test_a_fixed_deployment_may_have_an_autoscaler():
    assert parse_spec(benchmark()["spec"]).containerized.autoscaler is None
    autoscaler = {
        "maxReplicas": 5,
        "targetCPUUtilizationPercentage": 70,
        "scaleDownStabilizationSeconds": 30,
    }
    document = benchmark(containerized={"replicas": 2, "horizontalPodAutoscaler": autoscaler})
    found = parse_spec(document["spec"]).containerized
    assert found.replicas == 2
    assert found.autoscaler.max_replicas == 5
    assert found.autoscaler.target_cpu_utilization_percentage == 70
    assert found.autoscaler.scale_down_stabilization_seconds == 30


def test_each_path_of_an_asked_scenario_has_a_condition_and_reactivation_one():
    assert conditions_of(["steady"]) == [
        ConditionType.SERVERLESS_STEADY,
        ConditionType.CONTAINERIZED_STEADY,
    ]
    assert conditions_of(["reactivation"]) == [ConditionType.SERVERLESS_REACTIVATION]
    assert len(conditions_of(["coldStart", "burst", "reactivation", "steady", "autoscale"])) == 9
