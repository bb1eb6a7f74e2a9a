"""Each objective is met, missed, or not decided; and the condition that follows from all."""

import pytest
from modelbench.api.choices import Objective
from modelbench.api.conditions import OBJECTIVES_MET
from modelbench.api.reasons import Reason
from modelbench.api.samples import Samples
from modelbench.api.scenarios.cold_start import TrialKind
from modelbench.decision.measured_values import MeasuredValues
from modelbench.decision.objectives import judge, objectives_update

from tests.unit.made.attacks import MILLISECOND, segment
from tests.unit.made.decisions import profile, samples, spec
from tests.unit.made.load_runs import SCENARIOS
from tests.unit.made.trials import trial

P50 = "serverless.steady.p50"
QUIET = {"traffic": "quiet", "sheet": "own-cluster"}


def values(found=None):
    asked = spec(scenarios=SCENARIOS)
    return MeasuredValues(samples() if found is None else found, asked, [profile(0.01)])


def objective(metric, maximum, **changes):
    """Of the three bounds the one in percent takes any decimal."""
    return Objective(metric, maximum_percent=maximum, **changes)


def outcome(metric, maximum, found=None, **changes):
    (judgement,) = judge([objective(metric, maximum, **changes)], values(found), None)
    return str(judgement.verdict), judgement


@pytest.mark.parametrize(
    ("metric", "met", "missed", "changes"),
    [
        ("serverless.coldStart.p50", "1900", "1800", {}),
        ("serverless.steady.p50", "6", "4", {"rate_per_second": 10}),
        ("containerized.steady.p95", "6", "4", {"rate_per_second": 50}),
        ("serverless.autoscale.latencyRecoveredFromZero", "100", None, {}),
        ("serverless.cost.perMonth", "3", "1", QUIET),
        ("containerized.cost.perMonth", "2.6943", "2.6942", QUIET),
        ("serverless.cost.coldPercent", "99", "1", QUIET),
    ],
)
def test_a_value_meets_a_wide_bound_and_misses_a_narrow_one(metric, met, missed, changes):
    assert outcome(metric, met, **changes)[0] == "Success"
    if missed is not None:
        found, judgement = outcome(metric, missed, **changes)
        assert found == "Failure"
        assert judgement.message.endswith(": missed")


def test_a_bound_within_the_interval_decides_nothing():
    found, judgement = outcome("serverless.coldStart.p50", "1859")
    assert found == "Inconclusive"
    assert judgement.message == "1,852 ms to 1,867 ms, which includes the limit 1,859 ms"
    assert judgement.measured.lower < 1859 < judgement.measured.upper


def test_a_percentile_that_too_few_trials_support_can_be_missed_but_not_met():
    """40 cold starts bound the 95th percentile from below only."""
    found, judgement = outcome("serverless.coldStart.p95", "5000")
    assert found == "Inconclusive"
    assert "40 trials are too few for a p95, which needs 80" in judgement.message
    assert judgement.measured.value is None
    assert outcome("serverless.coldStart.p95", "1000")[0] == "Failure"


def hundred(extra_of):
    return Samples(trials=tuple(trial(order=n, extra_milliseconds=extra_of(n)) for n in range(100)))


def test_enough_trials_meet_it():
    found, judgement = outcome("serverless.coldStart.p95", "2000", hundred(lambda n: n * 37 % 100))
    assert found == "Success"
    assert judgement.measured.value == 1934


def test_trials_that_look_alike_are_too_few_to_meet_it():
    """In ascending order each is like the one before: so many are worth few."""
    found, judgement = outcome("serverless.coldStart.p95", "2000", hundred(lambda n: n))
    assert found == "Inconclusive"
    assert "100 trials are too few for a p95, since consecutive trials look" in judgement.message


def test_slow_starts_that_come_together_are_too_few_to_meet_it():
    """The ranks of all hardly show that the slow ones came one after the other."""
    extras = [n * 37 % 100 for n in range(100)]
    together = sorted(extras, key=lambda extra: extra >= 95)
    found, _ = outcome("serverless.coldStart.p95", "2000", hundred(together.__getitem__))
    assert found == "Inconclusive"


def test_warm_ups_and_rejected_trials_do_not_count():
    others = (
        trial(kind=TrialKind.WARM_UP, extra_milliseconds=9000),
        trial(rejection="NotAtZero", extra_milliseconds=9000),
    )
    assert outcome("serverless.coldStart.p50", "5", Samples(trials=others))[0] == "Inconclusive"


@pytest.mark.parametrize(
    ("metric", "changes", "words"),
    [
        ("serverless.coldStart.p50", {}, "no cold start was accepted"),
        ("serverless.steady.p95", {"rate_per_second": 10}, "10/s was not measured"),
        ("serverless.steady.failurePercent", {"rate_per_second": 10}, "10/s was not measured"),
        ("containerized.autoscale.latencyRecovered", {}, "autoscale was not measured"),
        ("serverless.cost.perMonth", {**QUIET, "sheet": "other"}, "other has no price"),
        ("serverless.cost.perMonth", {**QUIET, "traffic": "other"}, "no price"),
        ("gone.steady.p50", {"rate_per_second": 10}, "there is no variant gone"),
    ],
)
def test_a_value_that_is_absent_decides_nothing_and_says_why(metric, changes, words):
    found, judgement = outcome(metric, "1", Samples(), **changes)
    assert found == "Inconclusive"
    assert words in judgement.message


def test_load_that_was_not_sent_as_planned_decides_nothing():
    late = tuple(
        segment([MILLISECOND] * 600, rate=10, delay=20 * MILLISECOND, round=n) for n in range(6)
    )
    found, judgement = outcome(
        "serverless.steady.p50", "1000", Samples(segments=late), rate_per_second=10
    )
    assert found == "Inconclusive"
    assert "schedule delay" in judgement.message


def test_too_few_rounds_give_no_interval_and_decide_nothing():
    one = (segment([MILLISECOND] * 600, rate=10),)
    found, judgement = outcome(
        "serverless.steady.p50", "1000", Samples(segments=one), rate_per_second=10
    )
    assert found == "Inconclusive"
    assert "too few rounds" in judgement.message


def test_a_bound_that_the_value_itself_exceeds_is_never_met():
    """One slow round of nine rules the percentile of all, and the others the interval."""
    rounds = tuple(
        segment([(900 if number == 9 else 5) * MILLISECOND] * 60, rate=10, round=number)
        for number in range(1, 10)
    )
    found, judgement = outcome(
        "serverless.steady.p95", "500", Samples(segments=rounds), rate_per_second=10
    )
    assert found == "Inconclusive"
    assert judgement.measured.value > 500


def test_failures_of_one_round_alone_decide_nothing():
    """1% of all; the interval of so many independent requests would end below 2%."""
    kinds = [(number, "timeout") for number in range(36)]
    rounds = tuple(
        segment([MILLISECOND] * 600, rate=10, round=number, failures=kinds if number == 1 else ())
        for number in range(1, 7)
    )
    metric = "serverless.steady.failurePercent"
    found, judgement = outcome(metric, "2", Samples(segments=rounds), rate_per_second=10)
    assert found == "Inconclusive"
    assert judgement.measured.lower < 0.1
    assert judgement.measured.upper > 6


def test_failures_in_every_round_are_a_failure():
    """Six of a hundred in each round: the interval of the share lies above 2%."""
    kinds = [(number, "timeout") for number in range(36)]
    rounds = tuple(
        segment([MILLISECOND] * 600, rate=10, round=number, failures=kinds)
        for number in range(1, 7)
    )
    metric = "serverless.steady.failurePercent"
    found, judgement = outcome(metric, "2", Samples(segments=rounds), rate_per_second=10)
    assert found == "Failure"
    assert 2 < judgement.measured.lower <= 6 <= judgement.measured.upper


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
    (judgement,) = judge([wide], values(), "the generator was late")
    assert str(judgement.verdict) == "Inconclusive"
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
    (update,) = objectives_update(judge(objectives, values(), None))
    assert update.type == OBJECTIVES_MET
    assert (update.status, update.reason) == (status, reason)
    assert "serverless.coldStart.p50" in update.message


def test_the_message_names_the_rate_and_the_profile():
    asked = [
        objective("serverless.steady.p50", "1", rate_per_second=10),
        objective("serverless.cost.perMonth", "1", **QUIET),
    ]
    (update,) = objectives_update(judge(asked, values(), None))
    assert "serverless.steady.p50 at 10/s: at least" in update.message
    assert "serverless.cost.perMonth for quiet: at least" in update.message


def test_without_objectives_there_is_no_condition():
    assert objectives_update([]) == []
    assert MET.variant == "serverless"
