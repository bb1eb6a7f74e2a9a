from dataclasses import replace

import pytest
from modelbench.api.load_samples import BurstTrial
from modelbench.api.samples import Samples
from modelbench.api.scenarios import Scenarios
from modelbench.scenarios.run_summary import node_verdict, status_fields, verdicts

from tests.unit.made.attacks import MILLISECOND, segment
from tests.unit.made.load_runs import SCENARIOS, all_samples

LATE = {"delay": 15 * MILLISECOND, "path": "containerized", "round": 9}


def found(samples, scenarios=SCENARIOS):
    status = status_fields(samples, scenarios)
    parts = (*verdicts(samples, scenarios, status), *node_verdict(samples))
    return {one.condition: one for one in parts}


def invalid(samples):
    return {name for name, one in found(samples).items() if one.reason == "Invalid"}


def with_segments(*segments):
    samples = all_samples()
    return replace(samples, segments=(*samples.segments, *segments))


def test_every_path_of_every_scenario_gets_a_verdict_and_the_node_one():
    assert set(found(all_samples())) == {
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
    }
    assert invalid(all_samples()) == set()


def test_cold_starts_tell_their_precision_and_the_others_that_they_were_measured():
    reasons = {name: one.reason for name, one in found(all_samples()).items()}
    assert reasons["ServerlessColdStartMeasured"] == "PrecisionReached"
    assert reasons["ServerlessSteadyMeasured"] == "Measured"
    assert found(all_samples())["ServerlessSteadyMeasured"].message.startswith("p50 5.0 ms")


def test_one_rate_that_was_not_sent_in_time_makes_its_path_invalid_and_no_other():
    samples = with_segments(segment([MILLISECOND] * 100, rate=77, **LATE))
    assert invalid(samples) == {"ContainerizedSteadyMeasured"}
    assert found(samples)["ContainerizedSteadyMeasured"].message.startswith("at 77/s: the median")
    rates = status_fields(samples, SCENARIOS)["containerized"]["steady"]["rates"]
    assert [rate["valid"] for rate in rates] == [True, True, False]


def test_an_autoscale_run_that_was_not_sent_in_time_is_invalid():
    late = segment([MILLISECOND] * 100, scenario="autoscale", start="Zero", **LATE)
    assert invalid(with_segments(late)) == {"ContainerizedAutoscaleMeasured"}


def test_an_autoscale_run_that_began_with_replicas_of_earlier_load_is_invalid():
    """Its latency may have recovered at once only because of them."""
    ready = segment([MILLISECOND] * 100, scenario="autoscale", path="containerized")
    samples = with_segments(replace(ready, left_over_replicas=4))
    assert invalid(samples) == {"ContainerizedAutoscaleMeasured"}
    message = found(samples)["ContainerizedAutoscaleMeasured"].message
    assert message.startswith("earlier load had left 4 beyond the fewest replicas")


def test_a_step_of_the_saturation_may_be_more_than_the_generator_can_send():
    late = segment([MILLISECOND] * 100, scenario="saturation", rate=999, **LATE)
    assert invalid(with_segments(late)) == set()


def test_bursts_that_were_spread_out_are_invalid():
    late = BurstTrial("serverless", 9, 2, None, "", (5, 6), {}, 1, 15 * MILLISECOND)
    samples = all_samples(bursts=(late,))
    assert invalid(samples) == {"ServerlessBurstMeasured"}


@pytest.mark.parametrize(
    ("busy", "status", "reason"),
    [((3.0, 50.0, 90.0), True, "Quiet"), ((3.0, 51.0, 90.0), False, "Busy")],
)
def test_the_node_is_quiet_by_the_median_of_what_was_seen(busy, status, reason):
    verdict = found(all_samples(others_busy_percents=busy))["NodeQuiet"]
    assert (verdict.status, verdict.reason) == (status, reason)
    environment = status_fields(all_samples(others_busy_percents=busy), SCENARIOS)["environment"]
    assert environment["othersBusyPercent"] == f"{busy[1]:.1f}"


def test_a_node_that_nobody_looked_at_gets_no_verdict():
    samples = all_samples(others_busy_percents=())
    assert "NodeQuiet" not in found(samples)
    assert "othersBusyPercent" not in status_fields(samples, SCENARIOS)["environment"]


def test_what_was_not_asked_for_is_not_told():
    only = Scenarios(steady=SCENARIOS.steady)
    assert set(status_fields(all_samples(), only)["serverless"]) == {"steady"}
    assert "comparison" not in status_fields(Samples(), Scenarios(burst=SCENARIOS.burst))
    assert status_fields(Samples(), Scenarios(burst=SCENARIOS.burst))["serverless"] == {}


def test_the_containerized_path_has_no_reactivation():
    assert "reactivation" not in status_fields(all_samples(), SCENARIOS)["containerized"]
