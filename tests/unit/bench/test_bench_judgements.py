import pytest

from tests.bench import created, lanes, load


def cold_start(serverless, containerized):
    return {
        path: {"coldStart": {"trials": trials, "rejectedTrials": [{"reason": "r", "count": 2}]}}
        for path, trials in (("serverless", serverless), ("containerized", containerized))
    }


@pytest.mark.parametrize(
    ("trials", "seconds", "met"),
    [((20, 20), 300, True), ((20, 20), 301, False), ((20, 19), 100, False)],
)
def test_both_paths_need_their_trials_in_time(trials, seconds, met):
    assert lanes.judge(cold_start(*trials), seconds).met is met


def test_the_trials_of_each_path_are_told():
    figure = lanes.judge({**cold_start(20, 19), "environment": {"lanes": 7}}, 210.4)
    assert figure.value == "serverless 20, containerized 19 trials in 210 s"
    assert figure.details[0] == "lanes: 7; rejected: serverless 2, containerized 2"


def test_a_run_without_any_trial_is_missed():
    figure = lanes.judge({}, 10)
    assert figure.missed
    assert figure.details == ("lanes: unknown; rejected: unknown", "the operator has not seen it")


@pytest.mark.parametrize(
    ("seconds", "met"), [((0.5, 1.9, 9.0), True), ((2.1, 2.0, 0.1), False), ((3, 3, 1), False)]
)
def test_the_median_counts_for_the_creation(seconds, met):
    assert created.judge(seconds).met is met


def rate(per_second, median=40, **fields):
    delays = {"scheduleDelayMedianMicroseconds": median, "scheduleDelayP99Microseconds": 900}
    return {"ratePerSecond": per_second, "valid": True, **delays, **fields}


def steady(*rates, path="containerized"):
    return {path: {"steady": {"rates": list(rates)}}}


@pytest.mark.parametrize(("median", "met"), [(999, True), (1000, False)])
def test_the_median_delay_must_be_below_its_goal(median, met):
    figure = load.judge_delay(steady(rate(500, median), path="serverless"), "serverless")
    assert figure.met is met
    assert figure.value == f"serverless: median {median} us"


def test_a_path_without_the_delay_is_missed_with_the_reason():
    figure = load.judge_delay({}, "serverless")
    assert figure.missed
    assert figure.value == "serverless: not measured"
    assert figure.details == ("the operator has not seen it",)


def test_the_highest_valid_rate_is_reported_with_every_rate():
    late = rate(3000, 20_000, valid=False, invalidReason="late")
    figure = load.judge_highest(steady(rate(500), rate(2000), late))
    assert figure.met is None
    assert figure.value == "2000/s"
    assert len(figure.details) == 3
    assert figure.details[2].endswith("invalid, late")


def test_no_valid_rate_is_no_missed_goal_but_no_rate_at_all_is():
    assert load.judge_highest(steady(rate(500, valid=False))).met is None
    assert load.judge_highest({}).missed


def test_a_rate_in_a_line():
    described = load.describe(rate(500, attainedRatePerSecond="499.9", failurePercent="0.00"))
    assert described == (
        "500/s: schedule delay median 40 us, p99 900 us; sent 499.9/s, 0.00 % failed; valid"
    )


def test_the_bound_leaves_room_for_every_segment():
    assert load.bound_seconds(rates=6, seconds=6) > 6 * 2 * 2 * (6 + 3)
