from random import Random

import pytest
from modelbench.segments.queue_growth import answered_rate, is_known, queue_growth
from msgspec.structs import replace

from tests.unit.made.attacks import MILLISECOND, SECOND, one_at_a_time, segment


def test_a_model_of_five_a_second_cannot_keep_eight():
    found = one_at_a_time(8)
    assert found.failed == 0
    assert queue_growth([found]) == pytest.approx(3, rel=0.1)
    assert answered_rate([found]) == pytest.approx(5, rel=0.01)
    assert found.backlog_at_end > 25


@pytest.mark.parametrize("seconds", [2, 3, 5, 10, 60, 600])
def test_it_is_seen_in_segments_of_any_length(seconds):
    assert queue_growth([one_at_a_time(8, seconds=seconds)]) is not None


@pytest.mark.parametrize("rate", [1, 3, 4, 5])
def test_what_is_answered_as_it_comes_makes_no_queue(rate):
    assert queue_growth([one_at_a_time(rate)]) is None


@pytest.mark.parametrize("seconds", [2, 3])
def test_a_short_segment_that_gets_slower_is_no_queue_yet(seconds):
    """Two or three seconds of which each is a little slower than the last come by chance."""
    services = [(150 + 100 * (n // 10)) * MILLISECOND for n in range(10 * seconds)]
    slower = segment(services, rate=10)
    assert slower.backlog_at_end >= 2
    assert queue_growth([slower]) is None
    assert queue_growth([slower, segment([2 * MILLISECOND] * 10 * seconds, rate=10)]) is None


def test_a_second_server_keeps_up():
    assert queue_growth([one_at_a_time(8, servers=2)]) is None


def test_a_slow_response_alone_is_no_queue():
    """Each takes two seconds, and all are answered side by side."""
    found = segment([2 * SECOND] * 100, rate=10)
    assert found.backlog_at_end == 20
    assert queue_growth([found]) is None


def test_a_stall_that_is_worked_off_is_no_queue():
    services = [MILLISECOND] * 100
    services[40:60] = [2 * SECOND - n * 100 * MILLISECOND for n in range(20)]
    assert queue_growth([segment(services, rate=10)]) is None


def test_a_queue_that_is_worked_off_while_more_pods_come_is_none():
    services = [(3000 - 30 * n) * MILLISECOND for n in range(100)]
    assert queue_growth([segment(services, rate=10)]) is None


def test_one_round_of_several_does_not_decide():
    calm, queue = one_at_a_time(3), one_at_a_time(8)
    assert queue_growth([queue, *[calm] * 5]) is None
    assert queue_growth([*[queue] * 3, *[calm] * 3]) == pytest.approx(3, rel=0.1)


@pytest.mark.parametrize(
    ("load", "rounds", "at_least", "at_most"), [(0.6, 6, 0, 0), (0.8, 6, 0, 5), (1.6, 6, 99, 100)]
)
def test_random_arrivals_are_told_from_a_queue(load, rounds, at_least, at_most):
    random, found = Random(7), 0
    for _ in range(100):
        parts = [
            one_at_a_time(5 * load, seconds=15, arrivals="Poisson", seed=random.randrange(1 << 30))
            for _ in range(rounds)
        ]
        found += queue_growth(parts) is not None
    assert at_least <= found <= at_most


def test_samples_that_did_not_count_the_backlog_are_not_judged():
    old = replace(one_at_a_time(8), backlog_at_end=None, answered_span_nanoseconds=0)
    assert not is_known([old])
    assert queue_growth([old]) is None
    assert answered_rate([old]) is None
    assert is_known([one_at_a_time(8)])


def test_no_segment_has_no_queue():
    assert queue_growth([]) is None
    assert answered_rate([]) is None
    assert queue_growth([segment([])]) is None
