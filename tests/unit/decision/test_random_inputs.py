"""Plausible inputs at random: nothing turns the wrong way, and nothing that cannot carry is chosen.

MODELBENCH_RANDOM_DECISIONS is how many; 1,000 take five minutes of one core.
"""

import os
import random
from dataclasses import replace
from decimal import Decimal

import pytest
from modelbench.api.choices import Objective, Shape
from modelbench.decision.evidence import evidence_of
from modelbench.decision.objectives import judge
from modelbench.decision.rule import decide
from modelbench.decision.users_value import users_value
from modelbench.forecast import forecasts
from modelbench.forecast.options import Overload
from modelbench.forecast.outcome import Forecast
from modelbench.forecast.simulated import Budget
from modelbench.forecast.timings import Estimate, Timings
from modelbench.forecast.traffic_cost import TrafficCost

from tests.unit.made.decisions import COST, FOUR, measured, sheet, traffic

_INPUTS = int(os.environ.get("MODELBENCH_RANDOM_DECISIONS", "4"))
_SHEETS = ("own-cluster", "aws-fargate", "google-cloud-run")
HOURS = (1, 1, 1, 1, 1, 2, 3, 5, 8, 9, 9, 8, 7, 8, 9, 9, 8, 6, 4, 3, 2, 2, 1, 1)


class Input:
    """One model in four variants, with what was measured of it, and a traffic."""

    def __init__(self, seed):
        self.draw = draw = random.Random(seed)
        service, start = 10 ** draw.uniform(-2.3, 1), 10 ** draw.uniform(-0.3, 1.8)
        self.slots = draw.choice((1, 1, 4, 20))
        capacity = self.slots / service
        self.timings = Timings(
            cold_start=self._spread(start + service, 0.0),
            initialization=self._spread(start),
            service=self._spread(service),
            handler=self._spread(0.9 * service),
            drain_seconds=draw.choice((2.0, 30.0)),
        )
        self.model = {"cpu": f"{draw.randint(20, 4000)}m", "memory": f"{draw.randint(64, 8192)}Mi"}
        self.settings = {
            "stable_window_seconds": draw.choice((6, 30, 60, 300)),
            "container_concurrency": draw.choice((0, self.slots)),
            "target_concurrency": draw.choice((self.slots, 100)),
            "max_scale": draw.choice((1, 3, 10)),
        }
        self.rate = capacity * 10 ** draw.uniform(-4, 0.5)
        self.capacity = capacity
        self.sheets = [sheet(name) for name in draw.sample(_SHEETS, draw.choice((1, 2)))]
        self.shape = draw.choice((Shape.CONSTANT, Shape.HOURLY, Shape.BURSTS))
        self.bounded = draw.choice(FOUR)
        self.bound = int(1000 * service * 10 ** draw.uniform(0.3, 2)) + 1

    def _spread(self, seconds, error=0.05):
        values = sorted(seconds * self.draw.lognormvariate(0, 0.3) for _ in range(60))
        mean = sum(values) / len(values)
        return Estimate(mean, (1 - error) * mean, (1 + error) * mean, samples=tuple(values))

    def _variant(self, name):
        settings = self.settings if name in ("serverless", "kept") else {}
        found = measured(name, self.timings, 1, self.model, **settings)
        pods = found.variant.kept_pods or self.settings["max_scale"]
        held, known = int(0.8 * pods * self.capacity), self.draw.random() < 0.8
        if not known or name in ("serverless", "kept"):
            return replace(found, highest_rate=max(1, held), pod_capacity=self.capacity)
        beyond = pods * self.capacity
        overload = Overload(int(2 * beyond) + 1, "its queue grew", beyond)
        return replace(found, highest_rate=held, overload=overload, pod_capacity=self.capacity)

    def at(self, rate):
        hours = {"hourly_weights": HOURS} if self.shape is Shape.HOURLY else {}
        asked = traffic(rate, self.shape, **hours)
        self.draw.seed(1)
        return TrafficCost(asked, self.sheets, [self._variant(n) for n in FOUR], COST)


class Values:
    """Where the objective's value comes from."""

    def __init__(self, profile):
        self.profile = profile

    def of(self, objective):
        name, _, metric = objective.metric.split(".")
        return users_value(self.profile, name, metric)


def chosen(profile, bounded, bound, costs=None):
    """The name of the variant that is chosen, and the judgement."""
    objective = Objective(f"{bounded}.users.p99", maximum_milliseconds=bound, traffic="quiet")
    judged = judge([objective], Values(profile), None)
    evidence = {c.option.key: list(evidence_of(c, profile, judged)) for c in profile.costs}
    found = decide(profile, costs or profile.costs, evidence, judged).chosen
    return (None if found is None else found.option), judged[0]


def dearer(costs, name, factor):
    def moved(month):
        return None if month is None else replace(month, amount=month.amount * factor)

    return [
        replace(cost, month=moved(cost.month), others=tuple(map(moved, cost.others)))
        if cost.option.name == name
        else cost
        for cost in costs
    ]


def check_carries(option, profile):
    """A chosen variant was seen to hold the peak, or its simulated queue does not grow."""
    if option is None or option.is_managed:
        return
    users = {one.variant: one for one in profile.users if isinstance(one, Forecast)}
    assert users[option.name].carries
    overload = option.measured.overload
    assert overload is None or profile.peak_rate < overload.beyond
    pods = option.variant.kept_pods or option.variant.serverless.max_scale
    if option.variant.serverless is not None:
        pods = max(pods, option.variant.serverless.max_scale)
    assert profile.peak_rate <= 1.05 * pods * option.measured.pod_capacity


@pytest.mark.parametrize("seed", range(_INPUTS))
def test_nothing_turns_the_wrong_way(seed, monkeypatch):
    monkeypatch.setattr(forecasts, "OWN", Budget(600))
    made = Input(seed)
    profile = made.at(made.rate)
    base, laxer = chosen(profile, made.bounded, made.bound)
    check_carries(base, profile)
    name = None if base is None else base.name
    for other in FOUR:
        costs = dearer(profile.costs, other, Decimal("1.5"))
        turned, _ = chosen(profile, made.bounded, made.bound, costs)
        assert other == name or turned is None or turned.name != other, "dearer, and chosen"
    stricter, _ = chosen(profile, made.bounded, max(1, made.bound // 2))
    if stricter is not None and stricter.name == made.bounded:
        assert name == made.bounded, "chosen since it is bounded more tightly"
        assert laxer.verdict.value != "Failure"
    more = made.at(3 * made.rate)
    larger, _ = chosen(more, made.bounded, made.bound)
    check_carries(larger, more)
    before = {c.option.key: c for c in profile.costs}
    if larger is not None and name is not None and larger.name != name:
        check_turn_by_rate(base, larger, before, {c.option.key: c for c in more.costs}, more)


def check_turn_by_rate(base, larger, before, after, more):
    """A larger rate turns only to what gets cheaper beside the other, or from what it is too much
    for.
    """
    too_much = {e.variant for c in more.costs for e in evidence_of(c, more, []) if not e.sheet}
    if base.name in too_much or larger.name not in {key[0] for key in before}:
        return
    pair = [(before[key].month, after[key].month) for key in (base.key, larger.key)]
    if None in (month for months in pair for month in months):
        return
    (base_then, base_now), (larger_then, larger_now) = pair
    if larger_then.amount < base_then.amount:
        return
    assert larger_now.amount / larger_then.amount < base_now.amount / base_then.amount
