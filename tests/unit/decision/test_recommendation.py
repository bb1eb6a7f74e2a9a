"""Each way a recommendation can fall. docs/recommendation.md has the rule."""

from dataclasses import replace
from decimal import Decimal

import pytest
from modelbench.api.choices import Objective, Shape
from modelbench.decision.evidence import Effect
from modelbench.decision.measured_values import Figure
from modelbench.decision.objectives import Judgement, Outcome
from modelbench.decision.recommendation import Answer, recommend
from modelbench.decision.sentence import sentence
from modelbench.forecast.timings import Estimate
from modelbench.statistics.numbers import readable

from tests.unit.made.decisions import ARMS, COST, HELD, TIMINGS, profile, sheet

QUIET, BUSY, EVEN = 0.001, 1.0, 0.0244


def judged(figure, outcome, value="10", maximum="20", **changes):
    objective = Objective(figure, Decimal(maximum), **changes)
    number = Decimal(value)
    return Judgement(objective, Figure(number, number, number), outcome, "because")


MET = judged("serverless.coldStart.p95", Outcome.SUCCESS)
MISSED = judged("serverless.coldStart.p95", Outcome.FAILURE, "30")
OPEN = judged("serverless.coldStart.p95", Outcome.INCONCLUSIVE)
OTHER_MET = judged("containerized.steady.p99", Outcome.SUCCESS, rate=10)
OTHER_MISSED = judged("containerized.steady.p99", Outcome.FAILURE, "30", rate=10)
OTHER_OPEN = judged("containerized.steady.p99", Outcome.INCONCLUSIVE, rate=10)


def answer(rate, *judgements, invalid=None, **changes):
    return recommend(profile(rate, **changes), judgements, invalid)


@pytest.mark.parametrize(
    ("rate", "judgements", "expected"),
    [
        # The cheaper arm, where both meet the objectives or there are none.
        (QUIET, [], Answer.SERVERLESS),
        (BUSY, [], Answer.CONTAINERIZED),
        (QUIET, [MET, OTHER_MET], Answer.SERVERLESS),
        (BUSY, [MET, OTHER_MET], Answer.CONTAINERIZED),
        # The costs are too close.
        (EVEN, [], Answer.INCONCLUSIVE),
        # One arm misses an objective, so the other is left, whatever it costs.
        (QUIET, [MISSED], Answer.CONTAINERIZED),
        (BUSY, [OTHER_MISSED], Answer.SERVERLESS),
        (EVEN, [MISSED], Answer.CONTAINERIZED),
        # Both miss one.
        (QUIET, [MISSED, OTHER_MISSED], Answer.INCONCLUSIVE),
        # An open objective of the dearer arm changes nothing; one of the cheaper arm does.
        (QUIET, [OTHER_OPEN], Answer.SERVERLESS),
        (BUSY, [OPEN], Answer.CONTAINERIZED),
        (QUIET, [OPEN], Answer.INCONCLUSIVE),
        (BUSY, [OTHER_OPEN], Answer.INCONCLUSIVE),
        # The only arm that is left is open itself.
        (BUSY, [OPEN, OTHER_MISSED], Answer.INCONCLUSIVE),
        # A missed objective rules out even if others are met or open.
        (QUIET, [MET, OPEN, MISSED], Answer.CONTAINERIZED),
    ],
)
def test_the_answer(rate, judgements, expected):
    found = answer(rate, *judgements)
    assert found.answer is expected
    assert (found.answer is Answer.INCONCLUSIVE) == ("neither arm" in sentence(found))


def test_an_invalid_run_is_never_recommended_upon():
    for rate, judgements in ((QUIET, []), (BUSY, [MET]), (QUIET, [MISSED])):
        found = answer(rate, *judgements, invalid="the generator was late")
        assert found.answer is Answer.INCONCLUSIVE
        assert (found.chosen, found.tipping_points) == (None, ())
        assert "the run is invalid: the generator was late" in sentence(found)


def test_an_objective_of_another_profile_does_not_count():
    other = judged("serverless.coldStart.p95", Outcome.FAILURE, traffic="busy")
    assert answer(QUIET, other).answer is Answer.SERVERLESS
    own = judged("serverless.coldStart.p95", Outcome.FAILURE, traffic="quiet")
    assert answer(QUIET, own).answer is Answer.CONTAINERIZED


@pytest.mark.parametrize("path", ["serverless", "containerized"])
def test_a_peak_above_what_was_measured_leaves_an_arm_open(path):
    """Bursts of 60 times the mean: 0.06/s in the mean have a peak of 3.6/s."""
    rate = {"serverless": QUIET, "containerized": BUSY}[path]
    found = answer(rate, highest={**HELD, path: 0})
    assert found.answer is Answer.INCONCLUSIVE
    (ground,) = [g for g in found.grounds if g.figure == f"{path}.steady"]
    assert ground.effect is Effect.LEAVES_OPEN
    assert "is the highest rate it was seen to hold" in ground.message
    assert answer(0.06, shape=Shape.BURSTS, highest={**HELD, "containerized": 3}).answer is not None


def test_a_cost_without_an_interval_recommends_nothing():
    found = answer(QUIET, timings=replace(TIMINGS, cold_start=Estimate(1.8)))
    assert found.answer is Answer.INCONCLUSIVE
    assert "a cost has no interval" in sentence(found)


def test_a_cost_that_is_not_known_recommends_nothing():
    found = answer(BUSY, timings=replace(TIMINGS, service=None))
    assert found.answer is Answer.INCONCLUSIVE
    assert "its cost is not known: it needs a rate of spec.scenarios.steady" in sentence(found)


def test_two_currencies_are_not_compared():
    sheets = [sheet(paths=("serverless",)), sheet("aws-fargate", currency="EUR")]
    found = answer(QUIET, sheets=sheets)
    assert found.answer is Answer.INCONCLUSIVE
    assert "EUR and USD cannot be compared" in sentence(found)


@pytest.mark.parametrize(
    ("rate", "expected", "name"),
    [
        (QUIET, Answer.SERVERLESS, "aws-lambda"),
        (BUSY, Answer.SERVERLESS, "aws-lambda"),
        (50, Answer.CONTAINERIZED, "own-cluster"),
    ],
)
def test_the_cheapest_sheet_of_each_arm_counts(rate, expected, name):
    names = ("own-cluster", "aws-lambda", "aws-fargate")
    found = answer(rate, sheets=[sheet(name) for name in names])
    assert (found.answer, found.chosen.option.sheet.name) == (expected, name)


def test_a_latency_measured_on_the_cluster_says_nothing_of_a_provider():
    sheets = [sheet("aws-lambda"), sheet("aws-fargate")]
    assert answer(QUIET, sheets=sheets).answer is Answer.SERVERLESS
    found = answer(QUIET, MET, sheets=sheets)
    assert found.answer is Answer.INCONCLUSIVE
    assert "it was measured on the cluster and not at aws-lambda" in sentence(found)
    missed = answer(QUIET, MISSED, sheets=sheets)
    assert missed.answer is Answer.INCONCLUSIVE


def test_a_bound_on_the_cost_at_one_sheet_leaves_the_others():
    sheets = [sheet("own-cluster"), sheet("aws-lambda")]
    dear = judged("serverless.cost.perMonth", Outcome.FAILURE, sheet="aws-lambda")
    found = answer(QUIET, dear, sheets=sheets)
    assert found.answer is Answer.SERVERLESS
    assert found.chosen.option.sheet.name == "own-cluster"


def test_the_evidence_is_data():
    found = answer(QUIET, MET, OTHER_MISSED)
    effects = {(g.effect, g.path, g.figure) for g in found.grounds}
    assert (Effect.ALLOWS, "serverless", "serverless.coldStart.p95") in effects
    assert (Effect.RULES_OUT, "containerized", "containerized.steady.p99") in effects
    (cheaper,) = [g for g in answer(QUIET).grounds if g.effect is Effect.CHEAPER]
    assert (cheaper.path, cheaper.sheet) == ("serverless", "own-cluster")
    assert cheaper.lower <= cheaper.value <= cheaper.upper < cheaper.bound


def test_how_far_the_answer_is_from_tipping():
    found = answer(QUIET, MET)
    points = {point.figure: point for point in found.tipping_points}
    rate = points["requestsPerSecond"]
    assert (rate.now, rate.towards) == (Decimal("0.001"), "containerized")
    assert rate.at == pytest.approx(Decimal("0.0244"), abs=Decimal("0.0002"))
    price = points["serverless.cost.perMonth"]
    assert price.at == found.rival.month.amount
    assert price.change_percent > 1000
    bound = points["serverless.coldStart.p95"]
    assert (bound.now, bound.at, bound.change_percent) == (10, 20, 100)
    assert bound.towards == "containerized"


def test_beyond_the_break_even_the_way_back_is_told():
    (rate, *_) = answer(BUSY).tipping_points
    assert (rate.figure, rate.towards) == ("requestsPerSecond", "serverless")
    assert rate.change_percent < -90


def test_what_the_other_arm_would_have_to_reach_is_told():
    (point,) = answer(QUIET, MISSED).tipping_points
    assert (point.now, point.at, point.towards) == (30, 20, "serverless")


def test_an_open_answer_tells_how_near_it_is():
    found = answer(EVEN)
    assert found.tipping_points[0].figure == "requestsPerSecond"
    assert "the intervals of both arms' costs overlap" in sentence(found)


def test_the_sentence_has_traffic_answer_costs_cold_starts_rate_and_prices():
    assert sentence(answer(QUIET)) == (
        "For 2628 requests a month (quiet, Constant) choose serverless on own-cluster: it costs "
        f"{answer(QUIET).chosen.month.amount:.4f} USD a month "
        f"[{answer(QUIET).chosen.interval[0]:.4f}, {answer(QUIET).chosen.interval[1]:.4f}], "
        "containerized on own-cluster costs 2.694 USD a month. "
        "Serverless, 99.18 % of the requests meet a cold start. "
        f"Above {readable(answer(QUIET).tipping_points[0].at)} requests/s containerized "
        "is the cheaper arm. "
        "Knative's control plane, 14.93 USD a month, is not counted. "
        "Prices: own-cluster, own Kubernetes cluster in us-central1, of 2024-10-01."
    )


def test_the_sentence_says_what_the_costs_hold():
    shared = replace(COST, include_control_plane=True, control_plane_services=1000)
    assert "plane, 0.01493 USD a month, is counted." in sentence(answer(QUIET, cost=shared))
    providers = [sheet("aws-lambda"), sheet()]
    assert "The free tier of aws-lambda is deducted." in sentence(answer(0.001, sheets=providers))
    paid = replace(COST, include_free_tier=False)
    assert "free tier" not in sentence(answer(0.001, sheets=providers, cost=paid))


def test_the_sentence_names_what_rules_the_other_arm_out():
    words = sentence(answer(QUIET, MISSED))
    assert "choose containerized" in words
    assert "ruled out by serverless.coldStart.p95: because" in words


def test_replicas_that_are_never_needed_leave_no_rate_to_tip_at():
    found = answer(BUSY, arms=replace(ARMS, replicas=30))
    assert found.answer is Answer.SERVERLESS
    assert "requestsPerSecond" not in {point.figure for point in found.tipping_points}
    words = "Serverless is the cheaper arm up to 50 requests/s, the highest measured"
    assert words in sentence(found)
