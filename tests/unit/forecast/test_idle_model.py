"""How often a service is at zero: the closed form against simulated arrivals."""

from itertools import pairwise
from math import exp, sqrt
from random import Random

import pytest
from modelbench.api.choices import MONTH_SECONDS, Shape
from modelbench.forecast.idle_model import activity
from modelbench.traffic.spells import Spell, peak_rate, spells_of

from tests.unit.made.decisions import traffic

MONTHS = 8
DAY = (0,) * 8 + (5,) * 8 + (1,) * 8


def totals(spells, hold):
    pieces = activity(spells, hold)
    up = sum(piece.seconds - piece.idle_seconds for piece in pieces)
    return sum(piece.cold_starts for piece in pieces), up


def simulate(spells, hold, months=MONTHS):
    """Cold starts and seconds not at zero, of Poisson arrivals drawn one by one."""
    random, instants, begin = Random(1), [], 0.0
    while begin < months * MONTH_SECONDS:
        for spell in spells:
            end, at = begin + spell.seconds, begin
            while spell.rate:
                at += random.expovariate(spell.rate)
                if at >= end:
                    break
                instants.append(at)
            begin = end
    months = begin / MONTH_SECONDS
    gaps = [later - earlier for earlier, later in pairwise(instants)]
    return sum(gap > hold for gap in gaps) / months, sum(min(g, hold) for g in gaps) / months


@pytest.mark.parametrize("hold", [1, 40, 600])
def test_at_a_constant_rate_a_request_is_cold_with_exp_of_minus_rate_times_hold(hold):
    cold, up = totals(spells_of(traffic(0.01)), hold)
    assert cold == pytest.approx(0.01 * MONTH_SECONDS * exp(-0.01 * hold))
    assert up == pytest.approx(MONTH_SECONDS * (1 - exp(-0.01 * hold)))


@pytest.mark.parametrize("shape", list(Shape))
@pytest.mark.parametrize(("rate", "hold"), [(0.002, 66), (0.01, 40), (0.002, 1500)])
def test_every_shape_agrees_with_simulated_arrivals(shape, rate, hold):
    weights = DAY if shape is Shape.HOURLY else ()
    week = DAY * 7 if shape is Shape.WEEKLY else ()
    spells = spells_of(traffic(rate, shape, hourly_weights=weights, weekly_weights=week))
    cold, up = totals(spells, hold)
    simulated_cold, simulated_up = simulate(spells, hold)
    # Four deviations of a count of so many cold starts.
    assert simulated_cold == pytest.approx(cold, abs=4 * sqrt(cold / MONTHS))
    assert simulated_up == pytest.approx(up, rel=0.06)


@pytest.mark.parametrize("shape", list(Shape))
def test_the_mean_of_a_shape_is_the_rate_of_its_profile(shape):
    weights = DAY if shape is Shape.HOURLY else ()
    week = DAY * 7 if shape is Shape.WEEKLY else ()
    spells = spells_of(traffic(0.5, shape, hourly_weights=weights, weekly_weights=week))
    requests = [spell.rate * spell.seconds for spell in spells]
    assert sum(requests) / sum(spell.seconds for spell in spells) == pytest.approx(0.5)


def test_a_month_is_covered_whatever_the_hold_time():
    for hold in (0.5, 3599.5, 3600, 90_000, 700_000):
        pieces = activity(spells_of(traffic(0.5, Shape.BUSINESS_HOURS)), hold)
        assert sum(piece.seconds for piece in pieces) == pytest.approx(MONTH_SECONDS)
        assert all(0 <= piece.idle_seconds <= piece.seconds * 1.000001 for piece in pieces)


def test_a_burst_each_hour_is_one_cold_start_an_hour():
    cold, up = totals(spells_of(traffic(1, Shape.BURSTS)), 40)
    assert cold == pytest.approx(730, rel=1e-3)
    assert up == pytest.approx(730 * 100, rel=0.01)


def test_the_peak_of_a_shape():
    assert peak_rate(spells_of(traffic(1, Shape.BUSINESS_HOURS))) == pytest.approx(4.2)
    assert peak_rate(spells_of(traffic(1, Shape.BURSTS))) == pytest.approx(60)
    assert peak_rate([Spell(1, 2), Spell(1, 3)]) == 3
