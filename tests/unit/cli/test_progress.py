from datetime import UTC, datetime, timedelta

import pytest
from modelbench.cli.progress import TimeLeft, Work, word, work_at_hand

from tests.unit.controller.memory_api import benchmark

START = datetime(2026, 1, 1, tzinfo=UTC)
SCENARIOS = {
    "coldStart": {"trials": 10, "maxTrials": 30},
    "burst": {"requests": 5, "trials": 3},
    "reactivation": {"gapsSeconds": [3, 9], "trials": 2},
    "steady": {"ratesPerSecond": [10, 20, 30], "rounds": 6},
    "autoscale": {"baseRatePerSecond": 1},
}


def running(scenarios, *, measured=(), **status):
    """A benchmark that measures; the conditions of ``measured`` scenarios are decided."""
    names = {name: name[0].upper() + name[1:] for name in scenarios}
    conditions = [
        {"type": f"{path}{title}Measured", "status": "True" if name in measured else "Unknown"}
        for name, title in names.items()
        for path in ("Serverless", "Containerized")
    ]
    summary = {"type": "Succeeded", "status": "Unknown", "reason": "Measuring", "message": "on"}
    return benchmark(scenarios=scenarios, status={"conditions": [summary, *conditions], **status})


@pytest.mark.parametrize(
    ("measured", "status", "work"),
    [
        (
            (),
            {path: {"coldStart": {"trials": 4}} for path in ("serverless", "containerized")},
            Work("coldStart", 1, 5, 8, 20, 60),
        ),
        (
            ("coldStart",),
            {"serverless": {"burst": {"trials": 1}}},
            Work("burst", 2, 5, 1, 6, 6),
        ),
        (
            ("coldStart", "burst"),
            {"serverless": {"reactivation": {"gaps": [{"trials": 2}, {"trials": 1}]}}},
            Work("reactivation", 3, 5, 3, 4, 4),
        ),
        (
            ("coldStart", "burst", "reactivation"),
            {"containerized": {"steady": {"rates": [{"segments": 6}, {"segments": 2}]}}},
            Work("steady", 4, 5, 8, 36, 36),
        ),
        (
            ("coldStart", "burst", "reactivation", "steady"),
            {"serverless": {"autoscale": {"runs": [{}]}}},
            Work("autoscale", 5, 5, 1, 3, 3),
        ),
    ],
)
def test_the_scenario_at_hand_is_counted(measured, status, work):
    assert work_at_hand(running(SCENARIOS, measured=measured, **status)) == work


def test_nothing_is_at_hand_when_all_is_measured():
    assert work_at_hand(running(SCENARIOS, measured=tuple(SCENARIOS))) is None


def test_gaps_that_were_not_chosen_are_those_of_the_stable_window():
    work = work_at_hand(running({"reactivation": {"trials": 2}}))
    assert work.least > 2


def cold_starts(trials, **spec):
    cold = {"coldStart": SCENARIOS["coldStart"]}
    return running(
        {**cold, **spec},
        startTime="2026-01-01T00:00:00Z",
        serverless={"coldStart": {"trials": trials}},
    )


def test_before_any_pace_is_known_the_deadline_bounds_the_time():
    now = START + timedelta(minutes=10)
    assert TimeLeft().text(cold_starts(0), now) == "at most 50 min left"


def test_the_pace_gives_the_time_to_the_fewest_and_to_the_most_trials():
    left = TimeLeft()
    left.text(cold_starts(0), START)
    # 20 to 60 trials, 10 of them in five minutes.
    assert left.text(cold_starts(10), START + timedelta(minutes=5)) == "5 to 25 min left"


def test_the_pace_counts_from_the_first_look():
    left = TimeLeft()
    left.text(cold_starts(8), START + timedelta(minutes=9))
    assert left.text(cold_starts(10), START + timedelta(minutes=10)) == "5 to 25 min left"


def test_no_estimate_is_beyond_the_deadline():
    left = TimeLeft()
    left.text(cold_starts(0), START + timedelta(minutes=40))
    assert left.text(cold_starts(10), START + timedelta(minutes=50)) == "about 10 min left"


def test_enough_trials_may_end_it_at_any_time():
    left = TimeLeft()
    left.text(cold_starts(0), START)
    assert left.text(cold_starts(30), START + timedelta(minutes=6)) == "up to 6 min left"


def test_when_others_follow_it_is_the_time_of_this_scenario():
    burst = {"burst": SCENARIOS["burst"]}
    left = TimeLeft()
    left.text(cold_starts(0, **burst), START)
    later = left.text(cold_starts(10, **burst), START + timedelta(minutes=5))
    assert later == "5 to 25 min left of scenario 1/2"


def test_nothing_is_known_before_the_start():
    assert TimeLeft().text(benchmark(), START) == ""


def summary(reason, message):
    condition = {"type": "Succeeded", "status": "Unknown", "reason": reason, "message": message}
    return {"conditions": [condition]}


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (None, "waiting for the operator"),
        (summary("Queued", "behind n/a"), "Queued: behind n/a"),
        (summary("Preparing", "creating both arms"), "creating both arms"),
        ({**summary("Measuring", "old"), "progress": "bursts: 1 done"}, "bursts: 1 done"),
    ],
)
def test_where_it_stands_is_told_in_words(status, words):
    assert word(benchmark(status=status)) == words
