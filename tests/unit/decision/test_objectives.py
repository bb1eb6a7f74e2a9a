"""Each objective is met, missed, or not decided; and the condition that follows from all."""

from dataclasses import replace
from decimal import Decimal

import pytest
from modelbench.api.choices import Objective
from modelbench.api.conditions import ConditionType
from modelbench.api.reasons import Reason
from modelbench.api.samples import Samples, TrialKind
from modelbench.decision.measured_values import Figures
from modelbench.decision.objectives import judge, objectives_verdict

from tests.unit.made.attacks import MILLISECOND, segment
from tests.unit.made.decisions import profile, samples
from tests.unit.made.load_runs import SCENARIOS
from tests.unit.made.trials import trial

QUIET = {"traffic": "quiet", "sheet": "own-cluster"}


def figures(found=None, scenarios=SCENARIOS):
    return Figures(samples() if found is None else found, scenarios, [profile(0.01)])


def objective(figure, maximum, **changes):
    return Objective(figure, Decimal(maximum), **changes)


def outcome(figure, maximum, found=None, **changes):
    (judgement,) = judge([objective(figure, maximum, **changes)], figures(found), None)
    return str(judgement.outcome), judgement


@pytest.mark.parametrize(
    ("figure", "met", "missed", "changes"),
    [
        ("serverless.coldStart.p50", "1900", "1800", {}),
        ("serverless.steady.p50", "6", "4", {"rate": 10}),
        ("containerized.steady.p95", "6", "4", {"rate": 50}),
        ("serverless.steady.failurePercent", "5", "0.05", {"rate": 10}),
        ("serverless.autoscale.latencyRecoveredFromZero", "100", None, {}),
        ("serverless.cost.perMonth", "3", "1", QUIET),
        ("containerized.cost.perMonth", "2.6943", "2.6942", QUIET),
        ("serverless.cost.coldPercent", "99", "1", QUIET),
    ],
)
def test_a_figure_meets_a_wide_bound_and_misses_a_narrow_one(figure, met, missed, changes):
    assert outcome(figure, met, **changes)[0] == "Success"
    if missed is not None:
        found, judgement = outcome(figure, missed, **changes)
        assert found == "Failure"
        assert "exceeds" in judgement.message


def test_a_bound_within_the_interval_decides_nothing():
    found, judgement = outcome("serverless.coldStart.p50", "1859")
    assert found == "Inconclusive"
    assert "contains 1859" in judgement.message
    assert judgement.figure.lower < 1859 < judgement.figure.upper


def test_a_percentile_that_too_few_trials_support_can_be_missed_but_not_met():
    """40 cold starts bound the 95th percentile from below only."""
    found, judgement = outcome("serverless.coldStart.p95", "5000")
    assert found == "Inconclusive"
    assert "40 trials cannot bound the 95th percentile" in judgement.message
    assert judgement.figure.value is None
    assert outcome("serverless.coldStart.p95", "1000")[0] == "Failure"


def test_enough_trials_meet_it():
    trials = tuple(trial(order=n, extra_milliseconds=n) for n in range(100))
    found, judgement = outcome("serverless.coldStart.p95", "2000", Samples(trials=trials))
    assert found == "Success"
    assert judgement.figure.value == 1934


def test_warm_ups_and_rejected_trials_do_not_count():
    others = (
        trial(kind=TrialKind.WARM_UP, extra_milliseconds=9000),
        trial(rejection="NotAtZero", extra_milliseconds=9000),
    )
    assert outcome("serverless.coldStart.p50", "5", Samples(trials=others))[0] == "Inconclusive"


@pytest.mark.parametrize(
    ("figure", "changes", "words"),
    [
        ("serverless.coldStart.p50", {}, "no cold start was accepted"),
        ("serverless.steady.p95", {"rate": 10}, "10/s was not measured"),
        ("serverless.steady.failurePercent", {"rate": 10}, "10/s was not measured"),
        ("containerized.autoscale.latencyRecovered", {}, "autoscale was not measured"),
        ("serverless.cost.perMonth", {**QUIET, "sheet": "other"}, "other has no price"),
        ("serverless.cost.perMonth", {**QUIET, "traffic": "other"}, "no price"),
    ],
)
def test_a_figure_that_is_absent_decides_nothing_and_says_why(figure, changes, words):
    found, judgement = outcome(figure, "1", Samples(), **changes)
    assert found == "Inconclusive"
    assert words in judgement.message


def test_load_that_was_not_sent_as_planned_decides_nothing():
    late = tuple(
        segment([MILLISECOND] * 600, rate=10, delay=20 * MILLISECOND, round=n) for n in range(6)
    )
    found, judgement = outcome("serverless.steady.p50", "1000", Samples(segments=late), rate=10)
    assert found == "Inconclusive"
    assert "schedule delay" in judgement.message


def test_too_few_rounds_give_no_interval_and_decide_nothing():
    one = (segment([MILLISECOND] * 600, rate=10),)
    found, judgement = outcome("serverless.steady.p50", "1000", Samples(segments=one), rate=10)
    assert found == "Inconclusive"
    assert "fewer than 6 rounds" in judgement.message


def test_a_bound_that_the_value_itself_exceeds_is_never_met():
    """One slow round of nine rules the percentile of all, and the others the interval."""
    rounds = tuple(
        segment([(900 if number == 9 else 5) * MILLISECOND] * 60, rate=10, round=number)
        for number in range(1, 10)
    )
    found, judgement = outcome("serverless.steady.p95", "500", Samples(segments=rounds), rate=10)
    assert found == "Inconclusive"
    assert judgement.figure.value > 500


def test_failures_of_one_round_alone_decide_nothing():
    """1 % of all; Wilson's interval of so many requests would end below 2 %."""
    kinds = [(number, "timeout") for number in range(36)]
    rounds = tuple(
        segment([MILLISECOND] * 600, rate=10, round=number, failures=kinds if number == 1 else ())
        for number in range(1, 7)
    )
    figure = "serverless.steady.failurePercent"
    found, judgement = outcome(figure, "2", Samples(segments=rounds), rate=10)
    assert found == "Inconclusive"
    assert (judgement.figure.lower, judgement.figure.upper) == (0, 6)


def test_a_latency_that_never_recovered_says_so():
    slow = segment(
        [900 * MILLISECOND] * 1500,
        rate=50,
        scenario="autoscale",
        rise_nanoseconds=10**10,
        hold_end_nanoseconds=3 * 10**10,
    )
    found, judgement = outcome(
        "serverless.autoscale.latencyRecovered", "10000", Samples(segments=(slow,))
    )
    assert found == "Inconclusive"
    assert "still missed" in judgement.message


def test_nothing_is_decided_on_an_invalid_run():
    wide = objective("serverless.coldStart.p50", "9999")
    (judgement,) = judge([wide], figures(), "the generator was late")
    assert str(judgement.outcome) == "Inconclusive"
    assert judgement.message == "the run is invalid: the generator was late"


MET = objective("serverless.coldStart.p50", "9999")
MISSED = objective("serverless.coldStart.p50", "1")
OPEN = objective("serverless.coldStart.p50", "1859")


@pytest.mark.parametrize(
    ("objectives", "status", "reason"),
    [
        ([MET], True, Reason.OBJECTIVES_MET),
        ([MET, OPEN], None, Reason.OBJECTIVES_INCONCLUSIVE),
        ([MET, OPEN, MISSED], False, Reason.OBJECTIVES_MISSED),
    ],
)
def test_the_condition_is_as_bad_as_the_worst_objective(objectives, status, reason):
    (verdict,) = objectives_verdict(judge(objectives, figures(), None))
    assert verdict.condition is ConditionType.OBJECTIVES_MET
    assert (verdict.status, verdict.reason) == (status, reason)
    assert "serverless.coldStart.p50" in verdict.message


def test_the_message_names_the_rate_and_the_profile():
    asked = [
        objective("serverless.steady.p50", "1", rate=10),
        objective("serverless.cost.perMonth", "1", **QUIET),
    ]
    (verdict,) = objectives_verdict(judge(asked, figures(), None))
    assert "serverless.steady.p50 at 10/s: at least" in verdict.message
    assert "serverless.cost.perMonth for quiet: at least" in verdict.message


def test_without_objectives_there_is_no_condition():
    assert objectives_verdict([]) == []
    assert replace(MET, traffic="a").path == "serverless"
