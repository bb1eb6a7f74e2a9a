"""A rise at 10 s that lasts 20 s, with the replicas that were wanted and ready meanwhile."""

import pytest
from modelbench.api.samples import Samples
from modelbench.api.scenarios.parts import LoadSegment, ScaleChange, SecondOfLoad, Start
from modelbench.api.variants import find_variant
from modelbench.scenarios.autoscale.rise import is_settled, run_status
from modelbench.scenarios.autoscale.summary import done, starts, summarize, wanted

from tests.unit.made.load_runs import SCENARIOS
from tests.unit.made.specs import spec

SECOND = 1_000_000_000
OBJECTIVE = 500
FAST, SLOW = SecondOfLoad(50, 0, 4_000, 9_000, 9_500), SecondOfLoad(50, 0, 4_000, 900_000, 950_000)
FAILING, IDLE = SecondOfLoad(50, 1, 4_000, 9_000, 9_500), SecondOfLoad(0, 0)
GROWTH = ((-0.7, 1, 1), (12, 3, 1), (14, 5, 2), (16, 5, 5), (40, 2, 5), (55, 1, 1))
WARM = {"name": "warm", "serverless": {"minScale": 1}}


def run(scale=GROWTH, peak_seconds=(FAST,) * 20, rise=10, **fields):
    return LoadSegment(
        "autoscale",
        "serverless",
        1,
        50,
        rise_nanoseconds=rise * SECOND,
        hold_end_nanoseconds=(rise + 20) * SECOND,
        seconds=(*(FAST,) * rise, *peak_seconds, *(SLOW,) * 5),
        scale=tuple(ScaleChange(round(at * SECOND), w, r) for at, w, r in scale),
        **fields,
    )


def told(*arguments, **fields):
    return run_status(run(*arguments, **fields), OBJECTIVE)


def missing(status):
    return {one.metric: one.reason for one in status.missing}


def test_durations_count_from_the_rise_and_the_way_back_from_the_end_of_the_peak():
    found = told()
    assert (found.start_replicas, found.peak_wanted_replicas, found.end_replicas) == (1, 5, 5)
    assert found.first_replica_wanted_milliseconds == 2000
    assert found.capacity_reached_milliseconds == 6000
    assert found.back_milliseconds == 25_000
    assert (found.overshoot_replicas, found.missing) == (0, ())


def test_a_pod_that_is_lost_meanwhile_is_no_new_replica_wanted():
    found = told([(0, 1, 1), (11, 1, 0), (13, 2, 0), (15, 2, 2)])
    assert found.first_replica_wanted_milliseconds == 3000


def test_replicas_beyond_what_the_peak_needs_in_the_end_are_the_overshoot():
    found = told([(0, 1, 1), (11, 8, 1), (13, 8, 8), (20, 5, 8), (25, 5, 5), (50, 1, 1)])
    replicas = (found.peak_wanted_replicas, found.end_replicas, found.overshoot_replicas)
    assert replicas == (8, 5, 3)


def test_a_variant_that_never_scaled_has_no_durations_and_says_so():
    found = told([(-0.7, 2, 2)])
    assert found.first_replica_wanted_milliseconds is None
    assert found.capacity_reached_milliseconds is None
    assert found.back_milliseconds is None
    assert found.overshoot_replicas == 0
    assert set(missing(found)) == {
        "firstReplicaWantedMilliseconds",
        "capacityReachedMilliseconds",
        "backMilliseconds",
    }


def test_a_capacity_that_was_never_ready_is_missing_with_its_reason():
    found = told([(0, 1, 1), (12, 5, 1), (16, 5, 3), (45, 1, 1)])
    assert found.capacity_reached_milliseconds is None
    assert missing(found) == {
        "capacityReachedMilliseconds": "5 replicas were never ready during the peak"
    }


def test_replicas_that_are_ready_after_the_peak_come_too_late_for_it():
    found = told([(0, 1, 1), (12, 5, 1), (31, 5, 5)])
    assert found.capacity_reached_milliseconds is None
    assert missing(found)["backMilliseconds"].startswith("not within")


def test_wanted_replicas_that_never_came_are_not_back_while_they_are_wanted():
    waiting = [(0, 1, 1), (12, 5, 1)]
    assert told(waiting).back_milliseconds is None
    assert told([*waiting, (44, 1, 1)]).back_milliseconds == 14_000


def test_a_variant_that_was_back_before_the_peak_ended_took_no_time_for_it():
    assert told([(0, 1, 1), (12, 2, 2), (20, 1, 1)]).back_milliseconds == 0


@pytest.mark.parametrize(
    ("scale", "settled"),
    [(GROWTH, True), (GROWTH[:-1], False), (((0, 1, 1),), True), ((), True)],
    ids=["back", "still more", "never grew", "nothing seen"],
)
def test_a_rise_is_settled_when_the_replicas_are_back_or_never_became_more(scale, settled):
    assert is_settled(run(scale)) is settled


def test_a_rise_from_zero_counts_from_its_first_request():
    found = told([(-0.7, 0, 0), (0.1, 1, 0), (2, 1, 1), (70, 0, 0)], rise=0)
    assert (found.start_replicas, found.first_replica_wanted_milliseconds) == (0, 100)
    assert (found.capacity_reached_milliseconds, found.back_milliseconds) == (2000, 50_000)


@pytest.mark.parametrize(
    ("seconds", "recovered"),
    [
        ((FAST,) * 20, 0),
        ((SLOW,) * 5 + (FAST,) * 15, 5),
        ((SLOW,) * 2 + (FAST,) * 8 + (SLOW,) + (FAST,) * 9, 11),
        ((FAILING,) * 3 + (FAST,) * 17, 3),
        ((SLOW,) + (IDLE,) * 19, 1),
        ((FAST,) * 19 + (SLOW,), None),
    ],
    ids=["never missed", "once", "relapse", "failures", "idle seconds", "at the end"],
)
def test_latency_has_recovered_when_it_meets_the_objective_from_then_on(seconds, recovered):
    found = told(peak_seconds=seconds)
    expected = None if recovered is None else 1000 * recovered
    assert found.latency_recovered_milliseconds == expected
    assert ("latencyRecoveredMilliseconds" in missing(found)) is (recovered is None)


def test_seconds_before_and_after_the_peak_are_none_of_it():
    """The run has slow seconds behind the peak."""
    assert told().worst_second_p95_milliseconds == 9
    assert told(peak_seconds=(SLOW, *(FAST,) * 19)).worst_second_p95_milliseconds == 900


def test_the_status_leaves_out_what_did_not_happen():
    asked = spec(scenarios=SCENARIOS)
    variant = find_variant(asked, "serverless")
    still = run([(0, 1, 1)], requests=1000, failures={"timeout": 10})
    status = summarize(Samples(segments=(still,)), variant, asked)
    (found,) = status.runs
    assert found.back_milliseconds is None
    assert found.latency_recovered_milliseconds == 0
    assert [one.metric for one in found.missing] == sorted(missing(found))
    assert status.summary == "from base: recovered in 0.0 s, 1 to 1 replicas, 1.00% failed"
    assert summarize(Samples(), variant, asked) is None
    assert (done(status), done(None)) == (1, 0)


@pytest.mark.parametrize(
    ("name", "base", "expected"),
    [
        ("serverless", 1, (Start.BASE, Start.ZERO)),
        ("serverless", 0, (Start.ZERO,)),
        ("containerized", 1, (Start.BASE,)),
        ("containerized", 0, (Start.BASE,)),
        ("warm", 0, (Start.BASE,)),
    ],
)
def test_only_what_scales_to_zero_rises_from_zero_and_it_has_no_base_without_load(
    name, base, expected
):
    settings = {**SCENARIOS["autoscale"], "baseRatePerSecond": base}
    asked = spec(scenarios={"autoscale": settings}, variants=[WARM])
    variant = find_variant(asked, name)
    assert starts(variant, asked) == expected
    assert wanted(variant, asked) == (len(expected), len(expected))
