"""Each way a recommendation can fall. docs/recommendation.md has the rule."""

from dataclasses import replace
from decimal import Decimal

import pytest
from modelbench.api.choices import MONTH_SECONDS, Objective, Shape
from modelbench.api.decision_status import INCONCLUSIVE, Effect, Verdict
from modelbench.api.mode import Mode
from modelbench.decision.measured_values import MeasuredValue
from modelbench.decision.objectives import Judgement
from modelbench.decision.recommendation import recommend
from modelbench.decision.sentence import sentence
from modelbench.forecast.timings import Estimate
from modelbench.statistics.written import count
from msgspec import structs

from tests.unit.made.decisions import COST, HELD, TIMINGS, profile, sheet

QUIET, BUSY, EVEN = 0.001, 1.0, 0.0257


def judged(metric, verdict, value="10", maximum="20", **changes):
    objective = Objective(metric, maximum_amount=maximum, **changes)
    number = Decimal(value)
    return Judgement(objective, MeasuredValue(number, number, number), verdict, "because")


MET = judged("serverless.coldStart.p95", Verdict.SUCCESS)
MISSED = judged("serverless.coldStart.p95", Verdict.FAILURE, "30")
OPEN = judged("serverless.coldStart.p95", Verdict.INCONCLUSIVE)
OTHER_MET = judged("containerized.steady.p99", Verdict.SUCCESS, rate_per_second=10)
OTHER_MISSED = judged("containerized.steady.p99", Verdict.FAILURE, "30", rate_per_second=10)
OTHER_OPEN = judged("containerized.steady.p99", Verdict.INCONCLUSIVE, rate_per_second=10)


def advice(rate, *judgements, invalid=None, **changes):
    return recommend(profile(rate, **changes), judgements, invalid)


@pytest.mark.parametrize(
    ("rate", "judgements", "expected"),
    [
        # The cheaper variant, where both meet the objectives or there are none.
        (QUIET, [], "serverless"),
        (BUSY, [], "containerized"),
        (QUIET, [MET, OTHER_MET], "serverless"),
        (BUSY, [MET, OTHER_MET], "containerized"),
        # The costs are too close.
        (EVEN, [], INCONCLUSIVE),
        # One variant misses an objective, so the other is left, whatever it costs.
        (QUIET, [MISSED], "containerized"),
        (BUSY, [OTHER_MISSED], "serverless"),
        (EVEN, [MISSED], "containerized"),
        # Both miss one.
        (QUIET, [MISSED, OTHER_MISSED], INCONCLUSIVE),
        # An open objective of the dearer variant changes nothing; one of the cheaper variant does.
        (QUIET, [OTHER_OPEN], "serverless"),
        (BUSY, [OPEN], "containerized"),
        (QUIET, [OPEN], INCONCLUSIVE),
        (BUSY, [OTHER_OPEN], INCONCLUSIVE),
        # The only variant that is left is open itself.
        (BUSY, [OPEN, OTHER_MISSED], INCONCLUSIVE),
        # A missed objective rules out even if others are met or open.
        (QUIET, [MET, OPEN, MISSED], "containerized"),
    ],
)
def test_the_choice(rate, judgements, expected):
    found = advice(rate, *judgements)
    assert found.choice == expected
    assert (found.choice == INCONCLUSIVE) == ("inconclusive: " in sentence(found))


def test_an_invalid_run_is_never_recommended_upon():
    for rate, judgements in ((QUIET, []), (BUSY, [MET]), (QUIET, [MISSED])):
        found = advice(rate, *judgements, invalid="the generator was late")
        assert found.choice == INCONCLUSIVE
        assert (found.chosen, found.thresholds) == (None, ())
        assert "the run is invalid: the generator was late" in sentence(found)


def test_an_objective_of_another_profile_does_not_count():
    other = judged("serverless.coldStart.p95", Verdict.FAILURE, traffic="busy")
    assert advice(QUIET, other).choice == "serverless"
    own = judged("serverless.coldStart.p95", Verdict.FAILURE, traffic="quiet")
    assert advice(QUIET, own).choice == "containerized"


@pytest.mark.parametrize("name", ["serverless", "containerized"])
def test_a_peak_above_what_was_measured_leaves_a_variant_open(name):
    rate = {"serverless": QUIET, "containerized": BUSY}[name]
    found = advice(rate, highest={**HELD, name: 0})
    assert found.choice == INCONCLUSIVE
    (evidence,) = [g for g in found.evidence if g.metric == f"{name}.steady"]
    assert evidence.effect is Effect.LEAVES_OPEN
    assert "it sustained no rate" in evidence.message


def test_the_peak_of_a_shape_counts_and_not_its_mean():
    """Bursts of 60 times the mean: 0.06/s in the mean have a peak of 3.6/s."""
    for highest, pieces in ((3, 1), (4, 0)):
        found = advice(0.06, shape=Shape.BURSTS, highest={**HELD, "containerized": highest})
        assert len([e for e in found.evidence if e.metric == "containerized.steady"]) == pieces


def test_a_cost_without_an_interval_recommends_nothing_unless_it_is_tenfold():
    near = advice(0.01, timings=replace(TIMINGS, cold_start=Estimate(1.8)))
    assert near.choice == INCONCLUSIVE
    assert "a cost has no interval" in sentence(near)
    far = advice(QUIET, timings=replace(TIMINGS, cold_start=Estimate(1.8)))
    assert far.choice == "serverless"
    (evidence,) = [one for one in far.evidence if one.effect is Effect.CHEAPER]
    assert "decides without intervals" in evidence.message


def test_a_cost_that_is_not_known_recommends_nothing():
    found = advice(BUSY, timings=replace(TIMINGS, service=None))
    assert found.choice == INCONCLUSIVE
    assert "its cost is not known: it needs a rate of spec.scenarios.steady" in sentence(found)


def test_two_currencies_are_not_compared():
    sheets = [sheet(modes=(Mode.SERVERLESS,)), sheet("aws-fargate", currency="EUR")]
    found = advice(QUIET, sheets=sheets)
    assert found.choice == INCONCLUSIVE
    assert "EUR and USD cannot be compared" in sentence(found)


def test_a_sheet_in_another_currency_that_alone_prevents_a_choice_is_named():
    foreign = sheet("aws-fargate", currency="EUR", modes=(Mode.CONTAINERIZED,))
    assert advice(QUIET, sheets=[sheet()]).choice == "serverless"
    found = advice(QUIET, sheets=[sheet(), foreign])
    assert found.choice == INCONCLUSIVE
    assert found.rival.option.key == ("containerized", "aws-fargate")
    told = "containerized on aws-fargate is priced in EUR: EUR and USD cannot be compared"
    assert told in sentence(found)
    assert "nothing was measured" not in sentence(found)


@pytest.mark.parametrize(
    ("rate", "expected", "name"),
    [
        (QUIET, "serverless", "aws-lambda"),
        (BUSY, "serverless", "aws-lambda"),
        (50, "containerized", "own-cluster"),
    ],
)
def test_the_cheapest_sheet_of_each_variant_counts(rate, expected, name):
    names = ("own-cluster", "aws-lambda", "aws-fargate")
    found = advice(rate, sheets=[sheet(name) for name in names])
    assert (found.choice, found.chosen.option.sheet.name) == (expected, name)


def test_a_latency_measured_on_the_cluster_says_nothing_of_a_provider():
    sheets = [sheet("aws-lambda"), sheet("aws-fargate")]
    assert advice(QUIET, sheets=sheets).choice == "serverless"
    found = advice(QUIET, MET, sheets=sheets)
    assert found.choice == INCONCLUSIVE
    assert "it was measured on the cluster, not on aws-lambda" in sentence(found)
    missed = advice(QUIET, MISSED, sheets=sheets)
    assert missed.choice == INCONCLUSIVE


def test_a_bound_on_the_cost_at_one_sheet_leaves_the_others():
    sheets = [sheet("own-cluster"), sheet("aws-lambda")]
    dear = judged("serverless.cost.perMonth", Verdict.FAILURE, sheet="aws-lambda")
    found = advice(QUIET, dear, sheets=sheets)
    assert found.choice == "serverless"
    assert found.chosen.option.sheet.name == "own-cluster"


def test_the_evidence_is_data():
    found = advice(QUIET, MET, OTHER_MISSED)
    effects = {(g.effect, g.variant, g.metric) for g in found.evidence}
    assert (Effect.ALLOWS, "serverless", "serverless.coldStart.p95") in effects
    assert (Effect.RULES_OUT, "containerized", "containerized.steady.p99") in effects
    (cheaper,) = [g for g in advice(QUIET).evidence if g.effect is Effect.CHEAPER]
    assert (cheaper.variant, cheaper.sheet) == ("serverless", "own-cluster")
    assert cheaper.lower <= cheaper.value <= cheaper.upper < cheaper.bound


def test_how_far_the_choice_is_from_another():
    found = advice(QUIET, MET)
    points = {point.metric: point for point in found.thresholds}
    rate = points["requestsPerSecond"]
    assert (rate.now, rate.towards) == (Decimal("0.001"), "containerized")
    assert rate.at == pytest.approx(Decimal("0.0255"), abs=Decimal("0.0006"))
    price = points["serverless.cost.perMonth"]
    assert price.at == found.rival.month.amount
    assert price.change_percent > 1000
    bound = points["serverless.coldStart.p95"]
    assert (bound.now, bound.at, bound.change_percent) == (10, 20, 100)
    assert bound.towards == "containerized"


def test_beyond_the_break_even_the_way_back_is_told():
    (rate, *_) = advice(BUSY).thresholds
    assert (rate.metric, rate.towards) == ("requestsPerSecond", "serverless")
    assert rate.change_percent < -90


def test_what_the_other_variant_would_have_to_reach_is_told():
    (point,) = advice(QUIET, MISSED).thresholds
    assert (point.now, point.at, point.towards) == (30, 20, "serverless")


def test_an_open_choice_tells_how_near_it_is():
    found = advice(EVEN)
    assert found.thresholds[0].metric == "requestsPerSecond"
    assert "the cost intervals of the two variants overlap" in sentence(found)


def test_the_sentence_has_choice_and_amounts_what_users_meet_and_what_changes_it():
    assert sentence(advice(QUIET)) == (
        "quiet (2,628 requests/month): choose serverless, $0.14 vs $2.69/month. "
        "99% of requests hit a cold start. "
        "$2.56/month buys p99 from 1.8 s (serverless) to 6 ms (containerized). "
        f"Above about {above(QUIET)} requests/month, containerized is cheaper. "
        "Turns to containerized if Knative's control plane ($14.93/month) is charged to this "
        "service, unless 6 services share it. Prices: own-cluster of 2024-10-01."
    )


def above(rate):
    return count(float(advice(rate).thresholds[0].at) * MONTH_SECONDS)


def test_the_sentence_says_what_the_costs_hold():
    shared = structs.replace(COST, include_control_plane=True, control_plane_services=1000)
    assert "Includes Knative's control plane ($0.01/month)." in sentence(advice(QUIET, cost=shared))
    providers = [sheet("aws-lambda"), sheet()]
    assert "The free tier of aws-lambda is deducted." in sentence(advice(0.001, sheets=providers))
    paid = structs.replace(COST, include_free_tier=False)
    assert "free tier" not in sentence(advice(0.001, sheets=providers, cost=paid))


def test_the_sentence_names_what_rules_the_other_variant_out():
    words = sentence(advice(QUIET, MISSED))
    assert "choose containerized" in words
    assert "ruled out by serverless.coldStart.p95: because" in words


def test_replicas_that_are_never_needed_leave_no_rate_at_which_it_would_change():
    found = advice(BUSY, settings={"containerized": {"replicas": 30}})
    assert found.choice == "serverless"
    assert "requestsPerSecond" not in {point.metric for point in found.thresholds}
    words = "Serverless is cheaper up to 131,000,000 requests/month, the highest measured"
    assert words in sentence(found)
