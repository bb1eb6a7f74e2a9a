"""What is said where serverless is dearer only between two rates."""

from dataclasses import replace
from decimal import Decimal

import pytest
from modelbench.api.pod_samples import ContainerRequest
from modelbench.decision.cost_fields import path_cost_fields, traffic_fields, whole_cost_fields
from modelbench.decision.recommendation import Answer, recommend
from modelbench.decision.sentence import sentence
from modelbench.forecast.timings import Estimate

from tests.unit.made.decisions import ARMS, COST, TIMINGS, pod, profile, samples, sheet

# Two replicas cost more than a pod that always answers, and less than many that drain.
TWO = replace(ARMS, replicas=2)
SLOW = replace(TIMINGS, cold_start=Estimate(8, 6, 10), service=Estimate(3, 2, 4))


def answer(rate):
    return recommend(profile(rate, arms=TWO), [], None)


@pytest.mark.parametrize(
    ("rate", "chosen", "towards", "words"),
    [
        (0.005, Answer.SERVERLESS, "containerized", "Above 0.07425"),
        (0.13, Answer.CONTAINERIZED, "serverless", "Above 0.2251"),
        (0.1, Answer.CONTAINERIZED, "serverless", "Below 0.07425"),
        (0.3, Answer.SERVERLESS, "containerized", "Below 0.2251"),
    ],
)
def test_the_tipping_rate_names_the_arm_that_is_cheaper_beyond_it(rate, chosen, towards, words):
    found = answer(rate)
    (point, *_) = found.tipping_points
    assert (found.answer, point.figure, point.towards) == (chosen, "requestsPerSecond", towards)
    told = f"{words} requests/s (the nearest of 2 such rates) {towards} is the cheaper arm."
    assert told in sentence(found)


def test_no_arm_is_called_the_cheaper_one_at_each_rate():
    assert "is the cheaper arm up to" not in sentence(answer(0.13))


def test_the_status_says_which_arm_is_cheaper_above_and_of_how_many_rates_it_is_one():
    (even,) = traffic_fields(profile(0.13, arms=TWO), COST)["breakEvens"]
    assert (even["cheaperAbove"], even["crossings"]) == ("Serverless", 2)
    assert "alwaysCheaper" not in even
    (even,) = traffic_fields(profile(0.13), COST)["breakEvens"]
    assert (even["cheaperAbove"], even["crossings"]) == ("Containerized", 1)


def test_an_open_end_leaves_the_other_in_the_status():
    (even,) = traffic_fields(profile(0.13, arms=TWO, timings=SLOW), COST)["breakEvens"]
    assert "requestsPerSecondLower" not in even
    assert even["requestsPerSecond"] < even["requestsPerSecondUpper"]


def test_a_run_has_no_cost_by_a_sheet_that_does_not_sell_its_pods():
    large = ContainerRequest("user-container", 17_000, 128 << 20)
    found = samples(pods=(pod("containerized", containers=(large,)),))
    own = sheet(maximum_vcpu=Decimal(16))
    assert path_cost_fields(found, "containerized", [sheet("aws-fargate"), own]) == {}
    assert whole_cost_fields(found, [own])["amounts"] == []
