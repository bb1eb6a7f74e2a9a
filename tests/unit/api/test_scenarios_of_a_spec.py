import pytest
from modelbench.api.scenarios.steady import Saturation
from modelbench.api.spec import Spec
from modelbench.api.values import FormatError, parse
from modelbench.api.variants import variants_of
from modelbench.scenarios.registry import measured_conditions

from tests.unit.made import specs

COLD_START = {"lanes": 3}
STEADY = {"ratesPerSecond": [10, 50], "durationSeconds": 10, "warmUpSeconds": 3, "rounds": 6}
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
REACTIVATION = {"gapsSeconds": [3, 40], "trials": 3, "lanes": 9}
BURST = {"requests": 10, "trials": 3}


def scenarios(**asked):
    return specs.spec(scenarios=asked).scenarios


def test_what_was_not_asked_for_is_none():
    found = scenarios(burst=BURST)
    assert (found.burst.requests, found.burst.trials) == (10, 3)
    assert found.cold_start is found.steady is found.autoscale is found.reactivation is None


def test_every_field_arrives_where_it_belongs():
    """Most are whole numbers, so that two which were exchanged would show nowhere else."""
    found = scenarios(
        steady={**STEADY, "saturation": SATURATION},
        autoscale=AUTOSCALE,
        reactivation=REACTIVATION,
    )
    assert (found.steady.rates_per_second, found.steady.duration_seconds) == ((10, 50), 10)
    assert (found.steady.warm_up_seconds, found.steady.rounds) == (3, 6)
    assert found.steady.saturation == Saturation(1000, 5, 250)
    rise = found.autoscale
    assert (rise.base_rate_per_second, rise.peak_rate_per_second, rise.base_seconds) == (1, 50, 10)
    assert (rise.ramp_seconds, rise.hold_seconds, rise.settle_seconds) == (0, 60, 120)
    assert rise.latency_objective_milliseconds == 400
    assert found.reactivation.gaps_seconds == (3, 40)
    assert (found.reactivation.trials, found.reactivation.lanes) == (3, 9)


def test_optional_parts_may_be_absent():
    assert scenarios(steady=STEADY).steady.saturation is None
    assert scenarios(reactivation={"trials": 3, "lanes": 4}).reactivation.gaps_seconds == ()


@pytest.mark.parametrize(
    ("asked", "lanes"),
    [
        ({"coldStart": COLD_START}, 3),
        ({"coldStart": COLD_START, "reactivation": REACTIVATION}, 9),
        ({"steady": STEADY}, 1),
    ],
)
def test_as_many_lanes_wait_side_by_side_as_the_scenario_that_wants_most(asked, lanes):
    assert scenarios(**asked).lanes == lanes


def test_a_cold_start_has_its_own_limit_and_one_of_other_scenarios_a_minute():
    slow = {**COLD_START, "timeoutSeconds": 200}
    assert scenarios(coldStart=slow).cold_start_seconds == 200
    assert scenarios(steady=STEADY).cold_start_seconds == 60


def test_load_has_a_seed_and_what_one_generator_sends():
    load = specs.spec(load={"seed": 7}).load
    assert load.seed == 7
    assert (load.generators, load.max_connections, load.arrivals) == (1, 256, "Constant")


def test_a_deployment_may_have_an_autoscaler():
    assert specs.spec().containerized.horizontal_pod_autoscaler is None
    autoscaler = {
        "maxReplicas": 5,
        "targetCPUUtilizationPercentage": 70,
        "scaleDownStabilizationSeconds": 30,
    }
    found = specs.spec(
        containerized={"replicas": 2, "horizontalPodAutoscaler": autoscaler}
    ).containerized
    assert found.replicas == 2
    assert found.horizontal_pod_autoscaler.max_replicas == 5
    assert found.horizontal_pod_autoscaler.target_cpu_utilization_percentage == 70
    assert found.horizontal_pod_autoscaler.scale_down_stabilization_seconds == 30


def types(variants=(), **asked):
    spec = specs.spec(scenarios=asked, variants=list(variants))
    return list(measured_conditions(spec, variants_of(spec)))


def test_each_variant_of_an_asked_scenario_has_a_condition():
    assert types(steady=STEADY) == ["ServerlessSteadyMeasured", "ContainerizedSteadyMeasured"]
    warm = {"name": "warm", "serverless": {"minScale": 1}}
    assert types([warm], steady=STEADY)[-1] == "WarmSteadyMeasured"


def test_only_what_scales_to_zero_has_a_condition_of_reactivation():
    warm = {"name": "warm", "serverless": {"minScale": 1}}
    assert types([warm], reactivation=REACTIVATION) == ["ServerlessReactivationMeasured"]
    asked = {
        "coldStart": COLD_START,
        "burst": BURST,
        "reactivation": REACTIVATION,
        "steady": STEADY,
        "autoscale": AUTOSCALE,
    }
    assert len(types(**asked)) == 9


def test_a_field_that_no_version_knows_is_named():
    document = specs.spec_document()
    document["load"]["surprise"] = 1
    with pytest.raises(FormatError, match=r"spec\.load: .*surprise"):
        parse(Spec, document, "spec")
