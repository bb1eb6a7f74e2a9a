"""Pods beyond the first go when a busy spell is over: slowly, and each of them drains."""

from dataclasses import replace
from decimal import Decimal

import pytest
from modelbench.api.choices import MONTH_SECONDS, Shape
from modelbench.forecast.idle_model import Edge, Spell, edges, spells_of
from modelbench.forecast.scale_down import leaving
from modelbench.forecast.timings import Estimate

from tests.unit.made.decisions import TIMINGS, profile, sheet, traffic

HOURS = MONTH_SECONDS / 3600
SLOW = replace(
    TIMINGS, cold_start=Estimate(2, 2, 2), service=Estimate(1, 1, 1), handler=Estimate(1, 1, 1)
)


def month_of_bursts(rate, priced=None, **changes):
    settings = {"serverless": {"target_concurrency": 10, "stable_window_seconds": 60}}
    timings = replace(SLOW, **changes)
    found = profile(rate, priced, settings=settings, timings=timings, shape=Shape.BURSTS)
    return found.costs[0].month


def pod_seconds_an_hour(rate, **changes):
    return month_of_bursts(rate, **changes).pod_seconds / HOURS


def test_the_pods_of_a_burst_outlast_it():
    """60/s * 1 s in a minute, 7 at once in a pod: 9 pods.

    9 * 60 s, the first for 65 s more, one start of 1 s beyond the response with its drain of 30 s,
    and 8 others for half a window and their drain.
    """
    assert pod_seconds_an_hour(1) == pytest.approx(9 * 60 + 65 + 31 + 8 * (30 + 30), rel=2e-3)


def test_each_pod_that_is_taken_away_drains():
    longer = pod_seconds_an_hour(1, drain_seconds=40.0) - pod_seconds_an_hour(1)
    assert longer == pytest.approx(9 * 10, rel=1e-3)


def test_a_service_of_one_pod_has_none_to_take_away():
    """10 /s * 1 s need 2 pods, 5/s one."""
    one, two = pod_seconds_an_hour(5 / 60), pod_seconds_an_hour(10 / 60)
    assert one == pytest.approx(60 + 65 + 31, rel=0.01)
    assert two - one == pytest.approx(60 + 30 + 30, rel=0.01)


@pytest.mark.parametrize(
    ("after_seconds", "pods", "seconds"),
    [(600, 8, 8 * 60), (60, 8, 8 * 60), (30, 4, 8 * 22.5 + 120)],
)
def test_a_spell_shorter_than_the_window_has_the_beginning_of_the_line(
    after_seconds, pods, seconds
):
    """In half a window half of 8 pods go; they exist for 30 s less a quarter of it in the mean."""
    edge = Edge(before=9, after=1, after_seconds=after_seconds, times=1)
    found = leaving([edge], int, window=60, drain=30)
    assert (found.pods, found.pod_seconds) == (pods, seconds)


@pytest.mark.parametrize(
    ("limits", "each"),
    [({"minimum_seconds": Decimal(600)}, 600), ({"rounding_seconds": Decimal(60)}, 124 + 30)],
)
def test_a_minimum_and_a_rounding_count_for_each_pod_that_existed(limits, each):
    """9 pods an hour, that exist for 124 s in the mean; half a step of 60 s is 30 s."""
    plain = month_of_bursts(1)
    billed = month_of_bursts(1, [sheet(**limits)]).amount / plain.amount
    seconds = float(billed) * plain.pod_seconds / HOURS
    assert seconds == pytest.approx(9 * each, rel=2e-3)


def test_a_rate_that_rises_takes_no_pods_away():
    found = leaving([Edge(1, 9, 600, 1), Edge(3, 3, 600, 1)], int, window=60, drain=30)
    assert (found.pods, found.pod_seconds) == (0, 0)


def test_the_edges_of_a_month_are_those_at_which_pods_exist():
    busy, quiet = edges(spells_of(traffic(1, Shape.BURSTS)), 65)
    assert (busy.before, busy.after, busy.after_seconds) == (60, 0, 3540)
    assert busy.times == pytest.approx(HOURS)
    assert (quiet.before, quiet.times) == (0, 0)
    rare, _ = edges([Spell(3600, 1e-5), Spell(3600, 0)], 100)
    assert rare.times == pytest.approx(HOURS / 2 * 1e-3, rel=1e-3)


def test_a_constant_rate_has_no_edge_to_fall_from():
    (edge,) = edges(spells_of(traffic(1)), 65)
    assert edge.before == edge.after
