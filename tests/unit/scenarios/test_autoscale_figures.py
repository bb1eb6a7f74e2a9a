"""A rise at 10 s that lasts 20 s, with the replicas that were wanted and ready meanwhile."""

import pytest
from modelbench.api.load_samples import LoadSegment, ScaleChange, SecondOfLoad
from modelbench.api.samples import Samples
from modelbench.api.scenarios import Autoscale
from modelbench.scenarios.autoscale.summary import summarize
from modelbench.scenarios.load_fields import autoscale_fields

SECOND = 1_000_000_000
OBJECTIVE = 500
FAST, SLOW = SecondOfLoad(50, 0, 4_000, 9_000, 9_500), SecondOfLoad(50, 0, 4_000, 900_000, 950_000)
FAILING, IDLE = SecondOfLoad(50, 1, 4_000, 9_000, 9_500), SecondOfLoad(0, 0, None, None, None)
GROWTH = ((-0.7, 1, 1), (12, 3, 1), (14, 5, 2), (16, 5, 5), (40, 2, 5), (55, 1, 1))


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


def figures(*arguments, **fields):
    return summarize(run(*arguments, **fields), OBJECTIVE)


def test_durations_count_from_the_rise_and_the_way_back_from_the_end_of_the_peak():
    found = figures()
    assert (found.start_replicas, found.peak_wanted, found.end_replicas) == (1, 5, 5)
    assert found.first_wanted == 2 * SECOND
    assert found.capacity_reached == 6 * SECOND
    assert found.back == 25 * SECOND
    assert (found.overshoot, found.grew, found.missing) == (0, True, {})


def test_a_pod_that_is_lost_meanwhile_is_no_new_replica_wanted():
    assert figures([(0, 1, 1), (11, 1, 0), (13, 2, 0), (15, 2, 2)]).first_wanted == 3 * SECOND


def test_replicas_beyond_what_the_peak_needs_in_the_end_are_the_overshoot():
    found = figures([(0, 1, 1), (11, 8, 1), (13, 8, 8), (20, 5, 8), (25, 5, 5), (50, 1, 1)])
    assert (found.peak_wanted, found.end_replicas, found.overshoot) == (8, 5, 3)


def test_a_path_that_never_scaled_has_no_durations_and_says_so():
    found = figures([(-0.7, 2, 2)])
    assert (found.first_wanted, found.capacity_reached, found.back) == (None, None, None)
    assert (found.overshoot, found.grew) == (0, False)
    assert set(found.missing) == {
        "firstReplicaWantedMilliseconds",
        "capacityReachedMilliseconds",
        "backMilliseconds",
    }


def test_a_capacity_that_was_never_ready_is_missing_with_its_reason():
    found = figures([(0, 1, 1), (12, 5, 1), (16, 5, 3), (45, 1, 1)])
    assert found.capacity_reached is None
    assert found.missing == {
        "capacityReachedMilliseconds": "5 replicas were never ready during the peak"
    }


def test_replicas_that_are_ready_after_the_peak_come_too_late_for_it():
    found = figures([(0, 1, 1), (12, 5, 1), (31, 5, 5)])
    assert found.capacity_reached is None
    assert found.missing["backMilliseconds"].startswith("not within")


def test_wanted_replicas_that_never_came_are_not_back_while_they_are_wanted():
    waiting = [(0, 1, 1), (12, 5, 1)]
    assert figures(waiting).back is None
    assert figures([*waiting, (44, 1, 1)]).back == 14 * SECOND


def test_a_path_that_was_back_before_the_peak_ended_took_no_time_for_it():
    assert figures([(0, 1, 1), (12, 2, 2), (20, 1, 1)]).back == 0


def test_a_rise_from_zero_counts_from_its_first_request():
    found = figures([(-0.7, 0, 0), (0.1, 1, 0), (2, 1, 1), (70, 0, 0)], rise=0)
    assert (found.start_replicas, found.first_wanted) == (0, SECOND // 10)
    assert (found.capacity_reached, found.back) == (2 * SECOND, 50 * SECOND)


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
    found = figures(peak_seconds=seconds)
    assert found.recovered == (None if recovered is None else recovered * SECOND)
    assert ("latencyRecoveredMilliseconds" in found.missing) is (recovered is None)


def test_seconds_before_and_after_the_peak_are_none_of_it():
    """The run has slow seconds behind the peak."""
    assert figures().worst_p95_microseconds == 9_000
    assert figures(peak_seconds=(SLOW, *(FAST,) * 19)).worst_p95_microseconds == 900_000


def test_the_fields_leave_out_what_did_not_happen():
    settings = Autoscale(1, 50, 10, 0, 20, 120, OBJECTIVE)
    still = run([(0, 1, 1)], requests=1000, failures={"timeout": 10})
    fields = autoscale_fields(Samples(segments=(still,)), "serverless", settings)
    (found,) = fields["runs"]
    assert "backMilliseconds" not in found
    assert found["latencyRecoveredMilliseconds"] == 0
    assert [item["figure"] for item in found["missing"]] == sorted(
        ["backMilliseconds", "capacityReachedMilliseconds", "firstReplicaWantedMilliseconds"]
    )
    assert fields["summary"] == "from base: recovered in 0.0 s, 1 to 1 replicas, 1.00 % failed"
    assert autoscale_fields(Samples(), "serverless", settings) == {}
