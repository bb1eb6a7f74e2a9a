"""From stored samples to costs, objectives and recommendations, as the API server takes them."""

from dataclasses import replace

import pytest
from modelbench.api.load_samples import ScaleChange
from modelbench.api.progress import Verdict
from modelbench.api.reasons import Reason
from modelbench.api.samples import Samples, dump_samples, load_samples
from modelbench.api.spec import parse_spec
from modelbench.cost.price_sheet import parse_sheet
from modelbench.decision.conclusions import conclude, profiles_of
from modelbench.prices import BUILT_IN
from modelbench.scenarios.run_summary import status_fields, verdicts
from modelbench.statistics.histogram import Histogram

from tests.unit.made.attacks import MILLISECOND
from tests.unit.made.decisions import DOCUMENT, samples, spec
from tests.unit.made.load_runs import SCENARIOS
from tests.unit.scenarios.test_status_schema import problems, schema  # noqa: F401

TRAFFIC = [
    {"name": "quiet", "requestsPerMonth": 1000, "shape": "Constant"},
    {"name": "office", "requestsPerMonth": 100_000, "shape": "BusinessHours"},
    {"name": "batch", "requestsPerMonth": 100_000, "shape": "Bursts"},
    {"name": "day", "requestsPerSecond": 1, "shape": "Hourly", "hourlyWeights": [1, *[2] * 23]},
    {"name": "flood", "requestsPerSecond": 100, "shape": "Constant"},
]
OBJECTIVES = [
    {"figure": "serverless.coldStart.p50", "maximumMilliseconds": 5000},
    {"figure": "containerized.steady.p95", "ratePerSecond": 10, "maximumMilliseconds": 50},
    {"figure": "serverless.steady.failurePercent", "ratePerSecond": 10, "maximumPercent": "5"},
    {
        "figure": "serverless.cost.perMonth",
        "traffic": "quiet",
        "sheet": "own-cluster",
        "maximumAmount": "2.50",
    },
]
FULL = {"traffic": TRAFFIC, "objectives": OBJECTIVES}


def concluded(found, asked):
    status = status_fields(found, asked.scenarios)
    return conclude(status, verdicts(found, asked.scenarios, status), found, asked)


def steady_at_50(*changes):
    """Six rounds on each path at 50 requests a second, of which the first are changed."""
    given = dict(enumerate(changes, 1))
    return tuple(
        replace(one, **given.get(one.round, {}))
        for one in samples().segments
        if (one.scenario, one.rate) == ("steady", 50)
    )


def answers(status):
    return {item["traffic"]: item["answer"] for item in status["recommendation"]}


@pytest.mark.parametrize("sheets", [("own-cluster",), BUILT_IN])
def test_every_field_is_known_to_the_api_server(schema, sheets):  # noqa: F811
    status, found = concluded(samples(*sheets), spec(SCENARIOS, **FULL))
    assert list(problems("status", status, schema)) == []
    reasons = schema["properties"]["conditions"]["items"]["properties"]["reason"]["enum"]
    assert {verdict.reason for verdict in found} <= set(reasons)


def test_the_answer_changes_with_the_traffic():
    status, found = concluded(samples(), spec(SCENARIOS, **FULL))
    assert answers(status) == {
        "quiet": "Serverless",
        "office": "Serverless",
        "batch": "Serverless",
        "day": "Containerized",
        "flood": "Inconclusive",
    }
    assert found[-1].reason is Reason.OBJECTIVES_MET
    assert [item["verdict"] for item in status["objectives"]] == ["Success"] * 4


def test_everything_can_be_computed_again_from_the_stored_samples():
    asked, found = spec(SCENARIOS, **FULL), samples(*BUILT_IN)
    assert concluded(load_samples(dump_samples(found)), asked) == concluded(found, asked)


def test_the_run_s_own_cost_is_told_of_each_path_and_of_all():
    status, _ = concluded(samples(*BUILT_IN), spec(SCENARIOS, **FULL))
    assert [part["sheet"] for part in status["serverless"]["cost"]["amounts"]] == ["own-cluster"]
    fixed = status["containerized"]["cost"]["amounts"]
    assert [part["sheet"] for part in fixed] == ["own-cluster", "aws-fargate"]
    assert status["serverless"]["cost"]["podSeconds"] == 44
    assert status["cost"]["podSeconds"] == 44 + 600 + 600
    (whole,) = status["cost"]["amounts"]
    parts = [status[path]["cost"]["amounts"][0] for path in ("serverless", "containerized")]
    assert float(whole["amount"]) > sum(float(part["amount"]) for part in parts)
    assert [item["name"] for item in status["cost"]["sheets"]] == list(BUILT_IN)
    assert status["serverless"]["coldStart"]["trials"] == 40


def test_an_invalid_run_decides_nothing():
    asked, found = spec(SCENARIOS, **FULL), samples()
    status = status_fields(found, SCENARIOS)
    given = verdicts(found, SCENARIOS, status)
    late = Verdict(given[0].condition, False, Reason.INVALID, "at 10/s: late")
    status, judged = conclude(status, (late, *given[1:]), found, asked)
    assert set(answers(status).values()) == {"Inconclusive"}
    assert {item["verdict"] for item in status["objectives"]} == {"Inconclusive"}
    assert judged[-1].reason is Reason.OBJECTIVES_INCONCLUSIVE
    assert status["traffic"][0]["costs"][0]["perMonth"]


def test_without_traffic_and_objectives_only_the_run_has_a_cost(schema):  # noqa: F811
    status, found = concluded(samples(), spec(SCENARIOS))
    assert {"traffic", "objectives", "recommendation"} & set(status) == set()
    assert status["cost"]["amounts"]
    assert Reason.OBJECTIVES_MET not in {verdict.reason for verdict in found}


def test_a_spec_of_before_has_no_cost_at_all():
    document = {name: value for name, value in DOCUMENT.items() if name != "cost"}
    asked = replace(parse_spec(document), scenarios=SCENARIOS)
    status, _ = concluded(samples(sheets=()), asked)
    assert "cost" not in status
    assert "cost" not in status["serverless"]


def test_a_run_that_measured_nothing_recommends_nothing(schema):  # noqa: F811
    found = Samples(sheets=samples(*BUILT_IN).sheets)
    status, judged = concluded(found, spec(SCENARIOS, **FULL))
    assert list(problems("status", status, schema)) == []
    assert set(answers(status).values()) == {"Inconclusive"}
    assert judged[-1].reason is Reason.OBJECTIVES_INCONCLUSIVE


def highest_rates(found):
    sheets = [parse_sheet(name, document) for name, document in found.sheets]
    return profiles_of(found, spec(SCENARIOS, **FULL), sheets)[0].highest_rates


@pytest.mark.parametrize(("ready", "held"), [(1, 50), (2, 0)])
def test_a_rate_that_more_pods_held_than_are_paid_for_does_not_count(ready, held):
    scale = (ScaleChange(0, ready, ready),)
    found = samples()
    found = replace(found, segments=tuple(replace(s, scale=scale) for s in found.segments))
    assert highest_rates(found) == {"containerized": held, "serverless": 50}


def test_a_rate_that_one_round_needed_more_pods_for_is_not_held_by_those_paid_for():
    scale = (ScaleChange(0, 2, 2),)
    found = samples(segments=steady_at_50({"scale": scale}))
    assert highest_rates(found) == {"containerized": 0, "serverless": 50}


def test_a_rate_that_most_rounds_failed_is_not_held_for_the_sake_of_a_good_one():
    failures = {"status 503": 20}
    found = samples(segments=steady_at_50(*[{"failures": failures}] * 5))
    assert highest_rates(found) == {"containerized": 0, "serverless": 0}


def test_a_rate_that_was_mostly_sent_late_is_not_held_for_the_sake_of_a_punctual_round():
    late = {"schedule_delays": Histogram.of([20 * MILLISECOND] * 600).encoded}
    found = samples(segments=steady_at_50(*[late] * 5))
    assert highest_rates(found) == {"containerized": 0, "serverless": 0}


def test_a_step_of_the_saturation_is_held_by_itself():
    """Beside a steady rate of 50 that was not: the step at 50 was, that at 100 was too slow."""
    steps = tuple(s for s in samples().segments if s.scenario == "saturation")
    found = samples(segments=(*steady_at_50(*[{"failures": {"timeout": 600}}] * 6), *steps))
    assert highest_rates(found) == {"containerized": 50, "serverless": 50}
