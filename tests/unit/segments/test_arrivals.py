from itertools import pairwise
from statistics import mean, pvariance

import pytest
from modelbench.segments.arrivals import CONSTANT, POISSON, Stage, flat, offsets_nanoseconds

MILLISECOND = 1_000_000
SECOND = 1_000_000_000


def constant(*stages):
    return offsets_nanoseconds(stages, CONSTANT, 1)


def poisson(*stages, seed=1):
    return offsets_nanoseconds(stages, POISSON, seed)


def count_between(offsets, begin, end):
    return sum(begin * SECOND <= offset < end * SECOND for offset in offsets)


def test_a_constant_rate_sends_at_equal_distances_from_the_begin_on():
    assert constant(flat(4, 2)) == [n * 250 * MILLISECOND for n in range(8)]


def test_a_rate_that_divides_no_second_does_not_drift():
    offsets = constant(flat(3, 600))
    assert len(offsets) == 1800
    assert all(abs(offset - n * SECOND / 3) <= 1 for n, offset in enumerate(offsets))


def test_a_step_changes_the_distances_at_its_instant():
    offsets = constant(flat(2, 3), flat(10, 2))
    assert [count_between(offsets, n, n + 1) for n in range(5)] == [2, 2, 2, 10, 10]
    assert offsets[6:8] == [3 * SECOND, 3 * SECOND + 100 * MILLISECOND]


def test_a_stage_without_load_is_silent_and_moves_what_follows():
    offsets = constant(flat(0, 10), flat(5, 1))
    assert offsets == [10 * SECOND + n * 200 * MILLISECOND for n in range(5)]
    assert poisson(flat(0, 10), flat(50, 1))[0] >= 10 * SECOND
    assert constant(flat(0, 10)) == poisson(flat(0, 10)) == []


@pytest.mark.parametrize(("begin", "end"), [(0, 100), (100, 0), (20, 80)])
def test_a_ramp_sends_the_area_under_it_in_every_part_of_it(begin, end):
    offsets = constant(Stage(10, begin, end))
    assert offsets == sorted(offsets)
    for second in range(10):
        middle = begin + (end - begin) * (second + 0.5) / 10
        assert count_between(offsets, second, second + 1) == pytest.approx(middle, abs=1)
    assert len(offsets) == pytest.approx(10 * (begin + end) / 2, abs=1)


def test_poisson_arrivals_are_independent_with_the_asked_mean():
    """Counts of a Poisson process vary as much as they are large; steps vary as their square."""
    offsets = poisson(flat(100, 400))
    counts = [count_between(offsets, n, n + 1) for n in range(400)]
    assert mean(counts) == pytest.approx(100, abs=2)
    assert pvariance(counts) == pytest.approx(100, rel=0.2)
    steps = [(later - earlier) / SECOND for earlier, later in pairwise(offsets)]
    assert pvariance(steps) == pytest.approx(mean(steps) ** 2, rel=0.1)


def test_poisson_arrivals_follow_a_ramp():
    offsets = poisson(Stage(100, 0, 200))
    assert len(offsets) == pytest.approx(10_000, rel=0.05)
    assert count_between(offsets, 0, 50) == pytest.approx(2_500, rel=0.1)


def test_the_same_seed_gives_the_same_instants_and_another_seed_others():
    profile = (flat(5, 10), Stage(5, 5, 50), flat(50, 10))
    assert poisson(*profile, seed=7) == poisson(*profile, seed=7)
    assert poisson(*profile, seed=7) != poisson(*profile, seed=8)
