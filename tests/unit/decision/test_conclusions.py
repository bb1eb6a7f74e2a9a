"""From stored samples to costs, objectives and recommendations."""

import pytest
from modelbench.api.conditions import ConditionUpdate
from modelbench.api.reasons import Reason
from modelbench.api.samples import Samples, dump_samples, load_samples
from modelbench.api.scenarios.parts import ScaleChange
from modelbench.api.status import Findings
from modelbench.api.values import dump, parse
from modelbench.decision.conclusions import conclude
from modelbench.forecast.measured_variants import measured_variants
from modelbench.prices import BUILT_IN
from modelbench.scenarios.findings import condition_updates, find
from modelbench.statistics.histogram import Histogram
from msgspec.structs import replace

from tests.unit.made.attacks import MILLISECOND
from tests.unit.made.decided import concluded
from tests.unit.made.decisions import DOCUMENT, samples, spec
from tests.unit.made.load_runs import SCENARIOS
from tests.unit.made.specs import spec as plain_spec

TRAFFIC = [
    {"name": "quiet", "requestsPerMonth": 1000, "shape": "Constant"},
    {"name": "office", "requestsPerMonth": 100_000, "shape": "BusinessHours"},
    {"name": "batch", "requestsPerMonth": 100_000, "shape": "Bursts"},
    {"name": "day", "requestsPerSecond": 1, "shape": "Hourly", "hourlyWeights": [1, *[2] * 23]},
    {"name": "flood", "requestsPerSecond": 100, "shape": "Constant"},
]
OBJECTIVES = [
    {"metric": "serverless.coldStart.p50", "maximumMilliseconds": 5000},
    {"metric": "containerized.steady.p95", "ratePerSecond": 10, "maximumMilliseconds": 50},
    {"metric": "serverless.steady.failurePercent", "ratePerSecond": 10, "maximumPercent": "5"},
    {
        "metric": "serverless.cost.perMonth",
        "traffic": "quiet",
        "sheet": "own-cluster",
        "maximumAmount": "2.50",
    },
]
FULL = {"scenarios": SCENARIOS, "traffic": TRAFFIC, "objectives": OBJECTIVES}
TWO_PROFILES = {**FULL, "traffic": [TRAFFIC[0], TRAFFIC[2]]}
"""Every sheet is simulated for each profile, which takes a second or two."""


def steady_at_50(*changes):
    """Six rounds on each variant at 50 requests a second, of which the first are changed."""
    given = dict(enumerate(changes, 1))
    return tuple(
        replace(one, **given.get(one.round, {}))
        for one in samples().segments
        if (one.scenario, one.rate) == ("steady", 50)
    )


def choices(findings):
    return {item.traffic: item.choice for item in findings.recommendation}


@pytest.mark.parametrize("sheets", [("own-cluster",), BUILT_IN])
def test_what_is_concluded_can_be_stored_and_read_again(sheets):
    findings, updates = concluded(samples(*sheets), spec(**TWO_PROFILES))
    assert parse(Findings, dump(findings), "status") == findings
    assert parse(tuple[ConditionUpdate, ...], dump(updates), "updates") == updates


def test_the_choice_changes_with_the_traffic():
    findings, updates = concluded(samples(), spec(**FULL))
    assert choices(findings) == {
        "quiet": "serverless",
        "office": "serverless",
        "batch": "serverless",
        "day": "containerized",
        "flood": "Inconclusive",
    }
    assert updates[-1].reason is Reason.OBJECTIVES_MET
    assert [item.verdict for item in findings.objectives] == ["Success"] * 4


def test_everything_can_be_computed_again_from_the_stored_samples():
    asked, found = spec(**TWO_PROFILES), samples(*BUILT_IN)
    assert concluded(load_samples(dump_samples(found)), asked) == concluded(found, asked)


def test_the_run_s_own_cost_is_told_of_each_variant_and_of_all():
    findings, _ = concluded(samples(*BUILT_IN), spec(**TWO_PROFILES))
    serverless, containerized = findings.variants
    assert [part.sheet for part in serverless.cost.amounts] == ["own-cluster"]
    assert [part.sheet for part in containerized.cost.amounts] == ["own-cluster", "aws-fargate"]
    assert serverless.cost.pod_seconds == 44
    assert findings.cost.pod_seconds == 44 + 600 + 600
    (whole,) = findings.cost.amounts
    parts = [variant.cost.amounts[0] for variant in findings.variants]
    assert float(whole.amount) > sum(float(part.amount) for part in parts)
    assert [item.name for item in findings.cost.sheets] == list(BUILT_IN)
    assert serverless.cold_start.trials == 40


def test_an_invalid_run_decides_nothing():
    asked, found = spec(**FULL), samples()
    findings = find(found, asked)
    given = condition_updates(found, asked, findings)
    late = ConditionUpdate(given[0].type, False, Reason.INVALID, "at 10/s: late")
    findings, updates = conclude(findings, (late, *given[1:]), found, asked)
    assert set(choices(findings).values()) == {"Inconclusive"}
    assert {item.verdict for item in findings.objectives} == {"Inconclusive"}
    assert updates[-1].reason is Reason.OBJECTIVES_INCONCLUSIVE
    assert findings.traffic[0].costs[0].per_month


def test_without_traffic_and_objectives_only_the_run_has_a_cost():
    findings, updates = concluded(samples(), spec(scenarios=SCENARIOS))
    assert (findings.traffic, findings.objectives, findings.recommendation) == ((), (), ())
    assert findings.cost.amounts
    assert Reason.OBJECTIVES_MET not in {update.reason for update in updates}


def test_a_spec_without_prices_has_no_cost_at_all():
    document = {name: value for name, value in DOCUMENT.items() if name != "cost"}
    asked = replace(plain_spec(**document, scenarios=SCENARIOS), cost=None)
    findings, _ = concluded(samples(sheets=()), asked)
    assert findings.cost is None
    assert findings.variants[0].cost is None


def test_a_run_that_measured_nothing_recommends_nothing():
    findings, updates = concluded(Samples(sheets=samples(*BUILT_IN).sheets), spec(**FULL))
    assert set(choices(findings).values()) == {"Inconclusive"}
    assert updates[-1].reason is Reason.OBJECTIVES_INCONCLUSIVE


def highest_rates(found):
    measured = measured_variants(found, spec(**FULL))
    return {one.variant.name: one.highest_rate for one in measured}


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
