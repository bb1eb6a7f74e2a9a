"""From the traffic to the recommendation: costs by two sheets, objectives of each verdict."""

from decimal import Decimal

import pytest

from tests.e2e import decision
from tests.e2e.benchmarks import variant
from tests.e2e.decision import CONTAINERIZED, NAME, NAMES, SERVERLESS, TWO

pytestmark = pytest.mark.together


@pytest.fixture
def status(decided):
    return decided.status(NAME)


def costs_of(status, traffic):
    """The costs of one profile by variant and sheet."""
    (profile,) = (item for item in status["traffic"] if item["name"] == traffic)
    return {(cost["variant"], cost["sheet"]): cost for cost in profile["costs"]}


def is_surely_cheapest(status, traffic, chosen):
    costs = costs_of(status, traffic)
    upper = Decimal(costs[chosen, "own-cluster"]["perMonthUpper"])
    others = [costs[name, "own-cluster"] for name in NAMES if name != chosen]
    return all(upper < Decimal(other["perMonthLower"]) for other in others)


def test_each_objective_has_its_verdict(decided, status):
    verdicts = [item["verdict"] for item in status["objectives"]]
    expected = ["Success", "Failure", "Inconclusive", "Failure", "Failure"]
    assert verdicts == expected, status["objectives"]
    assert "too few for a p99" in status["objectives"][2]["message"]
    condition = decided.condition("ObjectivesMet", NAME)
    assert (condition["status"], condition["reason"]) == ("False", "ObjectivesMissed")


def test_each_traffic_gets_the_variant_that_is_cheapest_for_it(decided, status):
    found = {item["traffic"]: item for item in status["recommendation"]}
    print(*(item["sentence"] for item in found.values()), sep="\n")
    assert found["rare"]["choice"] == SERVERLESS, found["rare"]
    assert is_surely_cheapest(status, "rare", SERVERLESS)
    assert found["steady"]["choice"] == CONTAINERIZED, found["steady"]
    assert is_surely_cheapest(status, "steady", CONTAINERIZED)
    assert {found[name]["sheet"] for name in ("rare", "steady")} == {"own-cluster"}
    # Serverless is the cheapest of those in dollars, but nothing rules out the sheet in euros.
    assert found["office"]["choice"] == "Inconclusive", found["office"]
    assert SERVERLESS in decided.kubectl("get", "mbench", NAME, "--no-headers")


def test_a_sheet_prices_the_variants_of_its_modes_in_its_own_currency(status):
    for traffic in ("rare", "office", "steady"):
        costs = costs_of(status, traffic)
        ours = {name: cost for (name, sheet), cost in costs.items() if sheet == "ours"}
        assert set(ours) == {CONTAINERIZED, TWO}
        assert {cost["currency"] for cost in ours.values()} == {"EUR"}
        assert ours[CONTAINERIZED]["perMonth"] == "14.6000"
        assert ours[TWO]["perMonth"] == "29.2000"
    amounts = variant(status, CONTAINERIZED)["cost"]["amounts"]
    run = {item["sheet"]: item for item in amounts}
    assert run["ours"]["currency"] == "EUR"
    assert Decimal(run["ours"]["amount"]) > 0


def test_the_break_even_lies_between_the_traffics_that_it_divides(status):
    evens = {even["rivalVariant"]: even for even in status["traffic"][0]["breakEvens"]}
    assert set(evens) == set(NAMES) - {SERVERLESS}
    means = [Decimal(item["meanRatePerSecond"]) for item in status["traffic"]]
    assert means[0] < Decimal(evens[CONTAINERIZED]["requestsPerSecond"]) < means[-1]


def test_a_sheet_that_cannot_be_used_is_refused_by_its_field(benchmarks):
    decision.apply(benchmarks, decision.SHEET.replace('"0.5"', '"half"'))
    condition = benchmarks.wait_failed(NAME)
    assert condition["reason"] == "ResourcesRejected"
    place = "spec.cost.sheets.configMapName: ConfigMap prices: ours.yaml: prices.vcpuHour"
    assert place in condition["message"]
