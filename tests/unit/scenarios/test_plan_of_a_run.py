"""What will not fit into the deadline is known from the spec and the first starts."""

import pytest
from modelbench.api.scenarios.cold_start import FirstEver
from modelbench.api.units import SECOND
from modelbench.api.variants import variants_of
from modelbench.scenarios.plan import needed_seconds, plan_of, warning

from tests.unit.made import specs

STARTS = {"serverless": 10.0, "containerized": 5.0}


def needed(starts=STARTS, **changes):
    spec = specs.spec(**changes)
    return needed_seconds(spec, variants_of(spec), starts)


def first(variant, seconds, pull=0):
    return FirstEver(variant, seconds * SECOND, SECOND, True, pull * SECOND)


def test_slow_starts_are_one_after_the_other_with_a_warm_up_each():
    scenarios = {"coldStart": {"trials": 9, "lanes": 16}}
    assert needed({"serverless": 100.0, "containerized": 50.0}, scenarios=scenarios) == 1500


def test_quick_starts_wait_for_zero_on_so_many_lanes():
    def of(lanes):
        return needed({"serverless": 4.0}, scenarios={"coldStart": {"trials": 9, "lanes": lanes}})

    # Ten trials of 6 s of window, 30 s of drain and 4 s of start.
    assert of(1) == 400
    assert of(4) == 100


def test_a_variant_that_keeps_pods_has_no_cold_start():
    scenarios = {"coldStart": {"trials": 9, "lanes": 1}}
    assert needed(scenarios=scenarios, serverless={"minScale": 1}) == 50


@pytest.mark.parametrize(
    ("scenarios", "seconds"),
    [
        (
            {
                "steady": {
                    "ratesPerSecond": [1, 2],
                    "durationSeconds": 20,
                    "warmUpSeconds": 5,
                    "rounds": 3,
                }
            },
            2 * 2 * 3 * 25,
        ),
        (
            {"autoscale": {"baseSeconds": 10, "rampSeconds": 20, "holdSeconds": 30}},
            2 * 60 + (6 + 30) + 50,
        ),
        ({"reactivation": {"gapsSeconds": [10, 40], "trials": 4, "lanes": 2}}, 50 * 4 / 2),
        ({"burst": {"trials": 3}}, 3 * (6 + 30 + 10)),
    ],
)
def test_each_scenario_takes_as_long_as_its_schedule(scenarios, seconds):
    assert needed(scenarios=scenarios) == seconds


def test_scenarios_come_one_after_the_other():
    steady = {"ratesPerSecond": [1], "durationSeconds": 20, "warmUpSeconds": 5, "rounds": 1}
    burst = {"burst": {"trials": 3}}
    alone = needed(scenarios=burst) + needed(scenarios={"steady": steady})
    assert needed(scenarios={**burst, "steady": steady}) == alone


def plan(*found, **changes):
    spec = specs.spec(**changes)
    return spec, plan_of(spec, variants_of(spec), found, 0)


def test_what_fits_gives_no_warning():
    spec, found = plan(first("serverless", 10), first("containerized", 5))
    assert warning(found, spec, 3600) == ""


def test_what_does_not_fit_is_told_in_seconds():
    scenarios = {"coldStart": {"trials": 9, "lanes": 16, "timeoutSeconds": 600}}
    spec, found = plan(first("serverless", 100), first("containerized", 50), scenarios=scenarios)
    assert warning(found, spec, 1501) == ""
    assert warning(found, spec, 60.4) == (
        "the rest takes about 1500 s, but the deadline leaves 60 s"
    )


def test_a_first_start_above_the_limit_is_told_and_its_pull_does_not_count():
    spec, found = plan(first("serverless", 75), first("containerized", 300, pull=290))
    assert warning(found, spec, 10_000) == (
        "the first pod of serverless took 75 s to start, and a start may take 60 s"
    )


def test_starts_that_nobody_saw_count_as_none():
    spec, found = plan(FirstEver("serverless", missing_reason="gone"))
    assert warning(found, spec, 10_000) == ""
