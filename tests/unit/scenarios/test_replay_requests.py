from modelbench.api.scenarios.parts import ScaleChange
from modelbench.scenarios.replay.requests import BLOCKS, blocks_of, found_none

from tests.unit.made.attacks import MILLISECOND, SECOND, START, sent


def scale(*changes):
    """From each second on so many pods are ready."""
    return [ScaleChange(round(at * SECOND), ready, ready) for at, ready in changes]


def request(at, latency, **fields):
    return sent(round(at * SECOND), round(latency * SECOND), **fields)


def cold(requests, changes):
    return list(found_none(requests, changes, START))


def test_a_request_that_comes_while_no_pod_is_ready_is_cold():
    requests = [request(1, 2), request(10, 0.1)]
    assert cold(requests, scale((0, 0), (3, 1))) == [True, False]


def test_all_that_wait_for_the_same_start_are_cold():
    requests = [request(1, 2), request(2, 1), request(2.5, 0.5)]
    assert cold(requests, scale((0, 0), (3, 1))) == [True, True, True]


def test_a_pod_that_has_answered_is_there_before_it_is_seen_to_be_ready():
    requests = [request(1, 1), request(2.1, 0.1)]
    assert cold(requests, scale((0, 0), (2.5, 1))) == [True, False]


def test_a_response_from_before_the_pods_went_proves_no_pod():
    requests = [request(1, 0.1), request(4.9, 0.2), request(6, 1)]
    assert cold(requests, scale((0, 1), (5, 0), (7, 1))) == [False, False, True]


def test_a_failed_request_proves_no_pod():
    requests = [request(1, 0.1, failure="timeout"), request(2, 2)]
    assert cold(requests, scale((0, 0), (4, 1))) == [True, True]


def test_each_start_has_cold_requests_of_its_own():
    requests = [request(1, 1), request(30, 0.1), request(100, 1)]
    changes = scale((0, 0), (2, 1), (60, 0), (101, 1))
    assert cold(requests, changes) == [True, False, True]


def test_blocks_have_the_requests_that_were_due_in_equal_parts():
    seconds = 2 * BLOCKS
    requests = [request(n, 0.1, delay=MILLISECOND) for n in range(seconds)]
    blocks = blocks_of(requests, scale((0, 0), (4, 1)), START, seconds * SECOND)
    assert [block.requests for block in blocks] == [2] * BLOCKS
    # The first was answered, and so was every one that came later.
    assert [block.cold for block in blocks] == [1] + [0] * (BLOCKS - 1)
    assert all(block.latencies for block in blocks)


def test_a_block_without_good_responses_has_no_histogram():
    blocks = blocks_of([request(0, 1, failure="timeout")], scale((0, 0)), START, SECOND * 20)
    assert (blocks[0].requests, blocks[0].latencies) == (1, "")
    assert blocks[1].requests == 0


def test_a_part_is_busy_while_any_request_is_under_way_in_it():
    """Two at once count once, and one that goes on into the next part counts in both."""
    requests = [request(0.1, 0.5), request(0.2, 0.2), request(1.8, 0.5), request(5, 0.1)]
    blocks = blocks_of(requests, scale((0, 1)), START, 2 * BLOCKS * SECOND)
    busy = [block.busy_nanoseconds / SECOND for block in blocks[:4]]
    assert busy == [0.7, 0.3, 0.1, 0]
