import pytest
from modelbench.api.samples import Samples
from modelbench.api.scenarios.burst import BurstTrial
from modelbench.scenarios.findings import condition_updates, find, node_update
from msgspec.structs import replace

from tests.unit.made.attacks import MILLISECOND, segment
from tests.unit.made.load_runs import SCENARIOS, all_samples
from tests.unit.made.specs import spec

SPEC = spec(scenarios=SCENARIOS)
LATE = {"delay": 15 * MILLISECOND, "variant": "containerized", "round": 9}


def updates(samples, **finished):
    parts = condition_updates(samples, SPEC, find(samples, SPEC), **finished)
    return {one.type: one for one in (*parts, *node_update(samples))}


def invalid(samples):
    return {name for name, one in updates(samples).items() if one.reason == "Invalid"}


def with_segments(*segments):
    samples = all_samples()
    return replace(samples, segments=(*samples.segments, *segments))


def test_every_variant_of_every_scenario_gets_a_condition_and_the_node_one():
    assert list(updates(all_samples())) == [
        "ServerlessColdStartMeasured",
        "ContainerizedColdStartMeasured",
        "ServerlessBurstMeasured",
        "ContainerizedBurstMeasured",
        "ServerlessReactivationMeasured",
        "ServerlessSteadyMeasured",
        "ContainerizedSteadyMeasured",
        "ServerlessAutoscaleMeasured",
        "ContainerizedAutoscaleMeasured",
        "NodeQuiet",
    ]
    assert invalid(all_samples()) == set()


def test_only_finished_scenarios_get_a_condition():
    found = updates(all_samples(), finished=["coldStart"])
    assert set(found) == {
        "ServerlessColdStartMeasured",
        "ContainerizedColdStartMeasured",
        "NodeQuiet",
    }


def test_cold_starts_tell_their_precision_and_the_others_that_they_were_measured():
    found = updates(all_samples())
    assert found["ServerlessColdStartMeasured"].reason == "PrecisionReached"
    assert found["ServerlessSteadyMeasured"].reason == "Measured"
    assert found["ServerlessSteadyMeasured"].message.startswith("p50 5.0 ms")


def test_cold_starts_that_stayed_imprecise_say_that_the_trials_were_used_up():
    few = all_samples(trials=all_samples().trials[:7])
    assert updates(few)["ServerlessColdStartMeasured"].reason == "MaxTrialsReached"


def test_one_rate_that_was_not_sent_in_time_makes_its_variant_invalid_and_no_other():
    samples = with_segments(segment([MILLISECOND] * 100, rate=77, **LATE))
    assert invalid(samples) == {"ContainerizedSteadyMeasured"}
    message = updates(samples)["ContainerizedSteadyMeasured"].message
    assert message.startswith("at 77/s: the median")
    rates = find(samples, SPEC).variant("containerized").steady.rates
    assert [rate.valid for rate in rates] == [True, True, False]


def test_an_autoscale_run_that_was_not_sent_in_time_is_invalid():
    late = segment([MILLISECOND] * 100, scenario="autoscale", start="Zero", **LATE)
    assert invalid(with_segments(late)) == {"ContainerizedAutoscaleMeasured"}


def test_an_autoscale_run_that_began_with_replicas_of_earlier_load_is_invalid():
    """Its latency may have recovered at once only because of them."""
    ready = segment([MILLISECOND] * 100, scenario="autoscale", variant="containerized")
    samples = with_segments(replace(ready, left_over_replicas=4))
    assert invalid(samples) == {"ContainerizedAutoscaleMeasured"}
    message = updates(samples)["ContainerizedAutoscaleMeasured"].message
    assert message.startswith("from base: replicas left from earlier load, beyond the minimum: 4")


FAILED = {"failures": [(0, "status 503"), (1, "timeout"), (2, "timeout")], "round": 9}


@pytest.mark.parametrize(("most", "is_invalid"), [(0, True), (2, True), (3, False), (100, False)])
def test_more_failures_than_are_allowed_make_a_scenario_invalid(most, is_invalid):
    asked = spec(scenarios=SCENARIOS, load={"maxFailurePercent": most})
    parts = (
        segment([MILLISECOND] * 100, variant="containerized", **FAILED),
        segment([MILLISECOND] * 100, variant="containerized", scenario="autoscale", **FAILED),
    )
    burst = BurstTrial("containerized", 1, 100, None, "", (5, 6), {"status 503": 3})
    samples = Samples(segments=parts, bursts=(burst,))
    finished = ("burst", "steady", "autoscale")
    found = condition_updates(samples, asked, find(samples, asked), finished)
    assert {one.type for one in found if one.reason == "Invalid"} == (
        {f"Containerized{name}Measured" for name in ("Burst", "Steady", "Autoscale")}
        if is_invalid
        else set()
    )


def test_what_came_back_instead_is_said():
    samples = with_segments(segment([MILLISECOND] * 100, variant="containerized", **FAILED))
    samples = replace(samples, segments=samples.segments[-1:])
    assert updates(samples)["ContainerizedSteadyMeasured"].message == (
        "at 10/s: 3 of 100 requests failed (1 status 503, 2 timeout), more than 1% "
        "(spec.load.maxFailurePercent)"
    )


def test_a_rate_that_is_too_much_leaves_the_lower_ones_valid():
    too_much = segment(
        [MILLISECOND] * 100, rate=20, failures=[(n, "status 503") for n in range(100)]
    )
    samples = Samples(segments=(segment([MILLISECOND] * 100), too_much))
    found = updates(samples, finished=["steady"])["ServerlessSteadyMeasured"]
    assert (found.status, found.reason) == (True, "Measured")
    assert [rate.held for rate in find(samples, SPEC).variants[0].steady.rates] == [True, False]


def test_a_step_of_the_saturation_may_be_more_than_the_generator_can_send():
    late = segment([MILLISECOND] * 100, scenario="saturation", rate=999, **LATE)
    assert invalid(with_segments(late)) == set()


def test_bursts_that_were_spread_out_are_invalid():
    late = BurstTrial("serverless", 9, 2, None, "", (5, 6), {}, 1, 15 * MILLISECOND)
    assert invalid(all_samples(bursts=(late,))) == {"ServerlessBurstMeasured"}


@pytest.mark.parametrize(
    ("busy", "status", "reason"),
    [((3.0, 50.0, 90.0), True, "Quiet"), ((3.0, 51.0, 90.0), False, "Busy")],
)
def test_the_node_is_quiet_by_the_median_of_what_was_seen(busy, status, reason):
    samples = all_samples(others_busy_percents=busy)
    found = updates(samples)["NodeQuiet"]
    assert (found.status, found.reason) == (status, reason)
    assert find(samples, SPEC).environment.others_busy_percent == f"{busy[1]:.1f}"


def test_a_node_that_nobody_looked_at_gets_no_condition():
    samples = all_samples(others_busy_percents=())
    assert "NodeQuiet" not in updates(samples)
    assert find(samples, SPEC).environment.others_busy_percent is None


def test_what_was_not_asked_for_is_not_told():
    only = find(all_samples(), spec(scenarios={"steady": SCENARIOS["steady"]}))
    for variant in only.variants:
        assert variant.steady is not None
        assert (variant.cold_start, variant.burst, variant.autoscale) == (None, None, None)
    bursts = find(Samples(), spec(scenarios={"burst": SCENARIOS["burst"]}))
    assert bursts.comparison is None
    assert bursts.variants[0].burst is None


def test_a_deployment_has_no_reactivation():
    assert find(all_samples(), SPEC).variant("containerized").reactivation is None
