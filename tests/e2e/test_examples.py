"""The examples that no other test applies: each shows what it is about. Only trials are cut short.

sample: test_sample_cold_start; lambda: test_lambda; load, autoscale-hpa:
test_scaling; variants, and the traffic of decision: test_variants and test_decision. mlflow,
litserve, llm: test_real_servers.
"""

from decimal import Decimal

import pytest

from tests.e2e.benchmarks import BOTH, SMALL_MODEL, variant

pytestmark = pytest.mark.together
SMALL = "small-image"
SHORT = {"trials": 2, "maxTrials": 2, "lanes": 2, "timeoutSeconds": 120}


def medians(status, name):
    """The phases of a variant's cold start in milliseconds, and the parts of them."""
    phases = variant(status, name)["coldStart"]["phases"]
    known = [phase for phase in phases if "medianMilliseconds" in phase]
    whole = {p["name"]: p["medianMilliseconds"] for p in known if "parent" not in p}
    parts = {p["name"]: p["medianMilliseconds"] for p in known if "parent" in p}
    return whole, parts


def test_the_demo_ends_with_what_to_choose_and_shows_what_trimming_an_image_saves(benchmarks):
    steady = {"ratesPerSecond": [10], "rounds": 2, "durationSeconds": 2, "warmUpSeconds": 1}
    benchmarks.apply_example("demo", scenarios={"coldStart": SHORT, "steady": steady})
    status = benchmarks.wait_succeeded("demo")
    starts = {}
    for name in (*BOTH, SMALL):
        whole, parts = medians(status, name)
        print(name, whole, parts)
        starts[name] = whole["applicationStart"]
        # The kubelet's cycle alone may make a second of readiness, more than the import takes.
        whole.pop("readinessAndRouting")
        if name != SMALL:
            assert max(whole, key=whole.get) == "applicationStart"
            assert parts["runtime"] > parts["modelLoad"] > 0
    assert starts["serverless"] > 2 * starts[SMALL]
    profiles = {one["name"]: one for one in status["traffic"]}
    for found in status["recommendation"]:
        print(found["sentence"])
        costs = {one["variant"]: one["perMonth"] for one in profiles[found["traffic"]]["costs"]}
        assert set(costs) == {*BOTH, SMALL}
        assert found["choice"] in (*costs, "Inconclusive")


def test_the_seconds_of_a_slow_start_are_found_where_they_are_spent(benchmarks):
    benchmarks.apply_example("slow-start", scenarios={"coldStart": SHORT})
    status = benchmarks.wait_succeeded("slow-start")
    for name in BOTH:
        whole, parts = medians(status, name)
        print(name, whole, parts)
        assert 5000 <= parts["modelLoad"] < 6000
        # It counts from the kubelet's event, which may come a little after the process.
        assert whole["applicationStart"] >= 4800


def test_own_prices_are_in_the_costs_in_their_own_currency(benchmarks):
    steady = {"ratesPerSecond": [10], "rounds": 2, "durationSeconds": 2, "warmUpSeconds": 1}
    scenarios = {"coldStart": SHORT, "steady": steady}
    benchmarks.apply_example("own-prices", model=SMALL_MODEL, scenarios=scenarios)
    status = benchmarks.wait_succeeded("own-prices")
    assert [profile["name"] for profile in status["traffic"]] == ["rare", "busy"]
    for profile in status["traffic"]:
        costs = {cost["variant"]: cost for cost in profile["costs"]}
        print(profile["name"], costs)
        assert set(costs) == set(BOTH)
        assert {(cost["sheet"], cost["currency"]) for cost in costs.values()} == {
            ("our-cluster", "EUR")
        }
        # 0.02 CPU and 1/16 GiB for the 730 hours of a month, and the fee for the load balancer.
        month = 18 + 730 * (
            Decimal("0.02") * Decimal("0.025") + Decimal("0.0625") * Decimal("0.003")
        )
        assert Decimal(costs["containerized"]["perMonth"]) == pytest.approx(
            month, rel=Decimal("1e-5")
        )
        assert Decimal(costs["serverless"]["perMonth"]) > 0
