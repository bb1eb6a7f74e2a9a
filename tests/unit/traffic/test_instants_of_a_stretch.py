"""The requests of a stretch of a profile: recorded ones exactly, all else from a seed."""

from itertools import pairwise

import pytest
from modelbench.api.choices import Shape, Traffic
from modelbench.api.trace_text import trace_of_counts, trace_of_instants
from modelbench.traffic.instants import instants_of, period_of
from modelbench.traffic.trace_arrivals import Recorded, Spread

EXACT = trace_of_instants([0, 1000, 7000, 90_000], duration_seconds=100)
COUNTS = trace_of_counts([0, 6, 0, 300, 1], 60_000)


def of(trace, factor=1.0):
    return Traffic("mine", trace.rate * factor, Shape.TRACE, trace=trace)


def test_timestamps_are_themselves_whatever_the_seed():
    assert instants_of(of(EXACT), 0, 100, seed=1) == (0.0, 1.0, 7.0, 90.0)
    assert instants_of(of(EXACT), 1, 89, seed=2) == (0.0, 6.0)


def test_a_trace_repeats_itself():
    assert instants_of(of(EXACT), 85, 120, seed=1) == (5.0, 15.0, 16.0, 22.0, 105.0, 115.0, 116.0)
    assert instants_of(of(EXACT), 300, 8, seed=1) == instants_of(of(EXACT), 0, 8, seed=1)


@pytest.mark.parametrize("spread", Spread)
def test_each_interval_has_its_count_however_its_requests_lie(spread):
    import random

    found = list(Recorded(COUNTS, spread=spread).between(0, 600, random.Random(1)))
    per_interval = [sum(60 * i <= one < 60 * (i + 1) for one in found) for i in range(10)]
    assert per_interval == [0, 6, 0, 300, 1] * 2
    assert found == sorted(found)


def test_the_two_extremes_lie_on_either_side():
    """Evenly: the gaps are all alike. One after another: within as many seconds as requests."""
    import random

    quiet = trace_of_counts([6], 3_600_000)
    longest = {}
    for spread in Spread:
        found = list(Recorded(quiet, spread=spread).between(0, 3600, random.Random(3)))
        longest[spread] = max(after - before for before, after in pairwise(found))
        if spread is Spread.CLUMPED:
            assert found[-1] - found[0] <= 6
    assert longest[Spread.EVEN] == pytest.approx(600)
    assert longest[Spread.CLUMPED] < longest[Spread.EVEN] < longest[Spread.INDEPENDENT]


@pytest.mark.parametrize("trace", [EXACT, COUNTS])
@pytest.mark.parametrize("factor", [0.3, 1.7, 4.0])
def test_at_another_rate_there_are_as_many_more_or_fewer(trace, factor):
    seconds = 400 * trace.period_seconds
    found = instants_of(of(trace, factor), 0, seconds, seed=1)
    expected = trace.requests * 400 * factor
    assert len(found) == pytest.approx(expected, rel=4 / expected**0.5 + 0.01)
    assert list(found) == sorted(found)


SHAPES = [
    Traffic("a", 0.5, Shape.CONSTANT),
    Traffic("b", 0.5, Shape.BURSTS),
    Traffic("c", 0.5, Shape.HOURLY, tuple(range(24))),
]


@pytest.mark.parametrize("traffic", [*SHAPES, of(COUNTS, 2.5), of(EXACT, 2.5)])
def test_the_same_seed_gives_the_same_instants_and_another_one_others(traffic):
    first = instants_of(traffic, 30, 7200, seed=1)
    assert first == instants_of(traffic, 30, 7200, seed=1)
    assert first != instants_of(traffic, 30, 7200, seed=2)
    assert all(0 <= one < 7200 for one in first)


def test_a_stretch_of_a_shape_has_the_rates_of_its_own_hours():
    hourly = SHAPES[2]
    assert period_of(hourly) == 24 * 3600
    assert instants_of(hourly, 0, 3600, seed=1) == ()
    late = len(instants_of(hourly, 23 * 3600, 3600, seed=1))
    next_day = len(instants_of(hourly, 47 * 3600, 3600, seed=1))
    expected = 0.5 * 24 * 23 / sum(range(24)) * 3600
    assert late == pytest.approx(expected, rel=0.1)
    assert next_day == pytest.approx(expected, rel=0.1)


def test_bursts_come_within_the_first_minute_of_each_hour():
    found = instants_of(SHAPES[1], 3000, 7200, seed=1)
    assert all((3000 + one) % 3600 < 60 for one in found)
    assert len(found) == pytest.approx(3600, rel=0.1)


def test_a_second_of_a_full_day_is_drawn_without_the_rest_of_the_day():
    """Ten million requests in one interval: only those of the second are made."""
    day = of(trace_of_counts([10_000_000], 86_400_000))
    found = instants_of(day, 40_000, 1, seed=1)
    assert len(found) == pytest.approx(116, abs=45)
