"""One choice among all variants: serverless, one replica, a pod kept warm, two replicas."""

from dataclasses import replace

import pytest
from modelbench.api.choices import Objective
from modelbench.api.decision_status import INCONCLUSIVE, Effect, Verdict
from modelbench.decision.measured_values import MeasuredValue
from modelbench.decision.objectives import Judgement
from modelbench.decision.recommendation import recommend
from modelbench.decision.recommendation_status import recommendation_status
from modelbench.decision.sentence import sentence
from modelbench.forecast.timings import Estimate
from modelbench.forecast.traffic_cost import TrafficCost

from tests.unit.made.decided import concluded
from tests.unit.made.decisions import (
    COST,
    FOUR,
    KEPT,
    MODEL,
    TIMINGS,
    TWO_REPLICAS,
    cost_of,
    pod,
    profile,
    samples,
    sheet,
    spec,
)
from tests.unit.made.load_runs import SCENARIOS

QUIET, BUSY = 0.001, 0.2
HELD = dict.fromkeys(FOUR, 50)


def judged(metric, verdict, **changes):
    objective = Objective(metric, maximum_percent="20", **changes)
    return Judgement(objective, MeasuredValue(missing="unknown"), verdict, "because")


def missed(variant):
    return judged(f"{variant}.steady.p99", Verdict.FAILURE, rate_per_second=10)


def advice(rate, *judgements, **changes):
    return recommend(profile(rate, names=FOUR, **{"highest": HELD, **changes}), judgements, None)


@pytest.mark.parametrize(
    ("rate", "judgements", "choice", "rival"),
    [
        (QUIET, [], "serverless", "containerized"),
        (BUSY, [], "containerized", "kept"),
        (BUSY, [missed("containerized")], "kept", "two-replicas"),
        (20, [missed("containerized")], INCONCLUSIVE, "kept"),
        (QUIET, [missed("serverless"), missed("containerized")], "kept", "two-replicas"),
        (QUIET, [missed(name) for name in FOUR[:3]], "two-replicas", None),
        (QUIET, [missed(name) for name in FOUR], INCONCLUSIVE, None),
    ],
)
def test_the_choice_is_the_cheapest_of_all_that_are_left(rate, judgements, choice, rival):
    found = advice(rate, *judgements)
    assert found.choice == choice
    assert (None if found.rival is None else found.rival.option.name) == rival


def test_two_variants_that_cost_the_same_are_not_told_apart():
    """At 20 requests a second a service has a pod all the time, kept or not."""
    found = advice(20, missed("containerized"))
    words = sentence(found)
    assert ": inconclusive: serverless.cost.perMonth" in words
    assert "both cost the same to the last digit shown" in words
    names = {cost.option.name for cost in (found.chosen, found.rival)}
    assert names == {"serverless", "kept"}


def test_what_keeps_the_cheapest_from_being_chosen_is_told_and_not_the_next_in_price():
    """At this rate one replica is surely dearer than serverless; of a kept pod nothing is sure."""
    found = profile(0.01, names=FOUR, highest=HELD)
    vague = replace(TIMINGS, service=Estimate(0.006))
    variants = [
        replace(one, timings=vague) if one.variant.name == "kept" else one for one in found.variants
    ]
    advised = recommend(TrafficCost(found.traffic, [sheet()], variants, COST), (), None)
    assert (advised.choice, advised.rival.option.name) == (INCONCLUSIVE, "kept")
    assert "a cost has no interval" in sentence(advised)
    assert [cost.option.name for cost in sorted(found.costs, key=lambda one: one.month.amount)][
        :2
    ] == ["serverless", "containerized"]


def test_evidence_that_a_status_has_no_room_for_is_counted():
    found = advice(BUSY)
    told = recommendation_status(found)
    assert (len(told.evidence), told.evidence_left_out) == (len(found.evidence), None)
    much = replace(found, evidence=found.evidence[:1] * 300)
    told = recommendation_status(much)
    assert (len(told.evidence), told.evidence_left_out) == (256, 44)


def test_the_evidence_holds_the_least_that_any_other_variant_costs():
    (cheaper,) = [e for e in advice(BUSY).evidence if e.effect is Effect.CHEAPER]
    others = [cost_of(profile(BUSY, names=FOUR), name).interval[0] for name in FOUR]
    assert cheaper.bound == min(others[0], others[2], others[3])
    assert "the other variants at least $3.27" in cheaper.message


def test_what_is_left_over_is_ruled_out_in_the_plural():
    words = sentence(advice(QUIET, *(missed(name) for name in FOUR[:3])))
    assert "choose two-replicas on own-cluster" in words
    assert "the other variants are ruled out by serverless.steady.p99: because" in words


def test_the_nearest_rates_at_which_the_choice_would_change_are_told():
    """Above it a replica is cheaper; two replicas and a kept pod are so only further up."""
    found = advice(QUIET)
    rates = [one for one in found.thresholds if one.metric == "requestsPerSecond"]
    assert [one.towards for one in rates] == ["containerized"]
    evens = [e.rate for e in found.profile.break_evens if e.rate and e.rate > QUIET]
    assert float(rates[0].at) == pytest.approx(min(evens), rel=1e-4)
    assert "requests/month, containerized is cheaper than serverless." in sentence(found)


def test_a_variant_that_misses_an_objective_may_lose_to_any_of_several():
    met = judged("two-replicas.steady.p99", Verdict.SUCCESS, rate_per_second=10)
    met = replace(met, measured=MeasuredValue(10, 10, 10))
    found = advice(QUIET, *(missed(name) for name in FOUR[:3]), met)
    (bound,) = found.thresholds
    assert (bound.metric, bound.towards) == ("two-replicas.steady.p99", None)
    assert recommendation_status(found).thresholds[0].towards is None


def test_a_kept_pod_has_no_cold_start_in_the_sentence():
    words = sentence(advice(QUIET, missed("serverless"), missed("containerized")))
    assert "choose kept, $3.27 vs $5.39/month for two-replicas." in words
    assert "hit a cold start" not in words
    assert words.count("Knative's control plane") == 1


def test_one_sentence_tells_the_cold_requests_of_two_that_scale_to_zero():
    slower = {"kept": {"min_scale": 0, "stable_window_seconds": 60}}
    found = profile(QUIET, names=("serverless", "kept"), highest=HELD, settings=slower)
    words = sentence(recommend(found, (), None))
    assert "% of requests hit a cold start, 9" in words
    assert "% on kept. " in words
    assert words.count("cold start") == 1


@pytest.mark.parametrize("rate", [QUIET, BUSY, 20])
@pytest.mark.parametrize("lacking", [{"service": None}, {"cold_start": None}, {"handler": None}])
def test_nothing_is_recommended_that_is_not_priced(rate, lacking):
    sheets = [sheet("own-cluster"), sheet("aws-lambda")]
    found = advice(rate, sheets=sheets, timings=replace(TIMINGS, **lacking))
    if found.choice != INCONCLUSIVE:
        assert found.chosen.month is not None
        assert found.chosen.option.name == found.choice


def test_what_a_provider_does_not_sell_keeps_nothing_else_from_being_chosen():
    sheets = [sheet("own-cluster"), sheet("aws-lambda", kept=None)]
    found = advice(QUIET, sheets=sheets)
    assert (found.choice, found.chosen.option.sheet.name) == ("serverless", "aws-lambda")
    (refusal,) = [one for one in found.evidence if one.effect is Effect.RULES_OUT]
    assert (refusal.variant, refusal.sheet) == ("kept", "aws-lambda")
    assert refusal.message == "aws-lambda has no price for pods kept warm"


def test_a_measured_benchmark_of_four_variants_is_recommended_among_all():
    asked = spec(
        scenarios=SCENARIOS,
        variants=[KEPT, TWO_REPLICAS],
        traffic=[{"name": "quiet", "requestsPerMonth": 1000, "shape": "Constant"}],
        objectives=[
            {
                "metric": "kept.cost.coldPercent",
                "maximumPercent": "0",
                "traffic": "quiet",
                "sheet": "own-cluster",
            }
        ],
    )
    pods = (*samples().pods, pod("kept", uid="k"), pod("two-replicas", 0, 60, (MODEL,), "t"))
    findings, _ = concluded(samples(variants=FOUR, pods=pods), asked)
    (choice,), (quiet,) = findings.recommendation, findings.traffic
    assert (choice.choice, choice.sheet) == ("serverless", "own-cluster")
    assert [cost.variant for cost in quiet.costs] == list(FOUR)
    assert [variant.cost.pod_seconds for variant in findings.variants] == [44, 600, 60, 60]
    assert [(even.variant, even.rival_variant) for even in quiet.break_evens] == [
        ("serverless", "containerized"),
        ("serverless", "kept"),
        ("serverless", "two-replicas"),
    ]
    kept = quiet.costs[2]
    assert (kept.cold_starts, kept.cold_requests, kept.cold_percent) == (0, 0, "0.000")
    assert (findings.objectives[0].verdict, findings.objectives[0].value) == ("Success", "0")
