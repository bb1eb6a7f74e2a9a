import pytest
from modelbench.api.mode import Mode
from modelbench.api.names import CONTAINERIZED, SERVERLESS
from modelbench.api.scenarios.cold_start import ColdStartStatus
from modelbench.api.scenarios.parts import RejectedTrials
from modelbench.api.scenarios.steady import RateStatus, SteadyStatus
from modelbench.api.status import Environment, Status, VariantStatus

from tests.bench import created, lanes, load

MODES = {SERVERLESS: Mode.SERVERLESS, CONTAINERIZED: Mode.CONTAINERIZED}


def variant(name, **scenarios):
    return VariantStatus(name=name, mode=MODES[name], **scenarios)


def cold_start(serverless, containerized, **fields):
    rejected = (RejectedTrials("NotAtZero", 2),)
    variants = (
        variant(name, cold_start=ColdStartStatus(trials, rejected_trials=rejected))
        for name, trials in ((SERVERLESS, serverless), (CONTAINERIZED, containerized))
    )
    return Status(variants=tuple(variants), **fields)


@pytest.mark.parametrize(
    ("trials", "seconds", "met"),
    [((20, 20), 300, True), ((20, 20), 301, False), ((20, 19), 100, False)],
)
def test_every_variant_needs_its_trials_in_time(trials, seconds, met):
    assert lanes.judge(cold_start(*trials), seconds).met is met


def test_the_trials_of_each_variant_are_told():
    result = lanes.judge(cold_start(20, 19, environment=Environment(lanes=7)), 210.4)
    assert result.value == "serverless 20, containerized 19 trials in 210 s"
    assert result.details[0] == "lanes: 7; rejected: serverless 2, containerized 2"


def test_a_run_without_any_trial_is_missed():
    result = lanes.judge(Status(), 10)
    assert result.missed
    assert result.details == ("lanes: unknown; rejected: unknown", "the operator has not seen it")


@pytest.mark.parametrize(
    ("seconds", "met"), [((0.5, 1.9, 9.0), True), ((2.1, 2.0, 0.1), False), ((3, 3, 1), False)]
)
def test_the_median_counts_for_the_creation(seconds, met):
    assert created.judge(seconds).met is met


def rate(per_second, median=40, **fields):
    return RateStatus(
        rate_per_second=per_second,
        schedule_delay_median_microseconds=median,
        schedule_delay_p99_microseconds=900,
        **{"valid": True, **fields},
    )


def steady(*rates, name=CONTAINERIZED):
    return Status(variants=(variant(name, steady=SteadyStatus(rates=rates)),))


@pytest.mark.parametrize(("median", "met"), [(999, True), (1000, False)])
def test_the_median_delay_must_be_below_its_goal(median, met):
    result = load.judge_delay(steady(rate(500, median), name=SERVERLESS), SERVERLESS)
    assert result.met is met
    assert result.value == f"serverless: median {median} us"


def test_a_variant_without_the_delay_is_missed_with_the_reason():
    result = load.judge_delay(Status(), SERVERLESS)
    assert result.missed
    assert result.value == "serverless: not measured"
    assert result.details == ("the operator has not seen it",)


def test_the_highest_valid_rate_is_reported_with_every_rate():
    late = rate(3000, 20_000, valid=False, invalid_reason="late")
    result = load.judge_highest(steady(rate(500), rate(2000), late))
    assert result.met is None
    assert result.value == "2000/s"
    assert len(result.details) == 3
    assert result.details[2].endswith("invalid, late")


def test_no_valid_rate_is_no_missed_goal_but_no_rate_at_all_is():
    assert load.judge_highest(steady(rate(500, valid=False))).met is None
    assert load.judge_highest(Status()).missed


def test_a_rate_in_a_line():
    described = load.describe(rate(500, attained_rate_per_second="499.9", failure_percent="0.00"))
    assert described == (
        "500/s: schedule delay median 40 us, p99 900 us; sent 499.9/s, 0.00% failed; valid"
    )


def test_the_bound_leaves_room_for_every_segment():
    assert load.bound_seconds(rates=6, seconds=6) > 6 * 2 * 2 * (6 + 3)
