"""Money against latency, what cannot carry the traffic, and what stands beside a choice."""

import random
from dataclasses import replace
from decimal import Decimal

import pytest
from modelbench.api.choices import Objective
from modelbench.api.decision_status import INCONCLUSIVE, Effect, FlagKind, Verdict
from modelbench.api.mode import Mode
from modelbench.decision.measured_value import MeasuredValue
from modelbench.decision.objectives import Judgement
from modelbench.decision.recommendation import recommend
from modelbench.decision.recommendation_status import recommendation_status
from modelbench.decision.sentence import sentence
from modelbench.forecast.options import Overload
from modelbench.forecast.traffic_cost import TrafficCost
from msgspec import structs

from tests.unit.made.decisions import COST, measured, profile, sheet, traffic

QUIET = 0.001
CHEAP = {"cpu": "20m", "memory": "64Mi"}
NAMES = ("serverless", "containerized")


def small(rate, *judgements, changed=None, cost=COST, sheets=None):
    """A model of so little CPU that a pod costs less than a dollar a month."""
    variants = [measured(name, model=CHEAP) for name in NAMES]
    variants = [replace(one, **(changed or {}).get(one.variant.name, {})) for one in variants]
    found = TrafficCost(traffic(rate), sheets or [sheet()], variants, cost)
    return recommend(found, judgements, None)


def judged(metric, verdict=Verdict.SUCCESS, **changes):
    objective = Objective(metric, maximum_milliseconds=5000, **changes)
    return Judgement(objective, MeasuredValue(missing="unknown"), verdict, "because")


def flags(found, kind):
    return [flag.message for flag in found.flags if flag.kind is kind]


def test_cents_do_not_decide_over_slow_requests():
    found = small(QUIET)
    assert found.choice == INCONCLUSIVE
    (trade,) = [one for one in found.evidence if one.metric == "trade"]
    assert trade.effect is Effect.LEAVES_OPEN
    assert "serverless saves only $0.6" in trade.message
    status = recommendation_status(found)
    assert (status.cheapest, status.fastest) == NAMES
    assert "serverless.users.p99 to decide" in sentence(found)


@pytest.mark.parametrize("metric", ["coldStart.p50", "users.p99", "cost.coldPercent"])
def test_who_says_how_long_users_may_wait_gets_the_cheapest(metric):
    found = small(QUIET, judged(f"serverless.{metric}", traffic="quiet"))
    assert found.choice == "serverless"
    assert flags(found, FlagKind.COLD) == ["99% of requests hit a cold start (1.8 s)."]
    assert found.trade.is_felt


def test_a_large_saving_decides_and_the_step_is_told():
    found = recommend(profile(QUIET), [], None)
    assert found.choice == "serverless"
    assert "/month buys p99 from 1.8 s (serverless) to 6 ms" in sentence(found)


def test_where_users_feel_no_difference_cents_decide():
    found = small(1.0)
    assert found.choice == "containerized"
    assert found.trade is None


def test_what_cannot_carry_the_traffic_is_never_chosen():
    overload = Overload(3, "its queue grew", 3)
    slow = {"containerized": {"highest_rate": 2, "overload": overload}}
    found = small(4.0, changed=slow)
    assert found.choice != "containerized"
    reasons = {one.effect for one in found.evidence if one.variant == "containerized"}
    assert Effect.RULES_OUT in reasons


def test_one_price_alone_is_no_comparison():
    only = [sheet(modes=(Mode.SERVERLESS,))]
    found = recommend(profile(QUIET, sheets=only), [], None)
    assert found.choice == INCONCLUSIVE
    assert flags(found, FlagKind.NOTHING_COMPARED)
    assert "no sheet has a price for containerized: nothing was compared" in sentence(found)


def test_the_control_plane_that_turns_a_choice_is_flagged_both_ways():
    (text,) = flags(recommend(profile(QUIET), [], None), FlagKind.CONTROL_PLANE)
    assert text.startswith("Turns to containerized if Knative's control plane ($14.93/month)")
    counted = structs.replace(COST, include_control_plane=True)
    (text,) = flags(recommend(profile(QUIET, cost=counted), [], None), FlagKind.CONTROL_PLANE)
    assert text.startswith("Turns to serverless")
    assert "is not charged" in text


def at_price(factor, window=60, rate=0.0105):
    """Two sheets of which each sells one variant; the containerized one costs a factor more."""
    names = {"serverless": Mode.SERVERLESS, "containerized": Mode.CONTAINERIZED}
    own = sheet(modes=(Mode.SERVERLESS,))
    rented = sheet(modes=(Mode.CONTAINERIZED,))
    rented = replace(
        rented,
        name="rented",
        vcpu_second=own.vcpu_second * Decimal(factor),
        gibibyte_second=own.gibibyte_second * Decimal(factor),
    )
    settings = {"serverless": {"stable_window_seconds": window}}
    found = profile(rate, [own, rented], tuple(names), settings=settings)
    return recommend(found, [judged("serverless.users.p99")], None)


def test_the_price_that_would_turn_a_choice_is_told_within_a_factor_of_two():
    found = at_price("1.3")
    assert found.choice == "serverless"
    costs = {cost.option.name: cost for cost in found.profile.costs}
    texts = flags(found, FlagKind.PRICE)
    assert len(texts) == 2
    assert texts[0].startswith("Turns to containerized if the prices of own-cluster rise by ")
    assert texts[1].startswith("Turns to containerized if the prices of rented fall by ")
    least, rent = costs["serverless"].interval[0], costs["containerized"].month.amount
    rise = int(texts[0].rpartition(" ")[2].rstrip("%."))
    assert rise == pytest.approx(100 * (float(rent / least) - 1), abs=2)
    assert not flags(at_price("4"), FlagKind.PRICE)


def test_the_window_that_would_turn_a_choice_is_told_and_does_turn_it():
    (text,) = flags(at_price("0.9"), FlagKind.WINDOW)
    assert text.startswith("Turns to containerized if stableWindowSeconds of serverless is ")
    window = int(text.partition(" is ")[2].split()[0])
    assert 60 < window <= 120
    assert at_price("0.9", window + 2).choice == "containerized"
    assert at_price("0.9", 60).choice == "serverless"
    assert not flags(at_price("4"), FlagKind.WINDOW)


def test_a_busy_node_and_an_undecided_objective_stand_beside_the_choice():
    undecided = judged("containerized.coldStart.p99", Verdict.INCONCLUSIVE)
    found = recommend(profile(QUIET), [undecided], None, "85% of the CPU in use while idle")
    assert found.choice == "serverless"
    assert flags(found, FlagKind.OBJECTIVE)
    assert flags(found, FlagKind.NODE_BUSY)


def test_a_peak_above_what_was_measured_leaves_a_tenfold_difference_decided():
    held = {"serverless": 1, "containerized": 1}
    settings = {"containerized": {"replicas": 30}}
    found = recommend(profile(2.0, highest=held, settings=settings), [], None)
    assert found.choice == "serverless"
    assert any("serverless: the peak is 2/s" in one for one in flags(found, FlagKind.EXTRAPOLATED))


def test_the_answer_as_numbers():
    status = recommendation_status(recommend(profile(QUIET), [], None))
    assert [one.variant for one in status.options] == ["serverless", "containerized"]
    assert float(status.saving_percent) == pytest.approx(95, abs=0.5)
    assert float(status.options[0].cold_percent) > 98
    assert float(status.options[1].p99_milliseconds) == pytest.approx(6, abs=0.5)
    assert 60_000 < status.break_even_requests_per_month < 75_000


_ORDER = {"serverless": 0, INCONCLUSIVE: 1, "containerized": 2}


@pytest.mark.parametrize("seed", range(4))
def test_nothing_turns_the_wrong_way(seed):
    """A larger rate and a dearer serverless pod never turn a choice towards serverless; a stricter
    objective never chooses what it bounds.
    """
    draw = random.Random(seed)
    rate = 10 ** draw.uniform(-4, 0)
    model = {"cpu": f"{draw.randint(20, 2000)}m", "memory": f"{draw.randint(64, 4096)}Mi"}

    def choice(rate, *judgements, cost=COST):
        variants = [measured(name, model=model) for name in NAMES]
        found = TrafficCost(traffic(rate), [sheet()], variants, cost)
        several = any(even.crossings > 1 for even in found.break_evens)
        return recommend(found, judgements, None).choice, several

    bounded = judged("serverless.coldStart.p95")
    base, several = choice(rate, bounded)
    if not several:
        assert _ORDER[choice(3 * rate, bounded)[0]] >= _ORDER[base]
    charged = structs.replace(COST, include_control_plane=True, control_plane_services=20)
    assert _ORDER[choice(rate, bounded, cost=charged)[0]] >= _ORDER[base]
    missed = judged("serverless.coldStart.p95", Verdict.FAILURE)
    assert choice(rate, missed)[0] != "serverless"
