"""A server that stalls for 2 s under 100 requests a second, 10 s long: what must be seen of it."""

import pytest
from modelbench.api.scenarios.parts import LoadSegment
from modelbench.scenarios.steady.rates import percentiles
from modelbench.segments.attack import complete_segment
from modelbench.segments.validity import invalid_reason

from tests.unit.made.attacks import MILLISECOND, SECOND, sent

OFFSETS = [n * 10 * MILLISECOND for n in range(1000)]
STALL, STALL_END = 4 * SECOND, 6 * SECOND
SERVICE = MILLISECOND


def attack(requests):
    draft = LoadSegment("steady", "serverless", 1, 100)
    return complete_segment(draft, requests, OFFSETS)


def milliseconds(histogram):
    return {p.percentile: p.microseconds / 1000 for p in percentiles([histogram])}


def on_time():
    """Every request leaves when it is due; those within the stall are answered at its end."""
    for offset in OFFSETS:
        waits = STALL <= offset < STALL_END
        yield sent(offset, STALL_END - offset if waits else SERVICE)


def held_back():
    """One connection: the first within the stall waits in the server, the others before it."""
    free = 0
    for offset in OFFSETS:
        begin = max(offset, free)
        end = max(begin + SERVICE, STALL_END if STALL <= begin < STALL_END else 0)
        yield sent(offset, end - begin, delay=begin - offset)
        free = end


# Of 1000 requests the 200 that were due in the stall waited 2000, 1990, ... 10 ms.
EXPECTED = {"50": 1, "90": 1000, "95": 1500, "99": 1900}


def test_the_wait_of_all_who_came_in_the_stall_is_counted():
    found = milliseconds(attack(on_time()).latencies)
    assert found == pytest.approx(EXPECTED, rel=0.002)


def test_a_generator_that_was_held_back_does_not_hide_the_wait():
    held = attack(held_back())
    found = milliseconds(held.latencies)
    # The queue takes a little longer than the stall.
    assert all(EXPECTED[p] <= found[p] <= EXPECTED[p] + 250 for p in ("90", "95", "99"))
    assert milliseconds(held.service_times)["99"] == 1
    assert held.seconds[4].p95 >= 1900 * 1000


def test_the_request_that_waited_in_the_server_is_the_only_long_service_time():
    assert max(request.service_nanoseconds for request in held_back()) == 2 * SECOND
    slow = [r for r in held_back() if r.service_nanoseconds > SERVICE]
    assert len(slow) == 1


def test_a_stall_of_a_fifth_of_the_time_leaves_the_attack_valid():
    assert invalid_reason([attack(on_time())]) is None
    assert invalid_reason([attack(held_back())]) is None
