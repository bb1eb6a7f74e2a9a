"""What is said where serverless is dearer only between two rates."""

from decimal import Decimal

import pytest
from modelbench.api.choices import Objective
from modelbench.api.decision_status import Verdict
from modelbench.api.pod_samples import ContainerRequest
from modelbench.decision.cost_status import profile_status, variant_cost, whole_run_cost
from modelbench.decision.measured_value import MeasuredValue
from modelbench.decision.objectives import Judgement
from modelbench.decision.recommendation import recommend
from modelbench.decision.sentence import sentence

from tests.unit.made.decisions import (
    COST,
    pod,
    profile,
    samples,
    sheet,
    variant,
)

# Two replicas cost more than a pod that always answers, and less than many that drain.
TWO = {"containerized": {"replicas": 2}}


# Who allows cold starts gets the cheaper one, however little it saves.
ALLOWED = Judgement(
    Objective("serverless.coldStart.p50", maximum_milliseconds=5000),
    MeasuredValue(missing="not asked"),
    Verdict.SUCCESS,
    "allowed",
)


def recommended(rate):
    return recommend(profile(rate, settings=TWO), [ALLOWED], None)


@pytest.mark.parametrize(
    ("rate", "chosen", "towards", "between"),
    [
        (0.005, "serverless", "containerized", (0.085, 0.092)),
        (0.16, "containerized", "serverless", (0.185, 0.208)),
        (0.1, "containerized", "serverless", (0.085, 0.092)),
        (0.3, "serverless", "containerized", (0.185, 0.208)),
    ],
)
def test_the_rate_names_the_variant_that_is_cheaper_beyond_it(rate, chosen, towards, between):
    found = recommended(rate)
    (point, *_) = found.thresholds
    assert (found.choice, point.metric, point.towards) == (chosen, "requestsPerSecond", towards)
    assert between[0] < point.at < between[1]
    told = f"requests/month (the nearest of 2 such rates), {towards} is cheaper."
    assert told in sentence(found)


def test_no_variant_is_called_the_cheaper_one_at_each_rate():
    assert "is cheaper up to" not in sentence(recommended(0.16))


def test_the_status_says_which_variant_is_cheaper_above_and_of_how_many_rates_it_is_one():
    (even,) = profile_status(profile(0.16, settings=TWO), COST).break_evens
    assert (even.cheaper_above, even.crossings) == ("serverless", 2)
    assert even.always_cheaper is None
    (even,) = profile_status(profile(0.13), COST).break_evens
    assert (even.cheaper_above, even.crossings) == ("containerized", 1)


def test_a_run_has_no_cost_by_a_sheet_that_does_not_sell_its_pods():
    large = ContainerRequest("user-container", 17_000, 128 << 20)
    found = samples(pods=(pod("containerized", containers=(large,)),))
    own = sheet(maximum_vcpu=Decimal(16))
    assert variant_cost(found, variant("containerized"), [sheet("aws-fargate"), own]) is None
    assert whole_run_cost(found, [own]).amounts == ()
